"""Feeds: podcasts, newsletters and news as RSS or Atom; a draft of the series and one an item."""

import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXParseException

import feedparser

from catalog.model import Draft, RelationType
from catalog.safe_xml import BadXml, refuse_declarations
from scrapers import feed_facts
from scrapers.page import NotUnderstood, Page, clean, lines_of, web_address
from scrapers.scraper import Findings

MAX_BYTES = 20_000_000
"""A longer feed is refused."""

MAX_ITEMS = 5_000
"""What one page of a feed may hold; the rest of a longer one is left out."""

LONGEST_SUMMARY = 2_000
"""Characters of an item's own description that are kept, to the end of a paragraph."""

_CUT_OFF = re.compile(r"\s*\[\s*(?:…|\.\.\.)\s*\]$")
_ADDED = re.compile(
    r"The post .{1,300} (?:appeared first on|first appeared on) .{1,200}"
    r"|(?:Read more|Continue reading|Leer más|Seguir leyendo)\b.{0,200}",
    re.IGNORECASE,
)
"""Paragraphs that blog software adds to a description."""


@dataclass(frozen=True)
class Feed:
    """What one page of a feed holds.

    `items` name the series by its id in their relations; ids are unique in the feed. `names` are
    by what series and items are known again in other runs: the feed's own ids (`guid`, `id`) where
    it has them. `next_page` is the address where the feed goes on, be it paged or archived
    (RFC 5005). `warnings` are in words for a librarian.
    """

    series: Draft
    items: tuple[Draft, ...]
    names: tuple[str, ...]
    next_page: str | None
    warnings: tuple[str, ...]

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The series and its items, the series first."""
        return (self.series, *self.items)


def read_feed(data: bytes, address: str) -> Feed:
    """Read RSS or Atom; `address` is where it came from. Raises NotUnderstood.

    A feed that is not well-formed is read as far as possible, with a warning. An item without a
    title is left out with a warning, because nothing could name its entry.
    """
    if len(data) > MAX_BYTES:
        raise NotUnderstood(f"the feed is longer than {MAX_BYTES:,} bytes")
    try:
        refuse_declarations(data)
    except BadXml as error:
        raise NotUnderstood(str(error)) from None
    # A stream, because what is no stream is taken for an address or the name of a file.
    headers = {"content-location": address, "content-type": "application/xml"}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=True)
    except Exception as error:  # it has faults of many kinds on damaged bytes
        raise NotUnderstood(f"the feed cannot be read: {error}") from error
    if not parsed.get("version") and not parsed.entries:
        raise NotUnderstood("this is neither an RSS nor an Atom feed")
    return _Reader(parsed, data, address).feed()


class _Reader:
    """Makes drafts of one parsed feed."""

    def __init__(self, parsed: Any, data: bytes, address: str) -> None:
        self._about: Mapping[str, Any] = parsed.feed
        self._items: list[Mapping[str, Any]] = parsed.entries[:MAX_ITEMS]
        self._address = address
        self._findings = Findings()
        self._names: dict[str, str] = {}
        self._transcripts = feed_facts.transcripts(data)
        self._podcast = any(feed_facts.enclosures(item, "audio") for item in self._items)
        self._titles = Counter(clean(item.get("title", "")) for item in self._items)
        if len(parsed.entries) > MAX_ITEMS:
            self._findings.warn(f"only the first {MAX_ITEMS:,} items were read")
        problem = parsed.get("bozo_exception")
        if isinstance(problem, SAXParseException):
            what = problem.getMessage()
            self._findings.warn(f"the feed is ill-formed ({what}); read as far as possible")

    def feed(self) -> Feed:
        series = self._series()
        for number, item in enumerate(self._items, start=1):
            self._item(number, item, series)
        scraped = self._findings.scraped()
        first, *items = scraped.drafts
        names = tuple(self._names.get(draft.id, draft.id) for draft in scraped.drafts)
        return Feed(first, tuple(items), names, self._next_page(), scraped.warnings)

    def _series(self) -> str:
        about = self._about
        title = clean(about.get("title", ""))
        if not title:
            title = urlsplit(self._address).hostname or "feed"
            self._findings.warn(f"the feed has no title; it is called “{title}”")
        landing = self._link(about.get("link"))
        series = self._findings.add(
            title[:1000],
            summary=self._text(about.get("subtitle") or about.get("summary")),
            kind="podcast-series" if self._podcast else "newsletter",
            authors=feed_facts.people(about),
            languages=feed_facts.languages(about),
            links=[{"role": "landing", "url": landing}] if landing else [],
        )
        if series is None:
            raise NotUnderstood("the feed's title cannot be used as one")
        return series

    def _item(self, number: int, item: Mapping[str, Any], series: str) -> None:
        title = clean(item.get("title", ""))
        landing = self._link(item.get("link"))
        if not title:
            self._findings.warn(f"item {number} has no title and was left out: {landing or '?'}")
            return
        day = feed_facts.day(item)
        # A title that comes again and again ("This week") gets its day: an id must stay the same
        # when a newer item is put before it.
        again = self._titles[title] > 1 and day
        added = self._findings.add(
            title,
            id_from=f"{title} {day}" if again else "",
            summary=self._text(feed_facts.description(item)),
            authors=feed_facts.people(item),
            published=day,
            languages=feed_facts.languages(item) or feed_facts.languages(self._about),
            **self._kind(item, title, landing),
        )
        self._findings.relate(added, RelationType.PART_OF, series)
        if added and (name := clean(str(item.get("id", "")))[:1000]):
            self._names.setdefault(added, name)

    def _kind(self, item: Mapping[str, Any], title: str, landing: str | None) -> dict[str, Any]:
        """Return the fields that depend on what an item is: episode, film or article."""
        links: list[dict[str, Any]] = []
        if landing:
            links.append({"role": "landing", "url": landing})
        sound, film = feed_facts.enclosures(item, "audio"), feed_facts.enclosures(item, "video")
        for role, found in (("audio", sound), ("video", film)):
            for enclosure in found:
                if url := self._link(enclosure.get("href")):
                    size = feed_facts.size_kb(enclosure)
                    links.append({"role": role, "url": url, "format": role, "size_kb": size})
        minutes = feed_facts.minutes(str(item.get("itunes_duration", "")))
        if sound:
            episode = {
                "series": clean(self._about.get("title", "")) or None,
                "number": feed_facts.episode_number(item, title),
                "minutes": minutes,
                "transcript": self._transcript(sound),
            }
            return {
                "kind": "podcast-episode",
                "format": "audio",
                "links": links,
                "episode": {name: value for name, value in episode.items() if value is not None},
            }
        if film:
            length = {"minutes": minutes} if minutes else {}
            return {"kind": "video", "format": "video", "links": links, "length": length}
        return {"kind": "news-article", "format": "html", "links": links}

    def _transcript(self, enclosures: list[Mapping[str, Any]]) -> str | None:
        offered: dict[str, str] = {}
        for enclosure in enclosures:
            offered |= self._transcripts.get(enclosure.get("href", ""), {})
        best = sorted(offered, key=lambda form: feed_facts.TRANSCRIPTS.index(form))
        return self._link(offered[best[0]]) if best else None

    def _link(self, address: object) -> str | None:
        if not isinstance(address, str) or not address.strip():
            return None
        try:
            return web_address(urljoin(self._address, address.strip()))
        except ValueError:
            return None

    def _next_page(self) -> str | None:
        links = self._about.get("links", ())
        for relation in ("next", "prev-archive"):
            for link in links:
                if link.get("rel") == relation and (found := self._link(link.get("href"))):
                    return found if found != self._address else None
        return None

    def _text(self, html: object) -> str | None:
        """Return the paragraphs of a description as plain text, up to the length that is kept."""
        if not isinstance(html, str) or not html.strip():
            return None
        try:
            lines = lines_of(Page(html).soup)
        except NotUnderstood as error:
            self._findings.warn(f"left out a description: {error.reason}")
            return None
        kept: list[str] = []
        for line in (_CUT_OFF.sub(" …", line) for line in lines if not _ADDED.fullmatch(line)):
            if sum(map(len, kept)) + len(line) > LONGEST_SUMMARY:
                if not kept:
                    kept.append(line[:LONGEST_SUMMARY].rpartition(" ")[0] + " …")
                break
            kept.append(line)
        return "\n\n".join(kept) or None
