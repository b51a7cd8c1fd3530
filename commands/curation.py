"""Starting a catalog and keeping it true: `kb init`, `kb check`, `kb format`, `kb schema`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from catalog.atomic import write_text
from catalog.canonical import SCHEMAS
from catalog.checks import CHECKS, apply_fixes, report
from catalog.checks import run as run_checks
from catalog.founding import found
from catalog.model import Entry, is_id
from catalog.problem import Severity
from catalog.schema import schema_files
from catalog.store import Catalog
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of, today

app = typer.Typer()

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="Entries or drafts; all when left out.")
]


@app.command()
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder that is empty or not there yet.")],
    kb: KbDir = None,
) -> None:
    """Start an empty knowledge base, with the vocabularies of the one in use."""
    with bad_files_named():
        try:
            found(folder, Catalog(settings_of(context, kb).dir))
        except FileExistsError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
    typer.echo(f"{folder} is ready: set KB_DIR to it, or give each command --kb {folder}")


@app.command()
def check(
    context: typer.Context,
    ids: Ids = None,
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
    folder = settings_of(context, kb).dir
    files = _files_of(Catalog(folder), ids)
    day = today()
    solved = apply_fixes(folder, day, only or (), files) if fix else []
    result = run_checks(folder, day, only or (), files)
    if as_json:
        typer.echo(json_text(report.as_json(result, solved)))
    else:
        for problem in solved:
            typer.echo(f"repaired {report.text(problem)}")
        for problem in result.problems:
            typer.echo(report.text(problem))
        typer.echo(report.summary(result))
    if any(strict or problem.severity == Severity.ERROR for problem in result.problems):
        raise typer.Exit(1)


@app.command("format")
def format_files(
    context: typer.Context,
    ids: Ids = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail when something would change.")
    ] = False,
    kb: KbDir = None,
) -> None:
    """Bring data files into canonical form; a file that cannot be is named and left alone."""
    folder = settings_of(context, kb).dir
    files = _files_of(Catalog(folder), ids)
    day = today()
    verb = "would be changed" if check_only else "changed"
    changed = apply_fixes(folder, day, ["not-canonical"], files, dry_run=check_only)
    for problem in changed:
        typer.echo(f"{report.shown(problem.file)}: {verb}")
    left = run_checks(folder, day, ["bad-file", "wrong-name", "comment"], files)
    for problem in left.problems:
        typer.echo(report.text(problem))
    typer.echo(f"{len(changed)} {verb}, {len({p.file for p in left.problems})} left alone")
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
    folder = settings_of(context, kb).dir
    with bad_files_named():
        texts = schema_files(Catalog(folder).vocabularies)
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
