"""From a page's content to what a run needs of it: normalised drafts, warnings, leads."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.model import Draft
from catalog.sources import Follow, Source, StartPage
from catalog.vocabulary import Vocabulary
from scrapers import pdf
from scrapers.crawl import FEED, LISTS, OAI, SITEMAP, Lead, leads_of_page, leads_of_sitemap
from scrapers.feeds import read_feed
from scrapers.generic.chain import extract
from scrapers.journal import Visit
from scrapers.normalise import normalise
from scrapers.oai import read_part
from scrapers.outline import with_headings
from scrapers.page import NotUnderstood, Page
from scrapers.report import Outcome
from scrapers.scraper import Scraped, Scraper
from scrapers.sitemap import read_sitemap

GENERIC = "generic"
"""The `scraper` of a source whose pages nobody wrote a scraper for."""


@dataclass(frozen=True)
class Came:
    """A page that came, from the web or a file, ready to be read.

    `name` is what the harvest block calls it; `address` is what its links are relative to, which
    is the front page of the site when the page's own address is not `known`. A web page is text,
    anything else bytes.
    """

    source: Source
    start: StartPage | None
    name: str
    address: str
    content: str | bytes
    known: bool = True


class Reader:
    """Reads pages with the scrapers of their sources."""

    def __init__(
        self, scrapers: Mapping[str, Scraper], vocabularies: Mapping[str, Vocabulary]
    ) -> None:
        self._scrapers = scrapers
        self._vocabularies = vocabularies

    def read(self, kind: str, came: Came, depth: int = 0) -> Visit:
        """Return the visit to a page that came; never raises for what is on it."""
        try:
            if kind == SITEMAP:
                return self._sitemap(came)
            if kind == OAI:
                return self._oai(came)
            return self._feed(came) if kind == FEED else self._page(came, depth)
        except NotUnderstood as error:
            return Visit(page=came.name, outcome=Outcome.NOT_UNDERSTOOD, reason=error.reason)
        except Exception as error:
            scraper = came.source.scraper
            reason = f"the scraper {scraper} has a fault: {type(error).__name__}: {error}"
            return Visit(page=came.name, outcome=Outcome.FAILED, reason=reason)

    def _page(self, came: Came, depth: int) -> Visit:
        name = came.source.scraper
        scraper = self._scrapers.get(name)
        if scraper is None and name != GENERIC:
            names = ", ".join((*self._scrapers, *LISTS, GENERIC))
            reason = f"there is no scraper `{name}`; there are: {names}"
            return Visit(page=came.name, outcome=Outcome.FAILED, reason=reason)
        if isinstance(came.content, bytes):
            if scraper:
                raise NotUnderstood("this is a PDF, not a web page")
            found = pdf.read(came.content, came.address)
            return self._visit(came, (found.draft,), found.warnings, ())
        page = Page(came.content, came.address)
        leads = leads_of_page(page, came.source.follow, depth)
        try:
            scraped = scraper.read(page) if scraper else _any_page(page)
        except NotUnderstood:
            if leads:  # a list of links and nothing else
                return Visit(page=came.name, leads=leads)
            raise
        if scraper is None and leads:
            # A page that is read for its links is a list; what it lists is what is wanted.
            return Visit(page=came.name, leads=leads)
        # The page's own draft comes first; to the others its headings say nothing.
        drafts = scraped.drafts
        own = tuple(with_headings(draft, page, drafts) for draft in drafts[:1])
        return self._visit(came, own + drafts[1:], scraped.warnings, leads)

    def _feed(self, came: Came) -> Visit:
        feed = read_feed(_bytes(came), came.address)
        leads: tuple[Lead, ...] = ((FEED, feed.next_page),) if feed.next_page else ()
        visit = self._visit(came, feed.drafts, feed.warnings, leads)
        return visit.model_copy(update={"items": feed.names, "part_of": _first_part(came)})

    def _oai(self, came: Came) -> Visit:
        part = read_part(_bytes(came), came.address, self._vocabularies)
        leads: tuple[Lead, ...] = ((OAI, part.next_page),) if part.next_page else ()
        # What a library holds it has not published: none of the records is the page itself.
        drafts = tuple(self._normalised(draft, came, first=False) for draft in part.drafts)
        return Visit(
            page=came.name,
            part_of=_first_part(came),
            drafts=drafts,
            items=part.items,
            deleted=part.deleted,
            warnings=part.warnings,
            leads=leads,
        )

    def _sitemap(self, came: Came) -> Visit:
        sitemap = read_sitemap(_bytes(came), came.address)
        follow = came.source.follow or Follow()
        leads, older = leads_of_sitemap(sitemap, follow)
        return Visit(
            page=came.name,
            warnings=sitemap.warnings,
            leads=leads,
            older=older,
            partial=sitemap.partial,
        )

    def _visit(
        self,
        came: Came,
        drafts: tuple[Draft, ...],
        warnings: tuple[str, ...],
        leads: tuple[Lead, ...],
    ) -> Visit:
        if not drafts and not leads:
            return Visit(
                page=came.name,
                outcome=Outcome.NOT_UNDERSTOOD,
                reason="nothing on the page is described well enough to be an entry",
                warnings=warnings,
            )
        # The page's own draft comes first.
        final = tuple(self._normalised(d, came, first=not n) for n, d in enumerate(drafts))
        return Visit(page=came.name, drafts=final, warnings=warnings, leads=leads)

    def _normalised(self, draft: Draft, came: Came, *, first: bool) -> Draft:
        return normalise(
            draft,
            came.source,
            came.start,
            self._vocabularies,
            known=came.known,
            is_pages_own=first,
        )


def _first_part(came: Came) -> str | None:
    """Return the first page of a list that a page goes on with; None for the first itself."""
    first = came.start.address if came.start else came.name
    return first if first != came.name else None


def _any_page(page: Page) -> Scraped:
    """Read a page of a site that nobody wrote a scraper for. Raises NotUnderstood."""
    found = extract(page.html, page.address)
    return Scraped((found.draft,), found.warnings)


def _bytes(came: Came) -> bytes:
    return came.content if isinstance(came.content, bytes) else came.content.encode()
