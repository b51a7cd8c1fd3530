"""Taking in files of records: `kb import`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from catalog.exchange.columns import ColumnMapping
from catalog.exchange.reading import BadRecords
from catalog.exchange.registry import FORMATS
from catalog.sources import load_sources
from catalog.store import Catalog
from catalog.yaml_file import read_model
from commands.fetching import NOT_FINISHED, alone, fetching
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of
from scrapers.address_list import AddressList
from scrapers.progress import progress_bars
from scrapers.record_files import Import

app = typer.Typer()

RecordFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file.")]
FormatName = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help=f"Instead of guessing: {', '.join(FORMATS)}."),
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--map", metavar="FILE", exists=True, help="What each column of a table holds."),
]


@app.command("import")
def import_records(
    context: typer.Context,
    file: RecordFile,
    format_name: FormatName = None,
    mapping: MappingFile = None,
    owner: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Where the records are from.")
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Read the pages of a list of addresses.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Put the records into the inbox, not only show them.")
    ] = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Show what a file of records would bring; with --yes put it into the inbox.

    Exit code 1 when a record had to be refused (the others go through); 3: pages were not all
    fetched, the same command goes on; 4: a harvest is running.
    """
    settings = settings_of(context, kb)
    with bad_files_named():
        sources = load_sources(settings.dir)
        columns = read_model(mapping, ColumnMapping) if mapping else None
        if owner and owner not in sources:
            raise typer.BadParameter(f"there is no source {owner}; there are: {', '.join(sources)}")
        when = datetime.now(UTC).replace(microsecond=0)
        run = Import(Catalog(settings.dir), sources, when, sources[owner] if owner else None)
        try:
            if fetch:
                with alone(settings), fetching(settings) as fetcher, progress_bars() as progress:
                    pages = AddressList(fetcher, settings.harvest_dir, when, progress)
                    report = run.run(file, format_name, columns, write=yes, pages=pages)
            else:
                report = run.run(file, format_name, columns, write=yes)
        except (BadRecords, OSError) as error:
            typer.echo(f"{file}: {error}", err=True)
            raise typer.Exit(1) from None
    typer.echo(json_text(report.to_json()) if as_json else report)
    if report.unfinished:
        raise typer.Exit(NOT_FINISHED)
    if not report.ok:
        raise typer.Exit(1)
