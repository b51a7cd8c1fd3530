"""Handing entries to other programs: `kb export`."""

from pathlib import Path
from typing import Annotated

import typer

from catalog.atomic import write_text
from commands.options import KbDir, settings_of
from commands.searching import (
    Order,
    SharedLink,
    Text,
    Words,
    YearFrom,
    YearTo,
    query_of,
    searchable,
    with_facets,
    year,
)
from indexer.export import FORMATS, export

app = typer.Typer()


@app.command("export")
@with_facets
def export_entries(
    context: typer.Context,
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")],
    words: Words = None,
    text: Text = "",
    year_from: YearFrom = None,
    year_to: YearTo = None,
    sort: Order = None,
    link: SharedLink = "",
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="File to write.")
    ] = None,
    kb: KbDir = None,
    **facets: list[str] | None,
) -> None:
    """Write everything a search finds as a file; without words and options, the whole catalog."""
    if form not in FORMATS:
        raise typer.BadParameter(f"there are: {', '.join(FORMATS)}", param_hint="FORMAT")
    single = {"from": year(year_from), "to": year(year_to), "sort": sort}
    query = query_of(words, text, link, facets, **single)
    catalog, backend, _ = searchable(settings_of(context, kb), as_it_is=True)
    for notice in backend.search(query).notices:
        typer.echo(notice.text, err=True)
    made = export(backend.every(query), FORMATS[form], catalog.vocabularies)
    if output:
        try:
            write_text(output, "".join(made))
        except OSError as error:
            typer.echo(f"{output} cannot be written: {error.strerror}", err=True)
            raise typer.Exit(1) from None
    else:
        for piece in made:
            typer.echo(piece, nl=False)
