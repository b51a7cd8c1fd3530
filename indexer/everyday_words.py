"""Everyday words that say the same (*mom*, *mum*, *mother*), from the vocabulary of words."""

from catalog.vocabulary import Label, Vocabulary
from indexer.analysis import Chunk, chunks, normal
from indexer.document import label_language
from indexer.stemming import ENGLISH, LANGUAGES, stem


class EverydayWords:
    """Finds the others of a word, and the one that stands for all of them."""

    def __init__(self, vocabulary: Vocabulary | None) -> None:
        """Without a vocabulary no word has others."""
        self._others: dict[str, tuple[Label, ...]] = {}
        self._first: dict[str, str] = {}
        for term in vocabulary.terms if vocabulary else ():
            words = (Label(text=term.label), *term.labels)
            stems = [_stem(word) for word in words]
            for word, own in zip(words, stems, strict=True):
                if own:  # more than one word is searched for, but not looked up
                    self._others[own] = tuple(each for each in words if each != word)
                    self._first[own] = stems[0] or own

    def first(self, stem: str) -> str:
        """Return the stem of the first of the words that say the same as one with this stem."""
        return self._first.get(stem, stem)

    def others(self, chunk: Chunk) -> tuple[Label, ...]:
        """Return the other words that say the same as a typed one.

        For an English word they are English ones: entries in Spanish have English tags.
        """
        if len(chunk.plain) != 1 or chunk.is_stop:
            return ()
        english, spanish = (
            self._others.get(stem(chunk.plain[0], language), ()) for language in LANGUAGES
        )
        return tuple(each for each in english if label_language(each) == ENGLISH) or spanish


def _stem(word: Label) -> str | None:
    """Return the stem of a label of one word."""
    plain = [part for chunk in chunks(normal(word.text)) for part in chunk.plain]
    return stem(plain[0], label_language(word)) if len(plain) == 1 else None
