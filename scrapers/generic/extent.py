"""The links, the form and the length of what a page offers."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from scrapers import facts
from scrapers.generic import media
from scrapers.generic.claims import Found, Texts, first, origin
from scrapers.generic.document import Document

_EPISODE = re.compile(r"(?:\b(?:episode|ep\.?|episodio|folge|[ée]pisode)\s*|#)(\d{1,4})\b", re.I)
_NO_DOCUMENT = frozenset({"news-article", "webinar", "topic-page", "learning"})
_CLAIMED_AT_MOST = 8


def links(texts: Texts, page: Document) -> Found[list[dict[str, Any]]] | None:
    """Return the page itself, then the files it offers."""
    found: dict[str, dict[str, Any]] = {}
    origins = []
    if page.address:
        found[page.address] = {"role": "landing", "url": page.address}
        origins.append("address")
    for field, role in (("pdf", "download"), ("audio", "audio"), ("video", "video")):
        for text, where in texts(field):
            if (address := page.resolve(text)) and len(found) < _CLAIMED_AT_MOST:
                form = "pdf" if field == "pdf" else facts.file_format(address) or role
                found.setdefault(address, {"role": role, "url": address, "format": form})
                origins.append(where)
    for link in media.links(page):
        found[link["url"]] = found.get(link["url"], {}) | link
        origins.append("links in the content")
    downloads = [link for link in found.values() if link["role"] == "download"]
    if len(downloads) == 1 and (size := first(texts, "size", facts.size_kb)):
        downloads[0].setdefault("size_kb", size[0])
    return (list(found.values()), origin(*origins)) if found else None


def form(kind: str | None, files: Collection[Mapping[str, Any]]) -> Found[str]:
    """Return the format of what the page offers: that of its one file, else of the page itself."""
    if kind == "course":
        return "course", "kind"
    for role in ("audio", "video"):
        if kind and kind.startswith(("podcast", "video")) and any(k["role"] == role for k in files):
            return role, f"link to {role}"
    if kind in ("podcast-episode", "podcast-series"):
        return "audio", "kind"
    if kind == "video":
        return "video", "kind"
    formats = {k["format"] for k in files if k["role"] == "download" and "format" in k}
    if len(formats) == 1 and kind and kind not in _NO_DOCUMENT:
        return formats.pop(), "link to the file"
    return "html", "a web page"


def length(
    texts: Texts, lines: tuple[str, ...], files: Collection[Mapping[str, Any]]
) -> Found[dict[str, int]] | None:
    """Return pages and minutes."""
    readers: tuple[tuple[str, str, Callable[[str], int | None]], ...] = (
        ("pages", "pages", media.count_of_pages),
        ("extent", "pages", media.count_of_pages),
        ("minutes", "minutes", media.minutes),
        ("seconds", "minutes", lambda text: media.minutes(f"PT{text.strip()}S")),
        ("extent", "minutes", _running_time),
    )
    found: dict[str, int] = {}
    origins: list[str] = []
    for field, name, read in readers:
        if name not in found and (said := first(texts, field, read)):
            found[name] = said[0]
            origins.append(said[1])
    if "pages" not in found and (span := _span_of_pages(texts)):
        found["pages"] = span
        origins.append("citation_firstpage")
    if "pages" not in found and any(link.get("format") == "pdf" for link in files):
        printed = set(media.pages(lines))
        if len(printed) == 1:
            found["pages"] = printed.pop()
            origins.append("beside the file")
    return (found, origin(*origins)) if found else None


def _span_of_pages(texts: Texts) -> int | None:
    start, end = (first(texts, field, _number) for field in ("first-page", "last-page"))
    count = end[0] - start[0] + 1 if start and end else 0
    return count if 0 < count < 2_000 else None


def episode(
    texts: Texts,
    title: str,
    files: Collection[Mapping[str, Any]],
    running: Found[dict[str, int]] | None,
) -> Found[dict[str, Any]] | None:
    """Return the block of a podcast episode."""
    block: dict[str, Any] = {}
    origins = []
    if name := first(texts, "series", lambda text: text):
        block["series"] = name[0]
        origins.append(name[1])
    if number := first(texts, "number", _number):
        block["number"] = number[0]
        origins.append(number[1])
    elif in_title := _EPISODE.search(title):
        block["number"] = int(in_title[1])
        origins.append("title")
    if running and "minutes" in running[0]:
        block["minutes"] = running[0]["minutes"]
        origins.append(running[1])
    if transcript := next((k["url"] for k in files if k["role"] == "transcript"), None):
        block["transcript"] = transcript
        origins.append("link to the transcript")
    return (block, origin(*origins)) if block else None


def article(texts: Texts) -> Found[dict[str, str]] | None:
    """Return volume and issue of an article in a journal."""
    block: dict[str, str] = {}
    origins = []
    for name in ("volume", "issue"):
        if said := next(iter(texts(name)), None):
            block[name] = said[0]
            origins.append(said[1])
    return (block, origin(*origins)) if block else None


def _number(text: str) -> int | None:
    match = re.fullmatch(r"\D{0,3}(\d{1,6})", text.strip())
    return int(match[1]) if match else None


def _running_time(text: str) -> int | None:
    """Return minutes from an extent; a number alone counts pages."""
    return None if text.strip().isdecimal() else media.minutes(text)
