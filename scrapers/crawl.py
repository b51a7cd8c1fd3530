"""Which pages of a source are visited: start pages, and what they, feeds and sitemaps lead to."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog.address import address_key
from catalog.dates import PartialDate
from catalog.sources import Follow, Source, StartPage
from scrapers.journal import Visit
from scrapers.listing import Patterns, links
from scrapers.page import Page
from scrapers.sitemap import Sitemap

PAGE, FEED, SITEMAP, OAI = "page", "feed", "sitemap", "oai"
FEED_SCRAPER = "feed"
"""The `scraper` of a source whose pages are feeds."""
OAI_SCRAPER = "oai-pmh"
"""The `scraper` of a source that is a library which hands out its records over OAI-PMH."""

LISTS = {FEED_SCRAPER: FEED, OAI_SCRAPER: OAI}
"""Sources whose pages are lists for machines, cut into parts that name the next one; by their
`scraper` what kind of page they begin with."""

Lead = tuple[str, str]
"""What kind of page it is, and its address."""


@dataclass(frozen=True)
class Step:
    """One page of a run.

    `depth` is how many links away from the source's own list it is, `known` how many pages are
    known by now, `cut` whether it leads to more pages than the source's limit allows.
    """

    kind: str
    visit: Visit
    depth: int
    known: int
    cut: bool


def limits_of(source: Source) -> Follow | None:
    """Return how far a run of a source goes; a list for machines is read to its end by default."""
    return source.follow or (Follow() if source.scraper in LISTS else None)


def crawl(source: Source, visit: Callable[[Lead, StartPage | None, int], Visit]) -> Iterator[Step]:
    """Visit the pages of a source, each once, and yield what came of each.

    Start pages come first, then what they lead to, nearest first. The order depends on nothing
    but the pages, so a run that is resumed visits the same ones.
    """
    follow = limits_of(source)
    first = LISTS.get(source.scraper, PAGE)
    queue: deque[tuple[Lead, StartPage | None, int]] = deque(
        ((first, page.address), page, 0) for page in source.pages
    )
    queue.extend(((SITEMAP, address), None, 0) for address in (follow.sitemaps if follow else ()))
    seen = {address_key(address) for (_, address), _, _ in queue}
    most = max(follow.pages, len(queue)) if follow else len(queue)
    known = len(queue)
    while queue:
        lead, start, depth = queue.popleft()
        kind = lead[0]
        found = visit(lead, start, depth)
        cut = False
        for onward in found.leads:
            if (key := address_key(onward[1])) in seen:
                continue
            if known >= most:
                cut = True
                break
            seen.add(key)
            known += 1
            # What a sitemap or the next part of a list leads to is no further away than it is.
            same_list = start if onward[0] == kind and kind in LISTS.values() else None
            queue.append((onward, same_list, depth + (kind == PAGE)))
        yield Step(kind, found, depth, known, cut)


def leads_of_page(page: Page, follow: Follow | None, depth: int) -> tuple[Lead, ...]:
    """Return what a page at a depth leads to within the limits of its source."""
    if follow is None or depth >= follow.depth:
        return ()
    found = links(page, follow.include, follow.exclude)
    return tuple((PAGE, address) for address in found)


def leads_of_sitemap(sitemap: Sitemap, follow: Follow) -> tuple[tuple[Lead, ...], tuple[str, ...]]:
    """Return the pages of a sitemap that its source wants and further sitemaps; and the pages
    that it would want if they were not too old."""
    wanted, unwanted = Patterns(follow.include), Patterns(follow.exclude)
    pages = [
        page
        for page in sitemap.pages
        if (not wanted or wanted.match(page.address)) and not unwanted.match(page.address)
    ]
    older = tuple(p.address for p in pages if _older(p.modified, follow.since))
    fresh = ((PAGE, p.address) for p in pages if not _older(p.modified, follow.since))
    return (*((SITEMAP, a) for a in sitemap.sitemaps), *fresh), older


def _older(modified: PartialDate | None, since: PartialDate | None) -> bool:
    """Whether a page was certainly changed last before a date."""
    return bool(modified and since and modified.last_day < since.first_day)
