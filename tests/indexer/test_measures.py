"""The measures give what trec_eval gives on rankings small enough to work out by hand."""

from math import log2

import pytest

from indexer.measures import average_precision, ndcg, precision, recall

GRADES = {"a": 3, "b": 1, "c": 0, "d": -1, "e": 2}


def test_ndcg() -> None:
    ideal = 3 + 2 / log2(3) + 1 / 2
    assert ndcg(["a", "e", "b"], GRADES) == pytest.approx(1)
    assert ndcg(["c", "a", "d", "b"], GRADES) == pytest.approx((3 / log2(3) + 1 / log2(5)) / ideal)
    assert ndcg(["c", "a"], GRADES, depth=1) == 0
    assert ndcg(["a"], GRADES, depth=1) == 1
    assert ndcg(["a"], {"a": 0}) == 0


def test_average_precision_counts_what_is_missing() -> None:
    assert average_precision(["a", "x", "b"], GRADES) == pytest.approx((1 + 2 / 3) / 3)
    assert average_precision([], GRADES) == 0
    assert average_precision(["a"], {}) == 0


def test_precision_and_recall() -> None:
    assert precision(["a", "x", "b"], GRADES, depth=2) == 0.5
    assert precision(["a"], GRADES) == 0.1
    assert recall(["a", "x", "b"], GRADES, depth=2) == pytest.approx(1 / 3)
    assert recall(["a"], {}) == 0
