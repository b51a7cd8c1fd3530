"""Finding entries: `kb index` and `kb search`."""

import inspect
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from catalog.checks import report
from catalog.store import Catalog
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of
from indexer.fields import FACETS
from indexer.generations import IndexBusy
from indexer.json_form import result_to_json
from indexer.query import Query, Sort
from indexer.sync import SyncReport, sync
from indexer.text_form import result_to_text
from indexer.whoosh_backend import WhooshBackend
from settings import Settings

app = typer.Typer()


@app.command("index")
def index_entries(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build the index anew.")] = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Bring the search index up to date. Exit code 1 when an entry's file cannot be used."""
    _, backend, synced = _searchable(settings_of(context, kb), rebuild)
    entries = backend.status().entries
    if as_json:
        typer.echo(json_text({"entries": entries, **synced.to_json()}))
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

    catalog, backend, _ = _searchable(settings_of(context, kb), as_it_is=True)
    result = backend.search(query)
    explained = backend.explain(query) if explain else ()
    if as_json:
        typer.echo(json_text(result_to_json(result, explained)))
    else:
        Console(highlight=False).print(result_to_text(result, catalog.vocabularies, explained))


def _searchable(
    settings: Settings, rebuild: bool = False, as_it_is: bool = False
) -> tuple[Catalog, WhooshBackend, SyncReport]:
    """Open the knowledge base with its index up to date; names files that cannot be used.

    When another process is writing the index, it is used `as_it_is` or the command ends.
    """
    catalog = Catalog(settings.dir)
    with bad_files_named():
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
