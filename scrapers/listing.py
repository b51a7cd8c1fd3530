"""Listing pages: the links that lead on to what a page lists."""

from collections.abc import Collection, Iterable
from urllib.parse import urldefrag, urlsplit

from catalog.address import address_key
from scrapers.page import Page


def links(
    page: Page,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    hosts: Collection[str] = (),
) -> list[str]:
    """Return the addresses that the content of a page links to, each once, in page order.

    Menus and other furniture do not count, nor do links to the page itself. Only links on the
    page's own site, or on one of `hosts`, are followed. `include` and `exclude` are patterns for
    whole addresses, in which `*` stands for any text: without `include` every address will do.
    """
    wanted, unwanted = Patterns(include), Patterns(exclude)
    own = page.web_address or ""
    sites = {_site(own), *(host.lower().removeprefix("www.") for host in hosts)}
    seen = {address_key(own)} if own else set()
    found = []
    for _, linked in page.links(page.content):
        if linked is None or _site(linked) not in sites:
            continue
        # A place in a page is not another page, unless the site draws its pages from it.
        address = linked if urlsplit(linked).fragment[:1] in ("/", "!") else urldefrag(linked)[0]
        if (wanted and not wanted.match(address)) or unwanted.match(address):
            continue
        if (key := address_key(address)) not in seen:
            seen.add(key)
            found.append(address)
    return found


class Patterns:
    """Patterns for whole addresses, in which `*` stands for any text; false when there are none."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple(tuple(pattern.split("*")) for pattern in patterns)

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def match(self, address: str) -> bool:
        """Whether an address fits one of the patterns."""
        return any(_fits(pieces, address) for pieces in self._patterns)


def _fits(pieces: tuple[str, ...], address: str) -> bool:
    """Whether the pieces between the stars follow each other in an address; in linear time."""
    first, *rest = pieces
    if not rest:
        return address == first
    if not address.startswith(first):
        return False
    place = len(first)
    *between, last = rest
    for piece in between:
        place = address.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return address.endswith(last) and place + len(last) <= len(address)


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
