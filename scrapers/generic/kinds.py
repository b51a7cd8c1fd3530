"""What a page is, by the types it gives and the words it uses, as terms of our vocabulary."""

import re
from collections.abc import Sequence

from scrapers import words
from scrapers.generic.json_ld import KINDS

_SURE = frozenset(
    "journal-article course podcast-episode podcast-series video book dataset legislation".split()
)
"""Kinds that a type names for certain; a news article or a report is often something narrower."""

_EVENTS = frozenset({"Event", "EducationEvent", "BusinessEvent"})
_TYPE_WORDS: tuple[tuple[str, str], ...] = (
    (r"journal\s?article|scholarly|research article|original article", "journal-article"),
    (r"news|press release|blog(?: ?post)?|opinion", "news-article"),
    (r"report|thesis|dissertation|working paper|white paper", "research-report"),
    (r"podcast", "podcast-episode"),
    (r"statutory guidance", "statutory-guidance"),
    (r"book", "book"),
    (r"data ?set", "dataset"),
    (r"video|moving ?image", "video"),
    (r"course|e-?learning", "course"),
    (r"legislation|act|statute", "legislation"),
    (r"form|template", "template-form"),
)
_ADDRESS = re.compile(
    r"/(?:news|blogs?|press-releases?|stories|noticias|actualites?|nachrichten)(?:/|$)", re.I
)


def of(
    title: str, types: Sequence[str], said: Sequence[str], og_type: str, address: str, text: str
) -> tuple[str, str] | None:
    """Return the kind of a page and what led to it.

    `types` are schema.org types, `said` what the page calls its own type in words. A type that
    leaves no doubt wins, then the page's word for its type, then the title's, then wider types.
    """
    by_type = next(((KINDS[t], f"schema.org {t}") for t in types if t in KINDS), None)
    if by_type and (by_type[0] in _SURE or by_type[0] == "news-article"):
        return by_type
    for phrase in said:
        if len(phrase) < 60 and (kind := _in_type(phrase)):
            return kind, f"type “{phrase}”"
    in_title = words.kind_in_title(title)
    if _EVENTS & set(types):
        return (
            (in_title, "title")
            if in_title in ("webinar", "course")
            else ("learning", "schema.org Event")
        )
    if in_title and og_type != "video":
        return in_title, "title"
    if by_type:
        return by_type
    if og_type.startswith("video"):
        return "video", "og:type"
    if og_type == "book":
        return "book", "og:type"
    if kind := words.kind_in_text(text):
        return kind, "description"
    if _ADDRESS.search(address):
        return "news-article", "address"
    if "Article" in types or og_type == "article":
        return "news-article", "schema.org Article" if "Article" in types else "og:type"
    return None


def _in_type(phrase: str) -> str | None:
    if kind := words.kind_in_title(phrase):
        return kind
    return next(
        (k for said, k in _TYPE_WORDS if re.search(rf"\b(?:{said})s?\b", phrase, re.I)), None
    )


def terms_used() -> set[str]:
    """Return every kind this module can give; a test holds them to the vocabulary."""
    return {*KINDS.values(), *(kind for _, kind in _TYPE_WORDS), "learning", "webinar"}
