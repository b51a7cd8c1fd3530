"""How good a ranking is: nDCG, average precision, precision, recall, as trec_eval has them."""

from collections.abc import Mapping, Sequence
from math import log2

Grades = Mapping[str, int]
"""How relevant each judged document is to a query; 0 and below: not at all."""


def ndcg(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first `depth` results, 0 to 1.

    The gain is the grade itself, the discount log2(rank + 1).
    """
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    ideal = _gain(best[:depth])
    return _gain([max(0, grades.get(each, 0)) for each in ranking[:depth]]) / ideal if ideal else 0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(place + 2) for place, grade in enumerate(grades))


def average_precision(ranking: Sequence[str], grades: Grades) -> float:
    """Return the mean of the precision at each relevant result, missing ones counting 0."""
    found, total = 0, 0.0
    for place, each in enumerate(ranking, 1):
        if grades.get(each, 0) > 0:
            found += 1
            total += found / place
    relevant = _relevant(grades)
    return total / relevant if relevant else 0.0


def precision(ranking: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Return which share of the first `depth` places holds something relevant."""
    return sum(grades.get(each, 0) > 0 for each in ranking[:depth]) / depth


def recall(ranking: Sequence[str], grades: Grades, depth: int = 100) -> float:
    """Return which share of all that is relevant is among the first `depth` results."""
    relevant = _relevant(grades)
    found = sum(grades.get(each, 0) > 0 for each in ranking[:depth])
    return found / relevant if relevant else 0.0


def _relevant(grades: Grades) -> int:
    return sum(grade > 0 for grade in grades.values())
