"""What a run saw of a source as a whole, and which entries are gone from it, for what reason."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from catalog.address import address_key
from catalog.model import Harvest
from catalog.sources import Source
from scrapers.crawl import FEED, LISTS, OAI, PAGE, SITEMAP, Step, crawl, limits_of
from scrapers.journal import Journal, Visit


@dataclass(frozen=True)
class Survey:
    """What a run knows about what a source has no longer; whatever is not certain is not in it.

    `listing` has the names of what each page lists that was read to its end, and None for the
    other pages there are. `missing` are pages that the site says there are not, `deleted` names
    of what a library withdrew. `reached` are the keys of all addresses that the source has, or
    None when there may be more of them. `cut` is the page whose links the limit of the source
    left out first.
    """

    listing: Mapping[str, Collection[str] | None]
    missing: Mapping[str, str]
    deleted: Collection[str] = ()
    reached: Collection[str] | None = None
    cut: str | None = None

    def why_gone(self, found: Harvest, seen: bool) -> str | None:
        """Say why something is gone that nothing in the run has described; None if it may not be.

        `found` says where it was found before. What no such run has `seen` there, a saved page may
        have shown that was never listed: it is gone only if its source says so.
        """
        page = found.address
        if found.item in self.deleted:
            return "its source has withdrawn it"
        if page in self.missing:
            return f"its site says {self.missing[page]}"
        if not seen:
            return None
        if self.listing.get(page) is not None:
            return "its page no longer lists it"
        if self.reached is None or not page.startswith(("http://", "https://")):
            return None
        if address_key(page) not in self.reached:
            return "its source no longer leads to its page"
        return None


def steps_of(source: Source, journal: Journal) -> list[Step]:
    """Return the pages of a source in their order, once all of them are in its journal.

    What else is in the journal was read for the source as it was configured before.
    """
    visits = {visit.page: visit for visit in journal}
    return list(crawl(source, lambda lead, *_: visits[lead[1]]))


def survey_of(source: Source, steps: Sequence[Step]) -> Survey:
    """Return what a run over the web saw."""
    visits = [step.visit for step in steps]
    kind = LISTS.get(source.scraper, PAGE)
    cut = next((step.visit.page for step in steps if step.cut), None)
    if kind == FEED:
        # It rolls on: what has left it is not gone, and a feed that ends takes nothing with it.
        return Survey(dict.fromkeys(_listing(visits)), {}, cut=cut)
    whole = _whole(source, steps)
    deleted = {name for visit in visits for name in visit.deleted}
    if kind == OAI:
        listing = _listing(visits)
        if not whole or any(_narrowed(page) for page in listing):
            listing = dict.fromkeys(listing)
        return Survey(listing, {}, deleted, cut=cut)
    missing = {visit.page: visit.reason for visit in visits if visit.missing}
    known = (address for visit in visits for address in (visit.page, *visit.older))
    reached = frozenset(map(address_key, known)) if whole else None
    return Survey(_listing(visits), missing, deleted, reached, cut)


def survey_of_saved(visits: Iterable[Visit]) -> Survey:
    """Return what saved pages tell: what each of them lists, and nothing about other pages."""
    return Survey(_listing(visits), {})


def _listing(visits: Iterable[Visit]) -> dict[str, Collection[str] | None]:
    """Return what each page lists; a list of several parts lists what is on any of them."""
    found: dict[str, Collection[str] | None] = {}
    for visit in visits:
        before = found.get(visit.listed_on, ())
        # A page with nothing but links may be one that is about to be rebuilt.
        read = not visit.outcome and (visit.drafts or visit.deleted or not visit.leads)
        if before is not None and (read or visit.missing):
            found[visit.listed_on] = {*before, *visit.names}
        else:
            found[visit.listed_on] = None
    return found


def _whole(source: Source, steps: Sequence[Step]) -> bool:
    """Whether a run has seen all that the source leads to."""
    follow = limits_of(source)
    if follow is None:
        return True  # its pages lead nowhere
    for step in steps:
        visit = step.visit
        if step.cut or visit.partial:
            return False
        # A page deep in a site may be missing for good; one of the list cannot, or leads on.
        leads_on = step.kind in (SITEMAP, OAI) or step.depth < follow.depth
        if leads_on and visit.outcome and not (visit.missing and step.depth):
            return False
    return True


def _narrowed(address: str) -> bool:
    """Whether an address of OAI-PMH asks for a part of the records only, by their day."""
    return bool({"from", "until"} & parse_qs(urlsplit(address).query).keys())
