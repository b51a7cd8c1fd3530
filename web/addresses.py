"""The app's own addresses, relative to its root, and the way out to the resources themselves."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from indexer.query import Query

ENTRY_PATH = "entry"
LIST_PATH = "list"
LISTS_PATH = "lists"


def search_address(query: Query) -> str:
    """Return the address of a search, in canonical form."""
    parameters = query.to_url()
    return f"./?{parameters}" if parameters else "./"


def entry_address(entry_id: str) -> str:
    """Return the address of an entry's page."""
    return f"{ENTRY_PATH}?{urlencode({'id': entry_id})}"


def stable_address(entry_id: str) -> str:
    """Return the address of an entry's page that needs no scripts: what others link to and cite."""
    return f"e/{entry_id}"


@dataclass(frozen=True)
class Site:
    """What pages must know of the outside: the app's own address, and who takes reports.

    `origin` is scheme and host, None when it is not known. `report_to` is a mail address, a web
    address (see `web.reporting`) or empty.
    """

    origin: str | None = None
    report_to: str = ""

    def absolute(self, address: str) -> str:
        """Return an address of ours as others can follow it; relative when that is not known."""
        return f"{self.origin}/{address.removeprefix('./')}" if self.origin else address


@dataclass(frozen=True)
class Way:
    """A way out: an address and the host a reader will arrive at."""

    address: str
    host: str


def way_out(address: str | None) -> Way | None:
    """Return where an outside address leads; None unless it is an ordinary web address."""
    parts = urlsplit(address or "")
    if not address or parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return Way(address, parts.hostname.removeprefix("www."))
