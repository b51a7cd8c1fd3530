"""The records that other libraries harvest: in the order of their last change, in portions."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.model import Entry, Status
from catalog.problem import BadFile
from catalog.store import Catalog

PORTION = 50
"""Records in one answer."""

Key = tuple[int, str]
"""Second of the last change, and id: in this order a record that changes moves to the end."""

_BEFORE_ALL: Key = (-1, "")


class BadToken(ValueError):  # noqa: N818 - it is the harvester's
    """A resumption token that is not one of ours."""


@dataclass(frozen=True)
class Selection:
    """The records wanted: changed from one second to another (both count), after a place."""

    first: int = 0
    last: int = 2**40
    after: Key = _BEFORE_ALL

    def token(self, after: Key) -> str:
        """Return the text by which a harvester asks for what comes after a place."""
        text = f"{self.first} {self.last} {after[0]} {after[1]}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def resumed(cls, token: str) -> "Selection":
        """Read a token. Raises BadToken."""
        try:
            text = urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
            first, last, second, entry_id = text.split(" ")
            return cls(int(first), int(last), (int(second), entry_id))
        except (NotBase64, ValueError):
            raise BadToken("The token is not one of this catalog. Begin the list anew.") from None


@dataclass(frozen=True)
class Stamped:
    """An entry that is or was public, and the second in which its file changed last."""

    entry: Entry
    second: int

    @property
    def key(self) -> Key:
        """Its place in the order of records."""
        return self.second, self.entry.id

    @property
    def datestamp(self) -> str:
        """The second as OAI-PMH writes it."""
        return f"{datetime.fromtimestamp(self.second, UTC):%Y-%m-%dT%H:%M:%SZ}"


def one(catalog: Catalog, entry_id: str) -> Stamped | None:
    """Return the record of an entry; None when there is none that is or was public."""
    try:
        entry = catalog.read(entry_id)
        second = int(catalog.path(entry_id).stat().st_mtime)
    except (KeyError, BadFile, OSError):
        return None
    return None if entry.status is Status.DRAFT else Stamped(entry, second)


def portion(catalog: Catalog, wanted: Selection) -> tuple[list[Stamped], str]:
    """Return the next records, and the token for those after them; empty when there are none."""
    found: list[Stamped] = []
    for _, entry_id in _keys(catalog, wanted):
        stamped = one(catalog, entry_id)
        if stamped is None:
            continue
        if len(found) == PORTION:
            return found, wanted.token(found[-1].key)
        found.append(stamped)
    return found, ""


def earliest(catalog: Catalog) -> int:
    """Return the second of the oldest change."""
    return min((second for second, _ in _keys(catalog, Selection())), default=0)


def _keys(catalog: Catalog, wanted: Selection) -> Iterator[Key]:
    keys: list[Key] = []
    for entry_id in catalog.ids():
        try:
            second = int(catalog.path(entry_id).stat().st_mtime)
        except OSError:  # removed just now
            continue
        if wanted.first <= second <= wanted.last and (second, entry_id) > wanted.after:
            keys.append((second, entry_id))
    yield from sorted(keys)
