"""What a page says of itself in schema.org terms, as JSON-LD (https://schema.org/docs/gs.html)."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.address import address_key
from scrapers.generic.document import Claim, Document, claim
from scrapers.generic.titles import key

Node = dict[str, Any]

KINDS: Mapping[str, str] = {
    "ScholarlyArticle": "journal-article",
    "MedicalScholarlyArticle": "journal-article",
    "Report": "research-report",
    "Course": "course",
    "CourseInstance": "course",
    "PodcastEpisode": "podcast-episode",
    "RadioEpisode": "podcast-episode",
    "PodcastSeries": "podcast-series",
    "VideoObject": "video",
    "Book": "book",
    "Dataset": "dataset",
    "NewsArticle": "news-article",
    "ReportageNewsArticle": "news-article",
    "AnalysisNewsArticle": "news-article",
    "BackgroundNewsArticle": "news-article",
    "OpinionNewsArticle": "news-article",
    "LiveBlogPosting": "news-article",
    "BlogPosting": "news-article",
    "PresentationDigitalDocument": "presentation",
    "Legislation": "legislation",
}
"""Types that name a kind of their own."""

_WORKS = (
    *(name for name in KINDS if name != "VideoObject"),
    *("TechArticle", "Article", "Event", "EducationEvent", "BusinessEvent", "Guide", "HowTo"),
    *("DigitalDocument", "TextDigitalDocument", "LearningResource", "AudioObject", "VideoObject"),
    *("CreativeWork", "MedicalWebPage", "ItemPage", "AboutPage", "WebPage"),
)
"""Types that can be what a page is about, those that say most first."""

_RECORDINGS = frozenset(
    "PodcastEpisode RadioEpisode PodcastSeries VideoObject AudioObject Course".split()
)
_BODIES = frozenset(
    "Organization NewsMediaOrganization GovernmentOrganization EducationalOrganization NGO"
    " CollegeOrUniversity WebSite LocalBusiness Corporation ResearchOrganization".split()
)
_NODES_AT_MOST = 5_000
_DEPTH_AT_MOST = 12
_LOOSE_COMMA = re.compile(r",(\s*[}\]])")
_BROKEN_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"(\w{3,40})"')
_TEXT = r'\s*:\s*"([^"\\\n]{3,300})"\s*[,}\n]'
_BROKEN = {name: re.compile(f'"{name}"{_TEXT}') for name in ("headline", "datePublished")} | {
    "author": re.compile(rf'"author"\s*:\s*\[?\s*\{{[^{{}}]{{0,300}}?"name"{_TEXT}')
}
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$"
)


def read(page: Document) -> Iterator[Claim]:
    """Yield what the page's main work, and whoever publishes the site, are said to be."""
    nodes = list(islice(_nodes(page), _NODES_AT_MOST))
    by_id = {str(node["@id"]): node for node in reversed(nodes) if len(node) > 1 and "@id" in node}
    work = _main(page, nodes, by_id)
    if work:
        yield from _Work(work, by_id).claims()
    for node in nodes:
        if _types(node) & {"WebSite"}:
            yield from claim("site", "schema.org WebSite", *_texts(node.get("name")))
            yield from claim("site", "schema.org WebSite", *_texts(node.get("alternateName")))
    for node in nodes:
        if _types(node) & _BODIES:
            yield from claim(
                "owner", f"schema.org {_first_type(node)}", *_texts(node.get("name"))[:1]
            )


def _nodes(page: Document) -> Iterator[Node]:
    for script in islice(page.tree.iter("script"), 1_000):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        if kind == "application/ld+json" and script.text:
            yield from _walk(_loaded(script.text), 0)


