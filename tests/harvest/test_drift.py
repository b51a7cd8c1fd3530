"""The drift alarm: what is one, what is none, and what it stops."""

from pathlib import Path
from typing import Any

import pytest

from catalog.remembered import load_remembered
from catalog.store import Catalog
from scrapers.drift import RUNS, History, Shape, drift
from scrapers.fetcher import Fetcher
from scrapers.harvest import Harvest
from scrapers.report import Outcome, Report
from tests.harvest.records import accept
from tests.harvest.shelf import SHELF
from tests.harvest.test_run import LIMITS, NOW, inbox, source
from tests.harvest.web import Answer, Web, status

GOOD = Shape(
    listed=10, pages=10, items=100, fields={"title": 1.0, "published": 0.9, "summary": 0.5}
)

CASES: list[tuple[str, dict[str, Any], str | None]] = [
    ("the same", {}, None),
    ("a few less", {"items": 60}, None),
    ("far less", {"items": 40}, "40 items (pages: 10), usually 100 (10)"),
    ("none at all", {"items": 0, "fields": {}}, "0 items (pages: 10)"),
    ("fewer pages are listed, as full as ever", {"listed": 1, "pages": 5, "items": 50}, None),
    ("pages failed, the others are as full", {"pages": 4, "failed": 6, "items": 40}, None),
    ("a list leads to fewer pages", {"pages": 3, "items": 30}, "30 items (pages: 3)"),
    ("no page came", {"listed": 0, "pages": 0, "failed": 10, "items": 0, "fields": {}}, None),
    (
        "a field is gone",
        {"fields": {"title": 1.0, "published": 0.2, "summary": 0.5}},
        "20% of the items have published, usually 90%",
    ),
    ("a field some had is gone", {"fields": {"title": 1.0, "published": 0.9}}, None),
    ("one title for all", {"distinct": 0.01}, "only 1% of the titles differ"),
]


@pytest.mark.parametrize(("name", "values", "words"), CASES, ids=[case[0] for case in CASES])
def test_drift(name: str, values: dict[str, Any], words: str | None) -> None:
    found = drift(GOOD.model_copy(update=values), [GOOD] * 3)
    assert bool(found) == (words is not None)
    assert words is None or words in found[0]


def test_a_first_run_and_a_small_source_have_no_usual_number() -> None:
    assert drift(GOOD, []) == []
    small = Shape(listed=1, pages=1, items=3)
    assert drift(Shape(listed=1, pages=1, items=1), [small]) == []


def test_only_the_last_good_runs_count_and_a_broken_history_is_none(tmp_path: Path) -> None:
    history = History(tmp_path)
    for items in range(RUNS + 3):
        history.add("a", GOOD.model_copy(update={"items": items}))
    assert [shape.items for shape in history.runs("a")] == list(range(3, RUNS + 3))
    history.add("a", GOOD, afresh=True)
    assert history.runs("a") == (GOOD,)
    (tmp_path / "b.json").write_text("{", "utf-8")
    assert history.runs("b") == ()


def shelf(count: int) -> Answer:
    lines = (f"Guide {n} | https://shelf.example/{n} | 2019 |" for n in range(count))
    return Answer("\n".join(["SHELF", *lines]).encode())


def test_a_source_that_drifts_proposes_nothing_until_that_is_accepted(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    address = web.has("/list", shelf(10), shelf(10), shelf(2))
    owner = source(web.url("/"), address)

    def run(*accepted: str) -> Report:
        harvest = Harvest(catalog, {"shelf": owner}, NOW, {"shelf": SHELF})
        with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
            return harvest.fetch([owner], fetcher, tmp_path / "work", None, accepted)

    assert run().ok
    assert run().ok
    before = inbox(catalog)
    for _ in range(2):  # it is no good run, so the next one is compared with the good ones, too
        report = run()
        (item,) = report.items
        assert item.outcome is Outcome.DRIFT
        assert "2 items (pages: 1), usually 10 (1)" in item.reason
        assert "--accept-drift shelf" in item.reason
        assert not report.ok
        assert inbox(catalog) == before
        assert not (catalog.folder / "remembered.yaml").exists(), "nor is anything gone"
    assert run("shelf").ok
    assert run().ok, "this is its shape from now on"


def test_a_site_that_is_down_has_not_drifted(catalog: Catalog, web: Web, tmp_path: Path) -> None:
    address = web.has("/list", shelf(10), status(500))
    owner = source(web.url("/"), address)
    for outcome in (Outcome.NEW, Outcome.FAILED, Outcome.FAILED):
        harvest = Harvest(catalog, {"shelf": owner}, NOW, {"shelf": SHELF})
        with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
            report = harvest.fetch([owner], fetcher, tmp_path / "work")
        assert {item.outcome for item in report.items} == {outcome}


def test_a_list_that_is_missing_has_drifted_and_takes_nothing_with_it(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    address = web.has("/list", shelf(10), status(404))
    owner = source(web.url("/"), address)
    for outcomes in ([Outcome.NEW] * 10, [Outcome.DRIFT, Outcome.FAILED]):
        harvest = Harvest(catalog, {"shelf": owner}, NOW, {"shelf": SHELF})
        with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
            report = harvest.fetch([owner], fetcher, tmp_path / "work")
        assert [item.outcome for item in report.items] == outcomes
        accept(catalog)
    assert load_remembered(catalog.folder).gone == ()
