"""Checking links: every kind of answer of a real server, the command, and its report."""

import json
import shutil
import socket
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event
from typing import IO, Any

import pytest
from typer.testing import Result

import commands.links
from catalog.link_checks import Answer as Came
from catalog.link_checks import read_link_checks
from catalog.model import Entry
from catalog.sources import load_sources
from catalog.store import Catalog
from catalog.strict_yaml import dump
from scrapers.fetcher import Failure, Fetcher, FetchError
from scrapers.link_run import LinkRun
from tests.harvest.command import kb
from tests.harvest.web import Answer, Clock, Web, moved, status

HERE = ("127.0.0.1",)
DAY, NEXT = date(2026, 11, 20), date(2026, 11, 21)


def hang_up(out: IO[bytes], closing: Event) -> None:
    out.write(b"HTTP/1.1 nothing\r\n\r\n")


@pytest.mark.parametrize(
    ("head", "get", "failure", "methods"),
    [
        (Answer(), None, None, ["HEAD"]),
        (Answer(headers={"Content-Type": "video/mp4"}), None, None, ["HEAD"]),
        (status(405), Answer(), None, ["HEAD", "GET"]),
        (status(404), Answer(), None, ["HEAD", "GET"]),
        (status(501), Answer(b"x" * 1_000_000), None, ["HEAD", "GET"]),
        (status(404), status(404), Failure.GONE, ["HEAD", "GET"]),
        (status(405), status(410), Failure.GONE, ["HEAD", "GET"]),
        (status(403), status(403), Failure.DENIED, ["HEAD", "GET"]),
        (status(405), moved("/page"), Failure.REDIRECTS, None),
    ],
)
def test_the_whole_is_asked_for_only_where_head_is_refused(
    fetcher: Fetcher,
    web: Web,
    head: Answer,
    get: Answer | None,
    failure: Failure | None,
    methods: list[str] | None,
) -> None:
    address = web.has("/page", get or status(500))
    web.answers["HEAD /page"] = [head]
    found = None
    try:
        assert fetcher.probe(address, private_hosts=HERE) == address
    except FetchError as error:
        found = error.failure
    assert found == failure
    if methods:
        assert [method for method, path in web.methods if path == "/page"] == methods


def entry(entry_id: str, *urls: str, **fields: Any) -> Entry:
    links = [{"role": "landing" if n == 0 else "download", "url": u} for n, u in enumerate(urls)]
    given = {"id": entry_id, "title": entry_id, "kind": "guide", "status": "published"}
    return Entry.model_validate({**given, "added": "2026-01-01", "links": links, **fields})


