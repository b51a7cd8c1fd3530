"""What one typed word scores where it stands, in whichever of its forms and languages."""

from collections.abc import Iterable

import numpy as np

from indexer.snapshot import Snapshot
from indexer.sparse import Scores, highest
from indexer.stemming import LANGUAGES
from indexer.units import Form, Unit, phrase


def word_scores(snapshot: Snapshot, unit: Unit) -> Scores:
    """Return the scores of a typed word: the highest of its forms."""
    english = _highest(snapshot, unit.scope, unit.forms)
    spanish = _highest(snapshot, unit.scope, unit.spanish)
    if not len(english) or not len(spanish):
        return english if len(english) else spanish
    key = unit.scope, unit.forms, unit.spanish
    return snapshot.keep(key, lambda: _in_both_languages(snapshot, english, spanish))


def form_scores(snapshot: Snapshot, scope: str | None, form: Form) -> Scores:
    """Return where tokens stand as they follow one another, and their mean score there."""
    if len(form) == 1:
        return snapshot.term(scope, form[0][0])
    docs = snapshot.following(scope, form)
    score = np.zeros(len(docs))
    for token, _ in form if len(docs) else ():
        score += snapshot.term(scope, token).at(docs)
    return Scores(docs, score / len(form), snapshot.size)


def together(snapshot: Snapshot, text: str) -> int:
    """Return in how many documents the words of a text stand one after the other."""
    forms = dict.fromkeys(phrase(text, language) for language in LANGUAGES)
    return len(_highest(snapshot, None, filter(None, forms)))


def _in_both_languages(snapshot: Snapshot, english: Scores, spanish: Scores) -> Scores:
    """Return the scores of a word that may be English or Spanish.

    It is as rare as in the language that has it more often: few entries are in Spanish, so that
    an everyday English word in one of them would count for very much.
    """
    alike = snapshot.idf(max(len(english), len(spanish))) / snapshot.idf(len(spanish))
    spanish = Scores(spanish.docs, spanish.values * alike, snapshot.size)
    return highest([english, spanish], snapshot.size)


def _highest(snapshot: Snapshot, scope: str | None, forms: Iterable[Form]) -> Scores:
    return highest([form_scores(snapshot, scope, form) for form in forms], snapshot.size)
