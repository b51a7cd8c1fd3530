"""Fetching one page politely: robots.txt, delays, retries and redirects."""

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import InvalidHeader, MaxRetryError, ProtocolError
from urllib3.util import Retry

from scrapers.charset import decode
from scrapers.client import Client, Failure, FetchError, Limits
from scrapers.pace import Pace
from scrapers.robots import PRODUCT, Robots

__all__ = ["Failure", "FetchError", "Fetched", "Fetcher", "Limits"]

PAGE_TYPES = ("text/html", "application/xhtml+xml")
"""The content types a scraper can read; a page that names none is tried."""

PDF_TYPE = "application/pdf"

_PASSING = frozenset({429, 500, 502, 503, 504})  # worth another try
_OWN_REASON = (
    *(Failure.PRIVATE, Failure.NOT_WEB, Failure.BUSY, Failure.NO_HOST),
    *(Failure.STOPPED, Failure.BUDGET),
)
_HEAD_REFUSED = (Failure.GONE, Failure.DENIED, Failure.SERVER_ERROR, Failure.BAD_ANSWER)
"""What some sites answer to HEAD alone; only GET tells."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Fetched:
    """A page or file: what it says, where it was found in the end, whether it was unchanged.

    `html` is `content` as text, in the character set the page declares.
    """

    address: str
    content: bytes
    media_type: str | None
    unchanged: bool

    @property
    def html(self) -> str:
        """The page as text."""
        return decode(self.content, self.media_type)


class Fetcher:
    """Fetches pages, one at a time from each host. A context manager; else call `close`.

    Threads may share a fetcher; each waits while another one asks the same host. `stop` ends
    waiting and makes every further fetch fail, and so does a run that has used up its time or
    bytes: such pages are for the next run.

    `contact` is how a site's owner can reach us; it goes into the user agent. Seconds are counted
    by `clock` and waited out by `sleep`.
    """

    def __init__(
        self,
        cache_dir: Path,
        contact: str = "",
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._pace = Pace(self.limits, clock, sleep)
        # A header holds one line of ASCII; a contact must never keep a page from being fetched.
        reach = " ".join(contact.encode("ascii", "backslashreplace").decode().split())
        agent = f"{PRODUCT}/0.1 ({reach})" if reach else f"{PRODUCT}/0.1"
        self._client = Client(cache_dir, agent, self.limits, self._pace.took)
        self._robots: dict[tuple[str, bool], Robots | FetchError] = {}

    def stop(self) -> None:
        """End the run: what is being fetched comes to its end, nothing more is begun."""
        self._pace.stop()

    def close(self) -> None:
        """Close connections and the cache."""
        self._client.close()

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fetch(
        self,
        address: str,
        crawl_delay: float = 0,
        private_hosts: Collection[str] = (),
        types: tuple[str, ...] = PAGE_TYPES,
    ) -> Fetched:
        """Fetch a page, or a file of another type that is wanted. Raises FetchError.

        `crawl_delay` is the least number of seconds between two requests to a host; robots.txt
        may ask for more. `private_hosts` may lie in a private network; a redirect from there to
        another private host is refused all the same. `types` are the content types wanted.
        """
        visit = _Visit(crawl_delay, frozenset(private_hosts), types)
        _, response = self._follow(address, visit, ask_robots=True)
        if response.status_code != requests.codes.ok:
            raise _refusal(response.status_code)
        unchanged = bool(getattr(response, "from_cache", False))
        media_type = response.headers.get("Content-Type")
        return Fetched(response.url, response.content, media_type, unchanged)

    def probe(
        self, address: str, crawl_delay: float = 0, private_hosts: Collection[str] = ()
    ) -> str:
        """Return the address at which something opens in the end. Raises FetchError.

        Nothing of it is read: the site is asked for the headers, and for the whole only when it
        answers that with an error. Manners and limits are those of `fetch`.
        """
        visit = _Visit(crawl_delay, frozenset(private_hosts), (), probing="HEAD")
        try:
            return self._opens_at(address, visit)
        except FetchError as error:
            if error.failure not in _HEAD_REFUSED:
                raise
        return self._opens_at(address, replace(visit, probing="GET"))

    def _opens_at(self, address: str, visit: "_Visit") -> str:
        found, response = self._follow(address, visit, ask_robots=True)
        if not response.ok or response.status_code in _REDIRECTS:  # one without a target
            raise _refusal(response.status_code)
        return found

    def _follow(
        self, address: str, visit: "_Visit", *, ask_robots: bool
    ) -> tuple[str, requests.Response]:
        """Return the answer, and the address that gave it; the same text when we stayed there."""
        for _ in range(self.limits.redirects + 1):
            host = _host(address)
            delay = visit.crawl_delay
            if ask_robots:
                robots = self._rules(address, visit)
                if not robots.allows(address):
                    raise FetchError(
                        Failure.ROBOTS, f"the site's robots.txt does not allow us {address}"
                    )
                delay = max(delay, robots.delay)
            response = self._persist(address, host, delay, visit)
            target = response.headers.get("Location")
            if response.status_code not in _REDIRECTS or not target:
                return address, response
            try:
                address = urljoin(address, target)
            except ValueError:
                raise FetchError(
                    Failure.NOT_WEB, f"the site sends us on to what is no address: {target}"
                ) from None
        raise FetchError(
            Failure.REDIRECTS, f"the site sent us on more than {self.limits.redirects} times"
        )

    def _rules(self, address: str, visit: "_Visit") -> Robots:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        key = (origin, parts.hostname in visit.private_hosts)
        with self._pace.lock_for(f"{origin}/robots.txt"):
            if key not in self._robots:
                try:
                    self._robots[key] = self._fetch_rules(f"{origin}/robots.txt", visit)
                except FetchError as error:
                    if error.failure in (Failure.STOPPED, Failure.BUDGET):
                        raise
                    self._robots[key] = error
            found = self._robots[key]
        if isinstance(found, FetchError):
            raise FetchError(found.failure, str(found)) from found.__cause__
        return found

    def _fetch_rules(self, address: str, visit: "_Visit") -> Robots:
        try:
            _, response = self._follow(address, visit.for_robots(), ask_robots=False)
        except FetchError as error:
            if error.failure is Failure.REDIRECTS:
                return Robots.parse("")  # RFC 9309, 2.3.1.2: as if there were none
            if error.failure in _OWN_REASON:
                raise
            raise FetchError(
                Failure.NO_ROBOTS, f"robots.txt cannot be read, so nothing is fetched now: {error}"
            ) from error
        status = response.status_code
        if status == requests.codes.ok:
            return Robots.parse(response.content.decode("utf-8", "replace"))
        if 400 <= status < 500 and status not in _PASSING:
            return Robots.parse("")  # RFC 9309, 2.3.1.3: there is none
        raise FetchError(
            Failure.NO_ROBOTS,
            f"robots.txt cannot be read (answer {status}), so nothing is fetched now",
        )

    def _persist(self, address: str, host: str, delay: float, visit: "_Visit") -> requests.Response:
        """Request an address, and again after failures that may pass."""
        retry = Retry(
            total=self.limits.tries - 1,
            status_forcelist=_PASSING,
            backoff_factor=self.limits.backoff_seconds / 2,
            backoff_jitter=self.limits.jitter_seconds,
            backoff_max=self.limits.longest_wait,
        )
        with self._pace.lock_for(host):
            return self._alone(address, host, delay, visit, retry)

    def _alone(
        self, address: str, host: str, delay: float, visit: "_Visit", retry: Retry
    ) -> requests.Response:
        while True:
            self._pace.wait(host, delay)
            error: FetchError | None = None
            response: requests.Response | None = None
            try:
                private = host in visit.private_hosts
                if visit.probing:
                    response = self._client.probe(visit.probing, address, allow_private=private)
                else:
                    response = self._client.get(address, visit.types, allow_private=private)
            except FetchError as failed:
                if failed.failure not in (Failure.NO_CONNECTION, Failure.NO_HOST):
                    raise
                error = failed
            finally:
                self._pace.asked(host)
            if response is not None:
                after = response.headers.get("Retry-After")
                if not retry.is_retry("GET", response.status_code, bool(after)):
                    return response
                error = _refusal(response.status_code)
                self._obey(host, retry, after)
            try:
                retry = retry.increment("GET", address, error=ProtocolError())
            except MaxRetryError:
                raise error or _refusal(0) from None
            self._pace.leave_alone(host, retry.get_backoff_time())

    def _obey(self, host: str, retry: Retry, after: str | None) -> None:
        """Leave a host alone for as long as it asks for with `Retry-After`."""
        if after:
            with suppress(InvalidHeader):
                self._pace.leave_alone(host, retry.parse_retry_after(after))


@dataclass(frozen=True)
class _Visit:
    """What holds for all requests that one page needs."""

    crawl_delay: float
    private_hosts: frozenset[str]
    types: tuple[str, ...]
    probing: str = ""  # the method of a request whose answer is not read

    def for_robots(self) -> "_Visit":
        return _Visit(self.crawl_delay, self.private_hosts, ())


def _host(address: str) -> str:
    """Return the host of an address we may visit. Raises FetchError."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
        parts.port  # noqa: B018 - reading it raises ValueError for a port that is none
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise FetchError(Failure.NOT_WEB, f"only http and https addresses are read: {address}")
    if parts.username or parts.password:
        raise FetchError(Failure.NOT_WEB, f"an address with a password is not used: {host}")
    return host


def _refusal(status: int) -> FetchError:
    """Say in words what a status that is not 200 means."""
    if status in (404, 410):
        return FetchError(Failure.GONE, f"there is no such page (answer {status})")
    if status in (401, 402, 403, 407, 451):
        return FetchError(Failure.DENIED, f"the site does not let us in (answer {status})")
    if status in (429, 503):
        return FetchError(Failure.BUSY, f"the site is too busy for us (answer {status})")
    if status >= 500:
        return FetchError(Failure.SERVER_ERROR, f"the site has an error (answer {status})")
    return FetchError(Failure.BAD_ANSWER, f"the site answered {status} instead of the page")
