"""Several processes make the index that one makes; what goes wrong in one is told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from shelf_of_examples import entry, found, put, vocabularies
from test_index_files import everything

from catalog.model import Entry
from catalog.store import Catalog
from indexer import batch
from indexer.crew import Crew, Entries, IndexingError
from indexer.sync import sync
from indexer.whoosh_backend import WhooshBackend
from indexer.whoosh_files import create

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def _several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have few entries indexed by two processes."""
    monkeypatch.setattr(batch, "SMALL", 4)
    monkeypatch.setattr(batch, "SENT", 3)
    monkeypatch.setattr(batch, "_processors", lambda: 2)


def index_of(folder: Path) -> dict[str, object]:
    return everything(folder / (folder / "current").read_text().strip())


@pytest.mark.usefixtures("_several")
def test_several_processes_make_the_index_that_one_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = Catalog(tmp_path / "kb")
    for i in range(11):
        status = "withdrawn" if i == 5 else "published"
        catalog.write(entry(f"e-{i}", f"Kova lumi {i}", summary="orbit " * (i + 1), status=status))
    catalog.path("bad").write_text("- x", encoding="utf-8")
    together = WhooshBackend(tmp_path / "together", vocabularies())
    report = sync(catalog, together)
    assert (report.added, [p.file.stem for p in report.problems]) == (11, ["bad"])
    assert len(together._open().reader.segments) == 2
    monkeypatch.setattr(batch, "_processors", lambda: 1)
    alone = WhooshBackend(tmp_path / "alone", vocabularies())
    assert sync(catalog, alone) == report
    assert index_of(tmp_path / "together") == index_of(tmp_path / "alone")


@pytest.mark.usefixtures("_several")
def test_entries_in_memory_are_shared_out_as_well(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path, vocabularies())
    put(backend, *(entry(f"e-{i}", f"Kova {i}") for i in range(13)))
    with backend.writer() as writer:
        for i in range(9):
            writer.put(entry(f"e-{i}", f"Lumi {i}"), "new")
        writer.put(entry("e-0", "Nexar"), "newest")
    assert len(found(backend, "kova")) == 4
    assert len(found(backend, "lumi")) == 8
    assert found(backend, "nexar") == ["e-0"]


def test_what_went_wrong_in_a_process_is_told(tmp_path: Path) -> None:
    create(tmp_path)
    crew = Crew(tmp_path, vocabularies(), 1)
    crew.send(Entries([(Entry.model_construct(id="one"), "checksum")]))
    with pytest.raises(IndexingError, match="It happened with the entry one"):
        crew.finish()
    os.kill(crew._workers[0]._process.pid, signal.SIGKILL)
    crew.send(Entries([]))
    with pytest.raises(IndexingError, match="ended with code -9"):
        crew.wait()
    crew.stop()


def test_a_mistake_names_the_entry_it_happened_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr("indexer.document.body", broken)
    with pytest.raises(ValueError, match="no") as caught:
        put(WhooshBackend(tmp_path, vocabularies()), entry("one"))
    assert caught.value.__notes__ == ["It happened with the entry one."]
    assert not (tmp_path / "current").exists()


KILLED = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
from shelf_of_examples import entry, vocabularies
from indexer import batch
from indexer.whoosh_backend import WhooshBackend
batch.SMALL, batch.SENT, batch._processors = 4, 1, lambda: 2
with WhooshBackend(Path({folder!r}), vocabularies()).writer(rebuild=True) as writer:
    for number in range(20):
        writer.put(entry(f"new-{{number}}", "Lumi"), "x")
    writer._crew.wait()
    print("here", flush=True)
    sys.stdin.read()
"""


def test_no_process_outlives_one_that_was_killed(tmp_path: Path) -> None:
    put(WhooshBackend(tmp_path, vocabularies()), entry("one", "Kova"))
    code = KILLED.format(paths=[str(ROOT), str(Path(__file__).parent)], folder=str(tmp_path))
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as writer:
        assert writer.stdout
        assert writer.stderr
        assert writer.stdout.readline() == "here\n"
        writer.kill()
        # The workers write to the same place: it ends when the last of them has.
        assert writer.stderr.read() == ""
    backend = WhooshBackend(tmp_path, vocabularies(), lock_timeout=0)
    assert found(backend, "") == ["one"]
    put(backend, entry("two", "Kova"))
    assert found(backend, "kova") == ["one", "two"]
