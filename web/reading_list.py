"""A reader's list and its address: entries in their order, with notes, and nothing kept here.

The whole list is in the link: `title`, `note` and an `item` for each entry, which is its id and,
after a colon, a note. A long list is `packed` into one parameter. See docs/url-contract.md.
"""

import base64
import binascii
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from catalog.lists import MOST_ITEMS, KeptList
from indexer.query import Params

PARAMETERS = ("title", "note", "item", "packed", "id")
NAMING = ("item", "packed", "id")
"""Parameters of which each makes an address that of a list, and not of a search."""

READABLE = 1_200
"""Characters up to which a list stands in its address as it is; a longer one is packed."""

MOST_UNPACKED = 60_000
"""Bytes that a packed list may have; more is no list, but an attack."""

_VERSION = "1"
_TITLE, _NOTE, _ITEM_NOTE, _ID = 120, 1_000, 300, 120


@dataclass(frozen=True)
class Item:
    """An entry's id as the link has it, and a note."""

    id: str
    note: str = ""


@dataclass(frozen=True)
class ReadingList:
    """A list as it stands in an address. `damaged`: its packed form could not be read."""

    title: str = ""
    note: str = ""
    items: tuple[Item, ...] = ()
    damaged: bool = False

    @classmethod
    def from_params(cls, params: Iterable[tuple[str, str]]) -> "ReadingList":
        """Read an address. Never raises: what cannot be read is left out, too much is cut."""
        given = tuple(params)
        damaged = False
        if packed := dict(given).get("packed"):
            unpacked = _unpacked(packed)
            damaged = unpacked is None
            given = given if unpacked is None else unpacked
        single = dict(reversed(given))  # of several the first counts
        items: dict[str, Item] = {}
        for name, value in given:
            entry_id, _, note = value.partition(":")
            entry_id = entry_id.strip()[:_ID]
            if name == "item" and entry_id and len(items) < MOST_ITEMS:
                items.setdefault(entry_id, Item(entry_id, _line(note, _ITEM_NOTE)))
        title, note = single.get("title", ""), single.get("note", "")
        return cls(_line(title, _TITLE), _text(note), tuple(items.values()), damaged)

    @classmethod
    def kept(cls, listed: KeptList) -> "ReadingList":
        """Return a librarians' list as a reader's own, to go on from."""
        items = tuple(Item(i.entry, _line(i.note or "", _ITEM_NOTE)) for i in listed.items)
        return cls(_line(listed.title, _TITLE), _text(listed.description or ""), items)

    def to_params(self) -> Params:
        """Return the canonical parameters: readable ones, or one that holds them packed."""
        plain = self._readable()
        text = urlencode(plain)
        if len(text) <= READABLE:
            return plain
        squeezed = zlib.compress(text.encode(), 9, wbits=-zlib.MAX_WBITS)
        packed = base64.urlsafe_b64encode(squeezed).decode().rstrip("=")
        return (("packed", f"{_VERSION}.{packed}"),)

    def to_url(self) -> str:
        """Return the canonical query part of the link, without the question mark."""
        return urlencode(self.to_params())

    def plain_url(self) -> str:
        """Return the parameters of the list unpacked, however long they are."""
        return urlencode(self._readable())

    def _readable(self) -> Params:
        pairs = [(name, v) for name, v in (("title", self.title), ("note", self.note)) if v]
        pairs += [("item", f"{i.id}:{i.note}" if i.note else i.id) for i in self.items]
        return tuple(pairs)


def _unpacked(packed: str) -> Params | None:
    """Return the parameters in a packed list; None for anything that is none."""
    version, _, data = packed.partition(".")
    if version != _VERSION:
        return None
    try:
        raw = base64.b64decode(data + "=" * (-len(data) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        text = reader.decompress(raw, MOST_UNPACKED)
        if not reader.eof:
            return None
        return tuple(parse_qsl(text.decode("utf-8")))
    except (binascii.Error, zlib.error, ValueError):
        return None


def _line(text: str, most: int) -> str:
    return " ".join(text.split())[:most].strip()


def _text(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).strip()[:_NOTE].strip()
