"""`kb index` and `kb search`: the same search as on the page, from the command line."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from catalog.inventory import Inventory, take_inventory, write_inventory
from catalog.model import Entry
from catalog.store import Catalog
from indexer.fields import FACET_NAMES
from indexer.generations import Generations, IndexBusy
from settings import Settings

SHIPPED = Path(__file__).resolve().parent.parent / "kb"


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    monkeypatch.setenv("KB_VAR_DIR", str(tmp_path / "var"))
    folder = tmp_path / "kb"
    shutil.copytree(SHIPPED / "vocabularies", folder / "vocabularies")
    catalog = Catalog(folder)
    terms = {name: catalog.vocabularies[name].terms[0].id for name in catalog.vocabularies}
    for number, title in enumerate(["Kova at home", "Kova in court", "Lumi"]):
        catalog.write(
            Entry(
                id=f"e-{number}",
                title=title,
                kind=terms["kind"],
                topics=(terms["topic"],) if number else (),
                publisher="Pluto Press" if number == 1 else None,
                published=f"{2015 + number}",  # type: ignore[arg-type]
                added=date(2024, 1, 1),
            )
        )
    return catalog


def run(kb: Catalog, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, [arguments[0], "--kb", str(kb.folder), *arguments[1:]])


def search(kb: Catalog, *arguments: str) -> dict:
    result = run(kb, "search", "--json", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def ids(kb: Catalog, *arguments: str) -> list[str]:
    return [hit["id"] for hit in search(kb, *arguments)["hits"]]


def test_search_brings_the_index_up_to_date_by_itself(kb: Catalog) -> None:
    assert ids(kb, "kova") == ["e-0", "e-1"]
    kb.delete("e-0")
    assert ids(kb, "kova") == ["e-1"]


def test_the_options_are_the_parameters_of_the_address(kb: Catalog) -> None:
    topic = kb.vocabularies["topic"].terms[0].id
    assert ids(kb, "kova", "home") == ["e-0", "e-1"]  # what has all of the words stands first
    assert ids(kb, "--q", "kova home") == ["e-0", "e-1"]
    assert ids(kb, "kova", "--topic", topic) == ["e-1"]
    assert ids(kb, "--publisher", "pluto-press", "--publisher", "gone") == ["e-1"]
    assert ids(kb, "--from", "2016", "--to", "2016") == ["e-1"]
    assert ids(kb, "--sort", "newest") == ["e-2", "e-1", "e-0"]
    assert ids(kb, "--page", "2") == []
    assert search(kb, "--page", "2")["total"] == 3


def test_a_link_can_be_searched_and_changed(kb: Catalog) -> None:
    link = "https://host.example/?q=kova&sort=oldest&from=2016"
    assert ids(kb, "--link", link) == ["e-1"]
    assert ids(kb, "--link", link, "--from", "2010") == ["e-0", "e-1"]
    found = search(kb, "--link", link)
    assert found["permalink"] == "?q=kova&from=2016&sort=oldest"
    assert ids(kb, "--link", found["permalink"]) == ["e-1"]


def test_every_facet_is_an_option_and_in_the_json(kb: Catalog) -> None:
    options = run(kb, "search", "--help").stdout
    assert all(f"--{name}" in options for name in FACET_NAMES)
    assert tuple(search(kb)["facets"]) == FACET_NAMES


def test_values_that_are_gone_are_told(kb: Catalog) -> None:
    found = search(kb, "kova", "--topic", "no-such-topic")
    assert found["total"] == 2
    assert "no longer used" in found["notices"][0]["text"]
    result = run(kb, "search", "kova", "--topic", "no-such-topic")
    assert "no longer used" in result.stdout


def test_explain_as_text_and_as_json(kb: Catalog) -> None:
    assert "“kova”: once in title (counts 2.5)" in run(kb, "search", "kova", "--explain").stdout
    (reason,) = search(kb, "kova", "--explain")["hits"][0]["explanation"]["reasons"]
    assert reason["looked_for"] == "kova"
    assert "explanation" not in search(kb, "kova")["hits"][0]


@pytest.mark.parametrize("text", ['"', "(((", "AND", "NOT", "title:", "-- ) ("])
def test_no_text_is_an_error(kb: Catalog, text: str) -> None:
    assert search(kb, "--q", text)["notices"]


@pytest.mark.parametrize(
    "arguments", [["--sort", "best"], ["--from", "soon"], ["--page", "0"], ["a", "--q", "b"]]
)
def test_wrong_options_are_explained(kb: Catalog, arguments: list[str]) -> None:
    result = run(kb, "search", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_files_that_nobody_touched_are_read_again_only_by_a_rebuild(kb: Catalog) -> None:
    """What is known of them is made wrong here, as only a broken disk could."""
    assert run(kb, "index").exit_code == 0
    before = take_inventory(kb)
    kb.write(kb.read("e-0").model_copy(update={"title": "Nexar"}))
    now = take_inventory(kb, now=2**62)
    old = now.items["e-0"]._replace(checksum=before.checksums["e-0"])
    write_inventory(Settings(dir=kb.folder).inventory_file, Inventory({**now.items, "e-0": old}))
    assert "3 unchanged" in run(kb, "index").stdout
    assert ids(kb, "nexar") == []
    assert "1 changed" in run(kb, "index", "--rebuild").stdout
    assert ids(kb, "nexar") == ["e-0"]


def test_index_reports_and_fails_only_for_bad_files(kb: Catalog) -> None:
    result = run(kb, "index")
    assert result.exit_code == 0
    assert result.stdout.startswith("3 entries can be searched: 3 added")
    assert "3 unchanged" in run(kb, "index").stdout
    assert json.loads(run(kb, "index", "--rebuild", "--json").stdout)["rebuilt"] is True
    kb.path("e-1").write_text("id: e-1\n", encoding="utf-8")
    result = run(kb, "index")
    assert result.exit_code == 1
    assert "e-1.yaml" in result.stderr
    assert "1 cannot be used" in result.stdout
    plain = json.loads(run(kb, "index", "--json").stdout)
    assert plain["entries"] == 3
    assert all(problem["file"].endswith("e-1.yaml") for problem in plain["problems"])
    searched = run(kb, "search", "--json", "kova")
    assert searched.exit_code == 0
    assert json.loads(searched.stdout)["total"] == 2  # its last good version is still found
    assert "e-1.yaml" in searched.stderr


def test_while_another_writes_search_uses_the_index_as_it_is(
    kb: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(kb, "index").exit_code == 0
    kb.delete("e-0")

    @contextmanager
    def taken(*_: object) -> Iterator[None]:
        raise IndexBusy("another process is writing")
        yield

    monkeypatch.setattr(Generations, "lock", taken)
    result = run(kb, "index")
    assert result.exit_code == 1
    assert "another process" in result.stderr
    result = run(kb, "search", "--json", "kova")
    assert json.loads(result.stdout)["total"] == 2
    assert "another process" in result.stderr


def test_bad_vocabularies_are_named(kb: Catalog) -> None:
    (kb.folder / "vocabularies" / "topics.yaml").write_text("scheme: [", encoding="utf-8")
    result = run(kb, "search", "kova")
    assert result.exit_code == 1
    assert "topics.yaml" in result.stderr


def test_entries_like_one(kb: Catalog) -> None:
    assert [hit["id"] for hit in search(kb, "--like", "e-0")["hits"]] == ["e-1"]
    shown = run(kb, "search", "--like", "e-0").stdout
    assert "Most like e-0" in shown
    assert "Kova in court" in shown
    assert run(kb, "search", "--like", "nothing").exit_code == 1
    assert run(kb, "search", "--like", "e-0", "kova").exit_code == 2
    kb.delete("e-1")
    assert "No entry is like e-0" in run(kb, "search", "--like", "e-0").stdout


def test_other_names_can_be_left_out(kb: Catalog) -> None:
    assert search(kb, "kova", "--no-expand")["query"]["expand"] == "no"
    assert "expand" not in search(kb, "kova")["query"]
