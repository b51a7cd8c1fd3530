"""The `kb` command: each command is a few lines over the packages."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.atomic import write_text
from catalog.canonical import SCHEMAS
from catalog.checks import CHECKS, apply_fixes, report
from catalog.checks import run as run_checks
from catalog.model import Entry, is_id
from catalog.problem import BadFile, Severity
from catalog.schema import schema_files
from catalog.store import Catalog
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


@app.command()
def check(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", show_default=False)] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="CODE", help="Run this check alone; may be repeated."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Repair what can be repaired safely.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
    explain: Annotated[
        str, typer.Option("--explain", metavar="CODE", help="Say what a check is for, and stop.")
    ] = "",
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Say what is wrong in the knowledge base, where, and what to do; of these entries or all."""
    for code in [*(only or ()), *([explain] if explain else ())]:
        if code not in CHECKS:
            raise typer.BadParameter(f"there is no check {code}; see docs/checks.md")
    if explain:
        typer.echo(report.explanation(CHECKS[explain]))
        return
    folder = _settings(context, kb).dir
    files = _files_of(Catalog(folder), ids)
    today = datetime.now().astimezone().date()
    solved = apply_fixes(folder, today, only or (), files) if fix else []
    found = run_checks(folder, today, only or (), files)
    if as_json:
        typer.echo(json.dumps(report.as_json(found, solved), indent=2, ensure_ascii=False))
    else:
        for problem in solved:
            typer.echo(f"repaired {report.text(problem)}")
        for problem in found.problems:
            typer.echo(report.text(problem))
        typer.echo(report.summary(found))
    if any(strict or problem.severity == Severity.ERROR for problem in found.problems):
        raise typer.Exit(1)


@app.command("format")
def format_files(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", show_default=False)] = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail when something would change.")
    ] = False,
    kb: KbDir = None,
) -> None:
    """Bring data files into canonical form; a file that cannot be is named and left alone."""
    folder = _settings(context, kb).dir
    files = _files_of(Catalog(folder), ids)
    today = datetime.now().astimezone().date()
    changed = apply_fixes(folder, today, ["not-canonical"], files, dry_run=check_only)
    for problem in changed:
        verb = "would be changed" if check_only else "changed"
        typer.echo(f"{report.shown(problem.file)}: {verb}")
    left = run_checks(folder, today, ["bad-file", "wrong-name", "comment"], files)
    for problem in left.problems:
        typer.echo(report.text(problem))
    typer.echo(f"{len(changed)} changed, {len({p.file for p in left.problems})} left alone")
    if left.problems or (check_only and changed):
        raise typer.Exit(1)


@app.command()
def schema(
    context: typer.Context,
    write: Annotated[
        bool, typer.Option("--write", help="Write the schema files into the knowledge base.")
    ] = False,
    kb: KbDir = None,
) -> None:
    """Print the JSON Schema of an entry; with --write make editors complete and check fields."""
    folder = _settings(context, kb).dir
    try:
        texts = schema_files(Catalog(folder).vocabularies)
    except BadFile as error:
        for problem in error.problems:
            typer.echo(report.text(problem), err=True)
        raise typer.Exit(1) from None
    if not write:
        typer.echo(texts[SCHEMAS[Entry]], nl=False)
        return
    for name, text in texts.items():
        write_text(folder / name, text)
        typer.echo(f"wrote {report.shown(folder / name)}")


def _files_of(catalog: Catalog, ids: Sequence[str] | None) -> list[Path]:
    """Return the files of entries and drafts by id; a former id will do."""
    files: list[Path] = []
    for given in ids or ():
        record_id = catalog.resolve(given) or given
        if not is_id(record_id):
            raise typer.BadParameter(f"{given} is not an id")
        paths = (catalog.path(record_id), catalog.draft_path(record_id))
        found = [path for path in paths if path.exists()]
        if not found:
            raise typer.BadParameter(f"there is no entry or draft {given}")
        files += found
    return files


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
