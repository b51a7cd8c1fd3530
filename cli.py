"""The `kb` command: each command is a few lines over the packages."""

from pathlib import Path
from typing import Annotated, Any

import typer

from settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Keep, check, harvest, index and search a Caseshelf knowledge base.",
)

KbDir = Annotated[
    Path | None, typer.Option("--kb", metavar="DIR", help="Knowledge base [env: KB_DIR].")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def _common(context: typer.Context, kb: KbDir = None) -> None:
    context.obj = kb


def _settings(context: typer.Context, kb: Path | None) -> Settings:
    """Read the settings; `--kb` before or after the command's name wins over the environment."""
    given: dict[str, Any] = {"dir": kb or context.obj} if kb or context.obj else {}
    settings = Settings(**given)
    if not settings.dir.is_dir():
        raise typer.BadParameter(f"{settings.dir} is not a folder", param_hint="--kb")
    return settings


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
