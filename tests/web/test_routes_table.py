"""What holds for every address beside the page, one row of the table of routes after the other."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from library import run_apart
from starlette.applications import Starlette
from starlette.routing import Match
from starlette.types import Scope

from catalog.problem import BadFile, Problem
from web.routes.limits import MAX_ADDRESS
from web.routes.serving import Service
from web.routes.table import ROUTES, routes
from web.shelf import Holding, Shelf

PROBLEM = "application/problem+json"
JSON = "application/json"
READ = "GET, HEAD, OPTIONS"
MINUTE, HOUR, NEVER = "public, max-age=60", "public, max-age=3600", "no-store"
UNKEPT = "private, no-store"


@dataclass(frozen=True)
class Row:
    """How an address is asked, and what its answer says of itself."""

    address: str
    media_type: str
    keep: str = MINUTE
    status: int = 200
    allow: str = READ
    strict: bool = True  # refuses parameters it does not know
    public: bool = True


TABLE = {
    "/healthz": Row("/healthz", JSON, NEVER, strict=False),
    "/metrics": Row("/metrics", "text/plain; version=0.0.4; charset=utf-8", NEVER, public=False),
    "/api/v1/search": Row("/api/v1/search", JSON),
    "/api/v1/entries/{id}": Row("/api/v1/entries/quay-strategy", JSON),
    "/api/v1/facets": Row("/api/v1/facets", JSON),
    "/api/v1/suggest": Row("/api/v1/suggest?q=negl", JSON),
    "/api/v1/openapi.json": Row("/api/v1/openapi.json", JSON, HOUR),
    "/api": Row("/api", PROBLEM, NEVER, 404, strict=False),
    "/api/{rest:path}": Row("/api/v9/x", PROBLEM, NEVER, 404, strict=False),
    "/feed.atom": Row("/feed.atom", "application/atom+xml; charset=utf-8", strict=False),
    "/feed.json": Row("/feed.json", "application/feed+json", strict=False),
    "/export/{format}": Row("/export/csv", "text/csv; charset=utf-8"),
    "/print": Row("/print?topic=neglect", "text/html; charset=utf-8", UNKEPT, strict=False),
    "/share": Row("/share?topic=neglect", "text/html; charset=utf-8", UNKEPT, strict=False),
    "/e/{id}.ris": Row("/e/quay-strategy.ris", "application/x-research-info-systems"),
    "/e/{id}.bib": Row("/e/quay-strategy.bib", "application/x-bibtex"),
    "/e/{id}.csl.json": Row(
        "/e/quay-strategy.csl.json", "application/vnd.citationstyles.csl+json"
    ),
    "/e/{id}.csv": Row("/e/quay-strategy.csv", "text/csv; charset=utf-8"),
    "/e/{id}.json": Row("/e/quay-strategy.json", JSON),
    "/e/{id}": Row("/e/quay-strategy", "text/html; charset=utf-8", strict=False),
    "/sitemap.xml": Row("/sitemap.xml", "application/xml; charset=utf-8", HOUR, strict=False),
    "/sitemaps/{number}.xml": Row(
        "/sitemaps/1.xml", "application/xml; charset=utf-8", HOUR, strict=False
    ),
    "/robots.txt": Row("/robots.txt", "text/plain; charset=utf-8", HOUR, strict=False),
    "/opensearch.xml": Row(
        "/opensearch.xml", "application/opensearchdescription+xml; charset=utf-8", HOUR,
        strict=False,
    ),
    "/opensearch/suggest": Row("/opensearch/suggest?q=negl", "application/x-suggestions+json"),
    "/oai": Row(
        "/oai?verb=Identify", "text/xml; charset=utf-8", NEVER, allow=f"{READ}, POST", strict=False
    ),
}  # fmt: skip
EVERY = pytest.mark.parametrize("row", TABLE.values(), ids=list(TABLE))


@dataclass(frozen=True)
class Seen:
    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(base: str, method: str, address: str, sent: bytes | None = None, **headers: str) -> Seen:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, address, sent, named)
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    seen = Seen(answer.status, found, answer.read())
    connection.close()
    return seen


def test_every_route_has_its_row() -> None:
    assert list(TABLE) == [path for path, _ in ROUTES]


@EVERY
def test_an_answer_says_what_it_is_and_how_long_it_holds(app: str, row: Row) -> None:
    seen = ask(app, "GET", row.address)
    assert (seen.status, seen.headers["content-type"]) == (row.status, row.media_type)
    assert seen.headers["cache-control"] == row.keep
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert seen.headers.get("access-control-allow-origin") == ("*" if row.public else None)
    assert seen.body
    assert ("etag" in seen.headers) == (row.status == 200)


STABLE = [
    pytest.param(row, id=path)
    for path, row in TABLE.items()
    if row.status == 200 and path not in ("/metrics", "/oai")  # other at every moment
]


@pytest.mark.parametrize("row", STABLE)
def test_an_answer_that_is_known_is_not_sent_again(app: str, row: Row) -> None:
    first = ask(app, "GET", row.address)
    again = ask(app, "GET", row.address, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == row.keep
    assert ask(app, "GET", row.address, If_None_Match='W/"other"').status == 200


@pytest.mark.parametrize("row", STABLE)
def test_long_answers_are_sent_compressed_to_those_who_read_that(app: str, row: Row) -> None:
    plain = ask(app, "GET", row.address, Accept_Encoding="identity")
    packed = ask(app, "GET", row.address, Accept_Encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert packed.headers["etag"] == plain.headers["etag"]
    if len(plain.body) > 1_000:
        assert packed.headers["content-encoding"] == "gzip"
        assert "accept-encoding" in packed.headers["vary"].lower()
        assert len(packed.body) < len(plain.body)


@EVERY
def test_head_gives_the_same_headers_and_no_body(app: str, row: Row) -> None:
    full, head = ask(app, "GET", row.address), ask(app, "HEAD", row.address)
    assert (head.status, head.body) == (full.status, b"")
    compared = ["content-type", "cache-control"]
    compared += ["etag"] if row in [param.values[0] for param in STABLE] else []
    assert {n: head.headers[n] for n in compared} == {n: full.headers[n] for n in compared}


@EVERY
def test_what_may_be_done_is_told(app: str, row: Row) -> None:
    options = ask(app, "OPTIONS", row.address)
    assert (options.status, options.body, options.headers["allow"]) == (204, b"", row.allow)
    assert options.headers["access-control-allow-methods"] == row.allow
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        refused = ask(app, method, row.address)
        assert (refused.status, refused.headers["allow"]) == (405, row.allow), method
        assert json.loads(refused.body)["status"] == 405
    posted = ask(app, "POST", row.address, b"{}", Content_Type="application/json")
    assert posted.status == (415 if "POST" in row.allow else 405)


@EVERY
def test_bodies_and_endless_addresses_are_refused(app: str, row: Row) -> None:
    assert ask(app, "GET", row.address, b"q=neglect").status == 413
    joint = "&" if "?" in row.address else "?"
    long = ask(app, "GET", f"{row.address}{joint}x={'a' * MAX_ADDRESS}")
    assert (long.status, long.headers["content-type"]) == (414, PROBLEM)
    assert long.headers["cache-control"] == NEVER


@EVERY
def test_a_parameter_that_is_not_known_is_refused_where_programs_ask(app: str, row: Row) -> None:
    joint = "&" if "?" in row.address else "?"
    seen = ask(app, "GET", f"{row.address}{joint}colour=blue")
    assert seen.status == (422 if row.strict else row.status)
    if row.strict:
        assert json.loads(seen.body)["errors"][0]["parameter"] == "colour"


def answered(service: Service, address: str, client: str = "203.0.113.7") -> Seen:
    """Ask the routes themselves, without a server."""
    path, _, parameters = address.partition("?")
    sent: list[Mapping[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Mapping[str, object]) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "method": "GET",
        "path": path, "query_string": parameters.encode(),
        "headers": [(b"host", b"shelf.example")], "client": (client, 1),
        "server": ("shelf.example", 80), "scheme": "http", "root_path": "",
    }  # fmt: skip
    run_apart(Starlette(routes=routes(service))(scope, receive, send))  # type: ignore[arg-type]
    start, *rest = sent
    headers = {n.decode(): v.decode() for n, v in start["headers"]}  # type: ignore[attr-defined]
    return Seen(start["status"], headers, b"".join(p["body"] for p in rest))  # type: ignore[arg-type, misc]


def now() -> datetime:
    return datetime(2024, 6, 1, tzinfo=UTC)


@EVERY
def test_every_route_counts_towards_the_limit(shelf: Shelf, row: Row) -> None:
    service = Service(lambda: shelf.holding, now, requests_per_minute=2)
    assert [answered(service, row.address).status == 429 for _ in range(3)] == [False, False, True]
    last = answered(service, row.address)
    assert last.headers["content-type"] == PROBLEM
    assert 0 < int(last.headers["retry-after"]) <= 30  # two a minute: the next one in half of it
    assert answered(service, row.address, "203.0.113.8").status != 429


@EVERY
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadFile([Problem("bad", Path("secret.yaml"), "is broken")]), 503),
        (ZeroDivisionError("inside"), 500),
    ],
    ids=["unreadable", "bug"],
)
def test_trouble_is_told_without_its_details(error: Exception, status: int, row: Row) -> None:
    def trouble() -> Holding:
        raise error

    seen = answered(Service(trouble, now), row.address)
    assert (seen.status, seen.headers["content-type"]) == (status, PROBLEM)
    assert seen.headers["cache-control"] == NEVER
    assert b"broken" not in seen.body
    assert b"secret" not in seen.body
    assert b"inside" not in seen.body


def test_addresses_of_ours_never_lead_to_the_page() -> None:
    scope = {"type": "http", "method": "BREW", "headers": []}
    listed = routes(Service(lambda: pytest.fail("not asked"), now))
    for row in TABLE.values():
        path = urlsplit(row.address).path
        matches = [route.matches({**scope, "path": path, "root_path": ""})[0] for route in listed]
        assert Match.FULL in matches, row.address
