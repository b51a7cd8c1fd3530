"""Finding the vocabulary terms that the words and codes of another catalogue mean."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import langcodes
from langcodes.tag_parser import LanguageTagError

from catalog.checks.terms import LISTS, SINGLES
from catalog.exchange.reading import Reading
from catalog.vocabulary import Vocabularies, Vocabulary


class Terms:
    """The terms of all vocabularies by their ids and by everything they are called."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = vocabularies
        self._called = {scheme: _names(v) for scheme, v in vocabularies.items()}

    def find(self, scheme: str, words: str) -> str | None:
        """Return the term with this id, label or other label; None when no single one has it."""
        vocabulary = self._vocabularies.get(scheme)
        if vocabulary is None:
            return None
        if found := vocabulary.resolve(words):
            return found
        called = self._called[scheme].get(_fold(words), set())
        if len(called) == 1:
            return next(iter(called))
        return vocabulary.resolve(language(words) or "") if scheme == "language" else None

    def settle(self, reading: Reading) -> None:
        """Replace the words in a record's fields by terms; leave out what no term is, and say so.

        Jurisdictions and languages that a catalogue gives as codes are found by their codes.
        """
        values = reading.values
        for field, scheme in SINGLES.items():
            if words := values.pop(field, None):
                values |= self._found(reading, field, scheme, [words], single=True)
        for field, scheme in LISTS.items():
            if words := values.pop(field, None):
                values |= self._found(reading, field, scheme, words)
        for link in values.get("links", ()):
            if words := link.pop("format", None):
                link |= self._found(reading, "format", "format", [words], single=True)

    def _found(
        self, reading: Reading, field: str, scheme: str, words: Iterable[str], single: bool = False
    ) -> Mapping[str, Any]:
        terms = {said: self.find(scheme, said) for said in words}
        if unknown := [said for said, term in terms.items() if term is None]:
            quoted = ", ".join(f"“{said[:80]}”" for said in unknown)
            reading.warn(f"left out of {field}, no term of the vocabulary: {quoted}")
        found = list(dict.fromkeys(term for term in terms.values() if term))
        return {field: found[0] if single else found} if found else {}


def language(code: str) -> str | None:
    """Return the two-letter code, if there is one, for a code such as `eng`, `en-GB` or `wel`."""
    try:
        return langcodes.Language.get(code.strip()).language
    except LanguageTagError:
        return None


def _names(vocabulary: Vocabulary) -> Mapping[str, set[str]]:
    names: dict[str, set[str]] = {}
    for term in vocabulary.terms:
        for name in term.names:
            names.setdefault(_fold(name), set()).add(term.id)
    for term in vocabulary.terms:  # what a term is called first goes before what others are also
        names[_fold(term.label)] = {term.id}
    return names


def _fold(words: str) -> str:
    """Return words without case and hyphens: `journalArticle` is `journal article`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return " ".join(words.casefold().replace("-", " ").split())
