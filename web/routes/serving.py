"""Between HTTP and the routes: limits, conditional requests, HEAD, and errors as problems."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from catalog.problem import BadFile
from indexer.case_data import signs
from indexer.generations import IndexBusy
from indexer.query import Params
from web import languages
from web.addresses import Site
from web.routes.answers import LONG, Answer, Refusal
from web.routes.limits import MAX_ADDRESS, RateLimit
from web.shelf import Holding
from web.texts import SOURCE

log = logging.getLogger(__name__)

Networks = tuple[IPv4Network | IPv6Network, ...]

METHODS = ("GET", "HEAD", "OPTIONS")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Service:
    """What the routes need from outside.

    `public_url` is the address readers know the app by. Without one it is taken from the
    request, if its host is one of `allowed_hosts`: a host name that anybody may choose must not
    get into feeds and pages that others keep.
    """

    holding: Callable[[], Holding]
    now: Callable[[], datetime]
    public_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    requests_per_minute: int = 600
    language: str = ""  # of pages for who chose none; empty: what the browser asks for
    contact: str = ""  # mail or web address of who runs it
    report_to: str = ""  # mail or web address for what readers find wrong
    metrics_for: Networks = ()  # whose clients may read what is measured

    @cached_property
    def rate(self) -> RateLimit:
        """What each client has used up."""
        return RateLimit(self.requests_per_minute)


@dataclass(frozen=True)
class Asked:
    """A request as routes see it."""

    holding: Holding
    now: datetime
    params: Params = ()
    path: Mapping[str, str] = field(default_factory=dict)
    address: str = ""  # without parameters, relative to the app's root
    language: str = SOURCE  # of documents for people
    mail: str = ""  # of who runs the catalog, if it is known
    report_to: str = ""  # mail or web address for what readers find wrong
    client: str = ""  # the address of who asks
    metrics_for: Networks = ()  # whose clients may read what is measured
    origin: str | None = None  # scheme and host readers know the app by; None: not known
    here: str = ""  # scheme and host as this client gave them: for answers to it alone

    @property
    def today(self) -> date:
        """The day it is where the app runs."""
        return self.now.date()

    @property
    def site(self) -> Site:
        """What pages must know of the outside."""
        return Site(self.origin, self.report_to)

    @property
    def root(self) -> str:
        """The absolute address of the app, ending in a slash. Raises Refusal."""
        if self.origin is None:
            detail = (
                "The catalog does not know its own address under this host name. Whoever runs it "
                "can set KB_PUBLIC_URL, or add the name to KB_ALLOWED_HOSTS."
            )
            raise Refusal(HTTPStatus.MISDIRECTED_REQUEST, detail)
        return f"{self.origin}/"


Make = Callable[[Asked], Answer]
"""A route: a pure function of what was asked."""

Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(service: Service, make: Make, forms: bool = False) -> Endpoint:
    """Make what Starlette calls for a route.

    With `forms` the parameters may be sent as a form as well, as OAI-PMH wants it.
    """

    async def answer(request: Request) -> Response:
        sent: Params = ()
        if forms and _is_form(request):
            text = (await request.body()).decode("utf-8", "replace")
            sent = tuple(parse_qsl(text, keep_blank_values=True))
        methods = (*METHODS, "POST") if forms else METHODS
        given = await run_in_threadpool(_answer, service, make, request, sent, methods)
        return _response(request, given)

    return answer


def _is_form(request: Request) -> bool:
    length = request.headers.get("content-length", "")
    short = length.isascii() and length.isdigit() and int(length[:9]) <= MAX_ADDRESS
    return request.method == "POST" and _kind(request) == FORM and short


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _answer(
    service: Service, make: Make, request: Request, sent: Params, methods: tuple[str, ...]
) -> Answer:
    try:
        if not ("POST" in methods and _is_form(request)):
            _admit_reading(request, methods)
        _admit(service, request)
        if request.method == "OPTIONS":
            return Answer(b"", "text/plain", 204, keep=LONG, headers=_options(methods))
        return make(_asked(service, request, sent))
    except Refusal as refusal:
        return refusal.answer()
    except (BadFile, IndexBusy) as error:
        log.error("%s", error)
        detail = "The catalog cannot be read just now."
        return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=_LATER).answer()
    except Exception:
        log.exception("A request could not be answered")
        return Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here.").answer()


_LATER = {"Retry-After": "30"}


def _options(methods: tuple[str, ...]) -> dict[str, str]:
    """Say what may be done, also to browsers that ask for a page of another site (CORS)."""
    listed = ", ".join(methods)
    return {
        "Allow": listed,
        "Access-Control-Allow-Methods": listed,
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": "3600",
    }


def _admit_reading(request: Request, methods: tuple[str, ...]) -> None:
    """Let pass what is a request to read, without a body. Raises Refusal."""
    if request.method not in methods:
        allowed = {"Allow": ", ".join(methods)}
        detail = "There is only something to read here: use GET or HEAD."
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers=allowed)
    if request.method == "POST" and _kind(request) != FORM:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send a form ({FORM}).")
    if request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers:
        detail = "Ask with the parameters of the address; a body this long is not read."
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)


def _admit(service: Service, request: Request) -> None:
    """Let pass an address of sensible length, from one who does not ask too often.

    Raises Refusal.
    """
    if len(request.url.query) + len(request.url.path) > MAX_ADDRESS:
        detail = f"The address is longer than {MAX_ADDRESS:,} characters."
        raise Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, detail)
    wait = service.rate.wait(request.client.host if request.client else "")
    if wait:
        detail = f"More than {service.requests_per_minute} requests a minute. Wait {wait} s."
        headers = {"Retry-After": str(wait)}
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, detail, headers=headers)


def _asked(service: Service, request: Request, sent: Params) -> Asked:
    path = {name: str(value) for name, value in request.path_params.items()}
    params = (*request.query_params.multi_items(), *sent)
    return Asked(
        holding=service.holding(),
        now=service.now(),
        params=params,
        path=path,
        address=request.url.path.lstrip("/"),
        language=languages.choose(
            (
                languages.asked_for(params),
                request.cookies.get(languages.COOKIE),
                service.language,
            ),
            request.headers.get("accept-language"),
        ),
        mail=service.contact if "@" in service.contact else "",
        report_to=service.report_to,
        client=request.client.host if request.client else "",
        metrics_for=service.metrics_for,
        origin=origin(service, request.url.scheme, request.headers.get("host", "")),
        here=f"{request.url.scheme}://{request.headers.get('host', '')}",
    )


def origin(service: Service, scheme: str, host: str) -> str | None:
    """Return scheme and host that readers know the app by, if that can be told safely."""
    if service.public_url:
        return service.public_url.rstrip("/")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return f"{scheme}://{host}" if name.lower() in service.allowed_hosts else None


_FOR_ALL = {
    "Access-Control-Allow-Origin": "*",  # all of it is public, and none of it changes anything
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}


def _response(request: Request, given: Answer) -> Response:
    headers = {
        # Nothing on the way may keep what looks like data of a case.
        "Cache-Control": "no-store" if signs(request.query_params.get("q", "")) else given.keep,
        "X-Content-Type-Options": "nosniff",
        **(_FOR_ALL if given.public else {}),
        **given.headers,
    }
    seen = given.version.encode() or given.body
    if given.status == HTTPStatus.OK and isinstance(seen, bytes):
        # Weak: the same tag stands for the compressed form.
        tag = f'W/"{sha256(seen).hexdigest()[:32]}"'
        headers["ETag"] = tag
        if _has(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if isinstance(given.body, bytes):
        return Response(given.body, given.status, headers, given.media_type)
    body: Iterator[bytes] = iter(()) if request.method == "HEAD" else given.body
    return StreamingResponse(body, given.status, headers, given.media_type)


def _has(wanted: str, tag: str) -> bool:
    """Whether `If-None-Match` names a tag; compared weakly, as RFC 9110 asks."""
    names = [name.strip().removeprefix("W/") for name in wanted.split(",")]
    return "*" in names or tag.removeprefix("W/") in names
