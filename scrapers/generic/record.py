"""From what a page claims to the fields of a record: each field's first claim that can be read."""

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

from catalog.dates import PartialDate
from scrapers.generic import access, dates, extent, kinds, names, titles
from scrapers.generic.blocks import course, identifiers, series
from scrapers.generic.claims import Found, T, first
from scrapers.generic.document import Claim, Document
from scrapers.generic.languages import language

_AMERICAN = re.compile(r"\.(?:gov|us|edu|mil)$")
_DOMAIN = re.compile(r"^(?:https?:|www\.|@)|^\S+\.[a-z]{2,6}(?:/\S*)?$", re.IGNORECASE)
_CUT_OFF = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|Read more\W*|Continue reading.*)$")
_NO_PRICE = re.compile(r"(?:[£$€]\s*)?0+(?:[.,]0+)?|free|gratis|gratuit|kostenlos", re.IGNORECASE)
_NO_TAGS = ("heading", "trafilatura")
_TOP_LINES = 30
_MOVED = timedelta(days=2)
_LONGEST_SUMMARY = 2_000
_WRITERS = ("link to the author", "byline", "microdata")
"""Where nothing but the name of an author stands, so that a pen name can be told from a word."""

_WIDER = ("link to the author", "microdata", "trafilatura")
"""Where other people can stand besides the authors, as those of other pages."""

_INVERTED = ("citation_", "dc.", "dc:", "dcterms", "eprints.")