def _loaded(text: str) -> Any:
    """Return the data of a block, also of one with what programs often leave in it; else None."""
    for attempt in (text, _LOOSE_COMMA.sub(r"\1", _WRAPPING.sub("", text.strip()))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _pieces(text)


def _pieces(text: str) -> Node | None:
    """Return what can be told of a work in a block that is no JSON, as of a quote too many.

    Only what it says once: of two days or two names none is surely that of the page.
    """
    types = [name for name in _BROKEN_TYPE.findall(text) if name in _WORKS]
    said = {name: set(found.findall(text)) for name, found in _BROKEN.items()}
    once = {name: values.pop() for name, values in said.items() if len(values) == 1}
    return {"@type": types[0]} | once if types and "headline" in once else None


def _walk(data: Any, depth: int) -> Iterator[Node]:
    """Yield the objects of a block, the outer ones first."""
    if depth > _DEPTH_AT_MOST:
        return
    if isinstance(data, dict):
        yield data
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _walk(value, depth + 1)
    elif isinstance(data, list):
        for value in data:
            yield from _walk(value, depth + 1)


def _types(node: Node) -> set[str]:
    return {text.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for text in _texts(node.get("@type"))}


def _first_type(node: Node) -> str:
    types = _types(node)
    return next((name for name in (*_WORKS, *sorted(types)) if name in types), "Thing")


def _texts(value: Any) -> list[str]:
    """Return the texts in a value: one, several, or several languages of one."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, bool):
        return []
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, list):
        return [text for part in value[:100] for text in _texts(part)]
    if isinstance(value, dict):
        return _texts(value.get("@value") or value.get("name"))
    return []


def _title(node: Node) -> list[str]:
    return (
        _texts(node.get("headline"))[:1]
        + _texts(node.get("name"))[:1]
        + _texts(node.get("title"))[:1]
    )


def _main(page: Document, nodes: list[Node], by_id: Mapping[str, Node]) -> Node | None:
    """Return the work that the page is about.

    Lists of other pages carry works as well, so one that names another address is passed over; of
    the rest, one that a WebPage calls its main entity or that has the page's heading comes first.
    """
    own = address_key(page.address) if page.address else ""
    named = {key(text) for text in (*page.headings[:3], page.title_tag, *page.meta("og:title"))}
    inside = _parts_of_others(nodes)
    best: tuple[int, int, int, Node] | None = None
    for place, node in enumerate(nodes):
        if not (type_ := next((t for t in _WORKS if t in _types(node)), None)) or not _title(node):
            continue
        titles = [key(text) for text in _title(node)]
        same_title = any(
            title and any(title == name or (len(title) > 12 and title in name) for name in named)
            for title in titles
        )
        addresses = [
            *_texts(node.get("url")),
            *_texts(_whole(node.get("mainEntityOfPage"), by_id).get("@id")),
            *_texts(_whole(node.get("mainEntityOfPage"), by_id).get("url")),
        ]
        if type_ in ("VideoObject", "AudioObject") and not same_title and not page.is_recording:
            continue  # one that is shown beside the text
        places = {address_key(a) for text in addresses if (a := page.resolve(text))}
        here = bool(own) and own in places
        if (id(node) in inside or (places and own and not here)) and not same_title:
            continue
        rank = (0 if same_title else 1 if here else 2, _WORKS.index(type_), place)
        if best is None or rank < best[:3]:
            best = (*rank, node)
    return best[3] if best else None


def _parts_of_others(nodes: list[Node]) -> set[int]:
    """Return the identities of works that are only named inside others or in lists."""
    inside: set[int] = set()
    for node in nodes:
        for name, value in node.items():
            if name in ("@graph", "mainEntity", "mainEntityOfPage"):
                continue
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    inside.add(id(part))
    return inside


def _whole(value: Any, by_id: Mapping[str, Node]) -> Node:
    """Return the object that a value is, or that it names by its id."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return by_id.get(value, {"@id": value})
    if not isinstance(value, dict):
        return {}
    known = by_id.get(str(value.get("@id"))) if "@id" in value and not value.get("name") else None
    return known or value


class _Work:
    """The claims that one work makes."""

    def __init__(self, node: Node, by_id: Mapping[str, Node]) -> None:
        self._node = node
        self._by_id = by_id
        self._where = f"schema.org {_first_type(node)}"

    def _say(self, field: str, *names: str) -> Iterator[Claim]:
        for name in names:
            yield from claim(field, f"{self._where}, {name}", *_texts(self._node.get(name)))

    def _named(self, name: str) -> list[str]:
        value = self._node.get(name)
        names: list[str] = []
        for part in (value if isinstance(value, list) else [value])[:100]:
            if isinstance(part, str) and not part.startswith("http") and part not in self._by_id:
                names.append(part)
                continue
            whole = _whole(part, self._by_id)
            full = [*_texts(whole.get("givenName")), *_texts(whole.get("familyName"))]
            names += _texts(whole.get("name")) or ([" ".join(full)] if full else [])
        return names

    def _first(self, *names: str) -> Any:
        return next((self._node[name] for name in names if self._node.get(name)), None)

    def claims(self) -> Iterator[Claim]:
        """Yield what the work says, the surer of two ways to say a thing first."""
        where, types = self._where, _types(self._node)
        yield from claim("title", where, *_title(self._node)[:1])
        yield from claim("title", where, *_title(self._node)[1:2])
        yield from claim("alternative", where, *_texts(self._node.get("alternativeHeadline"))[:3])
        for name in ("author", "creator"):
            yield from claim("authors", f"{where}, {name}", *self._named(name))
        for name in ("publisher", "sourceOrganization", "provider", "organizer"):
            yield from claim("publisher", f"{where}, {name}", *self._named(name)[:1])
        yield from self._say("published", "datePublished", "uploadDate")
        yield from self._say("created", "dateCreated")
        yield from self._say("modified", "dateModified")
        yield from self._say("description", "abstract", "description")
        yield from self._say("language", "inLanguage")
        yield from claim("type", where, *(name for name in _WORKS if name in types))
        yield from self._say("type-words", "genre", "learningResourceType", "additionalType")
        yield from self._say("minutes", "duration", "timeRequired")
        yield from self._say("pages", "numberOfPages")
        yield from self._say("isbn", "isbn")
        yield from self._access()
        yield from self._identifiers()
        yield from self._series()
        yield from self._media()
        yield from self._course()
        yield from self._event()

    def _access(self) -> Iterator[Claim]:
        free = self._node.get("isAccessibleForFree")
        where = f"{self._where}, isAccessibleForFree"
        if free is not None and not isinstance(free, dict | list):
            said = str(free).rsplit("/", 1)[-1].lower()
            yield from claim("access", where, {"true": "free", "false": "paid"}.get(said))

    def _identifiers(self) -> Iterator[Claim]:
        for name in ("identifier", "sameAs", "@id", "url"):
            value = self._node.get(name)
            for part in value if isinstance(value, list) else [value]:
                said = part.get("value") if isinstance(part, dict) else part
                yield from claim("doi", f"{self._where}, {name}", *_texts(said))

    def _series(self) -> Iterator[Claim]:
        value = self._first("partOfSeries", "isPartOf")
        for part in (value if isinstance(value, list) else [value])[:10]:
            whole = _whole(part, self._by_id)
            types = _types(whole)
            if types & {
                "PodcastSeries",
                "CreativeWorkSeries",
                "Periodical",
                "BookSeries",
                "RadioSeries",
            }:
                yield from claim("series", self._where, *_texts(whole.get("name"))[:1])
            if "PublicationVolume" in types or "PublicationIssue" in types:
                yield from claim("volume", self._where, *_texts(whole.get("volumeNumber"))[:1])
                yield from claim("issue", self._where, *_texts(whole.get("issueNumber"))[:1])
                for outer in (_whole(whole.get("isPartOf"), self._by_id),):
                    yield from claim("volume", self._where, *_texts(outer.get("volumeNumber"))[:1])
                    yield from claim("series", self._where, *_texts(outer.get("name"))[:1])
        yield from self._say("number", "episodeNumber")

    def _media(self) -> Iterator[Claim]:
        names = ["associatedMedia", "encoding"]
        if _types(self._node) & _RECORDINGS:  # an article only shows its film beside the text
            names += ["audio", "video"]
        media = [self._node, *self._parts(*names)]
        for node in media[:20]:
            role = {"AudioObject": "audio", "VideoObject": "video"}.get(_first_type(node), "")
            form = " ".join(
                _texts(node.get("encodingFormat")) + _texts(node.get("fileFormat"))
            ).lower()
            if node is not self._node and not role:
                role = next((r for r in ("audio", "video", "pdf") if r in form), "audio")
            for text in _texts(node.get("contentUrl"))[:3]:
                yield from claim(role or "download", f"{self._where}, contentUrl", text)
            if node is not self._node:
                yield from claim(
                    "minutes", f"{self._where}, duration", *_texts(node.get("duration"))
                )

    def _parts(self, *names: str) -> Iterator[Node]:
        for name in names:
            value = self._node.get(name)
            for part in (value if isinstance(value, list) else [value])[:20]:
                if whole := _whole(part, self._by_id):
                    yield whole

    def _course(self) -> Iterator[Claim]:
        where = self._where
        yield from self._say("course-number", "courseCode")
        for instance in self._parts("hasCourseInstance"):
            yield from claim("delivery", where, *_texts(instance.get("courseMode")))
            workload = [*_texts(instance.get("courseWorkload")), *_texts(instance.get("duration"))]
            yield from claim("workload", where, *workload[:1])
        if _types(self._node) & {"Course", "CourseInstance"}:
            yield from claim("workload", where, *_texts(self._node.get("timeRequired"))[:1])
            yield from claim("objectives", where, *_texts(self._node.get("teaches")))
        for offer in self._parts("offers"):
            price = _texts(offer.get("price")) or _texts(offer.get("category"))
            yield from claim("price", where, *price[:1], *_texts(offer.get("priceCurrency"))[:1])

    def _event(self) -> Iterator[Claim]:
        yield from self._say("event-start", "startDate")
        yield from self._say("event-mode", "eventAttendanceMode")
