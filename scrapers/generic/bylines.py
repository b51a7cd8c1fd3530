"""Who wrote a page, as its byline says: by links, by what elements are called, beside the date."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from scrapers.generic import dates
from scrapers.generic.document import Claim, Document, claim, is_furniture, text_of
from scrapers.page import clean

WRITTEN_BY = re.compile(
    r"(?:written|authored|posted|published) by|(?:verfasst|geschrieben) von"
    r"|(?:escrito|publicado) por|(?:[ée]crit|publi[ée]) par|scritto da|geschreven door"
    r"|napisane przez|skrivet av|skrevet av",
    re.IGNORECASE,
)
"""How a label says that a name follows, as a whole."""

_SAYS = re.compile(
    r"(?:^|[\s_-])(?:(?:post|article|entry|story|news|content|blog|meta|item|node|field|c|p)[_-]*)*"
    r"(?:authors?|by[_-]?lines?|autor(?:e[ns]?|i|a)?|auteurs?|writers?|verfasser(?:in)?|redacteurs?"
    r"|skribent|kirjoittaja)"
    r"(?:[_-]*(?:names?|line|text|title|link|fullname|wrapper|container|inner))*(?:$|[\s])",
    re.IGNORECASE,
)
_NO_BYLINE = re.compile(
    r"comment|related|teaser|list|card|widget|bio|about|description|avatar|social|follow|footer",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:[^\W\d_a-zß-ÿ][\w.’'-]*\s+){1,3}(?:(?:van|von|de|der|den|da|di|del|la|le|zu)\s+){0,2}"
    r"[^\W\d_a-zß-ÿ][\w’'-]+"
)
_MARK = r"\s*(?:[|•·,/]|\s[-–—]|\bby|\bvon|\bpar|\bpor)\s*"
_LONGEST = 160
_ABOVE, _BELOW = 15, 120
"""Elements around the heading within which a byline is that of the page, and of no teaser."""

_AT_MOST = 200
_LARGE = 40
_LONGEST_CALLED = 200
_WEEKDAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?|\b(?:montag|dienstag|mittwoch|donnerstag"
    r"|freitag|samstag|sonntag)\b,?",
    re.IGNORECASE,
)
_TOP_LINES = 12


def read(page: Document) -> Iterator[Claim]:
    """Yield what bylines say, the surest first; what they hold besides names is cut off later."""
    yield from claim("authors", "link to the author", *_links(page))
    for text in _called(page):
        yield from claim("authors", "byline", text)
    yield from claim("authors", "beside the date", _beside_date(page))


def _links(page: Document) -> list[str]:
    tags = page.tree.xpath("//a[contains(concat(' ', @rel, ' '), ' author ')]")[:20]
    return [text_of(tag) for tag in tags if not is_furniture(tag) and not _in_comment(tag)][:10]


def _called(page: Document) -> list[str]:
    """Return the texts of the elements that are called a byline and belong to the page itself.

    Where there are many they belong to teasers; then the one right behind the heading counts.
    """
    title = next(iter(page.headings), "")
    heading: int | None = None
    found: list[tuple[int, HtmlElement, str]] = []
    for place, tag in enumerate(page.tree.iter()):
        if tag.tag == "h1" and heading is None and title in text_of(tag):
            heading = place
        if len(found) == _AT_MOST or not _is_called(tag):
            continue
        if not (found and found[-1][1] in tag.iterancestors()) and (text := _pieces(tag)):
            found.append((place, tag, text))
    if len({text for *_, text in found}) > 2:
        start = heading or 0
        near = [text for place, _, text in found if start - _ABOVE <= place <= start + _BELOW]
        return near[:1]
    return list(dict.fromkeys(text for *_, text in found))


def _is_called(tag: HtmlElement) -> bool:
    if tag.tag == "byline":
        return True
    called = f"{tag.get('class') or ''} {tag.get('id') or ''} {tag.get('data-testid') or ''}"
    if called == "  ":
        return False
    called = called[:_LONGEST_CALLED]
    return bool(_SAYS.search(called)) and not _NO_BYLINE.search(called)


def _pieces(tag: HtmlElement) -> str:
    """Return the texts in an element that can be a byline of the page, `|` between them."""
    if tag.tag in ("body", "html", "meta", "input") or is_furniture(tag) or _in_comment(tag):
        return ""
    if (
        sum(1 for _ in islice(tag.iter(), _LARGE)) == _LARGE
        or not 2 < len(text_of(tag)) <= _LONGEST
    ):
        return ""
    pieces = [clean(text) for text in tag.xpath(".//text()[not(ancestor::time)]")]
    text = " | ".join(piece for piece in pieces if re.search(r"\w", piece))
    return _WEEKDAY.sub("|", text.replace(dates.found_in(text) or "|", "|"))


def _in_comment(tag: HtmlElement) -> bool:
    return any("comment" in (around.get("class") or "").lower() for around in tag.iterancestors())


def _beside_date(page: Document) -> str:
    """Return the full name in a line beside the title that holds a date and nothing else."""
    titles = {*page.headings, *page.subheadings[:3]}
    place = next((n for n, line in enumerate(page.lines) if line in titles), 0)
    for line in page.lines[max(0, place - 2) : place + _TOP_LINES]:
        if len(line) > 80 or not re.search(r"\d\D+\d", day := dates.found_in(line)):
            continue
        before, _, after = line.partition(day)
        for text, mark in ((before, rf"(.+?){_MARK}$"), (after, rf"^{_MARK}(.+)")):
            match = re.match(mark, text, re.IGNORECASE)
            if match and _PERSON.fullmatch(match[1].strip()):
                return match[1].strip()
    return ""
