"""CSL-JSON, the records that citation programs exchange (Citation Style Language 1.0.2)."""

import json
from typing import Any

from catalog.dates import PartialDate
from catalog.exchange import facts
from catalog.exchange.charset import text_of
from catalog.exchange.reading import BadRecords, Pairs, Reading, Readings
from catalog.plain import plain_text

KINDS: Pairs = {
    "report": "publication",
    "document": "publication",
    "article": "publication",
    "manuscript": "publication",
    "paper-conference": "publication",
    "periodical": "publication",
    "article-journal": "journal-article",
    "book": "book",
    "chapter": "book",
    "entry-dictionary": "book",
    "entry-encyclopedia": "book",
    "thesis": "research-report",
    "legislation": "legislation",
    "bill": "legislation",
    "regulation": "legislation",
    "article-newspaper": "news-article",
    "article-magazine": "news-article",
    "post-weblog": "news-article",
    "post": "news-article",
    "pamphlet": "factsheet",
    "speech": "presentation",
    "motion_picture": "video",
    "dataset": "dataset",
    "webpage": "website",
}
"""Types of item and kinds."""

_ARTICLES = ("article-journal", "article-newspaper", "article-magazine")
_USED = set(
    "id type title title-short author editor issued publisher container-title collection-title"
    " collection-number volume issue page number-of-pages abstract keyword language URL DOI ISBN"
    " ISSN".split()
)


def recognises(text: str) -> bool:
    """Whether a text begins as a list of CSL items, or one item, does."""
    start = text.lstrip()
    return start[:1] in ("[", "{") and ('"type"' in start or start.replace(" ", "")[:2] == "[]")


def read(data: bytes) -> Readings:
    """Read CSL-JSON: a list of items, or one item. Raises BadRecords."""
    try:
        items = json.loads(text_of(data).lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise BadRecords(f"line {error.lineno}: this is not JSON: {error.msg}") from None
    except (RecursionError, ValueError):
        raise BadRecords("this JSON is nested too deep or holds a number too long") from None
    for number, item in enumerate(items if isinstance(items, list) else [items], start=1):
        reading = Reading(number)
        if isinstance(item, dict):
            _fill(reading, item)
        else:
            reading.problem = "this is not an item of CSL: write it in braces"
        yield reading


def _fill(reading: Reading, item: dict[str, Any]) -> None:
    def text(name: str) -> str:
        value = item.get(name)
        return plain_text(str(value)) if isinstance(value, str | int | float) else ""

    kind = text("type")
    reading.put("kind", KINDS.get(kind))
    if kind not in KINDS:
        reading.warn(f"the type “{kind[:80]}” is no kind of ours: the kind is left empty")
    reading.put("title", text("title"))
    reading.add("alternative_titles", text("title-short"))
    reading.add("authors", *(_names(item.get("author")) or _names(item.get("editor"))))
    _put_date(reading, item.get("issued"))
    reading.put("publisher", text("publisher"))
    reading.put("series.title", text("container-title") or text("collection-title"))
    if kind in _ARTICLES:
        reading.put("article.volume", text("volume"))
        reading.put("article.issue", text("issue"))
    elif "series" in reading.values:
        reading.put("series.number", text("collection-number") or text("volume"))
    pages = facts.pages_in(text("number-of-pages")) or facts.pages_in(
        text("page").partition(",")[0]
    )
    reading.put("length.pages", pages if text("number-of-pages") or "-" in text("page") else None)
    reading.put("summary", text("abstract"))
    reading.add("topics", *(word.strip() for word in text("keyword").split(",")))
    reading.add("languages", text("language"))
    if text("DOI"):
        reading.put("identifiers.doi", facts.doi_in(text("DOI")) or text("DOI"))
    for number in text("ISBN").split(","):
        if number.strip() and not facts.put_number(reading, number):
            reading.warn(f"“{number.strip()[:80]}” is not an ISBN")
    if text("URL") and not facts.put_address(reading, text("URL")):
        reading.warn(f"“{text('URL')[:80]}” is not a web address")
    reading.unused |= {str(name) for name, value in item.items() if value} - _USED


def _names(people: object) -> list[str]:
    """Return names as `Family, Given`; a body's name (`literal`) as it is."""
    names = []
    for person in people if isinstance(people, list) else ():
        if not isinstance(person, dict):
            continue
        part = {k: v.strip() for k, v in person.items() if isinstance(v, str)}
        family = " ".join(filter(None, (part.get("non-dropping-particle"), part.get("family"))))
        given = " ".join(filter(None, (part.get("given"), part.get("dropping-particle"))))
        whole = ", ".join(filter(None, (family, given, part.get("suffix"))))
        names.append(part.get("literal") or whole)
    return [name for name in names if name]


def _put_date(reading: Reading, issued: object) -> None:
    if not isinstance(issued, dict):
        if issued:
            reading.warn("the date is not written as CSL does: `issued: {date-parts: …}`")
        return
    try:
        parts = [int(part) for part in issued["date-parts"][0][:3]]
        reading.put("published", str(PartialDate(*parts)))
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        facts.put_date(reading, *(str(issued.get(name, "")) for name in ("raw", "literal")))
