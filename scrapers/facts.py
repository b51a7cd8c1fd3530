"""Facts that pages print in passing: sizes, formats, dates, spans, credit hours, people."""

import re
from urllib.parse import urlsplit

from catalog.dates import PartialDate
from catalog.model import Duration, Period

YEAR = r"(?:19|20)\d{2}"
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_MONTH = "|".join(_MONTHS)

FORMATS = {
    "pdf": "pdf",
    "doc": "doc docx rtf odt",
    "spreadsheet": "xls xlsx csv ods",
    "slides": "ppt pptx odp",
    "audio": "mp3 m4a wav",
    "video": "mp4 mov",
    "image": "png jpg jpeg",
}
_EXTENSIONS = {ending: name for name, endings in FORMATS.items() for ending in endings.split()}
_FORMAT_NAMES = {**_EXTENSIONS, "word": "doc", "excel": "spreadsheet", "powerpoint": "slides"}
_NAMES = "|".join(sorted(_FORMAT_NAMES, key=len, reverse=True))
_SIZE = r"(?P<number>\d+(?:[.,]\d+)*)\s*(?P<unit>[KMG])i?B(?:ytes)?\b"
_SIZE_ONLY = re.compile(_SIZE, re.IGNORECASE)
_FILE_NOTE = re.compile(
    rf"\s*[(\[]\s*(?:(?P<format>{_NAMES})(?:\s+(?:document|file))?\s*[-–—,:]?\s*(?:{_SIZE})?"
    r"|(?:\d+(?:[.,]\d+)*)\s*[KMG]i?B)\s*[)\]]",
    re.IGNORECASE,
)
_PER_UNIT = {"K": 1, "M": 1024, "G": 1024 * 1024}

_SPAN = re.compile(
    rf"\b(?P<start>{YEAR})\s*(?:[-–—/]|to|until)\s*(?P<end>{YEAR}|\d{{2}})\b(?![-–—/]?\d)",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"\b(?P<month>(?P<first>{_MONTH})(?:\s*[/–-]\s*(?:{_MONTH}))?),?\s+(?P<year>{YEAR})"
    r"(?=\D|Vol\b|$)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\s*[-–—:]?\s*\(?\s*(?<![\d.])(?P<hours>\d{1,3}(?:\.\d{1,2})?)\s*-?\s*"
    r"(?:CEUs?|CEs?|CPDs?|contact|credits?)(?:\s+(?:hours?|hrs?|credits?|units?))?\b\s*\)?",
    re.IGNORECASE,
)
_COUNTS = {"half": 0.5, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0}
_COUNT = rf"\d{{1,2}}(?:\.\d)?|½|{'|'.join(_COUNTS)}"
_DURATION = re.compile(
    rf"(?:\s[-–—]\s*|\(|:\s*|^|\s(?=\d))(?:an?\s+)?(?P<count>{_COUNT})(?P<a>\s+a)?[\s-]*"
    r"(?P<unit>days?|hours?|hrs?)(?:\s+(?:course|programme|program|training|workshop))?\s*\)?$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\b[A-Z]\.")


def file_format(address: str | None) -> str | None:
    """Return the vocabulary's format for a web address that ends like a file's name."""
    path = urlsplit(address).path if address else ""
    return _EXTENSIONS.get(path.rpartition(".")[2].lower()) if "." in path else None


def doi(address: str) -> str | None:
    """Return the DOI that an address at doi.org leads to."""
    match = re.match(r"https?://(?:dx\.)?doi\.org/(10\.\d{4,9}/[^\s?#]+)", address)
    return match[1] if match else None


def size_kb(text: str) -> int | None:
    """Return the first file size in a text in kilobytes (`2,676KB`, `1.16 MB`); None for 0KB."""
    match = _SIZE_ONLY.search(text)
    if match is None:
        return None
    number = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", match["number"]).replace(",", ".")
    if number.count(".") > 1:
        return None
    size = round(float(number) * _PER_UNIT[match["unit"].upper()])
    return size if 0 < size < 100_000_000 else None


