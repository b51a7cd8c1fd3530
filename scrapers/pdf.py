"""Reading a PDF: title, authors, date and pages from its metadata and its first page."""

import logging
import re
import warnings
from datetime import UTC, date, datetime
from io import BytesIO
from threading import Thread
from typing import TYPE_CHECKING, Any

from catalog.dates import PartialDate
from scrapers import words
from scrapers.generic import dates, names, titles, visible
from scrapers.generic.blocks import identifiers
from scrapers.generic.chain import Extracted, described
from scrapers.generic.languages import language
from scrapers.page import NotUnderstood, clean, web_address

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_BYTES = 50_000_000
"""A larger file is refused."""

MAX_PAGES = 5_000
"""A file of more pages than this is refused: no resource has so many."""

MAX_SECONDS = 20.0
"""A file that takes longer to read is refused."""

_FIRST_PAGE_BYTES = 3_000_000
_JUNK = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel|office)\b|untitled|document\s?\d*$|doc\d+$"
    r"|slide\s?\d+|layout\s?\d"
    r"|powerpoint presentation|presentation\s?\d*$|title( of)?( document)?$|template"
    r"|print(?:out)?$|scan|cover$"
    r"|no title|blank|powered by|acrobat|adobe|pdf)|\.(?:docx?|pdf|indd|qxp|qxd|pptx?|xlsx?"
    r"|pub|rtf|ai|tmp|html?)$"
    r"|^[\w-]*\d[\w-]*$|_|^\W*$",
    re.IGNORECASE,
)
_TOOLS = re.compile(
    r"\b(?:microsoft|adobe|indesign|acrobat|canva|quark\w*|latex|pdftex|libreoffice|openoffice|word"
    r"|distiller|ghostscript|scanner|printer|owner|windows|macbook|hp|dell|lenovo|xerox|canon)\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"D?:?(?P<year>\d{4})(?P<month>\d{2})?(?P<day>\d{2})?")
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of odd files is not for people


def read(content: bytes, address: str = "", today: date | None = None) -> Extracted:
    """Read a PDF. Raises NotUnderstood, and nothing else.

    `address` is where the file is on the web, if it is. `today` bounds what dates are believed.
    """
    if len(content) > MAX_BYTES:
        raise NotUnderstood(f"the PDF is larger than {MAX_BYTES // 1_000_000} MB")
    if b"%PDF-" not in content[:1_024]:
        raise NotUnderstood("the file is not a PDF, whatever its name says")
    result: list[Extracted | NotUnderstood] = []

    def work() -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                result.append(_read(content, address, today or datetime.now(UTC).date()))
        except NotUnderstood as error:
            result.append(error)
        except (Exception, RecursionError) as error:
            kind = type(error).__name__
            result.append(NotUnderstood(f"the PDF is broken and cannot be read ({kind})"))

    # The library cannot be stopped; a thread that hangs ends with the command.
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(MAX_SECONDS)
    if not result:
        raise NotUnderstood(f"the PDF takes more than {MAX_SECONDS:.0f} seconds to read")
    if isinstance(result[0], NotUnderstood):
        raise result[0]
    return result[0]


def _read(content: bytes, address: str, today: date) -> Extracted:
    # Half a second to import: only those who read a PDF should wait for it.
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotUnderstood("the PDF is encrypted: it opens only with a password")
        pages = len(reader.pages)
    except DependencyError as error:
        raise NotUnderstood("the PDF is encrypted in a way that we cannot undo") from error
    except PyPdfError as error:
        raise NotUnderstood(f"the PDF is broken and cannot be read ({error})") from error
    if not pages:
        raise NotUnderstood("the PDF has no pages")
    if pages > MAX_PAGES:
        raise NotUnderstood(f"the PDF has {pages:,} pages, more than the {MAX_PAGES:,} we read")
    return _described(reader, pages, len(content), address, today)


def _described(reader: "PdfReader", pages: int, size: int, address: str, today: date) -> Extracted:
    lines = _sized_lines(reader.pages[0])
    info = {name: clean(str(text)) for name, text in (reader.metadata or {}).items() if text}
    claims = list(visible.labelled(tuple(text for _, text in lines)))
    values: dict[str, Any] = {"format": "pdf", "length": {"pages": pages}}
    origins = {"format": "the file", "length": "the file", "links": "the file"}

    def put(field: str, value: object, origin: str) -> None:
        if value and field not in values:
            values[field], origins[field] = value, origin

    def texts(*fields: str) -> list[tuple[str, str]]:
        return [
            (t, c.where) for field in fields for c in claims if c.field == field for t in c.value
        ]

    title = info.get("/Title", "")
    if titles.is_empty(title) or _JUNK.search(title) or len(title) < 4:
        title = _largest(lines)
        origin = "largest text of the first page"
    else:
        origin = "PDF metadata, Title"
    if not title:
        raise NotUnderstood(
            "the PDF has no title: none in its metadata, and no text on its first page (a scan?)"
        )
    put("title", title[:1_000], origin)
    for text, where in texts("authors"):
        put("authors", names.read([text]), f"first page, {where}")
    if not _TOOLS.search(info.get("/Author", "")) and not _is_login(info.get("/Author", "")):
        put("authors", names.read([info.get("/Author", "")]), "PDF metadata, Author")
    for text, where in texts("publisher"):
        put("publisher", text[:150], f"first page, {where}")
    for text, where in texts("published"):
        put("published", dates.read(text, today), f"first page, {where}")
    put("published", _printed_date(lines, today), "first page")
    put("published", _moment(info.get("/CreationDate", ""), today), "PDF metadata, CreationDate")
    if len(subject := info.get("/Subject", "")) > 40:
        put("summary", subject, "PDF metadata, Subject")
    put("kind", words.kind_in_title(title), "title")
    if code := language(str(reader.root_object.get("/Lang", ""))):
        put("languages", (code,), "PDF, Lang")
    if found := identifiers(texts):
        put("identifiers", found[0], f"first page, {found[1]}")
    if own := web_address(address):
        link = {
            "role": "download",
            "url": own,
            "format": "pdf",
            "size_kb": max(1, round(size / 1024)),
        }
        put("links", [link], "the file")
    return described(str(values.pop("title")), values, origins)


def _sized_lines(page: "PageObject") -> list[tuple[float, str]]:
    """Return the lines of a page in reading order, each with the size of its letters."""
    contents = page.get_contents()
    if contents is None or len(contents.get_data()) > _FIRST_PAGE_BYTES:
        return []
    pieces: list[tuple[float, str]] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:  # noqa: ARG001
        scale = abs(float(tm[3]) or float(tm[1])) * (abs(float(cm[3]) or float(cm[1])) or 1.0)
        pieces.append((round(float(size or 0) * (scale or 1.0), 1), text))

    page.extract_text(visitor_text=visit)
    lines: list[tuple[float, str]] = []
    line, size = "", 0.0
    for piece_size, text in pieces:
        for place, part in enumerate(re.split(r"\n", text)):
            if place:
                lines.append((size, line))
                line, size = "", 0.0
            if part.strip():
                line, size = f"{line}{part}", max(size, piece_size)
    lines.append((size, line))
    return [(size, text) for size, line in lines if (text := clean(line))]


def _largest(lines: list[tuple[float, str]]) -> str:
    """Return the first run of lines in the largest letters that say something."""
    sizes = sorted(
        {size for size, text in lines if len(text) > 3 and text[:1].isalpha()}, reverse=True
    )
    for size in sizes[:3]:
        run: list[str] = []
        for line_size, text in lines:
            if line_size == size:
                run.append(text)
            elif run:
                break
        title = " ".join(run)
        if 8 <= len(title) <= 250 and not titles.is_empty(title):
            return title
    return ""


def _printed_date(lines: list[tuple[float, str]], today: date) -> PartialDate | None:
    """Return the date of a line that is hardly more than that: `May 2018`, `© Body 2018`."""
    found = [day for _, text in lines if len(text) <= 40 and (day := dates.read(text, today))]
    return max(found, key=lambda day: (day.day or 0, day.month or 0)) if found else None


def _moment(text: str, today: date) -> PartialDate | None:
    """Read a date in the form of ISO 32000 (`D:20180503120000Z`)."""
    match = _MOMENT.match(text)
    return dates.read("-".join(p for p in match.groups() if p), today) if match else None


def _is_login(name: str) -> bool:
    """Whether a name is one that people log in with (`jsmith`, `J.Smith2`)."""
    return " " not in name.strip() and (name.islower() or any(c.isdigit() for c in name))
