"""Pseudo-relevance feedback: the words of the best results help to order the results of a question.

The relevance model RM3: each of the best results speaks for its words in proportion to its score,
and what they say is mixed with the question. A word's occurrences are saturated and made
comparable between long and short texts as in BM25, so that no single text decides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from indexer.arrays import Floats, Ints
from indexer.quotable import Paragraph
from indexer.ranking import first
from indexer.snapshot import K1, B, Snapshot
from indexer.sparse import Scores

BEST = 8
"""Results that are read."""

SAID = 30
"""Words that they say most, of which the telling ones are chosen."""

WORDS = 10
"""Words that are taken: those that are said much here and seldom elsewhere."""

SHARE = 0.4
"""What these words make up of the best results' scores; the words typed make up the rest."""


class Feedback(NamedTuple):
    """What the best results add to the scores, and the words that do it."""

    scores: Scores
    words: tuple[str, ...]


def feedback(snapshot: Snapshot, docs: Ints, score: Floats) -> Feedback | None:
    """Return what the words of the best of some documents add to their scores.

    `docs` ascend, `score` runs parallel. None when too little was found to learn from.
    """
    order = first(BEST, -score, snapshot.by_id[docs])
    if len(order) < 2:
        return None
    counted = [_words(snapshot.quotable(int(doc))) for doc in docs[order]]
    lengths = np.array([max(1, counts.total()) for counts in counted], float)
    shares = score[order] / score[order].sum()
    weights: defaultdict[str, float] = defaultdict(float)
    for counts, length, share in zip(counted, lengths, shares, strict=True):
        norm = K1 * (1 - B + B * length / lengths.mean())
        for word, n in counts.items():
            weights[word] += float(share * n / (n + norm))
    said_by = Counter(word for counts in counted for word in counts)
    shared = [(w, word) for word, w in weights.items() if said_by[word] > 1 and _says_much(word)]
    said = sorted(shared, key=lambda pair: (-pair[0], pair[1]))[:SAID]
    where = {word: snapshot.term(None, word) for _, word in said}
    telling = [(weight * snapshot.idf(len(where[word])), word) for weight, word in said]
    chosen = sorted(telling, key=lambda pair: (-pair[0], pair[1]))[:WORDS]
    if not chosen:
        return None
    total = sum(weight for weight, _ in chosen)
    added = np.zeros(len(docs))
    for weight, word in chosen:
        added += weight / total * where[word].at(docs)
    if not (mean := added[order].mean()):
        return None
    # A score grows with the number of words typed, so the share is one of the best results' scores.
    added *= score[order].mean() / mean * SHARE / (1 - SHARE)
    return Feedback(Scores(docs, added, snapshot.size), tuple(word for _, word in chosen))


def _words(quotable: Iterable[Paragraph]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for paragraph in quotable:
        for token, times in paragraph.times():
            counts[token] += times
    return counts


def _says_much(word: str) -> bool:
    return len(word) > 1 and not word.isdigit()
