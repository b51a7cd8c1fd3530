"""Judged queries over a catalog: how well its own search does, query by query.

A file of judged queries is tab-separated: set, who asks, query, then `id=grade` for each entry that
is worth finding (3: the one to open, 2: good, 1: of some use). The set `tuning` is what changes are
tried on; `held-out` is looked at when one is done. `final` was judged before any of its queries was
run, and is no reason for a change.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from indexer.measures import ndcg
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend

SETS = ("tuning", "held-out", "final")


class BadJudgements(Exception):  # noqa: N818 - like BadFile
    """A file of judged queries is missing or cannot be read; says where and why."""


@dataclass(frozen=True)
class Judged:
    """A query and what it should find."""

    part: str  # one of SETS
    who: str
    text: str
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Row:
    """How one query did: `first3` is whether an entry of its best grade is in the first three."""

    judged: Judged
    ndcg: float
    first3: bool
    total: int


@dataclass(frozen=True)
class Floor:
    """What was reached before: the least that is expected, for the entries it was measured on."""

    corpus: str
    ndcg: Mapping[str, float]  # by set
    first3: Mapping[str, float]  # by set, as a share
    queries: Mapping[str, float]  # nDCG@10 by query

    def to_json(self) -> str:
        """Return the text of a floor file."""
        plain = {
            "corpus": self.corpus,
            "ndcg": dict(self.ndcg),
            "first3": dict(self.first3),
            "queries": dict(self.queries),
        }
        return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def load(cls, path: Path) -> "Floor":
        """Read a floor file. Raises BadJudgements."""
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
            return cls(plain["corpus"], plain["ndcg"], plain["first3"], plain["queries"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadJudgements(f"{path} is no floor file: {error}") from None


def load(path: Path) -> tuple[Judged, ...]:
    """Read judged queries. Raises BadJudgements."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadJudgements(f"{path} cannot be read: {error}") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            part, who, text, *pairs = line.split("\t")
            grades = {each.partition("=")[0]: int(each.partition("=")[2]) for each in pairs}
            if part not in SETS or not grades or not set(grades.values()) <= {1, 2, 3}:
                raise ValueError
        except ValueError:
            message = (
                f"{path}:{number}: write the set ({' or '.join(SETS)}), who asks, the query and "
                f"id=grade (1 to 3) with tabs between"
            )
            raise BadJudgements(message) from None
        found.append(Judged(part, who, text, grades))
    return tuple(found)


def evaluated(backend: WhooshBackend, queries: Iterable[Judged]) -> tuple[Row, ...]:
    """Run every query as the search page would."""
    rows = []
    for judged in queries:
        result = backend.search(Query.build(judged.text))
        ranking = [hit.entry.id for hit in result.hits]
        best = max(judged.grades.values())
        first3 = any(judged.grades.get(each) == best for each in ranking[:3])
        rows.append(Row(judged, ndcg(ranking, judged.grades), first3, result.total))
    return tuple(rows)


def floor_of(rows: Sequence[Row], corpus: str) -> Floor:
    """Return what these rows reached, rounded down a little so that it can be met again."""
    parts = {p: own for p in SETS if (own := [row for row in rows if row.judged.part == p])}
    return Floor(
        corpus,
        {p: int(1000 * sum(r.ndcg for r in own) / len(own)) / 1000 for p, own in parts.items()},
        {p: int(1000 * sum(r.first3 for r in own) / len(own)) / 1000 for p, own in parts.items()},
        {row.judged.text: round(row.ndcg, 3) for row in rows},
    )


def corpus_digest(ids: Iterable[str]) -> str:
    """Return a digest of the entries there are to be found: a floor holds for these alone."""
    return sha256("\n".join(sorted(ids)).encode()).hexdigest()[:16]
