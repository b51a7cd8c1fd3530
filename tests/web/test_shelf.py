"""A restart shows what the last run indexed, and what changed meanwhile soon after."""

import logging
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.inventory import read_inventory, take_inventory, write_inventory
from catalog.problem import BadFile
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.generations import IndexBusy
from indexer.query import Query
from indexer.sync import sync
from indexer.whoosh_backend import WhooshBackend
from web.shelf import BACKGROUND, Holding, Shelf

ENTRIES = 48
"""Those of the knowledge base that can be found."""

Open = Callable[[], Shelf]


@pytest.fixture
def inventory_file(tmp_path: Path) -> Path:
    return tmp_path / "inventory.txt"


@pytest.fixture
def start(
    folder: Path, tmp_path: Path, inventory_file: Path, caplog: pytest.LogCaptureFixture
) -> Open:
    """Return what starts the app anew over the folder, without a look in the background."""
    caplog.set_level(logging.INFO)

    def open_backend(terms: Vocabularies) -> WhooshBackend:
        return WhooshBackend(tmp_path / "index", terms, lock_timeout=0)

    return lambda: Shelf(folder, open_backend, inventory_file=inventory_file)


def holding(shelf: Shelf) -> Holding:
    """Return what is shown now, without starting a look."""
    return shelf._holding


def found(shelf: Shelf, text: str = "") -> int:
    return holding(shelf).backend.search(Query.build(text)).total


