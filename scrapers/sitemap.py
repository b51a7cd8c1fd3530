"""Sitemaps: the pages a site lists for machines (sitemaps.org, protocol 0.9)."""

import zlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from catalog.dates import PartialDate
from catalog.safe_xml import MAX_BYTES, BadXml, Element, local_name, parse_xml, text_in
from scrapers.charset import decode
from scrapers.page import NotUnderstood, clean, web_address

MAX_ADDRESSES = 50_000
"""What a sitemap may list, after the protocol; the rest of a longer one is left out."""


@dataclass(frozen=True)
class SitemapPage:
    """A page that a sitemap lists, and when it was last changed."""

    address: str
    modified: PartialDate | None = None


@dataclass(frozen=True)
class Sitemap:
    """What one sitemap lists: pages, and the addresses of further sitemaps.

    Both in the order of the file, each once, and on the sitemap's own site only. `partial` says
    that there may be more: the file is ill-formed or too long.
    """

    pages: tuple[SitemapPage, ...]
    sitemaps: tuple[str, ...]
    warnings: tuple[str, ...]
    partial: bool = False


class _List:
    """Collects the addresses of one sitemap."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._site = _site(address)
        self.found: dict[str, PartialDate | None] = {}
        self.warnings: list[str] = []
        self.partial = False
        self._elsewhere = 0
        self._unreadable = 0

    def add(self, place: str, modified: PartialDate | None = None) -> None:
        try:
            address = web_address(urljoin(self._address, clean(place)))
        except ValueError:
            address = None
        if address is None:
            self._unreadable += 1
        elif self._site and _site(address) != self._site:
            self._elsewhere += 1
        elif address in self.found or len(self.found) < MAX_ADDRESSES:
            self.found[address] = modified or self.found.get(address)
        else:
            self.partial = True
            self.warn(f"only the first {MAX_ADDRESSES:,} addresses were read")

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)

    def finish(self) -> tuple[str, ...]:
        if self._elsewhere:
            self.warn(f"left out {self._elsewhere} addresses on other sites")
        if self._unreadable:
            self.warn(f"left out {self._unreadable} addresses that are none")
        return tuple(self.warnings)


def read_sitemap(data: bytes, address: str) -> Sitemap:
    """Read a sitemap: XML, an index of sitemaps, or a list of addresses; packed with gzip or not.

    Raises NotUnderstood.
    """
    data = _unpacked(data)
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<":
        return _from_xml(data, address)
    return _from_text(decode(data), address)


def _from_xml(data: bytes, address: str) -> Sitemap:
    listed = _List(address)
    try:
        root = parse_xml(data)
    except BadXml as broken:
        try:
            root = parse_xml(data, recover=True)
        except BadXml as error:
            raise NotUnderstood(str(error)) from None
        listed.partial = True
        listed.warn(f"{broken}; read as far as possible")
    kind = local_name(root)
    if kind not in ("urlset", "sitemapindex"):
        raise NotUnderstood(f"this is no sitemap: it begins with <{kind}>")
    for item in root.iterchildren("{*}url", "{*}sitemap"):
        place = item.find("{*}loc")
        if place is not None:
            listed.add(text_in(place), _modified(item))
    warnings = listed.finish()
    if kind == "sitemapindex":
        return Sitemap((), tuple(listed.found), warnings, listed.partial)
    pages = tuple(SitemapPage(address, day) for address, day in listed.found.items())
    return Sitemap(pages, (), warnings, listed.partial)


def _from_text(text: str, address: str) -> Sitemap:
    listed = _List(address)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or web_address(lines[0]) is None:
        raise NotUnderstood("this is no sitemap: neither XML nor a list of addresses")
    for line in lines:
        listed.add(line)
    warnings = listed.finish()
    return Sitemap(tuple(map(SitemapPage, listed.found)), (), warnings, listed.partial)


def _modified(item: Element) -> PartialDate | None:
    """Return the day of `lastmod`, a W3C date: `2024`, `2024-05`, `2024-05-03T10:00:00Z`."""
    said = item.find("{*}lastmod")
    try:
        return PartialDate.parse(text_in(said)[:10]) if said is not None else None
    except ValueError:
        return None


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = zlib.decompressobj(wbits=31)  # 31: with the header of a gzip file
    try:
        unpacked = unpacker.decompress(data, MAX_BYTES)
    except zlib.error as error:
        raise NotUnderstood(f"the packed sitemap is broken: {error}") from None
    if unpacker.unconsumed_tail:
        raise NotUnderstood(f"the sitemap is longer than {MAX_BYTES:,} bytes when unpacked")
    if not unpacker.eof:
        raise NotUnderstood("the packed sitemap ends in the middle")
    return unpacked


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
