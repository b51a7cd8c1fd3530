"""Posting lists of every form come back as they were; most lists have the form read quickest."""

import pickle
import struct
from array import array
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whoosh.formats import Positions

from indexer.decoding import decoded, positions
from indexer.postings import MARK, packed, packed_positions

ONE = Positions()


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32 - 1),
    documents=st.sampled_from([1, 63, 64, 1024, 1025, 3000]),
    often=st.sampled_from([1, 3, 90]),
    apart=st.sampled_from([1, 300, 70_000]),
    weights=st.sampled_from([[1.0], [2.5], [1.0, 2.5, 3.7]]),
)
@example(seed=0, documents=3000, often=1, apart=0x2E74, weights=[1.0])  # like an end
@example(seed=0, documents=1024, often=3, apart=0x9474, weights=[1.0])
def test_what_is_written_is_read(
    seed: int, documents: int, often: int, apart: int, weights: list[float]
) -> None:
    dice = np.random.default_rng(seed)
    docs = np.cumsum(dice.integers(1, 50, documents)).astype(np.uint32)
    some = np.array(weights, np.float32)[dice.integers(0, len(weights), documents)]
    counts = dice.integers(1, often + 1, documents)
    places = np.concatenate([apart * np.arange(1, n + 1) for n in counts])
    data = packed(docs, some, packed_positions(counts, places), np.full(documents, 9, np.uint8))
    found, read = decoded(data)
    assert np.array_equal(found, docs)
    assert np.array_equal(read, some)
    how_often, where = positions(data, ONE.decode_positions)
    assert np.array_equal(how_often, counts)
    assert np.array_equal(where, places)


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
