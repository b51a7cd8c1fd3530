"""Finding entries: `kb index` and `kb search`."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer
from rich.console import Console

from catalog.checks import report
from catalog.inventory import Inventory, read_inventory, take_inventory, write_inventory
from catalog.store import Catalog
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of
from engine import open_engine
from indexer.backend import SearchBackend
from indexer.case_data import cautioned
from indexer.fields import FACETS
from indexer.generations import IndexBusy
from indexer.json_form import result_to_json, similar_to_json
from indexer.query import Query, Sort
from indexer.sync import SyncReport, sync
from indexer.text_form import result_to_text, similar_to_text
from settings import Settings

app = typer.Typer()


@app.command("index")
def index_entries(
    context: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read all files again and build the index anew.")
    ] = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Bring the search index up to date. Exit code 1 when an entry's file cannot be used."""
    _, backend, synced = searchable(settings_of(context, kb), rebuild)
    entries = backend.status().entries
    if as_json:
        typer.echo(json_text({"entries": entries, **synced.to_json()}))
    else:
        typer.echo(f"{entries:,} entries can be searched: {synced}")
    if synced.problems:
        raise typer.Exit(1)


def with_facets(command: Callable[..., None]) -> Callable[..., None]:
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


Words = Annotated[list[str] | None, typer.Argument(show_default=False)]
Text = Annotated[str, typer.Option("--q", metavar="TEXT", help="The words, as in a link.")]
YearFrom = Annotated[
    int | None, typer.Option("--from", min=1, max=9999, metavar="YEAR", help="First year.")
]
YearTo = Annotated[
    int | None, typer.Option("--to", min=1, max=9999, metavar="YEAR", help="Last year.")
]
Order = Annotated[Sort | None, typer.Option("--sort", help="Order of the results.")]
SharedLink = Annotated[
    str, typer.Option("--link", metavar="URL", help="Search what a shared link shows.")
]


def query_of(
    words: list[str] | None,
    text: str,
    link: str,
    facets: Mapping[str, list[str] | None],
    **single: Any,
) -> Query:
    """Return the search that options ask for; beside a link they take its parameters' places."""
    if words and text:
        raise typer.BadParameter("give the words once: as arguments or with --q")
    typed = [(name, str(value)) for name, value in single.items() if value]
    typed += [("q", found)] if (found := text or " ".join(words or ())) else []
    typed += [(name, value) for name, values in facets.items() for value in values or ()]
    names = {name for name, _ in typed}
    linked = [pair for pair in Query.from_url(link).to_params() if pair[0] not in names]
    return Query.from_params([*linked, *typed])


def year(number: int | None) -> str:
    """Return a year as a parameter has it: four digits."""
    return f"{number:04}" if number else ""


@app.command("search")
@with_facets
def search_entries(
    context: typer.Context,
    words: Words = None,
    text: Text = "",
    year_from: YearFrom = None,
    year_to: YearTo = None,
    sort: Order = None,
    page: Annotated[int | None, typer.Option("--page", min=1, help="Page of the results.")] = None,
    link: SharedLink = "",
    like: Annotated[
        str, typer.Option("--like", metavar="ENTRY", help="Entries like this one, instead.")
    ] = "",
    no_expand: Annotated[
        bool, typer.Option("--no-expand", help="Leave out other names of what is typed.")
    ] = False,
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
    single = {"from": year(year_from), "to": year(year_to), "sort": sort, "page": page}
    expand = "no" if no_expand else None
    query = query_of(words, text, link, facets, **single, expand=expand)
    if like and (explain or query != Query()):
        raise typer.BadParameter("--like stands alone: it takes no words, filters or --explain")
    catalog, backend, _ = searchable(settings_of(context, kb), as_it_is=True)
    if like:
        _print_similar(catalog, backend, like, as_json)
        return
    result = cautioned(backend.search(query), backend)
    explained = backend.explain(query) if explain else ()
    if as_json:
        typer.echo(json_text(result_to_json(result, explained)))
    else:
        Console(highlight=False).print(result_to_text(result, catalog.vocabularies, explained))


def _print_similar(catalog: Catalog, backend: SearchBackend, like: str, as_json: bool) -> None:
    entry_id = catalog.resolve(like)
    if entry_id is None:
        typer.echo(f"There is no entry `{like}`.", err=True)
        raise typer.Exit(1)
    hits = backend.similar(entry_id)
    if as_json:
        typer.echo(json_text(similar_to_json(entry_id, hits)))
    else:
        Console(highlight=False).print(similar_to_text(entry_id, hits, catalog.vocabularies))


def searchable(
    settings: Settings, rebuild: bool = False, as_it_is: bool = False
) -> tuple[Catalog, SearchBackend, SyncReport]:
    """Open the knowledge base with its index up to date; names files that cannot be used.

    When another process is writing the index, it is used `as_it_is` or the command ends.
    """
    catalog = Catalog(settings.dir)
    with bad_files_named():
        backend = open_engine(settings, catalog.vocabularies)
    known = Inventory() if rebuild else read_inventory(settings.inventory_file)
    inventory = take_inventory(catalog, known)
    if inventory is not known:
        write_inventory(settings.inventory_file, inventory)
    try:
        synced = sync(catalog, backend, rebuild, inventory)
    except IndexBusy as busy:
        typer.echo(busy, err=True)
        if not as_it_is:
            raise typer.Exit(1) from None
        synced = SyncReport()
    for problem in synced.problems:
        typer.echo(report.text(problem), err=True)
    return catalog, backend, synced