def test_the_first_start_builds_the_index_before_it_shows_it(
    start: Open, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = start()
    assert (found(shelf), holding(shelf).compared) == (ENTRIES, True)
    assert "Building the index" in caplog.text
    assert "The index fits the files: 50 added" in caplog.text


def test_a_restart_reads_no_entry_before_it_shows_them(
    start: Open, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = holding(start())
    assert before.linked_from
    assert before.former_ids
    caplog.clear()
    (folder / "entries").rename(folder / "away")  # nothing of them can be read
    shelf = start()
    shown = holding(shelf)
    (folder / "away").rename(folder / "entries")
    assert (found(shelf), shown.compared) == (ENTRIES, False)
    assert (shown.linked_from, shown.former_ids) == (before.linked_from, before.former_ids)
    assert f"Showing {ENTRIES} entries as they were indexed at 20" in caplog.text
    shelf.refresh()
    assert (found(shelf), holding(shelf).compared) == (ENTRIES, True)
    assert "The index fits the files: 0 added, 0 changed, 0 removed" in caplog.text
    assert holding(shelf).problems == before.problems


def test_the_first_visit_starts_the_comparison(start: Open) -> None:
    start()
    shelf = start()
    assert not shelf.holding.compared
    shelf.refresh()  # waits for the look in the background
    assert shelf.holding.compared


def test_what_changed_while_it_was_down_is_shown_after_the_comparison(
    start: Open, folder: Path
) -> None:
    start()
    catalog = Catalog(folder)
    new = catalog.read("grandparents-article")
    catalog.write(new.model_copy(update={"id": "new-one", "former_ids": ("old-one",)}))
    catalog.delete("home-alone-guide")
    changed = catalog.read("doorstep-podcast").model_copy(update={"title": "Zanzibar"})
    catalog.write(changed)
    shelf = start()
    assert found(shelf) == ENTRIES
    assert found(shelf, "zanzibar") == 0
    shown = holding(shelf)
    assert shown.entry("home-alone-guide") is None  # an entry's page reads its file
    assert shown.published("new-one")
    assert shown.published("old-one") is None  # as in the last run
    shelf.refresh()
    assert found(shelf) == ENTRIES
    assert found(shelf, "zanzibar") == 1
    after = holding(shelf)
    assert after.published("old-one")
    assert after.catalog is not shown.catalog  # what pages remember of files is forgotten
    assert found(start(), "zanzibar") == 1


def test_a_touched_file_is_not_indexed_again(start: Open, folder: Path) -> None:
    before = holding(start()).backend.status().generation
    for file in (folder / "entries").iterdir():
        if file.stem != "broken":
            file.touch()
    shelf = start()
    shelf.refresh()
    assert holding(shelf).backend.status().generation == before


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_without_what_was_kept_the_files_are_read_before_anything_is_shown(
    start: Open, inventory_file: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = holding(start())
    caplog.clear()
    if damage == "missing":
        inventory_file.unlink()
    else:
        inventory_file.write_bytes(inventory_file.read_bytes()[:-9])
    shown = holding(start())
    assert (shown.linked_from, shown.former_ids) == (before.linked_from, before.former_ids)
    assert (str(inventory_file) in caplog.text) is (damage == "damaged")
    assert read_inventory(inventory_file).items


def test_an_index_of_other_vocabularies_is_built_before_it_is_shown(
    start: Open, folder: Path
) -> None:
    start()
    file = folder / "vocabularies" / "topics.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("label: Kinship care", "label: Family carers"), encoding="utf-8")
    shelf = start()
    assert holding(shelf).compared
    assert found(shelf, '"family carers"')


def test_a_lost_index_is_built_before_it_is_shown(start: Open, tmp_path: Path) -> None:
    start()
    shutil.rmtree(tmp_path / "index")
    shelf = start()
    assert (found(shelf), holding(shelf).compared) == (ENTRIES, True)


def test_a_run_killed_between_looking_and_indexing_loses_nothing(
    start: Open, folder: Path, inventory_file: Path
) -> None:
    start()
    catalog = Catalog(folder)
    catalog.write(catalog.read("doorstep-podcast").model_copy(update={"title": "Zanzibar"}))
    known = read_inventory(inventory_file)
    write_inventory(inventory_file, take_inventory(catalog, known, now=2**62))
    shelf = start()
    shelf.refresh()
    assert found(shelf, "zanzibar") == 1


def test_a_busy_index_is_compared_later(
    start: Open, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = start()
    Catalog(folder).delete("home-alone-guide")
    with holding(first).backend.writer():
        shelf = start()
        with pytest.raises(IndexBusy):
            shelf.refresh()
        assert (found(shelf), holding(shelf).compared) == (ENTRIES, False)
        assert not shelf.holding.compared  # a visit starts a look
        for thread in threading.enumerate():
            if thread.name == BACKGROUND:
                thread.join()
        assert "Traceback" not in caplog.text
        assert "Another process is writing the index" in caplog.text
    shelf.refresh()
    assert (found(shelf), holding(shelf).compared) == (ENTRIES - 1, True)


def test_what_could_not_be_taken_in_is_taken_in_later(start: Open, folder: Path) -> None:
    shelf = start()
    topics = folder / "vocabularies" / "topics.yaml"
    good = topics.read_bytes()
    topics.write_text("scheme: to", encoding="utf-8")
    Catalog(folder).delete("home-alone-guide")
    for _ in range(2):
        with pytest.raises(BadFile):
            shelf.refresh()
    topics.write_bytes(good)
    shelf.refresh()
    assert found(shelf) == ENTRIES - 1


def test_a_list_of_the_same_size_and_time_is_read_again(start: Open, folder: Path) -> None:
    shelf = start()
    file = next((folder / "lists").glob("*.yaml"))
    before, text = file.stat(), file.read_text(encoding="utf-8")
    title = holding(shelf).lists[file.stem].title
    file.write_text(text.replace(title, title.swapcase()), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    shelf.refresh()
    assert holding(shelf).lists[file.stem].title == title.swapcase()


def test_it_holds_what_an_index_built_anew_holds(start: Open, folder: Path, tmp_path: Path) -> None:
    start()
    catalog = Catalog(folder)
    catalog.delete("home-alone-guide")
    shelf = start()
    shelf.refresh()
    anew = WhooshBackend(tmp_path / "anew", catalog.vocabularies)
    sync(catalog, anew)
    assert holding(shelf).backend.checksums() == anew.checksums()
    assert holding(shelf).linked_from == take_inventory(catalog).linked_from
