"""Whatever happens to entry files, what is known of them is what reading them all would give."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.inventory import (
    GRANULARITY,
    Inventory,
    Item,
    Named,
    read_inventory,
    take_inventory,
    write_inventory,
)
from catalog.model import Entry, RelationType
from catalog.store import Catalog

NAMES = ("one", "two", "three")


class Watched(Catalog):
    """Remembers whose files were read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.was_read: list[str] = []

    def path(self, entry_id: str) -> Path:
        self.was_read.append(entry_id)
        return super().path(entry_id)


class Coarse(Catalog):
    """Stands on a file system that counts time in two seconds, as FAT does."""

    def states(self) -> Iterator[tuple[str, os.stat_result]]:
        for entry_id, found in super().states():
            times = {
                name: getattr(found, name) // GRANULARITY * GRANULARITY
                for name in ("st_mtime_ns", "st_ctime_ns")
            }
            same = {name: getattr(found, name) for name in ("st_size", "st_ino")}
            yield entry_id, cast(os.stat_result, SimpleNamespace(**times, **same))


def entry(entry_id: str, **fields: Any) -> Entry:
    return Entry.model_validate(
        {"id": entry_id, "title": "T", "kind": "guide", "added": date(2026, 1, 2), **fields}
    )


@pytest.fixture
def catalog(tmp_path: Path) -> Watched:
    catalog = Watched(tmp_path / "kb")
    for name in NAMES:
        catalog.write(entry(name))
    catalog.was_read.clear()
    return catalog


def later() -> int:
    """Return a moment at which all that was changed so far is settled."""
    return time.time_ns() + 60_000_000_000


def tick(folder: Path) -> None:
    """Wait until the clock of the file system has moved on: a few milliseconds."""
    probe = folder / "probe"
    probe.write_text("")
    before = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == before:
        probe.write_text("x")


def same_size(path: Path) -> bytes:
    """Return other contents of the same length."""
    data = path.read_bytes()
    return data.replace(b"title: T", b"title: U") if b": T" in data else data[::-1]


def rewrite(path: Path) -> None:
    path.write_bytes(same_size(path))


def rewrite_with_the_old_time(path: Path) -> None:
    before = path.stat()
    rewrite(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def put_another_in_its_place(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(same_size(path))
    before = path.stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def put_an_older_one_in_its_place(path: Path) -> None:
    put_another_in_its_place(path)
    os.utime(path, ns=(0, 0))


def touch(path: Path) -> None:
    path.touch()


def grow(path: Path) -> None:
    with path.open("a") as stream:
        stream.write("# more\n")


def replace_by_a_link(path: Path) -> None:
    target = path.with_suffix(".target")
    shutil.copy2(path, target)
    rewrite(target)
    path.unlink()
    path.symlink_to(target)


TRICKS: list[Callable[[Path], None]] = [
    rewrite,
    rewrite_with_the_old_time,
    put_another_in_its_place,
    put_an_older_one_in_its_place,
    touch,
    grow,
    replace_by_a_link,
    Path.unlink,
]


def test_a_checksum_is_that_of_the_bytes_and_all_ids_are_in_order(catalog: Watched) -> None:
    found = take_inventory(catalog)
    assert list(found.items) == sorted(NAMES)
    data = (catalog.folder / "entries" / "one.yaml").read_bytes()
    assert found.checksums["one"] == sha256(data).hexdigest()


def test_what_nobody_touched_is_not_read_again(catalog: Watched) -> None:
    known = take_inventory(catalog, now=later())
    catalog.was_read.clear()
    assert take_inventory(catalog, known, later()) is known
    assert catalog.was_read == []


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__)
def test_only_what_was_touched_is_read_again(
    catalog: Watched, trick: Callable[[Path], None]
) -> None:
    known = take_inventory(catalog, now=later())
    tick(catalog.folder)
    trick(catalog.folder / "entries" / "two.yaml")
    catalog.was_read.clear()
    found = take_inventory(catalog, known, later())
    assert catalog.was_read == ([] if trick is Path.unlink else ["two"])
    assert found.checksums == take_inventory(catalog).checksums
    assert (found.checksums == known.checksums) is (trick is touch)


@pytest.mark.parametrize("kind", [Catalog, Coarse])
def test_a_change_in_the_very_moment_of_the_look_is_seen_by_the_next(
    catalog: Watched, kind: type[Catalog]
) -> None:
    path = catalog.folder / "entries" / "two.yaml"
    known = take_inventory(kind(catalog.folder))
    for _ in range(100):  # the file system's clock stands still through many of these
        rewrite_with_the_old_time(path)
        known = take_inventory(kind(catalog.folder), known)
        assert known.checksums["two"] == sha256(path.read_bytes()).hexdigest()
    assert not any(item.settled for item in known.items.values())


@settings(max_examples=12, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TRICKS)), max_size=6))
def test_it_is_what_reading_everything_gives(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, Callable[[Path], None]]],
) -> None:
    catalog = Catalog(tmp_path_factory.mktemp("kb"))
    for name in NAMES:
        catalog.write(entry(name, former_ids=[f"old-{name}"]))
    file = catalog.folder / "inventory.txt"
    known = Inventory()
    for name, trick in steps:
        if (path := catalog.path(name)).exists() and not path.is_symlink():
            trick(path)
        known = take_inventory(catalog, known, later())
        afresh = take_inventory(catalog)
        assert known.checksums == afresh.checksums
        assert known.former_ids == afresh.former_ids
        write_inventory(file, known)
        known = read_inventory(file)  # as in the next run
        tick(catalog.folder)


