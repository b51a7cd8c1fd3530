"""Why a hit stands where it does: which words, in which fields, gave how much."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from catalog.model import Entry
from indexer.arrays import Floats
from indexer.backend import Explanation, Reason
from indexer.document import Documents, Passage
from indexer.fields import LABEL_FIELDS, TEXT_FIELDS
from indexer.found import Found, Reading
from indexer.signals import Signal
from indexer.units import Form

_WEIGHTS = {field.name: field.weight for field in TEXT_FIELDS} | {
    name: field.weight for name, field in LABEL_FIELDS.items()
}


def explain(
    entry: Entry,
    doc: int,
    found: Found,
    reading: Reading,
    documents: Documents,
    rank: Floats,
    signals: Iterable[Signal],
) -> Explanation:
    """Explain the rank (parallel to what was found) of the entry that is document `doc`."""
    texts = list(documents.passages(entry))
    reasons: list[Reason] = []
    total = 0.0
    here, place = np.array([doc]), found.place(doc)
    for part in reading.parts:
        total += float(part.score.at(here)[0])
        if typed := float(part.typed.at(here)[0]):
            fields = _fields(texts, part.unit.forms + part.unit.spanish, part.unit.scope)
            reasons.append(Reason(part.unit.text, None, fields, 1.0, typed))
        added = [(s, each) for each in part.additions if (s := float(each.scores.at(here)[0]))]
        if added:  # of several meanings the best one counts
            score, each = max(added, key=lambda pair: pair[0])
            fields = _fields(texts, (each.form,), None)
            reasons.append(Reason(each.expansion.added, part.unit.text, fields, each.weight, score))
    text_score = float(found.score[place])
    learned = sum(float(v) for each in reading.learned for v in each.scores.at(np.array([doc])))
    return Explanation(
        entry_id=entry.id,
        score=float(rank[place]),
        tier=int(found.typed[place]) + int(found.full[place]),
        text_score=text_score,
        nearness=max(0.0, text_score - total - learned),
        reasons=tuple(reasons),
        learned=learned,
        signals=tuple((signal.says, signal.counts) for signal in signals),
    )


def _fields(
    texts: Iterable[Passage], forms: Sequence[Form], scope: str | None
) -> tuple[tuple[str, int, float], ...]:
    """Count in which fields any of the forms stands."""
    counted: Counter[str] = Counter()
    for passage in texts:
        if scope is None or passage.scope == scope:
            counted[passage.field] += _occurrences(passage, forms)
    return tuple(
        (name, n, _WEIGHTS[name]) for name, n in counted.items() if n and (scope or _WEIGHTS[name])
    )


def _occurrences(passage: Passage, forms: Sequence[Form]) -> int:
    places = {(token.text, token.position) for token in passage.tokens}
    starts = {
        position
        for form in forms
        for token, position in places
        if token == form[0][0] and all((t, position + offset) in places for t, offset in form)
    }
    return len(starts)
