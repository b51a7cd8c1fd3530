"""Posting lists of every form come back as they were, and Whoosh reads ours as its own."""

import pickle
import struct
from array import array
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.filedb.structfile import BufferFile
from whoosh.formats import Existence, Frequency, Positions

from indexer.decoding import decoded, positions
from indexer.postings import MARK, packed, packed_positions

ONE = Positions()


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32 - 1),
    documents=st.sampled_from([1, 2, 9, 64, 1025, 3000]),
    often=st.sampled_from([1, 3, 300]),
    apart=st.sampled_from([1, 200, 70_000]),
    weights=st.sampled_from([[1.0], [2.5], [1.0, 2.5, 3.7]]),
)
def test_what_is_written_is_read_by_us_and_by_whoosh(
    seed: int, documents: int, often: int, apart: int, weights: list[float]
) -> None:
    dice = np.random.default_rng(seed)
    docs = np.cumsum(dice.integers(1, 50, documents)).astype(np.uint32)
    some = np.array(weights, np.float32)[dice.integers(0, len(weights), documents)]
    counts = dice.integers(1, often + 1, documents)
    places = np.concatenate([apart * np.arange(1, n + 1) for n in counts])
    values = packed_positions(
        np.append(1, counts), np.append(7, places)
    )  # of a list before it, too
    lengths = np.full(documents, 9, np.uint8)
    data = packed(docs, some, values, lengths, start_value=1)
    found, read = decoded(data)
    assert np.array_equal(found, docs)
    assert np.array_equal(read, some)
    how_often, where = positions(data, ONE.decode_positions)
    assert np.array_equal(how_often, counts)
    assert np.array_equal(where, places)
    theirs = W3LeafMatcher(BufferFile(data), 0, len(data), ONE)
    for doc, weight, part in zip(docs, some, np.split(places, np.cumsum(counts)[:-1]), strict=True):
        assert (theirs.id(), theirs.weight()) == (doc, weight)
        assert theirs.value_as("positions") == part.tolist()
        theirs.next()
    assert not theirs.is_active()


@pytest.mark.parametrize("counted", [False, True])
def test_lists_without_positions_are_read_by_us_and_by_whoosh(counted: bool) -> None:
    docs, ones = np.arange(0, 900, 3, dtype=np.uint32), np.ones(300, np.float32)
    data = packed(docs, ones, None, np.zeros(300, np.uint8), counted)
    found, weights = decoded(data)
    assert np.array_equal(found, docs)
    assert np.array_equal(weights, ones)
    theirs = W3LeafMatcher(BufferFile(data), 0, len(data), Frequency() if counted else Existence())
    assert list(theirs.all_ids()) == docs.tolist()
    theirs.reset()
    if counted:
        assert theirs.value_as("frequency") == 1


def as_whoosh_packs(docs: Sequence[int], values: Sequence[bytes]) -> bytes:
    """Return a list of one block, all weights 1."""
    distances = [docs[0], *(after - before for before, after in pairwise(docs))]
    body = pickle.dumps((array("I", distances), None, tuple(values)), 4)
    about = pickle.dumps((len(docs), docs[-1], 1.0, 0, 9, 9), 2)
    return MARK + struct.pack("!i", -len(about) - len(body)) + about + body


def test_a_value_pickled_once_for_two_postings_is_read() -> None:
    same = b"\0\0\0\1(M\5\0t."
    data = as_whoosh_packs(range(1, 101), [same] * 100)
    counts, places = positions(data, ONE.decode_positions)
    assert counts.tolist() == [1] * 100
    assert places.tolist() == [5] * 100


def test_values_as_whoosh_writes_them_are_read() -> None:
    values = [(n + 1).to_bytes(4, "big") + pickle.dumps([7] + [3] * n, 2) for n in range(100)]
    data = as_whoosh_packs(range(100), values)
    counts, places = positions(data, ONE.decode_positions)
    assert counts.tolist() == list(range(1, 101))
    assert places[:3].tolist() == [7, 7, 10]


def test_other_data_is_refused() -> None:
    with pytest.raises(ValueError, match="not postings as this version of Whoosh writes them"):
        decoded(b"W9Bl\0\0\0\0")
