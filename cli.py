"""The `kb` command: each command is a few lines over the packages."""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from catalog.acceptance import Acceptance
from catalog.accepted import Outcome, summary
from catalog.atomic import write_text
from catalog.canonical import SCHEMAS
from catalog.checks import CHECKS, apply_fixes, report
from catalog.checks import run as run_checks
from catalog.model import Entry, is_id
from catalog.problem import BadFile, Severity
from catalog.schema import schema_files
from catalog.sources import SOURCES_FILE, Source, load_sources
from catalog.store import Catalog
from indexer.fields import FACETS
from indexer.generations import IndexBusy
from indexer.json_form import result_to_json
from indexer.query import Query, Sort
from indexer.sync import SyncReport, sync
from indexer.text_form import result_to_text
from indexer.whoosh_backend import WhooshBackend
from scrapers.fetcher import Fetcher
from scrapers.harvest import Harvest
from scrapers.page import NotUnderstood
from scrapers.progress import progress_bar
from scrapers.saved_pages import read_saved
from scrapers.topic_tree import as_json_text, as_text, known_labels, topic_tree
from settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Keep, check, harvest, index and search a Caseshelf knowledge base.",
)

KbDir = Annotated[
    Path | None, typer.Option("--kb", metavar="DIR", help="Knowledge base, instead of KB_DIR.")
]
Ids = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="Entries or drafts; all when left out.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
SavedPage = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A saved page.")]


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
    folder = _settings(context, kb).dir
    files = _files_of(Catalog(folder), ids)
    today = _today()
    solved = apply_fixes(folder, today, only or (), files) if fix else []
    found = run_checks(folder, today, only or (), files)
    if as_json:
        typer.echo(_json(report.as_json(found, solved)))
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
    ids: Ids = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail when something would change.")
    ] = False,
    kb: KbDir = None,
) -> None:
    """Bring data files into canonical form; a file that cannot be is named and left alone."""
    folder = _settings(context, kb).dir
    files = _files_of(Catalog(folder), ids)
    today = _today()
    verb = "would be changed" if check_only else "changed"
    changed = apply_fixes(folder, today, ["not-canonical"], files, dry_run=check_only)
    for problem in changed:
        typer.echo(f"{report.shown(problem.file)}: {verb}")
    left = run_checks(folder, today, ["bad-file", "wrong-name", "comment"], files)
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
    folder = _settings(context, kb).dir
    with _bad_files_named():
        texts = schema_files(Catalog(folder).vocabularies)
    if not write:
        typer.echo(texts[SCHEMAS[Entry]], nl=False)
        return
    for name, text in texts.items():
        write_text(folder / name, text)
        typer.echo(f"wrote {report.shown(folder / name)}")


@app.command()
def harvest(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Which sources; all when none is named."),
    ] = None,
    saved: Annotated[
        Path | None,
        typer.Option("--from", metavar="PATH", exists=True, help="Read saved pages instead."),
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Where the saved pages are from.")
    ] = None,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Read pages into the inbox. Exit code 1 when one failed or was not understood."""
    settings = _settings(context, kb)
    with _bad_files_named():
        known = load_sources(settings.dir)
    chosen = [_source(known, name) for name in sources or known]
    if saved and sources:
        raise typer.BadParameter("name the source of saved pages with --source")
    if owner and not saved:
        raise typer.BadParameter("--source goes with --from; name sources to fetch without it")
    if not saved and not chosen:
        raise typer.BadParameter(f"there is no source in {settings.dir / SOURCES_FILE}")
    run = Harvest(Catalog(settings.dir), known, datetime.now(UTC).replace(microsecond=0))
    with progress_bar() as progress:
        if saved:
            found = run.read(saved, _source(known, owner) if owner else None, progress)
        else:
            with Fetcher(settings.cache_dir, settings.contact) as fetcher:
                found = run.fetch(chosen, fetcher, progress)
    typer.echo(_json(found.to_json()) if as_json else found)
    if not found.ok:
        raise typer.Exit(1)


@app.command()
def inbox(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Only drafts from this source.")
    ] = None,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Show what waits in the inbox, and what accepting it would do."""
    run = Acceptance(Catalog(_settings(context, kb).dir), _today(), dry_run=True)
    results = run.accept(run.waiting(source))
    typer.echo(_json([r.to_json() for r in results]) if as_json else summary(results))


@app.command()
def accept(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="Accept all that waits.")] = False,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="With --all: from this source.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing.")] = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Turn drafts into entries; what a person set stays. Exit code 1 when one had to be refused."""
    if everything == bool(ids) or (source and not everything):
        raise typer.BadParameter("give the ids of drafts, or --all, or --all --source SOURCE")
    run = Acceptance(Catalog(_settings(context, kb).dir), _today(), dry_run=dry_run)
    results = run.accept(ids or run.waiting(source))
    typer.echo(_json([r.to_json() for r in results]) if as_json else summary(results))
    if any(result.outcome is Outcome.REFUSED for result in results):
        raise typer.Exit(1)


@app.command()
def topics(
    context: typer.Context, file: SavedPage, as_json: AsJson = False, kb: KbDir = None
) -> None:
    """Print the topics in a saved page's menu: `=` where a label of ours says it, else `?`."""
    try:
        tree = topic_tree(read_saved(file))
    except (NotUnderstood, OSError, ValueError) as error:
        typer.echo(f"{file}: {error}", err=True)
        raise typer.Exit(1) from error
    with _bad_files_named():
        known = known_labels(Catalog(_settings(context, kb).dir).vocabularies["topic"])
    typer.echo((as_json_text if as_json else as_text)(tree, known))


