"""What all commands share: options, settings, and how problems and JSON are printed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from catalog.checks import report
from catalog.problem import BadFile
from settings import Settings

KbDir = Annotated[
    Path | None, typer.Option("--kb", metavar="DIR", help="Knowledge base, instead of KB_DIR.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def settings_of(context: typer.Context, kb: Path | None) -> Settings:
    """Read the settings; `--kb` before or after the command's name wins over the environment."""
    given: dict[str, Any] = {"dir": kb or context.obj} if kb or context.obj else {}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        detail = error.errors()[0]
        why = f"{detail['msg'].lower()}; it is {detail['input']}"
        name = f"{Settings.model_config['env_prefix']}{detail['loc'][0]}".upper()
        raise typer.BadParameter(why, param_hint=name) from None
    if not settings.dir.is_dir():
        raise typer.BadParameter(f"{settings.dir} is not a folder", param_hint="--kb")
    return settings


def json_text(data: Any) -> str:
    """Return data as the JSON that commands print."""
    return json.dumps(data, indent=2, ensure_ascii=False)


def today() -> date:
    """Return the day it is where the command runs."""
    return datetime.now().astimezone().date()


@contextmanager
def bad_files_named() -> Iterator[None]:
    """End the command with a line for each problem when a file cannot be used."""
    try:
        yield
    except BadFile as error:
        for problem in error.problems:
            typer.echo(report.text(problem), err=True)
        raise typer.Exit(1) from None
