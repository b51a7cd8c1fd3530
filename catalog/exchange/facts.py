"""Facts that records of all formats hold: dates, page counts, names, DOIs and ISBNs as printed."""

import re
from urllib.parse import unquote

from catalog.dates import PartialDate
from catalog.exchange.reading import Reading

_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([^\W\d_]{3,9})\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,9})\.?(?:\s+(\d{1,2})(?:st|nd|rd|th)?)?,?\s+(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DOI = re.compile(r"(?:^|doi:\s*|doi\.org/)(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ISBN = re.compile(r"[0-9][0-9 –-]{8,}[0-9Xx]")
_ISSN = re.compile(r"\s*(?:ISSN\s*)?\d{4}-?\d{3}[\dXx]\b")
_PAGES = re.compile(r"(\d{1,5})\s*(?:p\b|pp\b|pages?\b|páginas?\b|S\.)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d\d)")
_MINUTES = re.compile(r"(\d{1,4})\s*min(?:utes?|utos?|\.)?(?!\w)", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2})\s*(?:h|hr|hrs|hours?|horas?)\b", re.IGNORECASE)
_RANGE = re.compile(r"\s*(\d{1,6})\s*[-–—]+\s*(\d{1,6})\s*")


def date_in(text: str) -> PartialDate | None:
    """Return the date a text states, as exact as it is: `2018/05/03/`, `May 2018`, `c2018.`."""
    text = text.strip()
    if match := _ISO.match(text):
        return _date(*(int(part) if part else None for part in match.groups()))
    if match := _DAY_FIRST.search(text):
        day, name, year = match.groups()
        return _date(int(year), _MONTHS.get(name[:3].lower()), int(day))
    if match := _MONTH_FIRST.search(text):
        name, day, year = match.groups()
        return _date(int(year), _MONTHS.get(name[:3].lower()), int(day) if day else None)
    match = _YEAR.search(text)
    return PartialDate(int(match[1])) if match else None


def _date(year: int | None, month: int | None, day: int | None) -> PartialDate | None:
    """Return the date, or as much of it as there can be: a 31 June is a June."""
    for parts in ((month, day), (month, None), (None, None)):
        try:
            return PartialDate(year or 0, *parts)
        except ValueError:
            continue
    return None


def put_date(reading: Reading, *texts: str) -> None:
    """Set the date of a record to the most exact of what its fields state."""
    dates = [date for text in texts if (date := date_in(text))]
    if dates:
        year = dates[0].year
        best = max((d for d in dates if d.year == year), key=lambda d: len(str(d)))
        reading.put("published", str(best))
    elif said := " ".join(text for text in texts if text.strip()):
        reading.warn(f"no date in “{said[:80]}”")


def doi_in(text: str) -> str | None:
    """Return the DOI in a text or an address of it."""
    match = _DOI.search(text.strip())
    return unquote(match[1]).rstrip(".,;)") if match else None


def put_number(reading: Reading, text: str) -> bool:
    """Add the ISBNs in a text, as printed there; a wrong one is found when the draft is made.

    Returns whether the text is an ISBN or an ISSN, for which there is no field.
    """
    if _ISSN.fullmatch(text):
        return True
    found = [re.sub(r"[ –-]", "", number) for number in _ISBN.findall(text)]
    reading.add("identifiers.isbn", *found)
    return bool(found)


def pages_in(text: str) -> int | None:
    """Return the pages of `xii, 123 p.` (123), of `12-19` (8), of `123`."""
    if match := _RANGE.fullmatch(text):
        first, last = int(match[1]), int(match[2])
        if last < first and len(match[2]) < len(match[1]):  # 123-8 is 123-128
            last = int(match[1][: -len(match[2])] + match[2])
        return last - first + 1 if last >= first else None
    if match := _PAGES.search(text):
        return int(match[1]) or None
    text = text.strip()
    return int(text) or None if text.isascii() and text.isdigit() and len(text) <= 5 else None


def minutes_in(text: str) -> int | None:
    """Return the minutes of `1:15:00` (75), `45:30` (46), `1 h 15 min`, `45 minutes`, `45`."""
    text = text.strip()
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return round((hours * 3600 + minutes * 60 + seconds) / 60) or None
    if text.isascii() and text.isdigit() and len(text) <= 5:
        return int(text) or None
    hours_said, minutes_said = _HOURS.search(text), _MINUTES.search(text)
    total = int(hours_said[1]) * 60 if hours_said else 0
    return total + (int(minutes_said[1]) if minutes_said else 0) or None


def is_web_address(text: str) -> bool:
    """Whether a text is meant as an address of the web."""
    return bool(re.match(r"https?://\S+$", text.strip(), re.IGNORECASE))


def put_address(reading: Reading, text: str, role: str = "landing") -> bool:
    """Add a web address as a link, or as the DOI it leads to. Returns whether it is one."""
    text = text.strip()
    if text.lower().startswith("www."):
        text = f"https://{text}"
    if not is_web_address(text):
        return False
    if "doi.org/" in text and (doi := doi_in(text)):
        reading.put("identifiers.doi", doi)
    if text.partition("?")[0].lower().endswith(".pdf"):
        reading.link("download" if role == "landing" else role, text, format="pdf")
    else:
        reading.link(role, text)
    return True
