"""What is gone from a source, and what only seems to be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.remembered import load_remembered
from catalog.sources import Source
from catalog.store import Catalog
from scrapers.fetcher import Fetcher
from scrapers.harvest import Harvest
from scrapers.report import Outcome, Report
from tests.harvest.command import kb
from tests.harvest.records import accept
from tests.harvest.test_following import harvest
from tests.harvest.test_following import source as any_source
from tests.harvest.test_proposals import waiting
from tests.harvest.test_rolling_lists import FIRST, SECOND, part
from tests.harvest.test_run import LIMITS, NOW, run, shelf
from tests.harvest.test_run import source as shelf_source
from tests.harvest.town import TOWN
from tests.harvest.web import Answer, Web, status

XML = {"Content-Type": "application/xml"}


def source(web: Web, *pages: str, **values: Any) -> Source:
    return any_source(web, *pages, **{"scraper": "town"} | values)


def page(title: str, *links: str) -> Answer:
    """Return the page of a ward, or of a list when it is called otherwise."""
    items = "".join(f'<li><a href="{link}">More</a></li>' for link in links)
    return Answer(f"<main><h1>{title}</h1><ul>{items}</ul></main>".encode())


def wards(web: Web) -> None:
    for name in "abc":
        web.has(f"/{name}", page(f"Ward {name}"))


@pytest.fixture
def owner(catalog: Catalog, web: Web, tmp_path: Path) -> Source:
    """Return a source whose list leads to three wards, which are in the catalog."""
    wards(web)
    web.has("/list", page("List", "/a", "/b", "/c"))
    made = source(web, "/list", depth=1)
    harvest(catalog, tmp_path, made)
    accept(catalog)
    return made


def sitemap(web: Web, *paths: str, day: str = "2026-01-01", more: str = "") -> Answer:
    items = "".join(
        f"<url><loc>{web.url(path)}</loc><lastmod>{day}</lastmod></url>" for path in paths
    )
    return Answer(f"<urlset>{items}{more}</urlset>".encode(), headers=XML)


def reasons(report: Report) -> dict[str | None, str]:
    return {i.draft: i.reason.partition(";")[0] for i in report.of(Outcome.GONE)}


def go(catalog: Catalog, tmp_path: Path, *sources: Source) -> Report:
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        return run(catalog, tmp_path, fetcher, *sources)


# A list that leads to three pages

Change = Callable[[Web, Source], Source]
GONE = {"ward-b": "its source no longer leads to its page"}


def dropped(web: Web, owner: Source) -> Source:
    web.has("/list", page("List", "/a", "/c"))
    return owner


def answers(code: int) -> Change:
    def change(web: Web, owner: Source) -> Source:
        web.has("/b", status(code))
        return owner

    return change


def narrowed(web: Web, owner: Source) -> Source:
    assert owner.follow
    return owner.model_copy(
        update={"follow": owner.follow.model_copy(update={"exclude": ("*/b",)})}
    )


def forbidden(web: Web, owner: Source) -> Source:
    web.has("/robots.txt", Answer(b"User-agent: *\nDisallow: /b"))
    return owner


def list_fails(web: Web, owner: Source) -> Source:
    web.has("/list", status(500))
    return owner


def one_list_fails(web: Web, owner: Source) -> Source:
    dropped(web, owner)
    pages = (*owner.pages, owner.pages[0].model_copy(update={"address": web.url("/more")}))
    web.has("/more", status(500))
    return owner.model_copy(update={"pages": pages})


def cut_off(web: Web, owner: Source) -> Source:
    web.has("/list", page("List", "/a", "/c", "/b"))
    assert owner.follow
    return owner.model_copy(update={"follow": owner.follow.model_copy(update={"pages": 3})})


def other_address(web: Web, owner: Source) -> Source:
    web.has("/list", page("List", "/a", "/b/", "/c"))
    web.has("/b/", status(500))
    return owner


CASES: list[tuple[Change, dict[str, str]]] = [
    (dropped, GONE),
    (answers(404), {"ward-b": "its site says there is no such page (answer 404)"}),
    (answers(410), {"ward-b": "its site says there is no such page (answer 410)"}),
    (narrowed, GONE),
    (answers(500), {}),
    (answers(403), {}),
    (answers(503), {}),
    (forbidden, {}),
    (list_fails, {}),
    (one_list_fails, {}),
    (cut_off, {}),
    (other_address, {}),
]


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_what_is_gone_and_what_only_seems_to_be(
    catalog: Catalog,
    web: Web,
    tmp_path: Path,
    owner: Source,
    change: Change,
    expected: dict[str, str],
) -> None:
    assert catalog.ids() == ["ward-a", "ward-b", "ward-c"]
    owner = change(web, owner)
    assert reasons(harvest(catalog, tmp_path, owner)) == expected
    assert reasons(harvest(catalog, tmp_path, owner)) == {}, "it is news only once"
    assert len(catalog.ids()) == 3, "nothing is deleted"


def test_an_address_that_was_dropped_from_the_sources(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    one, two = (web.has(f"/{n}", shelf(n)) for n in ("one", "two"))

    def some(*pages: str) -> Source:
        return shelf_source(web.url("/"), *pages)

    go(catalog, tmp_path, some(one, two))
    accept(catalog)
    gone = reasons(go(catalog, tmp_path, some(one)))
    assert gone == {"two": "its source no longer leads to its page"}
    assert reasons(go(catalog, tmp_path, some(one, two))) == {}
    assert load_remembered(catalog.folder).gone == (), "it is listed again"


def test_what_moved_to_another_page_of_its_source_is_not_gone(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    def lists(*names: str) -> Answer:
        lines = (f"{n} | https://shelf.example/{n} | {year} |" for n, year in map(str.split, names))
        return Answer("\n".join(["SHELF", *lines]).encode())

    pages = web.has("/one", lists("a 2019", "b 2019")), web.has("/two", lists("c 2019"))
    owner = shelf_source(web.url("/"), *pages)
    go(catalog, tmp_path, owner)
    accept(catalog)
    web.has("/one", lists("a 2019"))
    web.has("/two", lists("b 2020", "c 2019"))
    report = go(catalog, tmp_path, owner)
    assert [item.draft for item in report.of(Outcome.CHANGED)] == ["b"], "it is read there now"
    assert not report.of(Outcome.GONE)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (("/a", "/c"), GONE),
        (("/a", "/b", "/c"), {}),
        (("/a", "/c", "ill-formed"), {}),
        (("/a", "/c", "older"), {}),
    ],
)
def test_what_a_sitemap_no_longer_lists(
    catalog: Catalog, web: Web, tmp_path: Path, changed: tuple[str, ...], expected: dict[str, str]
) -> None:
    place = web.has("/sitemap.xml", sitemap(web, "/a", "/b", "/c"))
    wards(web)
    owner = source(web, depth=0, sitemaps=[place], since="2025")
    harvest(catalog, tmp_path, owner)
    accept(catalog)
    paths = [path for path in changed if path.startswith("/")]
    more = {
        "ill-formed": "<url>",
        "older": f"<url><loc>{web.url('/b')}</loc><lastmod>2020-01-01</lastmod></url>",
    }.get(changed[-1], "")
    web.has("/sitemap.xml", sitemap(web, *paths, more=more))
    assert reasons(harvest(catalog, tmp_path, owner)) == expected


@pytest.mark.parametrize(
    ("address", "second", "expected"),
    [
        (FIRST, part("On visits", deleted="On kin"), {"on-kin": "its source has withdrawn it"}),
        (FIRST, part("On visits"), {"on-kin": "its page no longer lists it"}),
        (FIRST, status(500), {}),
        (f"{FIRST}&from=2026-01-01", part("On visits"), {}),
        (
            f"{FIRST}&from=2026-01-01",
            part("On visits", deleted="On kin"),
            {"on-kin": "its source has withdrawn it"},
        ),
    ],
)
def test_what_a_library_withdrew_or_no_longer_hands_out(
    catalog: Catalog,
    web: Web,
    tmp_path: Path,
    address: str,
    second: Answer,
    expected: dict[str, str],
) -> None:
    library = source(web, address, scraper="oai-pmh")
    web.has(address, part("On neglect", "On kin", token="t2"))
    web.has(SECOND, part("On visits"))
    harvest(catalog, tmp_path, library)
    accept(catalog)
    web.has(address, part("On neglect", token="t2"))
    web.has(SECOND, second)
    assert reasons(harvest(catalog, tmp_path, library)) == expected


def test_a_librarian_decides_on_what_is_gone(
    catalog: Catalog, web: Web, tmp_path: Path, owner: Source
) -> None:
    web.has("/list", page("List", "/a"))
    harvest(catalog, tmp_path, owner)
    assert {i: w["proposal"] for i, w in waiting(catalog).items()} == {
        "ward-b": "gone",
        "ward-c": "gone",
    }
    assert kb(catalog, "accept", "--all").exit_code == 0
    assert catalog.read("ward-b").status == "published", "only what is named is withdrawn"
    assert "withdrawn ward-b" in kb(catalog, "accept", "ward-b", "--dry-run").output
    assert set(waiting(catalog)) == {"ward-b", "ward-c"}
    result = kb(catalog, "accept", "ward-b")
    assert (
        result.exit_code,
        "withdrawn ward-b\n  its source no longer leads" in result.output,
    ) == (
        0,
        True,
    )
    assert "stays as it is" in kb(catalog, "reject", "ward-c").output
    assert waiting(catalog) == {}
    assert (catalog.read("ward-b").status, catalog.read("ward-c").status) == (
        "withdrawn",
        "published",
    )
    assert reasons(harvest(catalog, tmp_path, owner)) == {}
    assert waiting(catalog) == {}, "both decisions are remembered"
    web.has("/list", page("List", "/a", "/b", "/c"))
    report = harvest(catalog, tmp_path, owner)
    assert [said for _, said in report.warnings] == ["ward-b is withdrawn, but listed again"]
    web.has("/list", page("List", "/a"))
    assert set(reasons(harvest(catalog, tmp_path, owner))) == {"ward-c"}, "the source changed"


def two_lists(web: Web) -> tuple[Source, Source]:
    web.has("/one", page("List", "/a", "/b"))
    web.has("/two", page("List", "/b", "/c"))
    wards(web)
    one, two = source(web, "/one", depth=1), source(web, "/two", depth=1)
    return one, two.model_copy(update={"id": "other"})


@pytest.mark.parametrize("turned", [False, True])
def test_what_another_source_still_has_is_not_gone_and_is_that_ones_then(
    catalog: Catalog, web: Web, tmp_path: Path, turned: bool
) -> None:
    sources = two_lists(web)
    go(catalog, tmp_path, *sources)
    accept(catalog)
    owner, other = sources
    web.has("/one", page("List", "/a"))
    order = (other, owner) if turned else (owner, other)
    for _ in range(3):
        assert reasons(go(catalog, tmp_path, *order)) == {}
    web.has("/b", Answer(b"<main><h1>Ward b</h1><table><tr><td>New<td>2020<td>x</table></main>"))
    changed = go(catalog, tmp_path, *order).of(Outcome.NEW)
    assert [item.source for item in changed] == ["other"]
    web.has("/two", page("List", "/c"))
    assert "ward-b" in reasons(go(catalog, tmp_path, *order))
    assert "ward-b" not in reasons(go(catalog, tmp_path, *order)), "it is news only once"


def test_what_a_source_says_itself_counts_without_any_earlier_run(
    catalog: Catalog, web: Web, tmp_path: Path, owner: Source
) -> None:
    (tmp_path / "holdings" / "any.txt").unlink()
    web.has("/list", page("List", "/b", "/c"))
    web.has("/b", status(410))
    assert set(reasons(harvest(catalog, tmp_path, owner))) == {"ward-b"}


def test_a_source_that_got_another_id_still_notices_what_goes(
    catalog: Catalog, web: Web, tmp_path: Path, owner: Source
) -> None:
    renamed = owner.model_copy(update={"id": "renamed"})
    assert {i.outcome for i in harvest(catalog, tmp_path, renamed).items} == {Outcome.UNCHANGED}
    dropped(web, owner)
    assert reasons(harvest(catalog, tmp_path, renamed)) == GONE


def test_what_only_a_saved_page_gave_is_not_missed_on_the_web(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    web.has("/list", page("List", "/a"))
    web.has("/a", page("Ward a"))
    web.has("/b", page("Ward b"))
    saved = tmp_path / "b.html"
    canonical = f'<link rel="canonical" href="{web.url("/b")}">'.encode()
    saved.write_bytes(canonical + page("Ward b").body)
    owner = source(web, "/list", depth=1)
    Harvest(catalog, {owner.id: owner}, NOW, {"town": TOWN}).read(saved, owner)
    accept(catalog)
    for _ in range(2):
        assert reasons(harvest(catalog, tmp_path, owner)) == {}
    web.has("/list", page("List", "/a", "/b"))
    harvest(catalog, tmp_path, owner)
    web.has("/list", page("List", "/a"))
    assert reasons(harvest(catalog, tmp_path, owner)) == GONE, "now a run has found it"