class Record:
    """All claims of a page, and the fields they make. Earlier claims win."""

    def __init__(self, page: Document, claims: tuple[Claim, ...], today: date) -> None:
        self.claims = claims
        self._page = page
        self._today = today
        self._by_field: dict[str, list[Claim]] = {}
        for claim in claims:
            self._by_field.setdefault(claim.field, []).append(claim)
        self._title: Found[str] | None = None

    @property
    def complete(self) -> bool:
        """Whether title, authors and date are known, so that no further layer is asked."""
        return bool(self.title() and self.authors() and self._dated())

    def values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the fields of the record, and for each where its value stood."""
        values: dict[str, Any] = {}
        origins: dict[str, str] = {}

        def put(field: str, found: Found[Any] | None) -> None:
            if found:
                values[field], origins[field] = found

        title = self.title()
        put("title", title)
        put("summary", self.summary())
        put("authors", self.authors())
        put("publisher", self.publisher())
        put("published", self.published())
        put(
            "languages",
            self._first("language", lambda text: (code,) if (code := language(text)) else None),
        )
        put("kind", self.kind())
        put("links", extent.links(self.texts, self._page))
        put("access", self.access())
        put("identifiers", identifiers(self.texts))
        kind = values.get("kind")
        links = values.get("links", [])
        length = extent.length(self.texts, self._page.lines, links)
        put("format", extent.form(kind, links))
        if kind == "podcast-episode":
            put("episode", extent.episode(self.texts, values.get("title", ""), links, length))
        else:
            put("length", length)
            put("series", series(self.texts))
        if kind == "journal-article":
            put("article", extent.article(self.texts))
        if kind == "course":
            put("course", course(self.texts))
        return values, origins

    def texts(self, *fields: str) -> list[tuple[str, str]]:
        """Return each text claimed for the fields, with where it stands, in order."""
        return [
            (text, claim.where)
            for field in fields
            for claim in self._by_field.get(field, ())
            for text in claim.value
        ]

    def _first(self, field: str, read: Callable[[str], T | None]) -> Found[T] | None:
        return first(self.texts, field, read)

    def _sites(self) -> list[str]:
        return [text for text, _ in self.texts("site", "owner", "publisher")][:30]

    def title(self) -> Found[str] | None:
        """Return the title: a heading that a tag confirms, else the first claim there is."""
        if self._title is None:
            self._title = self._read_title()
        return self._title

    def _read_title(self) -> Found[str] | None:
        sites, host = self._sites(), self._page.host
        page = self._page
        headings = (*page.headings, *page.subheadings[:10]) or page.lines[:_TOP_LINES]
        read: list[Found[str]] = []
        for text, where in self.texts("title"):
            good = titles.read(text[:1_000], headings=headings, sites=sites, host=host)
            if good and not titles.is_error(good):
                read.append((_whole(good, headings), where))
        if not read:
            return self._only_name()
        tagged = [(text, where) for text, where in read if where not in _NO_TAGS]
        for heading in (text for text in headings[:15] if not titles.is_section(text)):
            same = [found for found in tagged if titles.key(found[0]) == titles.key(heading)]
            if same:
                return next((found for found in same if not found[0].isupper()), same[0])
        telling = next((found for found in read if not titles.is_section(found[0])), read[0])
        return self._seen(tagged) or telling

    def _only_name(self) -> Found[str] | None:
        """Return what a page without a title of its own bears: a heading, else its site's name."""
        page, sites = self._page, self._sites()
        for text in page.subheadings[:5]:
            if titles.is_section(text) or titles.is_site(text, sites, page.host):
                continue
            if good := titles.read(text[:1_000], sites=sites, host=page.host):
                return good, "heading"
        for text, where in self.texts("title"):
            if not (titles.is_empty(text) or titles.is_error(text)):
                return text[:1_000], where
        return None

    def _seen(self, tagged: list[Found[str]]) -> Found[str] | None:
        """Return the one heading of the page, if it names the same thing as a tag."""
        sites, host = self._sites(), self._page.host
        seen = [
            title
            for text in self._page.headings
            if not titles.is_section(text) and not titles.is_site(text, sites, host)
            if (title := titles.read(text[:1_000], sites=sites, host=host))
        ]
        if len(seen) != 1 or len(seen[0].split()) < 2:
            return None
        for found in tagged:  # a date or a topic stands before it in the same heading
            if titles.key(seen[0]).endswith(titles.key(found[0])):
                return found
        same = any(titles.are_of_one(seen[0], text) for text, _ in tagged)
        return (seen[0], "heading") if same else None

    def summary(self) -> Found[str] | None:
        """Return the description; one that only repeats the title is none."""
        title = self.title()
        same = {titles.key(text) for text in (title[0] if title else "", *self._sites())}
        for text, where in self.texts("description"):
            text = _CUT_OFF.sub(" …", text).strip()
            if len(text) >= 25 and titles.key(text) not in same:
                return _shortened(text), where
        return None

    def authors(self) -> Found[tuple[str, ...]] | None:
        """Return the authors of the first claim that names any but the site.

        A later claim that names them all, in full or with others, is the whole of it.
        """
        claims = [
            (who, claim.where)
            for claim in self._by_field.get("authors", ())
            if (who := self._who(claim))
        ]
        if not claims:
            return None
        best = claims[0]
        for found in claims[1:]:
            if found[1] not in _WIDER and names.are_among(best[0], found[0]):
                best = found
        return best

    def _who(self, claim: Claim) -> tuple[str, ...]:
        """Return the authors that one claim names."""
        several = len(claim.value) > 1 and all(map(names.is_last_first, claim.value))
        only_names = claim.where in _WRITERS
        # A blog bears its writer's pen name; elsewhere the name of the host is that of the site.
        hosts = () if only_names else (self._page.host, self._page.host.split(".")[0])
        found = names.read(
            claim.value,
            sites=[*self._sites(), *hosts],
            inverted=several or claim.where.startswith(_INVERTED),
            pen_names=only_names,
        )
        if claim.where in ("author", "trafilatura"):  # there, often who built the site
            found = tuple(name for name in found if not names.has_legal_form(name))
        if claim.where == "trafilatura":  # one word alone is more often no name than one
            found = tuple(name for name in found if len(name.split()) > 1)
        return found

    def publisher(self) -> Found[str] | None:
        """Return who publishes the page: as said, else the name of the site or of its owner."""
        for text, where in self.texts("publisher", "site", "owner"):
            if 2 < len(text) <= 150 and not _DOMAIN.match(text) and not titles.is_empty(text):
                return text, where
        return self._from_title()

    def _from_title(self) -> Found[str] | None:
        """Return what the title of the page gives of the site, when its host bears it out."""
        title = self.title()
        rest = self._page.title_tag
        if not title or title[0] not in rest:
            return None
        name = rest.replace(title[0], "").strip(" |-–—·»›:«•")
        if (
            2 < len(name) < 80
            and not _DOMAIN.match(name)
            and (titles.is_site(name, (), self._page.host) or names.is_body(name))
        ):
            return name, "title of the page"
        return None

    def _dated(self) -> Found[PartialDate] | None:
        said = [
            (found, where, text)
            for text, where in self.texts("published")
            if (found := self._date(text))
        ]
        if not said:
            return None
        read = [(found, where) for found, where, _ in said]
        best, where = read[0]
        for other, place, text in said[1:]:  # around midnight, UTC's day is not the writer's
            local = dates.can_be_local(other, best, said[0][2], west=self._can_be_american())
            if local and not dates.is_instant(text):
                return other, place
        first = next((day for day, place in read if place == "address"), best)
        if best.day and first.first_day < best.first_day - _MOVED:
            return first, "address"  # of an old page on a new site the tags tell the day it moved
        if best.day == 1:  # programs fill in the first day where only a month or year is known
            for other, place in read[1:]:
                same_month = other.year == best.year and other.month in (None, best.month)
                if same_month and not other.day:
                    return other, place
        return best, where

    def published(self) -> Found[PartialDate] | None:
        """Return the date of publication; the day it was made or changed only where that fails."""
        if found := self._dated():
            return found
        for field in ("created", "modified"):
            if other := self._first(field, self._date):
                return other
        return None

    def _date(self, text: str) -> PartialDate | None:
        return dates.read(text, self._today, month_first=self._month_first())

    def _month_first(self) -> bool:
        said = (self._page.tree.get("lang") or "").lower().replace("_", "-")
        return said == "en-us" or (said in ("", "en") and bool(_AMERICAN.search(self._page.host)))

    def _can_be_american(self) -> bool:
        said = (self._page.tree.get("lang") or "en").lower()
        return said[:2] in ("en", "es", "pt", "fr")

    def kind(self) -> Found[str] | None:
        """Return what the page is."""
        if stated := self._by_field.get("kind"):
            return stated[0].value[0], stated[0].where
        title, summary = self.title(), self.summary()
        og_type = next((text for text, _ in self.texts("og-type")), "")
        return kinds.of(
            title[0] if title else "",
            [text for text, _ in self.texts("type")],
            [text for text, _ in self.texts("type-words")],
            og_type.lower(),
            self._page.address,
            summary[0] if summary else "",
        )

    def access(self) -> Found[str] | None:
        """Return what it takes to get at the page: by its data, else by its words."""
        if said := self._first("access", lambda text: text):
            return said
        for text, where in self.texts("price"):
            if _NO_PRICE.fullmatch(text.strip()):
                return "free", where
            if re.search(r"[1-9]", text):
                return "paid", where
        found = access.hint(self._page.text)
        return (found[0], f"“{found[1]}”") if found else None


def _whole(title: str, headings: Collection[str]) -> str:
    """Return the heading that a title cut short begins."""
    start = re.sub(r"\s*(?:…|\.\.\.)$", "", title)
    if start != title and len(start) > 15:
        for heading in headings:
            if titles.key(heading).startswith(titles.key(start)):
                return heading
    return title


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_SUMMARY:
        return text
    return text[:_LONGEST_SUMMARY].rsplit(" ", 1)[0] + " …"
