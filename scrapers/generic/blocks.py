"""The groups of fields inside a record that a page's claims fill: identifiers, series, course."""

import re
from typing import Any

from pydantic import TypeAdapter, ValidationError

from catalog.model import Isbn
from scrapers.generic import media
from scrapers.generic.claims import Texts, origin

_DOI = re.compile(r"(?:^|doi[:\s]*|doi\.org/)\s*(10\.\d{4,9}/[^\s\"<>]+?)[.,;)]*$", re.IGNORECASE)
_ISBN = re.compile(r"(?<![\d-])(?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXx](?![\d-])")
_CHECKED_ISBN: TypeAdapter[str] = TypeAdapter(Isbn)
_MODES = (
    (r"blended|hybrid|mixed", "blended"),
    (r"self[- ]?(?:paced|study|directed)|asynchronous|on[- ]demand", "self-study"),
    (r"(?:^|[^a])synchronous|live|virtual|webinar", "live-online"),
    (r"on-?\s?site|in[- ]person|class ?room|face[- ]to[- ]face|offline", "classroom"),
)


def identifiers(texts: Texts) -> tuple[dict[str, Any], str] | None:
    """Return DOI, ISBNs and course number; an ISSN names a journal and is passed over."""
    block: dict[str, Any] = {}
    origins: list[str] = []
    for text, where in texts("doi"):
        if match := _DOI.search(text.strip()):
            block["doi"] = match[1]
            origins.append(where)
            break
    isbns: dict[str, None] = {}
    for text, where in texts("isbn"):
        for match in _ISBN.finditer(text):
            if isbn := _isbn(match[0]):
                isbns.setdefault(isbn)
                origins.append(where)
    if isbns:
        block["isbn"] = list(isbns)[:6]
    for text, where in texts("course-number")[:1]:
        block["course_number"] = text
        origins.append(where)
    return (block, origin(*origins)) if block else None


def _isbn(text: str) -> str | None:
    try:
        return _CHECKED_ISBN.validate_python(text)
    except ValidationError:
        return None


def series(texts: Texts) -> tuple[dict[str, str], str] | None:
    """Return the series, or the journal, that the page appeared in."""
    for text, where in texts("series"):
        if 2 < len(text) <= 200 and not text.startswith(("http", "urn:", "10.")):
            return {"title": text}, where
    return None


def course(texts: Texts) -> tuple[dict[str, Any], str] | None:
    """Return how a course is given, how long it takes and what it costs."""
    block: dict[str, Any] = {}
    origins: list[str] = []
    modes = [(mode, where) for text, where in texts("delivery") if (mode := _mode(text))]
    if modes:
        block["delivery"] = list(dict.fromkeys(mode for mode, _ in modes))
        origins.append(modes[0][1])
    for text, where in texts("workload"):
        if minutes := media.minutes(text):
            block["duration"] = {"hours": round(minutes / 60, 2)}
            origins.append(where)
            break
    objectives = [text for text, _ in texts("objectives")][:30]
    if objectives:
        block["objectives"] = objectives
        origins.append(texts("objectives")[0][1])
    if price := _price(texts):
        block["cost"] = price[0]
        origins.append(price[1])
    return (block, origin(*origins)) if block else None


def _mode(text: str) -> str | None:
    return next((mode for words, mode in _MODES if re.search(words, text, re.IGNORECASE)), None)


def _price(texts: Texts) -> tuple[str, str] | None:
    said = texts("price")[:2]
    if not said:
        return None
    amount, where = said[0]
    if re.fullmatch(r"0+(?:[.,]0+)?|free", amount.strip(), re.IGNORECASE):
        return "Free", where
    currency = said[1][0] if len(said) > 1 and said[1][1] == where else ""
    if not re.fullmatch(r"[A-Z]{3}", currency):
        currency = ""
    return f"{amount} {currency}".strip()[:80], where
