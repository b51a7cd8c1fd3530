"""A run over the web: at once and in turn, stopped, out of budget, killed, and resumed."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Lock
from typing import IO, Any

import pytest
from filelock import FileLock

from catalog.acceptance import Acceptance
from catalog.canonical_yaml import dump
from catalog.model import Draft
from catalog.sources import Source
from catalog.store import Catalog
from scrapers.client import Limits
from scrapers.fetcher import Failure, Fetcher, FetchError
from scrapers.harvest import Harvest
from scrapers.journal import Journal, Visit
from scrapers.report import Item, Outcome, Report
from tests.harvest.command import kb
from tests.harvest.shelf import SHELF
from tests.harvest.test_fetcher import endless
from tests.harvest.town import TOWN, build, to_text
from tests.harvest.web import Answer, Clock, Web, status

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMITS = Limits(20, 20, 20, jitter_seconds=0, backoff_seconds=0)


def source(site: str, *pages: str, name: str = "shelf", **values: Any) -> Source:
    fields = {
        "id": name,
        "title": name,
        "scraper": "shelf",
        "site": site,
        "pages": [{"address": page} for page in pages],
        "crawl_delay": 0,
        "allow_private": True,
    }
    return Source.model_validate(fields | values)


def run(catalog: Catalog, work: Path, fetcher: Fetcher, *sources: Source) -> Report:
    known = {s.id: s for s in sources}
    harvest = Harvest(catalog, known, NOW, {"shelf": SHELF, "town": TOWN})
    return harvest.fetch(sources, fetcher, work)


def shelf(title: str) -> Answer:
    return Answer(f"SHELF\n{title} | https://shelf.example/{title} | |".encode())


def inbox(catalog: Catalog) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in sorted((catalog.folder / "inbox").glob("*.yaml"))}


# At once and in turn


def test_several_hosts_are_asked_at_once(catalog: Catalog, web: Web, tmp_path: Path) -> None:
    together = Barrier(2)

    def meeting(title: str) -> Callable[[IO[bytes], Event], None]:
        def write(out: IO[bytes], _: Event) -> None:
            together.wait(timeout=20)
            body = b"SHELF\n" + title.encode() + b"|||"
            out.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

        return write

    one = web.has("/one", Answer(raw=meeting("One")))
    two = web.has("/two", Answer(raw=meeting("Two"))).replace("127.0.0.1", "localhost")
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        report = run(
            catalog,
            tmp_path,
            fetcher,
            source(one, one, name="a"),
            source(two, two, name="b"),
        )
    assert [item.draft for item in report.of(Outcome.NEW)] == ["one", "two"]


def test_one_host_is_asked_one_thing_at_a_time(web: Web, tmp_path: Path) -> None:
    active, most, lock = 0, 0, Lock()

    def write(out: IO[bytes], _: Event) -> None:
        nonlocal active, most
        with lock:
            active += 1
            most = max(most, active)
        out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
        out.flush()
        with lock:
            active -= 1
        out.write(b"OK")

    addresses = [web.has(f"/{n}", Answer(raw=write)) for n in range(20)]
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda a: fetcher.fetch(a, 0, ("127.0.0.1",)).html, addresses))
    assert found == ["OK"] * 20
    assert most == 1


def test_an_unchanged_source_costs_one_cheap_request_a_page(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    town = build(web, 20)
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        run(catalog, tmp_path, fetcher, town)
    before, asked = inbox(catalog), len(web.paths())
    web.asked.clear()
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        report = run(catalog, tmp_path, fetcher, town)
    assert not [*report.of(Outcome.NEW), *report.of(Outcome.CHANGED)]
    assert inbox(catalog) == before
    assert len(web.paths()) <= asked
    asked_if_changed = {path for path, headers in web.asked if "If-None-Match" in headers}
    assert len(asked_if_changed) == 17, "all but one that is gone, one moved, one without a tag"


def test_pauses_after_errors_are_not_all_alike(web: Web, tmp_path: Path) -> None:
    waits = []
    for turn in range(2):
        clock = Clock()
        address = web.has(f"/{turn}", *([status(500)] * 3), Answer())
        limits = Limits(20, 20, 20, backoff_seconds=2, jitter_seconds=1)
        with Fetcher(tmp_path / "cache", "", limits, clock, clock.sleep) as fetcher:
            fetcher.fetch(address, 0, ("127.0.0.1",))
        waits.append([wait for wait in clock.waits if wait])
    for first, second in zip(*waits, strict=True):
        assert first != second
        assert abs(first - second) < 1
    assert waits[0][-1] >= 4


def test_progress_is_told_by_source(catalog: Catalog, web: Web, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    sources = [
        source(web.url("/"), *(web.has(f"/{n}{i}", shelf(f"{n}{i}")) for i in range(3)), name=n)
        for n in ("one", "two")
    ]
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        Harvest(catalog, {s.id: s for s in sources}, NOW, {"shelf": SHELF}).fetch(
            sources,
            fetcher,
            tmp_path,
            lambda name, done, known, _: told.append((name, done, known)),
        )
    assert told == [(name, done, 3) for name in ("one", "two") for done in (1, 2, 3)]


# Stopped, out of budget


@pytest.mark.parametrize(
    "limits",
    [Limits(20, 20, 20, run_bytes=150), Limits(20, 20, 20, run_seconds=25)],
    ids=["bytes", "seconds"],
)
def test_what_a_budget_leaves_is_for_the_next_run(
    catalog: Catalog, web: Web, tmp_path: Path, limits: Limits
) -> None:
    pages = [web.has(f"/{n}", shelf(f"guide{n}")) for n in range(6)]
    all_of_it = source(web.url("/"), *pages, crawl_delay=10)
    clock = Clock()
    with Fetcher(tmp_path / "cache", "", limits, clock, clock.sleep) as fetcher:
        report = run(catalog, tmp_path, fetcher, all_of_it)
    ((name, reason),) = report.unfinished
    assert name == "shelf"
    assert "used up" in reason
    assert "goes on from here" in reason
    assert inbox(catalog) == {}, "what a source gives is proposed when all of it is there"
    first = list(web.paths())
    assert 0 < len(first) < 6
    with Fetcher(tmp_path / "cache", "", LIMITS, clock, clock.sleep) as fetcher:
        report = run(catalog, tmp_path, fetcher, all_of_it)
    assert not report.unfinished
    assert len(inbox(catalog)) == 6
    assert sorted(web.paths()) == sorted(f"/{n}" for n in range(6)), "no page was asked for twice"


def test_bodies_that_are_refused_count_as_well(web: Web, tmp_path: Path) -> None:
    pages = [web.has(f"/{n}", Answer(raw=endless)) for n in range(3)]
    limits = Limits(20, 20, 20, page_bytes=100_000, run_bytes=150_000)
    with Fetcher(tmp_path / "cache", "", limits) as fetcher:
        failures = []
        for page in pages:
            with pytest.raises(FetchError) as caught:
                fetcher.fetch(page, 0, ("127.0.0.1",))
            failures.append(caught.value.failure)
    assert failures == [Failure.TOO_LARGE, Failure.TOO_LARGE, Failure.BUDGET]


def test_a_run_that_is_interrupted_from_the_keyboard_is_resumed(
    catalog: Catalog, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [web.has(f"/{n}", shelf(f"guide{n}")) for n in range(4)]
    owner = source(web.url("/"), *pages)
    add = Journal.add

    def interrupted(journal: Journal, visit: Visit) -> None:
        add(journal, visit)
        if visit.page == pages[1]:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "add", interrupted)
        with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
            report = run(catalog, tmp_path, fetcher, owner)
    assert [name for name, _ in report.unfinished] == ["shelf"]
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        report = run(catalog, tmp_path, fetcher, owner)
    assert [item.draft for item in report.of(Outcome.NEW)] == [f"guide{n}" for n in range(4)]
    assert web.paths() == ["/0", "/1", "/2", "/3"]


def test_a_run_that_goes_on_leaves_out_what_was_dropped_from_the_sources_meanwhile(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    pages = [web.has(f"/{n}", shelf(f"guide{n}")) for n in range(4)]
    with Fetcher(tmp_path / "cache", "", Limits(run_bytes=80)) as fetcher:
        assert run(catalog, tmp_path, fetcher, source(web.url("/"), *pages)).unfinished
    first = len(web.paths())
    assert 1 < first < 4
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        run(catalog, tmp_path, fetcher, source(web.url("/"), *pages[1:]))
    assert set(inbox(catalog)) == {f"guide{n}.yaml" for n in (1, 2, 3)}
    assert len(web.paths()) == 4


def test_a_source_that_is_not_finished_does_not_hold_up_the_others(
    catalog: Catalog, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = web.has("/good", shelf("good"))
    slow = web.url("/slow")
    fetch = Fetcher.fetch

    def used_up(fetcher: Fetcher, address: str, *rest: Any) -> Any:
        if address == slow:
            raise FetchError(Failure.BUDGET, "used up")
        return fetch(fetcher, address, *rest)

    monkeypatch.setattr(Fetcher, "fetch", used_up)
    sources = (source(slow, slow, name="slow"), source(good, good, name="good"))
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        report = run(catalog, tmp_path, fetcher, *sources)
    assert report.unfinished == [("slow", "used up")]
    assert [item.draft for item in report.of(Outcome.NEW)] == ["good"]


def test_what_librarians_do_while_pages_are_fetched_counts(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    first = shelf("guide")
    second = b"SHELF\nguide | https://shelf.example/guide | 2020 |"

    def meanwhile(out: IO[bytes], _: Event) -> None:
        accepting = Acceptance(catalog, NOW.date())
        accepting.accept(["guide"])
        out.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(second), second))

    page = web.has("/list", first, Answer(raw=meanwhile))
    for outcome in (Outcome.NEW, Outcome.CHANGED):
        with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
            report = run(catalog, tmp_path, fetcher, source(web.url("/"), page))
        assert [item.outcome for item in report.items] == [outcome]
    assert catalog.ids() == ["guide"]
    assert str(catalog.drafts()[0]["guide"].published) == "2020"


# The journal


def visit(page: str) -> Visit:
    draft = Draft.model_validate({"id": "a", "title": "A", "published": "2019-05"})
    return Visit(page=page, drafts=(draft,), leads=(("page", "https://a.example/"),))


@pytest.mark.parametrize("tail", ['{"page": "thr', "{", "\x00\x00"])
def test_a_line_that_was_cut_off_counts_as_not_written(tmp_path: Path, tail: str) -> None:
    file = tmp_path / "run" / "a.jsonl"
    first = Journal(file, NOW)
    first.add(visit("one"))
    first.add(visit("two"))
    with file.open("a", encoding="utf-8") as stream:
        stream.write(tail)
    second = Journal(file, NOW + timedelta(hours=1))
    assert [v.page for v in second] == ["one", "two"]
    assert second.get("one") == visit("one")
    assert second.when == NOW, "a run has one time"
    second.add(visit("three"))
    assert len(list(Journal(file, NOW + timedelta(hours=2)))) == 3


@pytest.mark.parametrize("text", ["", "{}\n", "not a journal\n"])
def test_what_is_no_journal_is_begun_anew(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(text, "utf-8")
    assert list(Journal(file, NOW)) == []
    assert Journal(file, NOW).when == NOW


def test_a_weekly_run_goes_on_and_what_was_read_before_that_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    Journal(file, NOW).add(visit("one"))
    assert len(list(Journal(file, NOW + timedelta(days=7, minutes=30)))) == 1
    assert list(Journal(file, NOW + timedelta(days=9))) == []


# Killed


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_is_not(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    wards = 60
    town = build(web, wards)
    folders = {}
    for name, deaths in (("calm", []), ("killed", [1, 7, 0, 20, 33, 12])):
        kb, work = tmp_path / name / "kb", tmp_path / name / "work"
        kb.mkdir(parents=True)
        (kb / "sources.yaml").write_text(dump({"sources": [to_text(town)]}), "utf-8")
        build(web, wards)
        web.asked.clear()
        for steps in (*deaths, 10_000):
            script = [sys.executable, "-m", "tests.harvest.killed_run", str(kb), str(work)]
            ended = subprocess.run([*script, str(steps)], cwd=ROOT, check=False)
            assert ended.returncode == (0 if steps == 10_000 else -signal.SIGKILL)
        folders[name] = inbox(Catalog(kb))
        asked = [path for path in web.paths() if "/ward/" in path]
        # A page that was being asked for when the process died is asked for again.
        assert len(asked) <= wards * 1.15 + len(deaths)
    assert len(folders["calm"]) > wards
    assert folders["killed"] == folders["calm"]


# The command


@pytest.fixture
def configured(catalog: Catalog, web: Web) -> Catalog:
    town = build(web, 3).model_copy(update={"scraper": "generic"})
    (catalog.folder / "sources.yaml").write_text(dump({"sources": [to_text(town)]}), "utf-8")
    return catalog


def work_dir(tmp_path: Path) -> Path:
    (found,) = (tmp_path / "var").iterdir()
    return found / "harvest"


def test_two_harvests_at_once_are_one_too_many(configured: Catalog, tmp_path: Path) -> None:
    kb(configured, "harvest")
    with FileLock(work_dir(tmp_path) / "lock"):
        result = kb(configured, "harvest")
    assert result.exit_code == 4
    assert "another harvest of this knowledge base is running" in result.output


def test_a_scheduler_is_told_that_a_run_is_not_finished(
    configured: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Journal, "add", interrupted)
    result = kb(configured, "harvest", "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["unfinished"][0]["source"] == "town"


def test_the_report_has_a_line_for_each_source_and_the_same_for_programs() -> None:
    report = Report(
        [Item(Outcome.NEW, "town", "a", "x", "X"), Item(Outcome.FAILED, "city-hall", "b")]
    )
    assert str(report).splitlines()[-3:-1] == ["town       1 new", "city-hall  1 failed"]
    assert report.to_json()["sources"] == {"town": {"new": 1}, "city-hall": {"failed": 1}}


def test_the_log_has_a_line_a_page_and_no_secrets(
    configured: Catalog, web: Web, tmp_path: Path
) -> None:
    file = configured.folder / "sources.yaml"
    web.has("/ward/1?key=geheim", status(404))
    town = file.read_text("utf-8")
    secret = web.url("/ward/2").replace("://", "://user:geheim@")
    for address in (web.url("/ward/1?key=geheim"), secret):
        file.write_text(town.replace(web.url("/ward/0"), address), "utf-8")
        kb(configured, "harvest")
    text = (work_dir(tmp_path) / "log.jsonl").read_text("utf-8")
    assert "geheim" not in text
    line, other = map(json.loads, text.splitlines())
    assert other["page"] == web.url("/ward/2")
    assert (line["source"], line["page"]) == ("town", web.url("/ward/1"))
    assert (line["outcome"], line["reason"]) == ("failed", "there is no such page (answer 404)")
    assert {"time", "items", "bytes", "unchanged", "seconds"} <= set(line)
