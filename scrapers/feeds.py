"""Feeds: podcasts, newsletters and news as RSS or Atom; a draft of the series and one an item."""

import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_tz
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXParseException

import feedparser

from catalog.dates import PartialDate
from catalog.model import Draft, RelationType
from catalog.safe_xml import BadXml, parse_xml, refuse_declarations
from scrapers.page import NotUnderstood, Page, clean, lines_of, web_address
from scrapers.scraper import Findings

MAX_BYTES = 20_000_000
"""A longer feed is refused."""

MAX_ITEMS = 5_000
"""What one page of a feed may hold; the rest of a longer one is left out."""

LONGEST_SUMMARY = 2_000
"""Characters of an item's own description that are kept, to the end of a paragraph."""

_EPISODE = re.compile(
    r"\s*(?:S(?:eason)?\s*\d{1,3}[\s,:.-]*)?(?:Episode|Episodio|Ep\.?|E(?=\d)|#)\s*(\d{1,4})\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\s*(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:\.\d+)?\s*")
_TRANSCRIPTS = ("text/html", "text/plain", "application/pdf", "text/vtt", "application/srt")
_CHILDREN = "{*}item", "{*}entry"


@dataclass(frozen=True)
class Feed:
    """What one page of a feed holds.

    `items` name the series by its id in their relations; ids are unique in the feed. `next_page`
    is the address where the feed goes on (RFC 5005). `warnings` are in words for a librarian.
    """

    series: Draft
    items: tuple[Draft, ...]
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
    parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=True)
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
        self._transcripts = _transcripts(data)
        self._podcast = any(_enclosures(item, "audio/") for item in self._items)
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
        return Feed(first, tuple(items), self._next_page(), scraped.warnings)

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
            authors=_people(about),
            languages=_languages(about),
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
        day = _day(item)
        # A title that comes again and again ("This week") gets its day: an id must stay the same
        # when a newer item is put before it.
        again = self._titles[title] > 1 and day
        added = self._findings.add(
            title,
            id_from=f"{title} {day}" if again else "",
            summary=self._text(_description(item)),
            authors=_people(item),
            published=day,
            languages=_languages(item) or _languages(self._about),
            **self._kind(item, title, landing),
        )
        self._findings.relate(added, RelationType.PART_OF, series)

    def _kind(self, item: Mapping[str, Any], title: str, landing: str | None) -> dict[str, Any]:
        """Return the fields that depend on what an item is: episode, film or article."""
        links: list[dict[str, Any]] = []
        if landing:
            links.append({"role": "landing", "url": landing})
        sound, film = _enclosures(item, "audio/"), _enclosures(item, "video/")
        for role, found in (("audio", sound), ("video", film)):
            for enclosure in found:
                if url := self._link(enclosure.get("href")):
                    size = _size_kb(enclosure)
                    links.append({"role": role, "url": url, "format": role, "size_kb": size})
        minutes = _minutes(str(item.get("itunes_duration", "")))
        if sound:
            episode = {
                "series": clean(self._about.get("title", "")) or None,
                "number": _episode_number(item, title),
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
        best = sorted(offered, key=lambda form: _TRANSCRIPTS.index(form))
        return self._link(offered[best[0]]) if best else None

    def _link(self, address: object) -> str | None:
        if not isinstance(address, str) or not address.strip():
            return None
        try:
            return web_address(urljoin(self._address, address.strip()))
        except ValueError:
            return None

    def _next_page(self) -> str | None:
        following = (link for link in self._about.get("links", ()) if link.get("rel") == "next")
        found = next((self._link(link.get("href")) for link in following), None)
        return found if found != self._address else None

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
        for line in lines:
            if sum(map(len, kept)) + len(line) > LONGEST_SUMMARY:
                if not kept:
                    kept.append(line[:LONGEST_SUMMARY].rpartition(" ")[0] + " …")
                break
            kept.append(line)
        return "\n\n".join(kept) or None


def _transcripts(data: bytes) -> dict[str, dict[str, str]]:
    """Return the transcripts of each enclosure by their media type.

    Podcasts offer a transcript in several forms (podcast:transcript), of which feedparser keeps
    the last only.
    """
    found: dict[str, dict[str, str]] = {}
    if b":transcript" not in data:
        return found
    try:
        root = parse_xml(data, recover=True)
    except BadXml:
        return found
    for item in root.iter(*_CHILDREN):
        sound = item.find("{*}enclosure")
        for transcript in item.iterchildren("{*}transcript"):
            form = transcript.get("type", "").partition(";")[0].strip().lower()
            if sound is not None and form in _TRANSCRIPTS and transcript.get("url"):
                found.setdefault(sound.get("url", ""), {}).setdefault(form, transcript.get("url"))
    return found


def _enclosures(item: Mapping[str, Any], media_type: str) -> list[Mapping[str, Any]]:
    links = (link for link in item.get("links", ()) if link.get("rel") == "enclosure")
    return [link for link in links if str(link.get("type", "")).lower().startswith(media_type)]


def _size_kb(enclosure: Mapping[str, Any]) -> int | None:
    """Return an enclosure's length, which is in bytes; 0 and 1 stand for "not known" in feeds."""
    length = str(enclosure.get("length", "")).strip()
    if not length.isascii() or not length.isdigit() or len(length) > 12:
        return None
    return round(int(length) / 1024) or None


def _minutes(duration: str) -> int | None:
    """Return minutes, rounded, for `itunes:duration`: seconds, `mm:ss` or `hh:mm:ss`."""
    match = _CLOCK.fullmatch(duration)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return max(1, round(total / 60)) if total else None


def _episode_number(item: Mapping[str, Any], title: str) -> int | None:
    said = str(item.get("itunes_episode", "")).strip()
    if said.isascii() and said.isdigit() and len(said) <= 6:
        return int(said)
    match = _EPISODE.match(title)
    return int(match[1]) if match else None


def _description(item: Mapping[str, Any]) -> str:
    """Return what an item says of itself: its summary, else the whole of its text."""
    if summary := str(item.get("summary", "")).strip():
        return summary
    return next((str(part.get("value", "")) for part in item.get("content", ())), "")


def _day(item: Mapping[str, Any]) -> PartialDate | None:
    """Return the day an item was published where it was written, not where it is read."""
    for field in ("published", "updated"):
        if field not in item:
            continue
        text = str(item.get(field, ""))
        if written := parsedate_tz(text) if "," in text or not text[:1].isdigit() else None:
            return _date(*written[:3])
        if re.match(r"\d{4}-\d\d-\d\d", text):
            return _date(int(text[:4]), int(text[5:7]), int(text[8:10]))
        if parsed := item.get(f"{field}_parsed"):
            return _date(*parsed[:3])
    return None


def _date(year: int, month: int, day: int) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _people(about: Mapping[str, Any]) -> list[str]:
    names = [clean(str(person.get("name") or "")) for person in about.get("authors", ())]
    return list(dict.fromkeys(name for name in names if name))


def _languages(about: Mapping[str, Any]) -> list[str]:
    code = str(about.get("language") or "").replace("_", "-").partition("-")[0].strip().lower()
    return [code] if re.fullmatch("[a-z]{2,3}", code) else []
