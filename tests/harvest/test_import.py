"""`kb import`: what a file of records would bring, and what it brings."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from catalog.sources import load_sources
from catalog.store import Catalog
from cli import app

RIS = """\
TY  - RPRT
TI  - A desk guide to kinship care
AU  - Example Agency
PY  - {year}
UR  - https://www.example.org/kinship/
CY  - Springfield
ER  -
TY  - RPRT
AU  - Nobody
ER  -
TY  - BOOK
TI  - Another book
KW  - bees
ER  -
"""
KINSHIP, BOOK = "a-desk-guide-to-kinship-care", "another-book"

SOURCES = """\
sources:
- id: partner-library
  title: Partner library
  scraper: import
  site: https://www.example.org/
  pages:
  - address: https://www.example.org/feed
  defaults:
    publisher: Partner Library
    jurisdictions:
    - us
"""


def kb(catalog: Catalog, *arguments: str | Path) -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(app, ["import", *words, "--kb", str(catalog.folder)])


def plain(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.fixture
def ris(tmp_path: Path) -> Path:
    return written(tmp_path, RIS.format(year=2018))


def written(tmp_path: Path, text: str, name: str = "records.txt") -> Path:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return file


def everything(catalog: Catalog) -> dict[str, bytes]:
    files = (file for file in catalog.folder.rglob("*") if file.is_file())
    return {file.relative_to(catalog.folder).as_posix(): file.read_bytes() for file in files}


def test_an_import_is_shown_first_and_changes_nothing(catalog: Catalog, ris: Path) -> None:
    before = everything(catalog)
    result = kb(catalog, ris)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "RIS",
        f"new        record 1, line 1  {KINSHIP}  A desk guide to kinship care",
        "refused    record 2, line 8",
        "           no title that can be used: there is none",
        f"new        record 3, line 11  {BOOK}  Another book",
        "           left out of topics, no term of the vocabulary: “bees”",
        "Not taken over, because there is no field for it: CY (1)",
        "2 new, 0 changed, 0 unchanged, 1 refused",
        "Nothing has been written. To put this into the inbox, add --yes.",
    ]
    assert everything(catalog) == before


def test_what_is_done_is_what_was_shown(catalog: Catalog, ris: Path) -> None:
    shown = plain(kb(catalog, ris, "--json"))
    done = plain(kb(catalog, ris, "--yes", "--json"))
    assert (shown.pop("written"), done.pop("written")) == (False, True)
    assert shown == done
    drafts, problems = catalog.drafts()
    assert (set(drafts), problems) == ({KINSHIP, BOOK}, [])
    harvest = drafts[KINSHIP].harvest
    assert harvest
    assert (harvest.source, harvest.address) == ("import", "file:records.txt")


def test_importing_again_changes_no_file(catalog: Catalog, ris: Path) -> None:
    kb(catalog, ris, "--yes")
    before = everything(catalog)
    report = plain(kb(catalog, ris, "--yes", "--json"))
    assert [record["result"] for record in report["records"]] == [
        "unchanged",
        "refused",
        "unchanged",
    ]
    assert everything(catalog) == before


def test_a_record_that_says_something_else_is_a_change(catalog: Catalog, tmp_path: Path) -> None:
    kb(catalog, written(tmp_path, RIS.format(year=2018)), "--yes")
    later = written(tmp_path, RIS.format(year=2019))
    shown = plain(kb(catalog, later, "--json"))["records"]
    assert [record["result"] for record in shown] == ["changed", "refused", "unchanged"]
    assert str(catalog.drafts()[0][KINSHIP].published) == "2018"
    kb(catalog, later, "--yes")
    assert str(catalog.drafts()[0][KINSHIP].published) == "2019"


def test_what_a_person_changed_in_the_inbox_stays(catalog: Catalog, tmp_path: Path) -> None:
    kb(catalog, written(tmp_path, RIS.format(year=2018)), "--yes")
    draft = catalog.drafts()[0][KINSHIP]
    catalog.write_draft(draft.model_copy(update={"title": "Kinship care: a desk guide"}))
    kb(catalog, written(tmp_path, RIS.format(year=2019)), "--yes")
    kept = catalog.drafts()[0][KINSHIP]
    assert (kept.title, str(kept.published)) == ("Kinship care: a desk guide", "2019")


def test_records_of_a_source_get_its_defaults(catalog: Catalog, ris: Path) -> None:
    (catalog.folder / "sources.yaml").write_text(SOURCES, "utf-8")
    kb(catalog, ris, "--source", "partner-library", "--yes")
    drafts = catalog.drafts()[0]
    assert drafts[KINSHIP].publisher == "Partner Library", "its address is on the source's site"
    assert drafts[BOOK].publisher is None, "nothing says that the source published it"
    assert drafts[BOOK].jurisdictions == ("us",)
    assert drafts[BOOK].harvest
    assert drafts[BOOK].harvest.source == "partner-library"
    result = kb(catalog, ris, "--source", "nobody")
    assert result.exit_code == 2
    assert "there is no source nobody" in result.output


def test_a_table_with_a_mapping(catalog: Catalog, tmp_path: Path) -> None:
    table = written(tmp_path, "Work;Secret\nA guide;x\n", "table.csv")
    refused = kb(catalog, table)
    assert refused.exit_code == 1
    assert "no column is known to hold the title" in refused.output
    assert "“Work”, “Secret”" in refused.output
    mapping = written(tmp_path, "columns:\n  Work: title\nignore:\n- Secret\n", "map.yaml")
    result = kb(catalog, table, "--map", mapping)
    assert result.exit_code == 0, result.output
    assert "The columns, as the mapping says:\n  Work: title\n" in result.output
    assert "1 new, 0 changed, 0 unchanged, 0 refused" in result.output
    mapping.write_text("columns:\n  Work: titel\n", "utf-8")
    result = kb(catalog, table, "--map", mapping)
    assert result.exit_code == 1
    assert "map.yaml:2" in result.output


def test_a_guess_is_shown(catalog: Catalog, tmp_path: Path) -> None:
    table = written(tmp_path, "Name\tYear\nA guide\t2011\n", "table.tsv")
    result = kb(catalog, table)
    assert "The columns, guessed from the headers:\n  Name: title\n  Year: published\n" in (
        result.output
    )
    assert plain(kb(catalog, table, "--json"))["columns"] == {"Name": "title", "Year": "published"}


def test_a_list_of_addresses_is_no_list_of_records(catalog: Catalog, tmp_path: Path) -> None:
    file = written(tmp_path, "https://a.example/1\n# mine\nhttps://a.example/2\n")
    result = kb(catalog, file)
    assert result.exit_code == 0
    assert "https://a.example/1\nhttps://a.example/2\n" in result.output
    assert "add --fetch" in result.output
    result = kb(catalog, file, "--yes")
    assert (result.exit_code, catalog.drafts()[0]) == (1, {})
    assert "nothing was written: add --fetch" in result.output
    file.write_text("https://a.example/1\nnot one\n", "utf-8")
    result = kb(catalog, file, "--format", "addresses")
    assert result.exit_code == 1
    assert "line 2: “not one” is not a web address" in result.output


OPML = """\
<opml version="2.0"><body><outline text="Folder">
<outline text="Casework &amp; Coffee" xmlUrl="https://pod.example/feed" htmlUrl="https://pod.example/x"/>
<outline text="Known" xmlUrl="https://www.example.org/feed"/>
<outline title="Plain" text="other" xmlUrl="https://news.example/rss?a=1"/>
<outline text="Bad" xmlUrl="feed:nowhere"/>
</outline></body></opml>
"""


def test_a_list_of_feeds_gives_sources_to_paste(catalog: Catalog, tmp_path: Path) -> None:
    (catalog.folder / "sources.yaml").write_text(SOURCES, "utf-8")
    before = everything(catalog)
    result = kb(catalog, written(tmp_path, OPML), "--yes")
    assert result.exit_code == 1
    assert "line 5: “feed:nowhere” is not a web address" in result.output
    assert everything(catalog) == before
    _, _, text = result.output.partition("sources:\n")
    (catalog.folder / "sources.yaml").write_text(f"sources:\n{text}", "utf-8")
    sources = load_sources(catalog.folder)
    assert {s.id: (s.scraper, s.site, s.pages[0].address) for s in sources.values()} == {
        "casework-coffee": ("feed", "https://pod.example/x", "https://pod.example/feed"),
        "plain": ("feed", "https://news.example/", "https://news.example/rss?a=1"),
    }


def test_a_saved_feed_is_a_file_of_records(catalog: Catalog, tmp_path: Path) -> None:
    feed = (
        "<rss version='2.0'><channel><title>News</title><link>https://a.example/</link>"
        "<item><title>First</title><link>https://a.example/1</link></item><item/></channel></rss>"
    )
    report = plain(kb(catalog, written(tmp_path, feed), "--json", "--yes"))
    assert [record["draft"] for record in report["records"]] == ["news", "first"]
    assert report["problems"] == ["item 2 has no title and was left out: ?"]
    assert set(catalog.drafts()[0]) == {"news", "first"}


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", [], "the file is empty"),
        ("nothing that we know", [], "none of the formats we read"),
        ("<html/>", [], "it begins with <html>"),
        ("<a><!-- ", [], "records.txt: "),
        ("[]", [], "there is no record in this file"),
        ("TY  - BOOK", ["--format", "marc"], "there is no MARC 21 record"),
        ("TY  - BOOK", ["--format", "papyrus"], "there is no format papyrus; there are: csv, ris"),
        ("<rss/>", ["--format", "opml"], "there is no feed in this list"),
    ],
)
def test_a_file_that_cannot_be_imported(
    catalog: Catalog, tmp_path: Path, text: str, options: list[str], said: str
) -> None:
    result = kb(catalog, written(tmp_path, text), *options)
    assert result.exit_code == 1
    assert said in result.output
