"""The `kb` command; what it can do is in `commands/`."""

import sys

import typer

from commands import (
    curation,
    evaluating,
    exporting,
    extracting,
    harvesting,
    importing,
    inbox,
    searching,
)
from commands.options import KbDir

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Keep, check, harvest, index and search a Caseshelf knowledge base.",
)
for room in (curation, evaluating, exporting, extracting, harvesting, importing, inbox, searching):
    app.add_typer(room.app)


@app.callback()
def _common(context: typer.Context, kb: KbDir = None) -> None:
    context.obj = kb


def main() -> None:
    """Run the command line; a file that cannot be read or written is named."""
    try:
        app()
    except OSError as error:
        if error.filename is None:  # not about a file
            raise
        typer.echo(f"{error.filename}: {(error.strerror or str(error)).lower()}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