@app.command("index")
def index_entries(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build the index anew.")] = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Bring the search index up to date. Exit code 1 when an entry's file cannot be used."""
    _, backend, synced = _searchable(_settings(context, kb), rebuild)
    entries = backend.status().entries
    if as_json:
        typer.echo(json.dumps({"entries": entries, **synced.to_json()}, indent=2))
    else:
        typer.echo(f"{entries:,} entries can be searched: {synced}")
    if synced.problems:
        raise typer.Exit(1)


def _with_facets(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command a repeatable option for every facet, in place of its `**facets`."""
    signature = inspect.signature(command)
    own = [p for p in signature.parameters.values() if p.kind != inspect.Parameter.VAR_KEYWORD]
    for facet in FACETS:
        told = f"{facet.label}; may be repeated."
        hint = Annotated[list[str] | None, typer.Option(f"--{facet.name}", metavar="ID", help=told)]
        keyword = inspect.Parameter.KEYWORD_ONLY
        own.append(inspect.Parameter(facet.name, keyword, default=None, annotation=hint))
    command.__signature__ = signature.replace(parameters=own)  # type: ignore[attr-defined]
    return command


@app.command("search")
@_with_facets
def search_entries(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(show_default=False)] = None,
    text: Annotated[str, typer.Option("--q", metavar="TEXT", help="The words, as in a link.")] = "",
    year_from: Annotated[
        int | None, typer.Option("--from", min=1, max=9999, metavar="YEAR", help="First year.")
    ] = None,
    year_to: Annotated[
        int | None, typer.Option("--to", min=1, max=9999, metavar="YEAR", help="Last year.")
    ] = None,
    sort: Annotated[Sort | None, typer.Option("--sort", help="Order of the results.")] = None,
    page: Annotated[int | None, typer.Option("--page", min=1, help="Page of the results.")] = None,
    link: Annotated[
        str, typer.Option("--link", metavar="URL", help="Search what a shared link shows.")
    ] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what gave each hit its score.")
    ] = False,
    as_json: AsJson = False,
    kb: KbDir = None,
    **facets: list[str] | None,
) -> None:
    """Search as on the web page: the options are the parameters of its address.

    Beside --link an option takes the place of the link's parameter of that name.
    """
    if words and text:
        raise typer.BadParameter("give the words once: as arguments or with --q")
    chosen = {
        "q": text or " ".join(words or ()),
        "from": year_from and f"{year_from:04}",
        "to": year_to and f"{year_to:04}",
        "sort": sort and sort.value,
        "page": page and str(page),
    }
    typed = [(name, value) for name, value in chosen.items() if value]
    typed += [(name, value) for name, values in facets.items() for value in values or ()]
    names = {name for name, _ in typed}
    linked = [pair for pair in Query.from_url(link).to_params() if pair[0] not in names]
    query = Query.from_params([*linked, *typed])

    catalog, backend, _ = _searchable(_settings(context, kb), as_it_is=True)
    result = backend.search(query)
    explained = backend.explain(query) if explain else ()
    if as_json:
        plain = result_to_json(result, explained)
        typer.echo(json.dumps(plain, indent=2, ensure_ascii=False))
    else:
        Console(highlight=False).print(result_to_text(result, catalog.vocabularies, explained))


def _searchable(
    settings: Settings, rebuild: bool = False, as_it_is: bool = False
) -> tuple[Catalog, WhooshBackend, SyncReport]:
    """Open the knowledge base with its index up to date; names files that cannot be used.

    When another process is writing the index, it is used `as_it_is` or the command ends.
    """
    catalog = Catalog(settings.dir)
    with _bad_files_named():
        backend = WhooshBackend(settings.index_dir, catalog.vocabularies, settings.page_size)
    try:
        synced = sync(catalog, backend, rebuild)
    except IndexBusy as busy:
        typer.echo(busy, err=True)
        if not as_it_is:
            raise typer.Exit(1) from None
        synced = SyncReport()
    for problem in synced.problems:
        typer.echo(report.text(problem), err=True)
    return catalog, backend, synced


def _source(known: Mapping[str, Source], name: str) -> Source:
    if name not in known:
        raise typer.BadParameter(f"there is no source {name}; there are: {', '.join(known)}")
    return known[name]


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


def _today() -> date:
    return datetime.now().astimezone().date()


@contextmanager
def _bad_files_named() -> Iterator[None]:
    """End the command with a line for each problem when a file cannot be used."""
    try:
        yield
    except BadFile as error:
        for problem in error.problems:
            typer.echo(report.text(problem), err=True)
        raise typer.Exit(1) from None


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
