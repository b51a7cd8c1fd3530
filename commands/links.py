"""Checking whether what entries lead to still opens: `kb links`."""

from typing import Annotated

import typer

from catalog.link_checks import LinkState, addresses
from catalog.model import Status
from catalog.sources import load_sources
from catalog.store import Catalog
from commands.fetching import NOT_FINISHED, alone, fetching
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of, today
from scrapers.link_run import LinkRun
from scrapers.progress import progress_bars

app = typer.Typer()

DAYS = 14
"""How long a check holds when nothing else is said."""

OFFLINE = (
    "No site could be reached any more: is there a connection to the internet? What was known of "
    "the links that are left stays as it is; run `kb links` again when there is one."
)


@app.command()
def links(
    context: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Which entries; all when none is named."),
    ] = None,
    older_than: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS",
            min=0,
            help=f"Only what was not checked for so long: {DAYS}, or 0 for entries that are named.",
        ),
    ] = None,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Check the links of entries. Exit code 1: one is broken; 3: not finished; 4: another runs."""
    settings = settings_of(context, kb)
    catalog = Catalog(settings.dir)
    found, problems = catalog.load()
    published = {i: entry for i, entry in found.items() if entry.status is Status.PUBLISHED}
    for name in ids or ():
        if name not in published:
            raise typer.BadParameter(f"there is no published entry {name}")
    leading: dict[str, list[str]] = {}
    for entry in published.values():
        for address in addresses(entry):
            leading.setdefault(address, []).append(entry.id)
    chosen = {address for i in ids or published for address in addresses(published[i])}
    if older_than is None:
        older_than = 0 if ids else DAYS
    with bad_files_named():
        sources = load_sources(settings.dir)
    with alone(settings), fetching(settings, tries=2, longest_wait=60) as fetcher:
        try:
            run = LinkRun(settings.links_file, fetcher, sources.values(), today())
        except ValueError as error:
            typer.echo(error, err=True)
            raise typer.Exit(1) from None
        with progress_bars() as progress:
            report = run.run(leading, chosen, older_than, progress)
    typer.echo(json_text(report.to_json()) if as_json else report)
    if report.offline:
        typer.echo(OFFLINE, err=True)
    if problems:
        typer.echo(f"{len(problems)} problems in entries: see `kb check`", err=True)
    if report.left:
        raise typer.Exit(NOT_FINISHED)
    if problems or any(report.in_state(LinkState.BROKEN)):
        raise typer.Exit(1)
