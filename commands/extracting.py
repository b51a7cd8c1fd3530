"""Taking in single pages and files, and starting a scraper: `kb new`, `kb scraper`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from catalog.store import Catalog
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of
from scrapers import any_resource, pdf
from scrapers.any_resource import missing, take_in, to_json
from scrapers.fetcher import Fetcher, FetchError
from scrapers.generic.chain import Extracted
from scrapers.page import NotUnderstood, web_address
from scrapers.report import Outcome
from scrapers.saved_pages import read_saved
from scrapers.scaffold import scaffold
from settings import Settings

app = typer.Typer()

CHECKOUT = Path(__file__).resolve().parent.parent
"""Where a scraper's files are written."""

SavedHtml = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", exists=True, dir_okay=False, help="A saved page."),
]
Url = Annotated[
    str | None, typer.Option("--url", metavar="ADDRESS", help="Where the file is on the web.")
]


@app.command()
def new(
    context: typer.Context,
    what: Annotated[
        str | None, typer.Argument(metavar="[URL|FILE.pdf]", help="What to describe.")
    ] = None,
    html: SavedHtml = None,
    url: Url = None,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Draft an entry from a web page or a PDF. Exit code 1 when it cannot be read."""
    settings = settings_of(context, kb)
    if (what is None) == (html is None):
        raise typer.BadParameter("give a web address, a PDF file, or --html with a saved page")
    if url is not None and web_address(url) is None:
        raise typer.BadParameter("write a web address that starts with http:// or https://")
    try:
        found, page = _read(what, html, url, settings)
    except NotUnderstood as error:
        typer.echo(f"{what or html}: not understood: {error.reason}", err=True)
        raise typer.Exit(1) from error
    except (FetchError, OSError, ValueError) as error:
        typer.echo(f"{what or html}: {error}", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json_text(to_json(found)))
        return
    with bad_files_named():
        items = take_in(
            found, page, Catalog(settings.dir), datetime.now(UTC).replace(microsecond=0)
        )
    for item in items:
        typer.echo(f"{item.outcome}  {item.draft}  {item.title}")
        if item.reason:
            typer.echo(f"  {item.reason}")
    typer.echo(_told(found))
    if any(item.outcome is Outcome.FAILED for item in items):
        raise typer.Exit(1)


@app.command()
def scraper(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the scraper, like example-library.")],
    address: Annotated[
        str | None, typer.Argument(metavar="[URL]", help="A page of the site to start from.")
    ] = None,
    html: SavedHtml = None,
    url: Url = None,
    kb: KbDir = None,
) -> None:
    """Start a scraper for a site: its module, and a page with what must come out of it."""
    settings = settings_of(context, kb)
    if (address is None) == (html is None):
        raise typer.BadParameter("give the address of a page, or --html with a saved page")
    try:
        if address:
            with Fetcher(settings.cache_dir, settings.contact) as fetcher:
                page = fetcher.fetch(address)
            files = scaffold(CHECKOUT, name, page.html, page.address)
        else:
            files = scaffold(CHECKOUT, name, read_saved(html or Path()), url or "")
    except (NotUnderstood, FetchError, OSError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for file in files:
        typer.echo(file.relative_to(CHECKOUT))
    typer.echo("Now read the record line by line against the page; docs/scrapers.md says how on.")


def _read(
    what: str | None, html: Path | None, url: str | None, settings: Settings
) -> tuple[Extracted, str]:
    """Return what was found, and the name of the page it was found on."""
    if html:
        return any_resource.read_page(read_saved(html), url or ""), url or f"file:{html.name}"
    if what and web_address(what):
        with Fetcher(settings.cache_dir, settings.contact) as fetcher:
            file = fetcher.fetch(what, types=any_resource.TYPES)
        return any_resource.read(file), what
    path = Path(what or "")
    if not path.is_file():
        raise ValueError("this is neither a web address nor a file")
    if path.suffix.lower() != ".pdf":
        raise ValueError("only PDF files are read by name; give a saved page with --html")
    if path.stat().st_size > pdf.MAX_BYTES:
        raise ValueError(f"the file is larger than {pdf.MAX_BYTES // 1_000_000} MB")
    return pdf.read(path.read_bytes(), url or ""), url or f"file:{path.name}"


def _told(found: Extracted) -> str:
    """Return what was found where, and what a person has to add."""
    width = max(map(len, found.origins), default=0)
    lines = [f"  {name:<{width}}  from {origin}" for name, origin in found.origins.items()]
    lines += [f"  warning: {warning}" for warning in found.warnings]
    if lacking := missing(found.draft):
        lines.append(f"  not found: {', '.join(lacking)}")
    return "\n".join(lines)
