"""More like this: the entries that share the most telling words and topics of one.

A word tells much when it weighs much in the entry (title before summary, said often before said
once) and few others have it. The chosen words are then searched for as a query would be, each at
the weight it has in the entry; a shared topic counts as the rarest of shared words would.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

import numpy as np

from catalog.model import Entry, RelationType
from catalog.vocabulary import Vocabularies
from indexer.document import text_passages
from indexer.ranking import first
from indexer.snapshot import K1, Snapshot

WORDS = 25
"""The most telling words, which are looked for."""

READ = 50_000
"""Places in the index that are read at most; so in a large one the more frequent words are left."""

TOPIC = 2.0
"""What a shared topic counts, in parts of how rare it is; a word counts up to 2.4 of that."""

LOOKED_AT = 20
"""Entries that are looked at beyond those asked for, in case some are the same work."""

_SUBJECT = ("title", "alternative_title", "summary", "course")
"""The fields that say what an entry is about, and not who made it."""

_SAME_WORK = frozenset(
    {
        RelationType.EDITION_OF,
        RelationType.TRANSLATION_OF,
        RelationType.REPLACES,
        RelationType.REPLACED_BY,
    }
)


def similar(
    snapshot: Snapshot, entry_id: str, limit: int, vocabularies: Vocabularies
) -> list[tuple[Entry, float]]:
    """Return the entries most like one, best first, with their scores.

    A score is given in parts of what the entry itself would score, above 0; a short entry with
    nothing but the same words can be above 1. Each other work is there once, in its newest edition.
    Editions, translations, predecessors and successors of the entry are left out. Nothing is like
    an entry that cannot be found.
    """
    own = snapshot.document(entry_id)
    if own is None or limit < 1:
        return []
    entry = snapshot.entry(own)
    score = np.zeros(snapshot.size)
    for word, weight in _telling(snapshot, entry):
        docs, values = snapshot.term(None, word)
        score[docs] += weight * values
    for topic in filter(None, map(vocabularies["topic"].resolve, dict.fromkeys(entry.topics))):
        having = snapshot.live_docs[snapshot.table.any_of("topic", (topic,), snapshot.live_docs)]
        score[having] += TOPIC * snapshot.idf(len(having))
    best, score[own] = score[own], 0.0
    docs = np.flatnonzero(score)
    order = first(limit + LOOKED_AT, -score[docs], snapshot.by_id[docs])
    family = {entry.id, *_relatives(entry)}
    found: list[tuple[Entry, float]] = []
    for doc in docs[order]:
        other = snapshot.entry(int(doc))
        work = {other.id, *_relatives(other)}
        if family.isdisjoint(work) and not _is_replaced(snapshot, other):
            found.append((other, float(score[doc] / best)))
            family |= work
        if len(found) == limit:
            break
    return found


def _telling(snapshot: Snapshot, entry: Entry) -> list[tuple[str, float]]:
    """Return the words that tell most about an entry, with what each counts (below 1)."""
    weights: defaultdict[str, float] = defaultdict(float)
    for passage in text_passages(entry):
        if passage.field in _SUBJECT:
            for token in passage.tokens:
                weights[token.text] += passage.weight
    saturated = {word: weight / (weight + K1) for word, weight in weights.items()}
    often = {word: snapshot.frequency(word) for word in saturated}
    telling = {word: weight * snapshot.idf(often[word]) for word, weight in saturated.items()}
    chosen = sorted(telling, key=lambda word: (-telling[word], word))[:WORDS]
    read = accumulate(often[word] for word in chosen)
    return sorted(
        (word, saturated[word]) for word, n in zip(chosen, read, strict=True) if n <= READ
    )


def _is_replaced(snapshot: Snapshot, entry: Entry) -> bool:
    """Whether an entry that can be found replaces this one."""
    return any(
        relation.type == RelationType.REPLACED_BY and snapshot.document(relation.entry) is not None
        for relation in entry.relations
    )


def _relatives(entry: Entry) -> Iterator[str]:
    return (relation.entry for relation in entry.relations if relation.type in _SAME_WORK)
