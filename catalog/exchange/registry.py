"""The formats records come in, and which of them a file has, by what it holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog.exchange import addresses, bibtex, csl, marc, oai_dc, ris, table
from catalog.exchange.charset import text_of
from catalog.exchange.reading import BadRecords, Readings, root_of
from catalog.safe_xml import Element, local_name

MAX_BYTES = 50_000_000
"""A larger file is refused."""


@dataclass(frozen=True)
class Format:
    """An exchange format: what it is called, and what reads its records.

    `read` is None for what holds no records: a list of addresses, of feeds, or a feed.
    """

    name: str
    title: str
    read: Callable[[bytes], Readings] | None


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.name: one
        for one in (
            Format("csv", "table (CSV, TSV)", lambda data: table.read(data).readings),
            Format("ris", "RIS", ris.read),
            Format("bibtex", "BibTeX", bibtex.read),
            Format("csl", "CSL-JSON", csl.read),
            Format("marc", "MARC 21", marc.read_binary),
            Format("marcxml", "MARCXML", marc.read_xml),
            Format("oai_dc", "Dublin Core (OAI-PMH)", oai_dc.read),
            Format("addresses", "list of addresses", None),
            Format("opml", "list of feeds (OPML)", None),
            Format("feed", "feed (RSS, Atom)", None),
        )
    }
)
"""Every format by the name it has on the command line."""

_TEXTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("ris", ris.recognises),
    ("csl", csl.recognises),
    ("bibtex", bibtex.recognises),
    ("addresses", addresses.recognises),
    ("csv", table.recognises),
)

_ROOTS: tuple[tuple[str, Callable[[Element], bool]], ...] = (
    ("opml", addresses.recognises_root),
    ("oai_dc", oai_dc.recognises_root),
    ("marcxml", marc.recognises_root),
)


def recognise(data: bytes) -> Format:
    """Return the format of a file by what it holds, whatever its name. Raises BadRecords."""
    if len(data) > MAX_BYTES:
        raise BadRecords(f"the file is larger than {MAX_BYTES:,} bytes")
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise BadRecords("the file is empty")
    if marc.recognises_binary(data.lstrip()):
        return FORMATS["marc"]
    text = text_of(data)
    if text.lstrip().startswith("<"):
        return FORMATS[_xml_format(data)]
    for name, recognises in _TEXTS:
        if recognises(text):
            return FORMATS[name]
    known = ", ".join(f"{one.title} ({one.name})" for one in FORMATS.values())
    raise BadRecords(f"the file is in none of the formats we read: {known}; say which it is")


def _xml_format(data: bytes) -> str:
    root = root_of(data, recover=True)
    for name, recognises in _ROOTS:
        if recognises(root):
            return name
    tag = local_name(root).lower()
    if tag in ("rss", "feed", "rdf"):
        return "feed"
    raise BadRecords(f"this XML is in none of the formats we read: it begins with <{tag[:80]}>")
