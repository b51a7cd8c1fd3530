"""Fetching a page: limits, manners and plain reasons, against a real server."""

import gzip
import socket
import zlib
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from threading import Event
from time import time
from typing import IO, Any

import pytest

from scrapers.client import Limits
from scrapers.connection import is_public
from scrapers.fetcher import Failure, Fetched, Fetcher, FetchError
from tests.harvest.web import Answer, Clock, Web, moved, status

HERE = ("127.0.0.1",)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def fetch(fetcher: Fetcher, address: str, delay: float = 0) -> Fetched:
    return fetcher.fetch(address, delay, HERE)


def refused(fetcher: Fetcher, address: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(fetcher, address)
    assert str(caught.value)
    assert "Traceback" not in str(caught.value)
    return caught.value


def test_a_page_is_text_with_the_address_it_was_found_at(fetcher: Fetcher, web: Web) -> None:
    address = web.has("/page", moved("/new?x=1", 301))
    web.has("/new?x=1", Answer("<p>Früh</p>".encode(), headers=HTML))
    page = fetch(fetcher, address)
    assert (page.address, page.html, page.unchanged) == (web.url("/new?x=1"), "<p>Früh</p>", False)


def test_it_says_who_it_is_and_keeps_no_cookies(fetcher: Fetcher, web: Web) -> None:
    address = web.has("/page", Answer(headers=HTML | {"Set-Cookie": "id=1"}))
    fetch(fetcher, address)
    fetch(fetcher, address)
    for _, headers in web.asked:
        assert headers["User-Agent"].startswith("Caseshelf/")
        assert "desk@example.org" in headers["User-Agent"]
        assert "Cookie" not in headers


def test_a_contact_that_no_header_can_hold_is_no_obstacle(tmp_path: Path, web: Web) -> None:
    address = web.has("/page")
    with Fetcher(tmp_path / "cache", "Büro\nder Bücherei") as fetcher:
        assert fetch(fetcher, address).html
    assert web.asked[0][1]["User-Agent"] == "Caseshelf/0.1 (B\\xfcro der B\\xfccherei)"


# What a site can answer, and what a librarian reads about it.

BOMB = gzip.compress(b"\0" * 5_000_000)


def endless(out: IO[bytes], closing: Event) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not closing.is_set():
        out.write(b"x" * 10_000)


def drip_body(out: IO[bytes], closing: Event) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n")
    while not closing.wait(0.02):
        out.write(b"x")


def drip_chunks(out: IO[bytes], closing: Event) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not closing.wait(0.02):
        out.write(b"1\r\nx\r\n")


def drip_headers(out: IO[bytes], closing: Event) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not closing.wait(0.02):
        out.write(b"x")


def silent(out: IO[bytes], closing: Event) -> None:
    closing.wait()


def nonsense(out: IO[bytes], closing: Event) -> None:
    out.write(b"This is not HTTP\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "failure", "words"),
    [
        (status(404), Failure.GONE, "no such page"),
        (status(410), Failure.GONE, "no such page"),
        (status(403), Failure.DENIED, "does not let us in"),
        (status(418), Failure.BAD_ANSWER, "418"),
        (status(501), Failure.SERVER_ERROR, "has an error"),
        (Answer(headers={"Content-Type": "application/pdf"}), Failure.WRONG_TYPE, "pdf"),
        (Answer(b"x" * 100_001), Failure.TOO_LARGE, "100,000 bytes"),
        (
            Answer(BOMB, headers=HTML | {"Content-Encoding": "gzip"}),
            Failure.TOO_LARGE,
            "100,000 bytes",
        ),
        (
            Answer(
                zlib.compress(b"\0" * 5_000_000), headers=HTML | {"Content-Encoding": "deflate"}
            ),
            Failure.TOO_LARGE,
            "100,000 bytes",
        ),
        (Answer(raw=endless), Failure.TOO_LARGE, "100,000 bytes"),
        (
            Answer(b"no gzip", headers=HTML | {"Content-Encoding": "gzip"}),
            Failure.BAD_ANSWER,
            "unpacked",
        ),
        (Answer(raw=drip_body), Failure.TIME_OUT, "not complete after 0.6 seconds"),
        (Answer(raw=drip_chunks), Failure.TIME_OUT, "not complete after 0.6 seconds"),
        (Answer(raw=drip_headers), Failure.TIME_OUT, "in time"),
        (Answer(raw=silent), Failure.TIME_OUT, "in time"),
        (Answer(raw=nonsense), Failure.NO_CONNECTION, "no connection"),
        (moved("ftp://example.org/file"), Failure.NOT_WEB, "only http and https"),
        (moved("file:///etc/passwd"), Failure.NOT_WEB, "only http and https"),
        (moved("javascript:alert(1)"), Failure.NOT_WEB, "only http and https"),
        (moved("http://user:secret@127.0.0.1/"), Failure.NOT_WEB, "password"),
        (moved("http://[::1"), Failure.BAD_ANSWER, "nobody can read"),
        (moved("http://127.0.0.1:port/"), Failure.NOT_WEB, "only http and https"),
        (moved("http://10.1.2.3/"), Failure.PRIVATE, "allow_private"),
        (moved("http://169.254.169.254/latest/meta-data"), Failure.PRIVATE, "allow_private"),
        (moved("http://[::1]/"), Failure.PRIVATE, "allow_private"),
        (moved("http://0.0.0.0/"), Failure.PRIVATE, "allow_private"),
        (moved("http://2130706433/"), Failure.PRIVATE, "allow_private"),
        (moved("https://10.1.2.3/"), Failure.PRIVATE, "allow_private"),
        (moved("/page"), Failure.REDIRECTS, "more than 5 times"),
    ],
)
def test_every_failure_has_a_kind_and_a_plain_reason(
    tmp_path: Path, clock: Clock, web: Web, answer: Answer, failure: Failure, words: str
) -> None:
    seconds = 0.6 if failure is Failure.TIME_OUT else 20
    limits = Limits(seconds, seconds, seconds, page_bytes=100_000)
    with Fetcher(tmp_path / "cache", "", limits, clock, clock.sleep) as fetcher:
        error = refused(fetcher, web.has("/page", answer))
    assert error.failure is failure
    assert words in str(error)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "data:text/html,x",
        "//example.org",
        "http://",
        "",
    ],
)
def test_only_web_addresses_are_read(fetcher: Fetcher, address: str) -> None:
    assert refused(fetcher, address).failure is Failure.NOT_WEB


