"""`kb harvest`, `kb inbox` and `kb accept` as people and schedulers use them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from catalog.store import Catalog
from tests.harvest.command import kb
from tests.harvest.web import Answer, Web, status

PAGE = """\
<html lang="en"><head><title>Neglect - Child Welfare Information Gateway</title>{head}</head>
<body><main><h1>Neglect</h1><p>Resources on neglect for those who work with families.</p>
<div class="publication"><h3><a href="/pubs/omission/">Acts of Omission</a></h3>
<dl><dt>Series Title</dt><dd>Bulletins for Professionals</dd>
<dt>Author(s)</dt><dd>Child Welfare Information Gateway</dd>
<dt>Availability</dt><dd><a href="/pubPDFs/acts.pdf">Download (PDF - 587 KB)</a></dd>
<dt>Year Published</dt><dd>{year}</dd></dl><p>What neglect is and what helps.</p></div>
</main></body></html>
"""
CANONICAL = '<link rel="canonical" href="https://www.childwelfare.gov/topics/neglect/">'
ID = "acts-of-omission"


def saved(tmp_path: Path, year: int = 2018, head: str = CANONICAL, name: str = "page") -> Path:
    folder = tmp_path / "saved"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.html").write_text(PAGE.format(year=year, head=head), "utf-8")
    return folder


def plain(result: Result) -> Any:
    return json.loads(result.stdout)


def test_saved_pages_need_neither_sources_nor_entries(catalog: Catalog, tmp_path: Path) -> None:
    result = kb(catalog, "harvest", "--from", saved(tmp_path))
    assert result.exit_code == 0, result.output
    assert (
        "2 new, 0 changed, 0 gone, 0 unchanged, 0 failed, 0 not understood, 0 drift"
        in result.output
    )
    assert ID in result.output
    harvest = catalog.drafts()[0][ID].harvest
    assert harvest
    assert harvest.source == "childwelfare-gateway"
    assert harvest.address == "https://www.childwelfare.gov/topics/neglect/"


def test_the_report_for_programs(catalog: Catalog, tmp_path: Path) -> None:
    folder = saved(tmp_path)
    (folder / "other.html").write_text("<p>Something else</p>", "utf-8")
    (folder / "notes.txt").write_text("mine", "utf-8")
    result = kb(catalog, "harvest", "--from", folder, "--json")
    assert result.exit_code == 1
    report = plain(result)
    assert [item["draft"] for item in report["new"]] == ["neglect", ID]
    assert report["new"][1]["title"] == "Acts of Omission"
    assert report["not_understood"] == [
        {
            "source": None,
            "page": "file:other.html",
            "draft": None,
            "title": None,
            "reason": "no scraper recognises this page",
        }
    ]
    assert (report["changed"], report["unchanged"], report["failed"]) == ([], [], [])
    assert report["ignored"] == ["notes.txt"]


def test_a_page_without_address_takes_its_links_from_the_site(
    catalog: Catalog, tmp_path: Path
) -> None:
    kb(catalog, "harvest", "--from", saved(tmp_path, head=""))
    page, listed = (catalog.drafts()[0][i] for i in ("neglect", ID))
    assert page.harvest
    assert page.harvest.address == "file:page.html"
    assert page.links == (), "the front page only stood in for its address"
    assert "https://childwelfare.gov/pubPDFs/acts.pdf" in [link.url for link in listed.links]


def test_from_saved_page_to_entry_with_an_edit_in_between(catalog: Catalog, tmp_path: Path) -> None:
    folder = saved(tmp_path)
    kb(catalog, "harvest", "--from", folder)
    waiting = kb(catalog, "inbox")
    assert waiting.exit_code == 0
    assert f"new       {ID}" in waiting.output
    assert catalog.ids() == []
    accepted = kb(catalog, "accept", "--all")
    assert accepted.exit_code == 0, accepted.output
    assert "2 added, 0 updated, 0 unchanged, 0 refused" in accepted.output
    assert "2 unchanged" in kb(catalog, "harvest", "--from", folder).output
    assert kb(catalog, "check").exit_code == 0

    file = catalog.path(ID)
    file.write_text(
        file.read_text("utf-8").replace("title: Acts of Omission", "title: Mine"), "utf-8"
    )
    saved(tmp_path, year=2019)
    again = PAGE.replace("Acts of Omission", "Acts of omission, revised")
    (folder / "page.html").write_text(again.format(year=2019, head=CANONICAL), "utf-8")
    assert "1 changed" in kb(catalog, "harvest", "--from", folder).output
    result = kb(catalog, "accept", ID)
    assert result.exit_code == 0
    assert "title: Mine | Acts of omission, revised | set by a person, stays" in result.output
    assert "published: 2018 | 2019 | set by the machine" in result.output
    entry = catalog.read(ID)
    assert (entry.title, str(entry.published)) == ("Mine", "2019")


def test_sources_are_fetched(catalog: Catalog, web: Web) -> None:
    html = PAGE.format(year=2018, head="").encode()
    pages = [web.has("/topics/neglect/", Answer(html)), web.has("/gone", status(404))]
    listed = "".join(f"  - address: {page}\n" for page in pages)
    (catalog.folder / "sources.yaml").write_text(
        "sources:\n- id: local\n  title: Local\n  scraper: childwelfare-gateway\n"
        f"  site: {web.url('/')}\n  pages:\n{listed}  crawl_delay: 0\n  allow_private: true\n",
        "utf-8",
    )
    result = kb(catalog, "harvest", "--json")
    assert result.exit_code == 1
    report = plain(result)
    assert [item["draft"] for item in report["new"]] == ["neglect", ID]
    assert report["failed"][0]["page"] == pages[1]
    assert "no such page" in report["failed"][0]["reason"]
    assert plain(kb(catalog, "harvest", "local", "--json"))["unchanged"]
    assert [r["draft"] for r in plain(kb(catalog, "accept", ID, "--json"))] == [ID]
    done = plain(kb(catalog, "accept", "--all", "--source", "local", "--json"))
    assert [r["outcome"] for r in done] == ["added"]


def test_accept_refuses_what_makes_no_entry_and_says_so(catalog: Catalog, tmp_path: Path) -> None:
    kb(catalog, "harvest", "--from", saved(tmp_path))
    file = catalog.draft_path(ID)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("kind:")), "utf-8")
    (catalog.folder / "inbox" / "broken.yaml").write_text("id: [", "utf-8")
    result = kb(catalog, "accept", "--all")
    assert result.exit_code == 1
    assert "kind: missing" in result.output
    assert "broken.yaml:1" in result.output
    assert catalog.ids() == ["neglect"]
    assert ID in catalog.drafts()[0]


def test_a_folder_without_a_saved_page_is_a_mistake(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = kb(catalog, "harvest", "--from", tmp_path / "empty")
    assert result.exit_code == 1
    assert "there is no saved page here (.html, .htm, .xhtml)" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["harvest"], "there is no source"),
        (["harvest", "nowhere"], "there is no source nowhere"),
        (["harvest", "--source", "x"], "--source goes with --from"),
        (["accept"], "give the ids of drafts"),
        (["accept", "a", "--all"], "give the ids of drafts"),
        (["accept", "a", "--source", "x"], "give the ids of drafts"),
    ],
)
def test_what_cannot_be_meant_is_explained(
    catalog: Catalog, arguments: list[str], words: str
) -> None:
    result = kb(catalog, *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.replace("│", " ").split())


def test_a_mistake_in_the_sources_ends_the_command(catalog: Catalog) -> None:
    (catalog.folder / "sources.yaml").write_text("sources:\n- id: x\n", "utf-8")
    result = kb(catalog, "harvest")
    assert result.exit_code == 1
    assert "sources.yaml:2: sources[1].title: missing" in result.output
