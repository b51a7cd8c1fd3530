"""A page as a plain outline: headings, paragraphs and lists in order, wherever the markup is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bs4 import Tag

from catalog.folding import fold
from catalog.model import Draft
from scrapers.page import NotUnderstood, Page, heading_level, text_of

_HEADINGS = "h1, h2, h3, h4, h5, h6"
_LEAVES = f"{_HEADINGS}, p, li, dt, dd"
_MOST, _LONGEST = 40, 200  # headings that a draft carries, and characters of one


@dataclass(frozen=True)
class Line:
    """One line of an outline: its text, its role, and the element it came from."""

    role: Literal["heading", "paragraph", "item"]
    text: str
    tag: Tag


def outline(content: Tag) -> list[Line]:
    """Return the lines of a page.

    A paragraph inside a list item is an item. A paragraph that is bold from end to end is a
    heading: site builders and word processors write them so.
    """
    lines: list[Line] = []
    for tag in content.select(_LEAVES):
        text = text_of(tag)
        if not text or tag.select_one(_LEAVES):
            continue
        if heading_level(tag) or tag.name == "dt":
            lines.append(Line("heading", text, tag))
        elif tag.name == "li" or tag.find_parent("li"):
            lines.append(Line("item", text, tag))
        elif text == text_of(tag.select_one("strong, b")):
            lines.append(Line("heading", text, tag))
        else:
            lines.append(Line("paragraph", text, tag))
    return lines


def with_headings(draft: Draft, page: Page, others: Iterable[Draft] = ()) -> Draft:
    """Return a page's own draft with the headings of the page, for tags to be suggested from.

    Titles are left out: its own, which it has, and those of `others` on the page.
    """
    try:
        texts = dict.fromkeys(text_of(tag) for tag in page.content.select(_HEADINGS))
    except NotUnderstood:  # too large for this reader, though another one has read it
        return draft
    titles = {fold(one.title) for one in (draft, *others)}
    headings = [text for text in texts if 0 < len(text) <= _LONGEST and fold(text) not in titles]
    return draft.model_copy(update={"headings": tuple(headings[:_MOST])})
