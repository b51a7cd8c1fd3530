"""What a page marks up in place: schema.org microdata, hAtom and `rel` of links."""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from scrapers.generic.document import Claim, Document, claim, is_furniture, text_of

_PROPERTIES = {
    "headline": "title",
    "author": "authors",
    "creator": "authors",
    "publisher": "publisher",
    "datepublished": "published",
    "datecreated": "created",
    "datemodified": "modified",
    "inlanguage": "language",
    "numberofpages": "pages",
    "isbn": "isbn",
    "duration": "minutes",
    "timerequired": "minutes",
}
_LIST_FIELDS = frozenset({"authors"})
_OTHERS = frozenset({"comment", "review", "usercomments", "comments"})
_AT_MOST = 2_000


def read(page: Document) -> Iterator[Claim]:
    """Yield the properties of the page's item; those of comments and side columns do not count."""
    found: dict[str, list[str]] = {}
    for tag in islice(page.tree.xpath("//*[@itemprop][not(self::meta[ancestor::head])]"), _AT_MOST):
        for name in tag.get("itemprop", "").lower().split():
            field = _PROPERTIES.get(name)
            if field and not _elsewhere(tag) and (value := _value(tag)):
                found.setdefault(field, []).append(value)
    for field, values in found.items():
        kept = values if field in _LIST_FIELDS else values[:1]
        yield from claim(field, "microdata", *kept[:50])


def _elsewhere(tag: HtmlElement) -> bool:
    for around in tag.iterancestors():
        kind = (around.get("itemtype") or "").rsplit("/", 1)[-1].lower()
        if kind in _OTHERS or (around.get("itemprop") or "").lower() in _OTHERS:
            return True
    return is_furniture(tag)


def _value(tag: HtmlElement) -> str:
    """Return the value of a property: that of its attribute, its name inside, or its text."""
    for attribute in ("content", "datetime"):
        if said := tag.get(attribute):
            return str(said)
    inner = tag.xpath(".//*[@itemprop='name']")
    if inner:
        return inner[0].get("content") or text_of(inner[0])
    return text_of(tag)
