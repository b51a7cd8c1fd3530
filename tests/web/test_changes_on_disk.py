"""What changes on disk while the app runs is shown soon after."""

import threading
from pathlib import Path

import library
import pytest
from library import TODAY, open_shelf

from catalog.link_checks import write_link_checks
from catalog.problem import BadFile
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.generations import IndexBusy
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend
from web.screens import search_screen
from web.shelf import BACKGROUND, Shelf


def test_changes_on_disk_are_picked_up(tmp_path: Path, folder: Path) -> None:
    shelf = open_shelf(folder, tmp_path / "index")
    before = shelf.holding
    assert [problem.line for problem in before.problems] == [4]
    shelf.refresh()
    assert shelf.holding is before  # nothing changed: nothing was read again
    catalog = Catalog(folder)
    new = catalog.read("grandparents-article").model_copy(
        update={"id": "new-one", "title": "Quite new"}
    )
    catalog.write(new)
    (folder / "entries" / "broken.yaml").unlink()
    shelf.refresh()
    found = shelf.holding.backend.search(Query.build("quite new"))
    assert [hit.entry.id for hit in found.hits] == ["new-one"]
    assert shelf.holding.problems == ()
    assert [other for _, other in shelf.holding.linked_from["doorstep-podcast"]] == [
        "grandparents-article",
        "new-one",
    ]
    assert before.backend.search(Query.build()).total in (48, 49)  # a run under way goes on


def test_a_renamed_term_is_picked_up(tmp_path: Path, folder: Path) -> None:
    shelf = open_shelf(folder, tmp_path / "index")
    file = folder / "vocabularies" / "topics.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("label: Kinship care", "label: Family carers"), encoding="utf-8")
    shelf.refresh()
    screen = search_screen(shelf.holding, (("topic", "kinship-care"),), TODAY)
    assert screen.title == "Resources about family carers – Caseshelf"


def test_a_visit_starts_a_look_in_the_background(tmp_path: Path, folder: Path) -> None:
    shelf = open_shelf(folder, tmp_path / "index", patience=0)
    (folder / "entries" / "home-alone-guide.yaml").unlink()
    before = shelf.holding
    for thread in threading.enumerate():
        if thread.name == BACKGROUND:
            thread.join()
    assert shelf.holding is not before
    assert shelf.holding.entry("home-alone-guide") is None


def test_a_half_saved_vocabulary_leaves_the_last_state(tmp_path: Path, folder: Path) -> None:
    shelf = open_shelf(folder, tmp_path / "index")
    before = shelf.holding
    (folder / "vocabularies" / "topics.yaml").write_text("scheme: to", encoding="utf-8")
    with pytest.raises(BadFile):
        shelf.refresh()
    assert shelf.holding is before


def test_a_busy_index_is_shown_as_it_is(tmp_path: Path, folder: Path) -> None:
    def open_backend(terms: Vocabularies) -> WhooshBackend:
        return WhooshBackend(tmp_path / "index", terms, lock_timeout=0)

    with (
        pytest.raises(IndexBusy),
        WhooshBackend(tmp_path / "index", Catalog(folder).vocabularies).writer(),
    ):
        Shelf(folder, open_backend)  # there is no index yet
    first = Shelf(folder, open_backend)
    (folder / "entries" / "home-alone-guide.yaml").unlink()
    with first.holding.backend.writer():
        second = Shelf(folder, open_backend)
        assert second.holding.backend.search(Query.build()).total == 48
    second.refresh()
    assert second.holding.backend.search(Query.build()).total == 47


def test_checks_of_links_are_picked_up_and_may_be_missing_or_bad(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "links.json"
    shelf = open_shelf(folder, tmp_path / "index", links_file=file)
    before = shelf.holding
    assert before.links == {}
    write_link_checks(file, library.LINKS)
    shelf.refresh()
    assert shelf.holding.links == library.LINKS
    assert shelf.holding.catalog is before.catalog  # nothing else was read again
    file.write_text("{", encoding="utf-8")
    for _ in range(3):
        shelf.refresh()
    assert shelf.holding.links == {}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    file.unlink()
    shelf.refresh()
    assert shelf.holding.links == {}
