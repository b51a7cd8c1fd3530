"""`kb import --fetch`: the pages of a list of addresses, as drafts."""

import json
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from catalog.store import Catalog
from scrapers.journal import Journal
from tests.harvest.records import draft, landing
from tests.harvest.test_following import page
from tests.harvest.test_import import everything, kb, plain, written
from tests.harvest.web import Answer, Web, status
from tests.scrapers.generic.test_scraper_pdf import made

SOURCE = """\
sources:
- id: own
  title: Own
  scraper: generic
  site: {site}
  crawl_delay: 0
  allow_private: true
  defaults:
    kind: guide
    publisher: Our house
"""


@pytest.fixture(autouse=True)
def own(catalog: Catalog, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CONTACT", "desk@example.org")
    (catalog.folder / "sources.yaml").write_text(SOURCE.format(site=web.url("/")), "utf-8")


@pytest.fixture
def file(web: Web, tmp_path: Path) -> Path:
    web.has("/robots.txt", Answer(b"User-agent: *\nDisallow: /closed"))
    web.has("/a", page("Subject A"))
    web.has("/closed", page("Closed"))
    web.has("/b", page("Subject B"))
    paths = ("/a", "/missing", "/closed", "/b")
    return written(tmp_path, "".join(f"{web.url(path)}\n" for path in paths), "list.txt")


def results(report: Any) -> list[tuple[str, str | None]]:
    return [(record["result"], record["draft"]) for record in report["records"]]


def test_pages_are_shown_first_then_taken_in_and_one_that_fails_stops_no_other(
    catalog: Catalog, web: Web, file: Path
) -> None:
    before = everything(catalog)
    result = kb(catalog, file, "--fetch", "--source", "own")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "list of addresses",
        f"new        {web.url('/a')}  subject-a  Subject A",
        f"refused    {web.url('/missing')}",
        "           there is no such page (answer 404)",
        f"refused    {web.url('/closed')}",
        f"           the site's robots.txt does not allow us {web.url('/closed')}",
        f"new        {web.url('/b')}  subject-b  Subject B",
        "2 new, 0 changed, 0 unchanged, 2 refused",
        "Nothing has been written. To put this into the inbox, add --yes.",
    ]
    assert everything(catalog) == before
    assert all("desk@example.org" in headers["User-Agent"] for _, headers in web.asked)
    done = plain(kb(catalog, file, "--fetch", "--yes", "--source", "own", "--json"))
    expected = [("new", "subject-a"), ("refused", None), ("refused", None), ("new", "subject-b")]
    assert results(done) == expected
    found = catalog.drafts()[0]["subject-a"]
    assert (found.kind, found.publisher) == ("guide", "Our house"), "the defaults of the source"
    assert found.harvest
    assert (found.harvest.source, found.harvest.address) == ("web", web.url("/a"))
    again = everything(catalog)
    report = plain(kb(catalog, file, "--fetch", "--yes", "--source", "own", "--json"))
    assert results(report)[0] == ("unchanged", "subject-a")
    assert everything(catalog) == again


def test_private_hosts_are_those_of_the_source_that_is_named(
    catalog: Catalog, web: Web, file: Path
) -> None:
    report = plain(kb(catalog, file, "--fetch", "--json"))
    assert {result for result, _ in results(report)} == {"refused"}
    assert "allow_private" in report["records"][0]["reason"]
    assert web.asked == []


def test_a_file_in_the_list_is_read_as_well(catalog: Catalog, web: Web, tmp_path: Path) -> None:
    pdf = web.has("/x.pdf", Answer(made(), headers={"Content-Type": "application/pdf"}))
    report = plain(
        kb(catalog, written(tmp_path, pdf), "--fetch", "--source", "own", "--yes", "--json")
    )
    ((result, name),) = results(report)
    assert result == "new"
    assert catalog.drafts()[0][str(name)].format == "pdf"


def test_a_list_that_was_interrupted_goes_on(
    catalog: Catalog, web: Web, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Journal.add

    def interrupted(journal: Journal, visit: Any) -> None:
        add(journal, visit)
        if visit.page.endswith("/missing"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "add", interrupted)
        result = kb(catalog, file, "--fetch", "--source", "own", "--yes")
    assert result.exit_code == 3
    assert "unfinished 127.0.0.1: the run was stopped" in result.output
    assert set(catalog.drafts()[0]) == {"subject-a"}
    web.asked.clear()
    assert kb(catalog, file, "--fetch", "--source", "own", "--yes").exit_code == 1
    assert web.paths() == ["/b"]
    assert set(catalog.drafts()[0]) == {"subject-a", "subject-b"}


def test_what_is_there_already_is_named_without_fetching(
    catalog: Catalog, web: Web, file: Path
) -> None:
    catalog.write_draft(draft("mine", links=[landing(f"{web.url('/a')}/")]))
    assert f"{web.url('/a')}  (there as mine)" in kb(catalog, file).output
    assert plain(kb(catalog, file, "--json"))["addresses"][0]["known_as"] == "mine"
    assert web.asked == []


def test_only_lists_of_addresses_are_fetched_and_no_two_at_once(
    catalog: Catalog, file: Path, tmp_path: Path
) -> None:
    result = kb(catalog, written(tmp_path, "TY  - BOOK\nTI  - A\nER  -\n"), "--fetch")
    assert result.exit_code == 1
    assert "only lists of addresses are fetched; there is none" in result.output
    result = kb(catalog, file, "--fetch", "--format", "ris")
    assert "only lists of addresses are fetched, not RIS" in result.output
    (work,) = (tmp_path / "var").iterdir()
    with FileLock(work / "harvest" / "lock"):
        assert kb(catalog, file, "--fetch").exit_code == 4


def test_the_log_has_a_line_for_each_page(catalog: Catalog, file: Path, tmp_path: Path) -> None:
    kb(catalog, file, "--fetch", "--source", "own")
    (log,) = (tmp_path / "var").rglob("log.jsonl")
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line["outcome"] for line in lines] == ["read", "failed", "failed", "read"]


def test_a_site_with_trouble_is_one_refused_page(catalog: Catalog, web: Web, file: Path) -> None:
    web.has("/b", status(503, Retry_After="86400"))
    report = plain(kb(catalog, file, "--fetch", "--source", "own", "--json"))
    assert results(report)[-1] == ("refused", None)
    assert "harvest it again later" in report["records"][-1]["reason"]


def test_a_line_that_is_no_address_stops_no_other(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    web.has("/a", page("Subject A"))
    listed = written(
        tmp_path, f"Pages to read, collected in May\n{web.url('/a')}\nftp://x.example\n"
    )
    report = plain(kb(catalog, listed, "--fetch", "--source", "own", "--json"))
    assert [text.partition(":")[0] for text in report["problems"]] == ["line 1", "line 3"]
    assert results(report) == [("new", "subject-a")]


@pytest.mark.parametrize("together", [True, False])
def test_two_pages_with_one_title_are_two_drafts(
    catalog: Catalog, web: Web, tmp_path: Path, together: bool
) -> None:
    for path in ("/a", "/b"):
        web.has(path, page("Introduction"))
    lists = ("/a", "/b") if together else ("/a",), ("/a", "/b")
    for paths in lists:
        listed = written(tmp_path, "".join(f"{web.url(path)}\n" for path in paths))
        assert kb(catalog, listed, "--fetch", "--yes", "--source", "own").exit_code == 0
    places = {i: d.address for i, d in catalog.drafts()[0].items()}
    assert places == {"introduction": web.url("/a"), "introduction-2": web.url("/b")}