def test_a_closed_door_is_no_connection(fetcher: Fetcher) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: nobody answers here
        error = refused(fetcher, f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert error.failure is Failure.NO_ROBOTS
    assert "no connection to 127.0.0.1" in str(error)


def test_a_secure_connection_that_cannot_be_made_is_not_made_otherwise(
    fetcher: Fetcher, web: Web
) -> None:
    error = refused(fetcher, web.url("/page").replace("http:", "https:"))
    assert "cannot be trusted" in str(error)
    assert web.asked == []


def test_a_page_without_a_content_type_is_tried(fetcher: Fetcher, web: Web) -> None:
    assert fetch(fetcher, web.has("/page", Answer(headers={}))).html == "<p>Hello</p>"


# Private networks


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.9.9", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_which_addresses_are_of_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


def resolving(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """Let names resolve to addresses; returns the list of the names that are looked up."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host in names:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in names[host]]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_that_leads_into_a_private_network_is_refused(
    fetcher: Fetcher, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, {"intranet.example": ["10.0.0.7"], "both.example": ["8.8.8.8", "::1"]})
    for name in ("intranet.example", "both.example"):
        error = refused(fetcher, web.has("/page", moved(f"http://{name}/")))
        assert error.failure is Failure.PRIVATE
        assert name in str(error)


def test_the_address_that_is_checked_is_the_one_connected_to(
    fetcher: Fetcher, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = resolving(monkeypatch, {"site.example": ["127.0.0.1"]})
    robots(web, "")
    address = web.has("/page").replace("127.0.0.1", "site.example")
    assert fetcher.fetch(address, private_hosts=["site.example"]).html == "<p>Hello</p>"
    assert asked == ["site.example"]  # one look-up for the one connection, kept for the page


def test_what_one_source_may_another_may_not(fetcher: Fetcher, web: Web) -> None:
    address = web.has("/page")
    assert fetch(fetcher, address).html
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(address)
    assert caught.value.failure is Failure.PRIVATE
    assert fetch(fetcher, address).html


# robots.txt


def robots(web: Web, text: str) -> None:
    web.has("/robots.txt", Answer(text.encode(), headers={"Content-Type": "text/plain"}))


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /secret", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Caseshelf\nAllow: /", True),
        ("User-agent: caseshelf\nDisallow: /pa", False),
        ("User-agent: *\nDisallow: /*ge$", False),
        ("\ufeffUser-agent: *\nDisallow: /page", False),
        ("<html>not found</html>", True),
    ],
)
def test_robots_txt_is_obeyed(fetcher: Fetcher, web: Web, text: str, allowed: bool) -> None:
    address = web.has("/page")
    robots(web, text)
    if allowed:
        assert fetch(fetcher, address).html
    else:
        assert refused(fetcher, address).failure is Failure.ROBOTS
        assert web.paths() == []


@pytest.mark.parametrize("answer", [status(404), status(403), moved("/robots.txt")])
def test_a_site_without_robots_txt_allows_all(fetcher: Fetcher, web: Web, answer: Answer) -> None:
    web.has("/robots.txt", answer)
    assert fetch(fetcher, web.has("/page")).html


@pytest.mark.parametrize("answer", [status(500), status(501), Answer(raw=nonsense)])
def test_without_an_answer_about_robots_txt_nothing_is_fetched(
    fetcher: Fetcher, web: Web, answer: Answer
) -> None:
    web.has("/robots.txt", answer)
    for address in (web.has("/page"), web.has("/other")):
        assert refused(fetcher, address).failure is Failure.NO_ROBOTS
    assert web.paths() == []


def test_robots_txt_is_asked_once_and_where_a_redirect_leads(fetcher: Fetcher, web: Web) -> None:
    with Web() as other:
        robots(other, "User-agent: *\nDisallow: /")
        web.has("/out", moved(other.has("/page")))
        fetch(fetcher, web.has("/page"))
        assert refused(fetcher, web.url("/out")).failure is Failure.ROBOTS
        assert other.paths() == []
    assert [path for path, _ in web.asked].count("/robots.txt") == 1


# Pace


def test_requests_to_a_host_keep_their_distance(fetcher: Fetcher, web: Web, clock: Clock) -> None:
    web.has("/a")
    web.has("/b")
    fetch(fetcher, web.url("/a"), delay=5)  # after robots.txt
    fetch(fetcher, web.url("/b"), delay=5)
    assert clock.waits == [5, 5]
    clock.now += 3
    fetch(fetcher, web.url("/a"), delay=5)
    assert clock.waits == [5, 5, 2]


@pytest.mark.parametrize("wish", ["Crawl-delay: 12", "Request-rate: 1/12s"])
def test_robots_txt_can_ask_for_more_distance(
    fetcher: Fetcher, web: Web, clock: Clock, wish: str
) -> None:
    robots(web, f"User-agent: *\n{wish}")
    fetch(fetcher, web.has("/a"), delay=5)
    assert clock.waits == [12]


def test_a_delay_longer_than_a_run_leaves_the_site_alone(fetcher: Fetcher, web: Web) -> None:
    robots(web, "User-agent: *\nCrawl-delay: 86400")
    error = refused(fetcher, web.has("/a"))
    assert error.failure is Failure.BUSY
    assert "86400 seconds" in str(error)
    assert web.paths() == []


# Trouble that passes


def test_a_busy_site_is_asked_again_when_it_said(fetcher: Fetcher, web: Web, clock: Clock) -> None:
    address = web.has("/page", status(429, Retry_After="7"), Answer())
    assert fetch(fetcher, address).html
    assert clock.waits == [7]


def test_a_site_that_wants_to_be_left_alone_is(fetcher: Fetcher, web: Web, clock: Clock) -> None:
    address = web.has("/page", status(503, Retry_After="7200"), Answer())
    for path in ("/page", "/other"):
        web.has("/other")
        error = refused(fetcher, web.url(path))
        assert error.failure is Failure.BUSY
        assert "7200 seconds" in str(error)
    assert web.paths() == ["/page"]
    assert clock.waits == []
    clock.now += 7200
    assert fetch(fetcher, address).html


@pytest.mark.parametrize("after", ["soon", "", "-5"])
def test_a_retry_after_that_means_nothing_is_no_order(
    fetcher: Fetcher, web: Web, after: str
) -> None:
    assert fetch(fetcher, web.has("/page", status(503, Retry_After=after), Answer())).html


@pytest.mark.parametrize(("seconds", "obeyed"), [(7200, True), (-7200, False)])
def test_a_retry_after_may_be_a_day_and_an_hour(
    fetcher: Fetcher, web: Web, seconds: int, obeyed: bool
) -> None:
    after = formatdate(time() + seconds, usegmt=True)
    address = web.has("/page", status(503, Retry_After=after), Answer())
    if obeyed:
        assert refused(fetcher, address).failure is Failure.BUSY
    else:
        assert fetch(fetcher, address).html


def test_server_errors_are_tried_again_with_growing_pauses(
    fetcher: Fetcher, web: Web, clock: Clock
) -> None:
    address = web.has("/page", status(500), status(502), status(503), Answer())
    assert fetch(fetcher, address).html
    assert clock.waits == [2, 4]  # the first try again is at once


def test_a_lasting_error_ends_after_four_tries(fetcher: Fetcher, web: Web) -> None:
    error = refused(fetcher, web.has("/page", status(500)))
    assert error.failure is Failure.SERVER_ERROR
    assert web.paths() == ["/page"] * 4


def test_a_broken_connection_is_tried_again(fetcher: Fetcher, web: Web) -> None:
    def hang_up(out: IO[bytes], closing: Event) -> None:
        pass

    assert fetch(fetcher, web.has("/page", Answer(raw=hang_up), Answer())).html


# Conditional requests


@pytest.mark.parametrize(
    ("validator", "question"),
    [
        ({"ETag": '"v1"'}, "If-None-Match"),
        ({"Last-Modified": "Tue, 03 Mar 2026 10:00:00 GMT"}, "If-Modified-Since"),
    ],
)
def test_an_unchanged_page_costs_one_question(
    tmp_path: Path, web: Web, clock: Clock, validator: dict[str, str], question: str
) -> None:
    first = Answer(b"<p>One</p>", headers=HTML | validator)
    changed = Answer(b"<p>Two</p>", headers=HTML | {"ETag": '"v2"'})
    not_modified = Answer(b"", 304, validator)
    address = web.has("/page", first, not_modified, changed)
    seen = []
    for _ in range(3):  # three runs with one cache
        with Fetcher(tmp_path / "cache", clock=clock, sleep=clock.sleep) as fetcher:
            page = fetch(fetcher, address)
            seen.append((page.html, page.unchanged))
    assert seen == [("<p>One</p>", False), ("<p>One</p>", True), ("<p>Two</p>", False)]
    asked = [headers for path, headers in web.asked if path == "/page"]
    assert question not in asked[0]
    assert asked[1][question] == next(iter(validator.values()))


def test_a_page_without_validator_is_fetched_anew(fetcher: Fetcher, web: Web) -> None:
    address = web.has(
        "/page",
        Answer(b"<p>One</p>", headers=HTML | {"Cache-Control": "max-age=86400"}),
        Answer(b"<p>Two</p>", headers=HTML),
    )
    assert [fetch(fetcher, address).html for _ in range(2)] == ["<p>One</p>", "<p>Two</p>"]


def test_no_try_is_made_of_what_will_not_pass(fetcher: Fetcher, web: Web) -> None:
    refused(fetcher, web.has("/page", Answer(raw=endless)))
    assert web.paths() == ["/page"]


def test_limits_are_what_they_say(tmp_path: Path, web: Web, clock: Clock) -> None:
    address = web.has("/page", Answer(b"x" * 500))
    checks: list[tuple[Limits, Callable[[FetchError], bool]]] = [
        (Limits(page_bytes=499), lambda e: e.failure is Failure.TOO_LARGE),
        (Limits(redirects=0), lambda e: e.failure is Failure.REDIRECTS),
    ]
    web.has("/away", moved("/page"))
    for limits, expected in checks:
        with Fetcher(tmp_path / "cache", "", limits, clock, clock.sleep) as fetcher:
            assert expected(refused(fetcher, web.url("/away") if not limits.redirects else address))
    with Fetcher(tmp_path / "cache", "", Limits(page_bytes=500), clock, clock.sleep) as fetcher:
        assert len(fetch(fetcher, address).html) == 500


def test_a_page_that_has_not_changed_is_not_written_again(
    tmp_path: Path, web: Web, clock: Clock
) -> None:
    address = web.has("/page", Answer(headers=HTML | {"ETag": '"v1"'}))
    kept = []
    for unchanged in (False, True):
        with Fetcher(tmp_path / "cache", clock=clock, sleep=clock.sleep) as fetcher:
            assert fetch(fetcher, address).unchanged is unchanged
        kept.append({f.name: f.read_bytes() for f in (tmp_path / "cache").iterdir()})
    assert kept[0] == kept[1]
