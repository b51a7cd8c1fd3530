"""Small changes leave few segments, whatever their number, and the answers of one built anew."""

from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf_of_examples import entry, put, vocabularies

from indexer import batch
from indexer.batch import due
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend

SEARCHES = (Query.build("kova"), Query.build("lumi"), Query.build(filters={"topic": ["neglect"]}))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=150))
def test_few_segments_are_left_and_entries_are_seldom_written_anew(added: list[int]) -> None:
    sizes: list[int] = []
    written = 0
    for new in added:
        chosen = due([(size, size) for size in sizes], new)
        merged = new + sum(sizes[number] for number in chosen)
        sizes = [size for number, size in enumerate(sizes) if number not in chosen] + [merged]
        written += merged
    total = sum(added)
    small = sorted(size for size in sizes if size <= batch.SMALL)
    large = len(sizes) - len(small)
    assert len(small) <= 2 + log(total, 3)
    assert large <= total / batch.SMALL
    assert written <= total * (2 + 2 * log(total, 2))


def test_segments_that_lost_most_entries_are_written_anew() -> None:
    assert due([(50_000, 100_000), (40_000, 100_000), (0, 9)], added=1) == [2, 1]


def test_many_changes_one_by_one_answer_as_an_index_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "AT_ONCE", 6)  # so that merging happens afterwards, too
    updated = WhooshBackend(tmp_path / "updated", vocabularies())
    kept = {f"e-{i}": entry(f"e-{i}", f"Kova {i}") for i in range(40)}
    put(updated, *kept.values())
    for number in range(50):
        entry_id = f"e-{number * 7 % 45}"
        topics = ["neglect"] if number % 2 else []
        kept[entry_id] = entry(entry_id, f"Lumi {number}", topics=topics)
        if number % 5:
            put(updated, kept[entry_id])
        else:
            del kept[entry_id]
            with updated.writer() as writer:
                writer.delete(entry_id)
        segments = updated._open().reader.segments
        assert len(segments) <= 3 + log(len(kept), 3)
    anew = WhooshBackend(tmp_path / "anew", vocabularies())
    put(anew, *kept.values())
    for query in SEARCHES:
        assert updated.search(query) == anew.search(query)
    assert updated.checksums() == anew.checksums()


def test_a_change_can_be_seen_before_segments_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "AT_ONCE", 0)
    backend = WhooshBackend(tmp_path, vocabularies())
    put(backend, entry("a", "Kova"))
    seen: list[int] = []
    merge = batch.BatchWriter.merge

    def watched(self: batch.BatchWriter) -> None:
        seen.append(WhooshBackend(tmp_path, vocabularies()).search(Query.build("kova")).total)
        merge(self)

    monkeypatch.setattr(batch.BatchWriter, "merge", watched)
    put(backend, entry("b", "Kova"))
    assert seen == [2]
    assert len(backend._open().reader.segments) == 1
    assert backend.search(Query.build("kova")).total == 2


def test_entries_can_be_put_and_deleted_again_in_one_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those that were passed on to be written."""
    monkeypatch.setattr(batch, "SMALL", 1)
    monkeypatch.setattr(batch, "_processors", lambda: 1)
    backend = WhooshBackend(tmp_path, vocabularies())
    put(backend, *(entry(f"e-{i}", "Kova") for i in range(5)))
    with backend.writer() as writer:
        for title in ("Lumi one", "Lumi two"):
            for i in range(5):
                writer.put(entry(f"e-{i}", title), title)
        writer.delete("e-3")
        writer.put(entry("e-4", "Nexar"), "Nexar")
        assert writer.keep("e-1")
        assert not writer.keep("e-9")
    titles = {hit.entry.id: hit.entry.title for hit in backend.search(Query()).hits}
    two = "Lumi two"
    assert titles == {"e-0": two, "e-1": two, "e-2": two, "e-4": "Nexar"}
    assert backend.checksums() == {**dict.fromkeys(("e-0", "e-1", "e-2"), two), "e-4": "Nexar"}
