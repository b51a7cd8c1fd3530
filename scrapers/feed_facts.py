"""What feeds say of a series or an item: days, files, lengths, numbers, transcripts, people."""

import re
from collections.abc import Mapping
from email.utils import parsedate_tz
from typing import Any

from catalog.dates import PartialDate
from catalog.safe_xml import BadXml, parse_xml
from scrapers.facts import file_format
from scrapers.page import clean, web_address

_EPISODE = re.compile(
    r"\s*(?:S(?:eason)?\s*\d{1,3}[\s,:.-]*)?(?:Episode|Episodio|Ep\.?|E(?=\d)|#)\s*(\d{1,4})\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\s*(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:\.\d+)?\s*")
_MAIL = re.compile(r"\S+@\S+")
_CHILDREN = "{*}item", "{*}entry"
TRANSCRIPTS = ("text/html", "text/plain", "application/pdf", "text/vtt", "application/srt")
"""The forms of a transcript that can be read, the best one first."""


def transcripts(data: bytes) -> dict[str, dict[str, str]]:
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
            if sound is not None and form in TRANSCRIPTS and transcript.get("url"):
                found.setdefault(sound.get("url", ""), {}).setdefault(form, transcript.get("url"))
    return found


def enclosures(item: Mapping[str, Any], medium: str) -> list[Mapping[str, Any]]:
    """Return an item's files of a medium, by their type, else by how their address ends."""

    def is_medium(link: Mapping[str, Any]) -> bool:
        said = str(link.get("type", "")).lower()
        address = web_address(str(link.get("href", "")))
        return said.startswith(f"{medium}/") or (not said and file_format(address) == medium)

    links = item.get("links", ())
    return [link for link in links if link.get("rel") == "enclosure" and is_medium(link)]


def size_kb(enclosure: Mapping[str, Any]) -> int | None:
    """Return an enclosure's length, which is in bytes; 0 and 1 stand for "not known" in feeds."""
    length = str(enclosure.get("length", "")).strip()
    if not length.isascii() or not length.isdigit() or len(length) > 12:
        return None
    return round(int(length) / 1024) or None


def minutes(duration: str) -> int | None:
    """Return minutes, rounded, for `itunes:duration`: seconds, `mm:ss` or `hh:mm:ss`."""
    match = _CLOCK.fullmatch(duration)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return max(1, round(total / 60)) if total else None


def episode_number(item: Mapping[str, Any], title: str) -> int | None:
    """Return the number of an episode, as `itunes:episode` or the title says: `Episode 27: …`."""
    said = str(item.get("itunes_episode", "")).strip()
    if said.isascii() and said.isdigit() and len(said) <= 6:
        return int(said)
    match = _EPISODE.match(title)
    return int(match[1]) if match else None


def description(item: Mapping[str, Any]) -> str:
    """Return what an item says of itself: its summary, else the whole of its text."""
    if summary := str(item.get("summary", "")).strip():
        return summary
    return next((str(part.get("value", "")) for part in item.get("content", ())), "")


def day(item: Mapping[str, Any]) -> PartialDate | None:
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
    except (ValueError, OverflowError):  # a day of twenty digits is no day either
        return None


def people(about: Mapping[str, Any]) -> list[str]:
    """Return the authors of a feed or an item, leaving out mere mail addresses."""
    names = [clean(str(person.get("name") or "")) for person in about.get("authors", ())]
    return list(dict.fromkeys(name for name in names if name and not _MAIL.fullmatch(name)))


def languages(about: Mapping[str, Any]) -> list[str]:
    """Return the language of a feed or an item as a list of one code, or of none."""
    code = str(about.get("language") or "").replace("_", "-").partition("-")[0].strip().lower()
    return [code] if re.fullmatch("[a-z]{2,3}", code) else []
