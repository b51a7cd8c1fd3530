"""Lists of addresses: plain lists of web pages, and OPML, the list of feeds that readers export."""

from dataclasses import dataclass

from catalog.exchange.charset import text_of
from catalog.exchange.facts import is_web_address
from catalog.exchange.reading import BadRecords, root_of
from catalog.safe_xml import Element, local_name


@dataclass(frozen=True)
class FeedAddress:
    """One feed of an OPML list: its name, its address, and the site it belongs to."""

    title: str
    feed: str
    site: str | None


def recognises(text: str) -> bool:
    """Whether every line of a text that says something is a web address."""
    lines = _lines(text)
    return bool(lines) and all(is_web_address(line) for _, line in lines)


def read(data: bytes) -> tuple[list[str], list[str]]:
    """Return the addresses, each once, and what is wrong with the other lines.

    Empty lines and those that begin with `#` are passed over.
    """
    addresses: dict[str, None] = {}
    problems = []
    for number, line in _lines(text_of(data)):
        if is_web_address(line):
            addresses[line] = None
        else:
            problems.append(f"line {number}: “{line[:80]}” is not a web address")
    return list(addresses), problems


def _lines(text: str) -> list[tuple[int, str]]:
    numbered = enumerate((line.strip() for line in text.splitlines()), start=1)
    return [(number, line) for number, line in numbered if line and not line.startswith("#")]


def recognises_root(root: Element) -> bool:
    """Whether an XML document is OPML."""
    return local_name(root) == "opml"


def read_opml(data: bytes) -> tuple[list[FeedAddress], list[str]]:
    """Return the feeds of a list, each once, and what was left out.

    Raises BadRecords when no feed is in it.
    """
    root = root_of(data)
    feeds: dict[str, FeedAddress] = {}
    problems = []
    for outline in root.iter("{*}outline"):
        address = (outline.get("xmlUrl") or "").strip()
        name = (outline.get("title") or outline.get("text") or "").strip()
        if not address:
            continue  # a folder
        if not is_web_address(address):
            problems.append(f"line {outline.sourceline}: “{address[:80]}” is not a web address")
            continue
        site = (outline.get("htmlUrl") or "").strip()
        feeds.setdefault(
            address, FeedAddress(name or address, address, site if is_web_address(site) else None)
        )
    if not feeds:
        raise BadRecords("; ".join(problems) or "there is no feed in this list")
    return list(feeds.values()), problems
