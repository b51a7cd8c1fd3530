"""Joining the scores of words: what comes out for every document, whatever way is taken."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.sparse import Scores, added, highest

SIZE = 400

SOME = st.dictionaries(st.integers(0, SIZE - 1), st.sampled_from([0.5, 1.0, 2.5, 7.0]))
MANY = st.integers(1, 3).map(lambda step: {doc: 1.0 + doc % 3 for doc in range(0, SIZE, step)})


def scores(values: dict[int, float]) -> Scores:
    docs = np.array(sorted(values), np.int64)
    return Scores(docs, np.array([values[doc] for doc in docs.tolist()], float), SIZE)


def plain(found: Scores) -> dict[int, float]:
    docs, values = found
    assert (np.diff(docs) > 0).all()
    return dict(zip(docs.tolist(), values.tolist(), strict=True))


@given(st.lists(st.one_of(SOME, MANY), max_size=3))
def test_the_highest_score_counts(parts: Sequence[dict[int, float]]) -> None:
    made = [scores(part) for part in parts]
    docs = set().union(*parts)
    wanted = {doc: max(part.get(doc, 0.0) for part in parts) for doc in docs}
    assert plain(highest(made, SIZE)) == wanted
    assert [plain(each) for each in made] == parts  # none was changed


@given(st.one_of(SOME, MANY), SOME)
def test_scores_are_added(first: dict[int, float], second: dict[int, float]) -> None:
    wanted = {doc: first.get(doc, 0.0) + second.get(doc, 0.0) for doc in first | second}
    assert plain(added(scores(first), scores(second))) == wanted
