"""Taking in what sites publish: `kb harvest`, `kb topics`."""

import logging
import signal
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Annotated

import typer
from filelock import FileLock, Timeout

from catalog.sources import SOURCES_FILE, Source, load_sources
from catalog.store import Catalog
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of
from scrapers.fetcher import Fetcher, Limits
from scrapers.gather import LOG, JsonLine
from scrapers.harvest import Harvest
from scrapers.page import NotUnderstood
from scrapers.progress import Progress, progress_bars
from scrapers.report import Report
from scrapers.saved_pages import read_saved
from scrapers.topic_tree import as_json_text, as_text, known_labels, topic_tree
from settings import Settings

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
    settings.harvest_dir.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.harvest_dir / "lock", timeout=0), bad_files_named():
            run = Harvest(Catalog(settings.dir), known, datetime.now(UTC).replace(microsecond=0))
            with progress_bars() as progress:
                if saved:
                    found = run.read(saved, _source(known, owner) if owner else None, progress)
                else:
                    found = _fetch(run, chosen, settings, progress, drifted or ())
    except Timeout:
        typer.echo("another harvest of this knowledge base is running", err=True)
        raise typer.Exit(4) from None
    typer.echo(json_text(found.to_json()) if as_json else found)
    if found.unfinished:
        raise typer.Exit(3)
    if not found.ok:
        raise typer.Exit(1)


def _fetch(
    run: Harvest,
    sources: list[Source],
    settings: Settings,
    progress: Progress,
    drifted: Collection[str],
) -> Report:
    """Fetch sources, with a line of JSON for each page in the log; Ctrl-C and SIGTERM end it."""
    limits = Limits(
        run_seconds=settings.harvest_minutes * 60, run_bytes=settings.harvest_megabytes * 1_000_000
    )
    log = RotatingFileHandler(
        settings.harvest_dir / "log.jsonl",
        maxBytes=5_000_000,
        backupCount=3,
        encoding="utf-8",
        delay=True,
    )
    log.setFormatter(JsonLine())
    LOG.addHandler(log)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False  # the report is what people see
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Fetcher(settings.cache_dir, settings.contact, limits) as fetcher:
            return run.fetch(sources, fetcher, settings.harvest_dir, progress, drifted)
    finally:
        signal.signal(signal.SIGTERM, before)
        LOG.removeHandler(log)
        log.close()


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
