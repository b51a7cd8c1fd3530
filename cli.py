"""The `kb` command; what it can do is in `commands/`."""

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from commands.options import KbDir

ROOMS = {
    "curation": ("init", "check", "format", "schema"),
    "evaluating": ("evaluate",),
    "exporting": ("export",),
    "extracting": ("new", "scraper"),
    "harvesting": ("harvest", "topics"),
    "importing": ("import",),
    "inbox": ("inbox", "accept", "reject", "merge"),
    "links": ("links",),
    "misses": ("misses", "label"),
    "searching": ("index", "search"),
}
"""The modules of `commands/`, and the commands that each holds."""


class Commands(TyperGroup):
    """The commands, each imported when it is asked for.

    So one starts without the libraries of the others, and goes on working when one of these is
    broken.
    """

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Return the names of all commands in the order of the alphabet."""
        return sorted(name for names in ROOMS.values() for name in names)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return a command; None when there is none of this name."""
        room = next((room for room, names in ROOMS.items() if cmd_name in names), None)
        if room is None:
            return None
        try:
            return get_group(import_module(f"commands.{room}").app).commands[cmd_name]
        except ImportError as error:
            return _missing(cmd_name, error)


def _missing(name: str, error: ImportError) -> Any:
    """Return a command that says why it cannot run, in the list of commands as well."""
    reason = f"Cannot run here: {error}. Install what requirements.txt lists."
    room = typer.Typer()

    @room.command(
        name,
        help=reason,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        add_help_option=False,
    )
    def say() -> None:
        typer.echo(f"{name}: {reason}", err=True)
        raise typer.Exit(1)

    return get_group(room).commands[name]


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Keep, check, harvest, index and search a Caseshelf knowledge base.",
)


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