def file_note(text: str) -> tuple[str, str | None, int | None]:
    """Split `Title (PDF - 587 KB)` into title, format and size in kilobytes."""
    match = _FILE_NOTE.search(text)
    if match is None:
        return text, None, None
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    named = match["format"]
    return (
        " ".join(rest.split()),
        _FORMAT_NAMES.get(named.lower()) if named else None,
        size_kb(match[0]),
    )


def year_in(text: str) -> PartialDate | None:
    """Return the first year of four digits that stands alone in a text."""
    match = re.search(rf"(?<!\d){YEAR}(?!\d)", text)
    return PartialDate(int(match[0])) if match else None


def span_in(text: str) -> Period | None:
    """Return the first span of years: `2023-2026`, `2018/21`, `2019 to 2022`."""
    match = _SPAN.search(text)
    if match is None:
        return None
    start = int(match["start"])
    end = int(match["end"])
    if end < 100:
        end += start - start % 100
    if not start < end <= start + 30:
        return None
    return Period(start=PartialDate(start), end=PartialDate(end))


def month_and_year(text: str) -> tuple[PartialDate, str] | None:
    """Return date and month as printed: `June 2019`, or `December/January 2020` to the year."""
    match = _MONTH_YEAR.search(text)
    if match is None:
        return None
    month, year = " ".join(match["month"].split()), int(match["year"])
    single = match["first"].lower() == month.lower()
    number = _MONTHS[match["first"].lower()] if single else None
    return PartialDate(year, number), month


def credit_hours(text: str) -> tuple[str, float | None]:
    """Split a course title from its credit hours: `2CE`, `1.5CEUs`, `(2 CE Hours)`."""
    match = _CREDIT.search(text)
    if match is None or float(match["hours"]) == 0:
        return text, None
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return " ".join(rest.split()).strip(" -–—:"), float(match["hours"])


def duration(text: str) -> tuple[str, Duration | None]:
    """Split a title from how long it takes: `– 2 days`, `- half day`, `(3 hours)`."""
    match = _DURATION.search(text)
    if match is None:
        return text, None
    word = match["count"].lower()
    count = 0.5 if word == "½" else _COUNTS.get(word) or float(word)
    if count == 0:
        return text, None
    in_days = match["unit"].lower().startswith("day")
    if match["a"] and word != "half":
        return text, None
    found = Duration(days=count) if in_days else Duration(hours=count)
    return text[: match.start()].strip(" -–—:"), found


def bodies(text: str) -> tuple[str, ...]:
    """Split what an author label holds. Only `;` divides: a name may hold commas and `and`."""
    parts = (re.sub(r"^(?:&|and)\s+", "", part.strip()) for part in text.split(";"))
    return tuple(dict.fromkeys(p for part in parts if (p := _no_full_stop(part))))


def people(text: str) -> tuple[str, ...]:
    """Split people as a reference names them: `Chandler & Tochiki`, `Smith, J., & Lee, K.`."""
    if ";" in text:
        return bodies(text)
    if _INITIALS.search(text):
        parts = re.split(r"(?<=\.)\s*,\s*(?:(?:&|and)\s+)?|\s+(?:&|and)\s+", text)
    else:
        parts = re.split(r"\s*,\s*(?:(?:&|and)\s+)?|\s+(?:&|and)\s+", text)
    return tuple(dict.fromkeys(p for part in parts if (p := part.strip(" ,;"))))


def _no_full_stop(name: str) -> str:
    """Drop a closing full stop, but not that of an abbreviation (`Smith, J.`, `Inc.`)."""
    abbreviated = re.search(r"(?:\b[A-Z]|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|al|Dept))\.$", name)
    return name if abbreviated else name.removesuffix(".").strip()
