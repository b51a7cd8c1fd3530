"""Taking in what sites publish: `kb harvest`, `kb inbox`, `kb accept`, `kb topics`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from catalog.acceptance import Acceptance
from catalog.accepted import Outcome, summary
from catalog.sources import SOURCES_FILE, Source, load_sources
from catalog.store import Catalog
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of, today
from scrapers.fetcher import Fetcher
from scrapers.harvest import Harvest
from scrapers.page import NotUnderstood
from scrapers.progress import progress_bar
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
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Read pages into the inbox. Exit code 1 when one failed or was not understood."""
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
    run = Harvest(Catalog(settings.dir), known, datetime.now(UTC).replace(microsecond=0))
    with progress_bar() as progress:
        if saved:
            found = run.read(saved, _source(known, owner) if owner else None, progress)
        else:
            with Fetcher(settings.cache_dir, settings.contact) as fetcher:
                found = run.fetch(chosen, fetcher, progress)
    typer.echo(json_text(found.to_json()) if as_json else found)
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
    run = Acceptance(Catalog(settings_of(context, kb).dir), today(), dry_run=True)
    results = run.accept(run.waiting(source))
    typer.echo(json_text([r.to_json() for r in results]) if as_json else summary(results))


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
    run = Acceptance(Catalog(settings_of(context, kb).dir), today(), dry_run=dry_run)
    results = run.accept(ids or run.waiting(source))
    typer.echo(json_text([r.to_json() for r in results]) if as_json else summary(results))
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
    with bad_files_named():
        known = known_labels(Catalog(settings_of(context, kb).dir).vocabularies["topic"])
    typer.echo((as_json_text if as_json else as_text)(tree, known))


def _source(known: Mapping[str, Source], name: str) -> Source:
    if name not in known:
        raise typer.BadParameter(f"there is no source {name}; there are: {', '.join(known)}")
    return known[name]
