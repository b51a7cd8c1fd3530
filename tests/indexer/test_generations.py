"""Builds switch in whole or not at all; damage, crashes and other writers do no harm."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shelf_of_examples import entry, found, put, vocabularies

from indexer.fields import SORTS
from indexer.generations import IndexBusy
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend

ROOT = Path(__file__).resolve().parents[2]


def backend_in(folder: Path, lock_timeout: float = 10.0) -> WhooshBackend:
    return WhooshBackend(folder, vocabularies(), lock_timeout=lock_timeout)


def generations(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()]


def files(folder: Path) -> list[Path]:
    (generation,) = generations(folder)
    return sorted(generation.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    put(backend_in(folder), entry("one", "Kova"))
    return folder


def test_old_generations_are_removed_and_readers_of_them_read_on(folder: Path) -> None:
    reader = backend_in(folder)
    assert found(reader, "kova") == ["one"]
    old = reader._open().snapshot
    put(backend_in(folder), entry("two", "Kova lumi"))
    put(backend_in(folder), entry("three", "Kova"), rebuild=True)
    assert len(generations(folder)) == 1
    docs = old.term(None, "guid").docs  # never read before: its files are gone, yet open
    assert [old.id(doc) for doc in docs] == ["one"]
    assert all(old.rank(sort)[docs] == [0] for sort in SORTS)
    assert old.entry(int(docs[0])).id == "one"
    assert old.entry(int(docs[0])).title == "Kova"
    assert found(reader, "kova") == ["three"]


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no pointer": lambda folder: (folder / "current").unlink(),
    "empty pointer": lambda folder: (folder / "current").write_text(""),
    "pointer to nothing": lambda folder: (folder / "current").write_text("gone\n"),
    "pointer out of the folder": lambda folder: (folder / "current").write_text("../..\n"),
    "pointer that is no text": lambda folder: (folder / "current").write_bytes(b"\xff\x00"),
    "no description": lambda folder: (files(folder)[-1].parent / "meta.json").unlink(),
    "foreign description": lambda folder: (files(folder)[-1].parent / "meta.json").write_text("[]"),
    "cut files": lambda folder: [
        path.write_bytes(path.read_bytes()[:-9]) for path in files(folder) if path.suffix == ".seg"
    ],
    "changed files": lambda folder: [
        path.write_bytes(path.read_bytes().replace(b"Kova", b"Covid"[:4])) for path in files(folder)
    ],
    "missing files": lambda folder: [
        path.unlink() for path in files(folder) if ".seg" in path.name
    ],
    "missing generation": lambda folder: shutil.rmtree(generations(folder)[0]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_counts_as_empty_and_is_built_anew(folder: Path, damage: str) -> None:
    DAMAGE[damage](folder)
    backend = backend_in(folder)
    assert not backend.status().current
    assert backend.search(Query.build("kova")).total == 0
    put(backend, entry("two", "Kova"), rebuild=True)
    assert backend.status().current
    assert found(backend, "kova") == ["two"]
    assert len(generations(folder)) == 1


def test_files_left_as_they_were_written_are_not_read_to_be_checked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(folder, tmp_path / "copy", copy_function=shutil.copyfile)
    assert backend_in(tmp_path / "copy").status().current  # other times, same contents
    monkeypatch.setattr("indexer.generations._crc32", lambda *_: 0)
    assert backend_in(folder).status().current
    assert not backend_in(tmp_path / "copy").status().current


def test_files_of_others_in_the_folder_are_left_alone(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    (folder / "pictures").mkdir()
    put(backend_in(folder), entry("two"))
    assert (folder / "notes.txt").exists()
    assert (folder / "pictures").exists()


def test_another_version_of_the_index_is_not_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.whoosh_backend.ANALYSIS_VERSION", -1)
    backend = backend_in(folder)
    assert not backend.status().current
    assert backend.checksums() == {}


def test_a_second_writer_is_told_to_wait(folder: Path) -> None:
    with (
        backend_in(folder).writer(),
        pytest.raises(IndexBusy, match="Another process is writing the index"),
        backend_in(folder, lock_timeout=0).writer(),
    ):
        pass


KILLED = """
import sys
from pathlib import Path
sys.path[:0] = {paths!r}
from shelf_of_examples import entry, vocabularies
from indexer.fields import SORTS
from indexer.whoosh_backend import WhooshBackend
from indexer import whoosh_backend

def stop(*_):
    print("here", flush=True)
    sys.stdin.read()

if {moment!r} == "committed":  # the files are written, the switch is not made
    whoosh_backend.Generations.finish = stop
with WhooshBackend(Path({folder!r}), vocabularies()).writer(rebuild={rebuild!r}) as writer:
    for number in range(50):
        writer.put(entry(f"new-{{number}}", "Lumi"), "x")
    writer.delete("one")
    if {moment!r} == "half":
        stop()
"""


@pytest.mark.parametrize("rebuild", [True, False], ids=["build", "update"])
@pytest.mark.parametrize("moment", ["half", "committed"])
def test_a_killed_writer_leaves_the_old_index_and_the_next_one_cleans_up(
    folder: Path, rebuild: bool, moment: str
) -> None:
    paths = [str(ROOT), str(Path(__file__).parent)]
    code = KILLED.format(paths=paths, folder=str(folder), rebuild=rebuild, moment=moment)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "here\n"
        os.kill(writer.pid, signal.SIGKILL)
    assert len(generations(folder)) == 2
    backend = backend_in(folder, lock_timeout=0)
    assert backend.status().current
    assert found(backend, "") == ["one"]
    put(backend, entry("two", "Kova"))
    assert found(backend, "kova") == ["one", "two"]
    assert len(generations(folder)) == 1


def test_a_killed_first_build_leaves_nothing_to_trip_over(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    (folder / "20240101T000000-0123abcd").mkdir(parents=True)
    (folder / ".current.0123abcd.tmp").write_text("half")
    put(backend_in(folder), entry("one", "Kova"))
    assert {path.name for path in folder.iterdir()} >= {"current"}
    assert len(generations(folder)) == 1
    assert not (folder / ".current.0123abcd.tmp").exists()


def test_files_are_copied_where_they_cannot_be_shared(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    put(backend_in(folder), entry("two", "Kova"))
    assert found(backend_in(folder), "kova") == ["one", "two"]
