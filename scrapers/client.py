"""One request and its answer: within limits of time and size, never into a private network."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import urlsplit

import requests
from requests_cache import DO_NOT_CACHE, CachedSession
from requests_cache.backends.sqlite import SQLiteCache
from urllib3.exceptions import HTTPError, MaxRetryError

from scrapers.connection import Countdown, GuardedAdapter, PrivateAddress, UnknownHost


class Failure(StrEnum):
    """Why a page could not be fetched."""

    NOT_WEB = "not-a-web-address"
    PRIVATE = "private-address"
    ROBOTS = "refused-by-robots"
    NO_ROBOTS = "robots-unreachable"
    NO_CONNECTION = "no-connection"
    NO_HOST = "no-such-host"
    CERTIFICATE = "bad-certificate"
    TIME_OUT = "time-out"
    TOO_LARGE = "too-large"
    WRONG_TYPE = "wrong-type"
    REDIRECTS = "too-many-redirects"
    BUSY = "site-busy"
    GONE = "not-found"
    DENIED = "denied"
    SERVER_ERROR = "server-error"
    BAD_ANSWER = "bad-answer"
    STOPPED = "stopped"
    BUDGET = "budget-used-up"


class FetchError(Exception):
    """A page could not be fetched; `failure` is the kind of reason, the text says it plainly."""

    def __init__(self, failure: Failure, reason: str) -> None:
        super().__init__(reason)
        self.failure = failure


@dataclass(frozen=True)
class Limits:
    """How much one page may cost us, and we the site."""

    connect_seconds: float = 10
    read_seconds: float = 30  # without a single byte
    total_seconds: float = 90  # for one answer, however steadily it trickles
    page_bytes: int = 10_000_000  # after decompression
    redirects: int = 5
    tries: int = 4
    backoff_seconds: float = 2  # before the third try; doubled for each after it
    jitter_seconds: float = 1  # up to this much more, so that runs do not come back together
    longest_wait: float = 300  # a site that asks for more is left alone until the next run
    run_seconds: float = 4 * 3600  # for all pages of a run
    run_bytes: int = 2_000_000_000


class _PageCache(SQLiteCache):
    """Pages with what tells whether they have changed, in one file that a crash cannot break.

    A write is not waited for until it is on the disk (a write-ahead log, so that the file stays
    sound): what a power cut takes is only fetched again.
    """

    def __init__(self, file: Path) -> None:
        # JSON, because opening a pickle runs what is in it.
        super().__init__(file, serializer="json", wal=True)

    def save_response(self, response: Any, *rest: Any, **options: Any) -> None:
        """Keep a page, unless it is in the file already and its site says it has not changed."""
        if not getattr(response, "revalidated", False):
            super().save_response(response, *rest, **options)


class Client:
    """Sends single requests: no redirects, no robots.txt, no delays; `Fetcher` sees to those.

    Answers that carry an ETag or Last-Modified are kept in `cache_dir` and asked for
    conditionally; nothing is ever used without asking the site. Proxies and passwords of the
    environment are left alone: the check of addresses would be made on the proxy's. Threads may
    share a client: each has connections of its own.
    """

    def __init__(
        self,
        cache_dir: Path,
        user_agent: str,
        limits: Limits,
        took: Callable[[int], object],
    ) -> None:
        """`took` is told of every piece of a body, also of one that is refused in the end."""
        self.limits = limits
        self._took = took
        self._user_agent = user_agent
        cache_dir.mkdir(parents=True, exist_ok=True)
        self._cache = _PageCache(cache_dir / "pages.sqlite")
        self._own = local()
        self._sessions: list[CachedSession] = []

    def _session_for(self, allow_private: bool) -> CachedSession:
        """Return this thread's session."""
        name = "private" if allow_private else "public"
        if not hasattr(self._own, name):
            session = self._session(allow_private)
            setattr(self._own, name, session)
            self._sessions.append(session)
        found: CachedSession = getattr(self._own, name)
        return found

    def _session(self, allow_private: bool) -> CachedSession:
        # Expired at once: kept only with a validator, and never used unasked.
        session = CachedSession(backend=self._cache, expire_after=0, autoclose=False)
        session.trust_env = False
        session.headers["User-Agent"] = self._user_agent
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = GuardedAdapter(
            allow_private=allow_private, answer_seconds=self.limits.total_seconds
        )
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session

    def close(self) -> None:
        """Close connections and the cache."""
        for session in self._sessions:
            session.close()  # type: ignore[no-untyped-call]
        self._cache.close()  # type: ignore[no-untyped-call]

    def get(
        self, address: str, types: tuple[str, ...] = (), *, allow_private: bool = False
    ) -> requests.Response:
        """Send one request and read its answer within the limits. Raises FetchError.

        `types` are the content types wanted (none: any). A status other than 200 is an answer
        too; its body is not read.
        """
        end = time.monotonic() + self.limits.total_seconds

        def read(response: requests.Response, *_: object, **__: object) -> None:
            self._read(response, end, types)

        session = self._session_for(allow_private)
        return self._send(session, "GET", address, ", ".join(types) or "*/*", read)

    def probe(self, method: str, address: str, *, allow_private: bool = False) -> requests.Response:
        """Send one request and read no more of its answer than the headers. Raises FetchError."""

        def close(response: requests.Response, *_: object, **__: object) -> None:
            response.raw.close()
            response._content = b""
            response._content_consumed = True  # type: ignore[attr-defined]

        session = self._session_for(allow_private)
        return self._send(session, method, address, "*/*", close, expire_after=DO_NOT_CACHE)

    def _send(
        self,
        session: CachedSession,
        method: str,
        address: str,
        accept: str,
        hook: Callable[..., None],
        **options: Any,
    ) -> requests.Response:
        host = urlsplit(address).hostname
        try:
            response: requests.Response = session.request(
                method,
                address,
                headers={"Accept": accept},
                timeout=(self.limits.connect_seconds, self.limits.read_seconds),
                allow_redirects=False,
                stream=True,
                hooks={"response": hook},
                **options,
            )
        except PrivateAddress as error:
            raise FetchError(
                Failure.PRIVATE,
                f"not an address of the open internet: {error}; only a source with"
                " `allow_private: true` may lead there",
            ) from error
        except requests.exceptions.SSLError as error:
            raise FetchError(
                Failure.CERTIFICATE,
                f"no secure connection to {host}: its certificate cannot be trusted",
            ) from error
        except requests.exceptions.ConnectTimeout as error:
            raise FetchError(Failure.NO_CONNECTION, f"{host} does not answer") from error
        except requests.exceptions.Timeout as error:
            raise FetchError(Failure.TIME_OUT, f"{host} did not answer in time") from error
        except requests.exceptions.ConnectionError as error:
            cause = error.args[0] if error.args else None
            if isinstance(cause, MaxRetryError) and isinstance(cause.reason, UnknownHost):
                raise FetchError(Failure.NO_HOST, f"there is no host {host}") from error
            raise FetchError(Failure.NO_CONNECTION, f"no connection to {host}") from error
        except (requests.exceptions.RequestException, HTTPError, ValueError) as error:
            raise FetchError(
                Failure.BAD_ANSWER, f"{host} gave an answer nobody can read"
            ) from error
        return response

    def _read(self, response: requests.Response, end: float, types: Collection[str]) -> None:
        """Read an answer's body within the limits, before anything else can.

        The attributes set here are those that `requests` itself fills while it reads a body.
        """
        if response._content_consumed:  # type: ignore[attr-defined]  # the hook runs twice
            return
        body = b""
        try:
            if response.status_code == requests.codes.ok:
                body = self._body(response, end, types)
            elif response.status_code == requests.codes.not_modified:
                response.raw.drain_conn()  # has no body: the connection can be used again
            else:
                response.raw.close()  # whatever an error page says, however long
        except BaseException:
            response.raw.close()
            raise
        response._content = body
        response._content_consumed = True  # type: ignore[attr-defined]

    def _body(self, response: requests.Response, end: float, types: Collection[str]) -> bytes:
        given = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if types and given and given not in types:
            raise FetchError(Failure.WRONG_TYPE, f"this is not a web page but {given}")
        limit = self.limits.page_bytes
        too_large = FetchError(Failure.TOO_LARGE, f"the page is larger than {limit:,} bytes")
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise too_large
        body = bytearray()
        with Countdown(end - time.monotonic(), response.raw.shutdown) as countdown:
            try:
                for piece in response.raw.stream(65_536, decode_content=True):
                    body += piece
                    self._took(len(piece))
                    if len(body) > limit:
                        raise too_large
            except (HTTPError, OSError) as error:
                if not countdown.over:
                    raise FetchError(
                        Failure.BAD_ANSWER, "the page broke off or cannot be unpacked"
                    ) from error
        if countdown.over:
            raise FetchError(
                Failure.TIME_OUT,
                f"the page was not complete after {self.limits.total_seconds:g} seconds",
            )
        return bytes(body)
