"""Taking in what sites publish: `kb harvest`, `kb topics`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from catalog.sources import SOURCES_FILE, Source, load_sources
from catalog.store import Catalog
from commands.fetching import NOT_FINISHED, alone, fetching
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of
from scrapers.harvest import Harvest
from scrapers.page import NotUnderstood
from scrapers.progress import progress_bars
from scrapers.saved_pages import read_saved
from scrapers.topic_tree import as_json_text, as_text, known_labels, topic_tree

app = typer.Typer()

SavedPage = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A saved page.")]


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
    drifted: Annotated[
        list[str] | None,
        typer.Option(
            "--accept-drift", metavar="ID", help="This source looks different now; go on with it."
        ),
    ] = None,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Read pages into the inbox. Exit code 1: see the report; 3: not finished; 4: another runs."""
    settings = settings_of(context, kb)
    with bad_files_named():
        known = load_sources(settings.dir)
    chosen = [_source(known, name) for name in sources or known]
    if saved and sources:
        raise typer.BadParameter("name the source of saved pages with --source")
    if owner and not saved:
        raise typer.BadParameter("--source goes with --from; name sources to fetch without it")
    if not saved and not chosen:
        raise typer.BadParameter(f"there is no source in {settings.dir / SOURCES_FILE}")
    for name in drifted or ():
        _source(known, name)
    with alone(settings), bad_files_named(), progress_bars() as progress:
        run = Harvest(Catalog(settings.dir), known, datetime.now(UTC).replace(microsecond=0))
        if saved:
            found = run.read(saved, _source(known, owner) if owner else None, progress)
        else:
            with fetching(settings) as fetcher:
                found = run.fetch(chosen, fetcher, settings.harvest_dir, progress, drifted or ())
    typer.echo(json_text(found.to_json()) if as_json else found)
    if found.unfinished:
        raise typer.Exit(NOT_FINISHED)
    if not found.ok:
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
    with bad_files_named():
        known = known_labels(Catalog(settings_of(context, kb).dir).vocabularies["topic"])
    typer.echo((as_json_text if as_json else as_text)(tree, known))


def _source(known: Mapping[str, Source], name: str) -> Source:
    if name not in known:
        raise typer.BadParameter(f"there is no source {name}; there are: {', '.join(known)}")
    return known[name]