@pytest.fixture
def configured(catalog: Catalog, web: Web, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """A knowledge base that may lead to the test server, on a fixed day."""
    monkeypatch.setenv("KB_CONTACT", "desk@example.org")
    monkeypatch.setattr(commands.links, "today", lambda: DAY)
    source = {"id": "here", "title": "Here", "scraper": "generic", "site": web.url("/")}
    source |= {"allow_private": "true", "crawl_delay": 0}
    source["pages"] = [{"address": web.url("/list")}]
    (catalog.folder / "sources.yaml").write_text(dump({"sources": [source]}), "utf-8")
    return catalog


def kb_links(catalog: Catalog, *arguments: str) -> Result:
    return kb(catalog, "links", *arguments)


def states(result: Result) -> dict[str, str]:
    found = json.loads(result.stdout)["links"]
    return {link["address"].rpartition("/")[2]: link["state"] for link in found}


def test_each_kind_of_answer_and_a_second_day(
    configured: Catalog, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.has("/robots.txt", Answer(b"User-agent: *\nDisallow: /closed"))
    web.has("/well")
    web.has("/old", moved("/well", 301))
    web.has("/forbidden", status(403))
    web.has("/asleep", status(501))
    web.has("/lost", status(404))
    web.has("/away", status(410))
    names = ["well", "old", "forbidden", "asleep", "lost", "away", "closed"]
    for name in names:
        configured.write(entry(f"the-{name}", web.url(f"/{name}")))
    configured.write(entry("hidden", web.url("/hidden"), status="withdrawn"))
    first = kb_links(configured, "--json")
    assert first.exit_code == 0, first.output
    doubtful = dict.fromkeys(["forbidden", "asleep", "lost", "away", "closed"], "doubtful")
    assert states(first) == {"well": "ok", "old": "redirected", **doubtful}
    assert "/hidden" not in web.paths()
    assert "/closed" not in web.paths()

    web.asked.clear()
    again = kb_links(configured)
    assert again.exit_code == 0
    assert web.asked == []  # nothing is due on the same day
    assert f"redirected: {web.url('/old')}: moved to {web.url('/well')}\n  in the-old" in (
        again.stdout
    )
    assert "0 checked, 0 left; 1 ok, 1 redirected, 5 doubtful, 0 broken" in again.stdout

    monkeypatch.setattr(commands.links, "today", lambda: NEXT)
    web.has("/away")
    second = kb_links(configured, "--json")
    assert second.exit_code == 1
    assert states(second) == {**states(first), "lost": "broken", "away": "ok"}
    assert set(web.paths()) == {"/lost", "/away"}  # only what seemed gone is due so soon
    (lost,) = (one for one in json.loads(second.stdout)["links"] if one["state"] == "broken")
    assert (lost["failing_since"], lost["checked"]) == ("2026-11-20", "2026-11-21")
    assert lost["entries"] == ["the-lost"]


def test_entries_that_are_named_are_checked_at_once(configured: Catalog, web: Web) -> None:
    configured.write(entry("one", web.has("/one"), web.has("/one.pdf")))
    configured.write(entry("two", web.has("/two")))
    assert kb_links(configured).exit_code == 0
    web.asked.clear()
    assert "2 checked" in kb_links(configured, "one").stdout
    assert set(web.paths()) == {"/one", "/one.pdf"}
    assert kb_links(configured, "nobody").exit_code == 2


def test_the_oldest_checks_come_first_and_a_run_that_ends_is_gone_on_with(
    configured: Catalog, web: Web, tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "links.json"
    known = {web.has(f"/{n}"): [f"e{n}"] for n in range(6)}
    chosen = list(known)

    def run(fetcher: Fetcher, day: date, stop_after: int = 99) -> Any:
        def progress(host: str, done: int, total: int, address: str) -> None:
            if done == stop_after:
                fetcher.stop()

        return LinkRun(file, fetcher, sources, day).run(known, chosen, 1, progress)

    sources = list(load_sources(configured.folder).values())
    with Fetcher(tmp_path / "cache", clock=clock, sleep=clock.sleep) as fetcher:
        report = run(fetcher, DAY, stop_after=4)
    assert (report.checked, report.left) == (4, 2)
    web.asked.clear()
    with Fetcher(tmp_path / "cache", clock=clock, sleep=clock.sleep) as fetcher:
        report = run(fetcher, NEXT)
    assert (report.checked, report.left) == (6, 0)
    assert web.paths() == ["/4", "/5", "/0", "/1", "/2", "/3"]
    del known[chosen.pop()]
    with Fetcher(tmp_path / "cache") as fetcher:
        run(fetcher, NEXT)
    assert set(read_link_checks(file)) == set(known)  # what nothing leads to is forgotten


def unknown_name(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def no_name_service(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


@pytest.mark.parametrize(
    ("names", "answer"), [(unknown_name, Came.GONE), (no_name_service, Came.FAILED)]
)
def test_a_host_that_is_unknown_is_gone_but_not_when_no_name_is_known(
    monkeypatch: pytest.MonkeyPatch,
    fetcher: Fetcher,
    tmp_path: Path,
    names: Callable[..., None],
    answer: Came,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", names)
    address = "https://nowhere.example/guide"
    run = LinkRun(tmp_path / "links.json", fetcher, [], DAY)
    report = run.run({address: ["guide"]}, [address], 14)
    assert [check.answer for check in report.known.values()] == [answer]


def test_the_own_network_is_not_looked_into(web: Web, fetcher: Fetcher, tmp_path: Path) -> None:
    address = web.has("/secret")
    run = LinkRun(tmp_path / "links.json", fetcher, [], DAY)
    report = run.run({address: ["guide"]}, [address], 14)
    assert [check.answer for check in report.known.values()] == [Came.CLOSED]
    assert web.asked == []


def test_a_file_of_checks_that_cannot_be_read_is_named_and_left(
    configured: Catalog, web: Web, tmp_path: Path
) -> None:
    configured.write(entry("one", web.has("/one")))
    kb_links(configured)
    (file,) = tmp_path.glob("var/*/links.json")
    file.write_text("{", encoding="utf-8")
    result = kb_links(configured)
    assert result.exit_code == 1
    assert "delete the file" in result.stderr
    assert file.read_text(encoding="utf-8") == "{"
    shutil.rmtree(tmp_path / "var")
    assert kb_links(configured).exit_code == 0