def test_relations_and_former_ids_are_turned_round(catalog: Watched) -> None:
    relation = {"type": "replaces", "entry": "one"}
    catalog.write(entry("two", relations=[relation], former_ids=["deux", "dos"]))
    catalog.write(entry("three", relations=[relation], status="withdrawn", former_ids=["dos"]))
    found = take_inventory(catalog)
    assert found.linked_from == {"one": [(RelationType.REPLACES, "two")]}
    assert found.former_ids == {"deux": "two", "dos": "three"}  # the first by id keeps it


def test_files_that_cannot_be_used_are_looked_at_again_by_the_next_run_only(
    catalog: Watched, tmp_path: Path
) -> None:
    """Another version of the software may be able to read them."""
    bad = catalog.folder / "entries" / "bad.yaml"
    bad.write_text("id: bad\nrelations: 7\n", encoding="utf-8")
    known = take_inventory(catalog, now=later())
    catalog.was_read.clear()
    assert take_inventory(catalog, known, later()) is known
    assert catalog.was_read == []
    write_inventory(tmp_path / "kept", known)
    found = take_inventory(catalog, read_inventory(tmp_path / "kept"), later())
    assert set(catalog.was_read) == {"bad"}
    assert found == known


def test_what_is_no_entry_file_is_passed_over(catalog: Watched) -> None:
    entries = catalog.folder / "entries"
    for name in (".hidden.yaml", "Not an id.yaml", "notes.txt"):
        (entries / name).write_text("x", encoding="utf-8")
    (entries / "folder.yaml").mkdir()
    (entries / "dangling.yaml").symlink_to(entries / "nothing")
    assert sorted(take_inventory(catalog).items) == sorted(NAMES)
    assert take_inventory(Catalog(catalog.folder / "nowhere")) == Inventory()


def test_a_file_that_cannot_be_read_is_there_but_not_known(
    catalog: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        known = take_inventory(catalog, now=later())
    assert known.checksums == dict.fromkeys(NAMES, "")
    assert take_inventory(catalog, known, later()).checksums == take_inventory(catalog).checksums


ids = st.sampled_from(["a", "b", "an-entry", "2nd-entry", "x-1-y"])
named = st.builds(
    Named,
    st.lists(st.tuples(st.sampled_from(RelationType), ids), max_size=3).map(tuple),
    st.lists(ids, max_size=3).map(tuple),
)
items = st.builds(
    Item,
    st.tuples(*[st.integers(-(2**62), 2**64)] * 4).map(lambda state: " ".join(map(str, state))),
    st.binary(max_size=10).map(lambda data: sha256(data).hexdigest()),
    named,
    st.just(True),
)


@settings(max_examples=50, deadline=None)
@given(inventory=st.builds(Inventory, st.dictionaries(ids, items, max_size=5)))
def test_what_is_kept_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, inventory: Inventory
) -> None:
    file = tmp_path_factory.mktemp("kept") / "work" / "inventory.txt"
    write_inventory(file, inventory)
    assert read_inventory(file) == inventory


def test_a_damaged_file_counts_for_nothing_and_is_named_in_the_log(
    catalog: Watched, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "inventory.txt"
    assert read_inventory(file) == Inventory()
    assert caplog.records == []  # the first start: nothing to say
    write_inventory(file, take_inventory(catalog))
    good = file.read_bytes()
    flipped = [
        good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        for place in range(0, len(good), 7)
    ]
    cut = [good[:end] for end in range(0, len(good), 7)]
    for bad in (*flipped, *cut, b"\xff\xfe", good + b"x", good.replace(b" 1 ", b" 2 ", 1)):
        file.write_bytes(bad)
        caplog.clear()
        assert read_inventory(file) == Inventory()
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert str(file) in caplog.text
    file.unlink()
    file.mkdir()
    assert read_inventory(file) == Inventory()


def test_a_full_disk_leaves_the_old_one_and_a_line_in_the_log(
    catalog: Watched,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = tmp_path / "inventory.txt"
    write_inventory(file, before := take_inventory(catalog, now=later()))
    catalog.delete("one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        write_inventory(file, take_inventory(catalog))
    assert "No space left on device" in caplog.text
    assert read_inventory(file) == before
