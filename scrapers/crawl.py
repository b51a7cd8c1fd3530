"""Which pages of a source are visited: start pages, and what they, feeds and sitemaps lead to."""

from collections import deque
from collections.abc import Callable, Iterator

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

ROLLING = {FEED_SCRAPER: FEED, OAI_SCRAPER: OAI}
"""Sources whose lists roll on, so that what they list no longer is not gone; by their `scraper`
what kind of page they begin with."""

Lead = tuple[str, str]
"""What kind of page it is, and its address."""


def crawl(
    source: Source, visit: Callable[[Lead, StartPage | None, int], Visit]
) -> Iterator[tuple[Visit, int]]:
    """Visit the pages of a source, each once; yield each visit and how many pages are known.

    Start pages come first, then what they lead to, nearest first. The order depends on nothing
    but the pages, so a run that is resumed visits the same ones.
    """
    follow = source.follow
    first = ROLLING.get(source.scraper, PAGE)
    queue: deque[tuple[Lead, StartPage | None, int]] = deque(
        ((first, page.address), page, 0) for page in source.pages
    )
    queue.extend(((SITEMAP, address), None, 0) for address in (follow.sitemaps if follow else ()))
    seen = {address_key(address) for (_, address), _, _ in queue}
    most = max(follow.pages, len(queue)) if follow else len(queue)
    known = len(queue)
    while queue:
        lead, start, depth = queue.popleft()
        found = visit(lead, start, depth)
        for onward in found.leads:
            if known < most and (key := address_key(onward[1])) not in seen:
                seen.add(key)
                known += 1
                # What a sitemap or the next part of a feed lists is no further away than it is.
                queue.append((onward, None, depth + (lead[0] == PAGE)))
        yield found, known


def leads_of_page(page: Page, follow: Follow | None, depth: int) -> tuple[Lead, ...]:
    """Return what a page at a depth leads to within the limits of its source."""
    if follow is None or depth >= follow.depth:
        return ()
    found = links(page, follow.include, follow.exclude)
    return tuple((PAGE, address) for address in found)


def leads_of_sitemap(sitemap: Sitemap, follow: Follow) -> tuple[Lead, ...]:
    """Return the pages of a sitemap that its source wants, and further sitemaps."""
    wanted, unwanted = Patterns(follow.include), Patterns(follow.exclude)
    pages = [
        page.address
        for page in sitemap.pages
        if (not wanted or wanted.match(page.address))
        and not unwanted.match(page.address)
        and not _older(page.modified, follow.since)
    ]
    return (*((SITEMAP, a) for a in sitemap.sitemaps), *((PAGE, a) for a in pages))


def _older(modified: PartialDate | None, since: PartialDate | None) -> bool:
    """Whether a page was certainly changed last before a date."""
    return bool(modified and since and modified.last_day < since.first_day)
