"""Queries that are questions: how they are known, and how their words count."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from indexer.scoring import word_scores
from indexer.snapshot import Snapshot
from indexer.sparse import Scores, added, highest
from indexer.units import Unit, units

WORDS = 5
"""From this many different words on, a query is a question."""

SENTENCE = 3
"""So many are enough when it ends as a sentence does, or has at least as many stop words."""

TITLE = 0.3
"""What a word in a title adds once more, in parts of what it is worth among titles alone."""

LIGHT = 0.3
"""What a light word counts in a question."""


def is_question(words: Sequence[Unit], different: int, text: str) -> bool:
    """Whether words, `different` ones without stop words, are a question or a whole sentence."""
    stop_words = sum(not unit.forms for unit in words)
    is_sentence = stop_words >= different or text.endswith(("?", "."))
    return different >= WORDS or (different >= SENTENCE and is_sentence)


def in_question(snapshot: Snapshot, unit: Unit, here: Scores) -> tuple[Unit, Scores]:
    """Return a word of a question, which scores `here`, and what it scores in a question.

    A few of its many words stand in a title by chance, the telling ones where it is the subject.
    """
    unit, here = _in_words(snapshot, unit, here)
    titles = word_scores(snapshot, replace(unit, scope="title"))
    if not len(titles):
        return unit, here
    values = here.values + TITLE * titles.at(here.docs)
    return unit, Scores(here.docs, values, snapshot.size)


def _in_words(snapshot: Snapshot, unit: Unit, here: Scores) -> tuple[Unit, Scores]:
    """Return a word with hyphens (`well-being`) so that each of its words counts, wherever it is.

    `here` are its scores where all of it stands. Numbers and codes stay whole.
    """
    if unit.chunk is None or any(c.isdigit() for c in unit.text):
        return unit, here
    words = [
        word for text in unit.chunk.plain for word in units(text, capitals=False) if word.forms
    ]
    if len(words) < 2:
        return unit, here
    single = reduce(added, [word_scores(snapshot, word) for word in words])
    forms = (*unit.forms, *(form for word in words for form in word.forms))
    spanish = (*unit.spanish, *(form for word in words for form in word.spanish))
    return replace(unit, forms=forms, spanish=spanish), highest([here, single], snapshot.size)
