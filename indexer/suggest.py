"""Completions of what is being typed: titles and the labels of terms that have entries."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from catalog.vocabulary import Vocabularies
from indexer.analysis import fold
from indexer.backend import Suggestion


class Completions:
    """Sorted keys of everything that can be suggested."""

    def __init__(
        self,
        titles: Iterable[tuple[str, str]],
        counts: Mapping[str, Mapping[str, int]],
        vocabularies: Vocabularies,
    ) -> None:
        """Take (entry id, title) pairs and the number of entries by facet and value."""
        lines: list[tuple[str, int, int, str, Suggestion]] = []

        def add(text: str, order: int, entries: int, suggestion: Suggestion) -> None:
            words = _key(text).split()
            for start in range(len(words)):  # from any word of it, those from the first first
                key = " ".join(words[start:])
                lines.append((key, order + (10 if start else 0), -entries, text, suggestion))

        for facet, values in counts.items():
            for term in vocabularies[facet].terms if facet in vocabularies else ():
                if entries := values.get(term.id, 0):
                    suggestion = Suggestion(term.label, facet, term.id)
                    add(term.label, 0, entries, suggestion)
                    for label in term.labels:
                        add(label.text, 1, entries, suggestion)
        for entry_id, title in titles:
            add(title, 2, 1, Suggestion(title, "title", entry_id))
        lines.sort(key=lambda line: line[0])
        self._keys = [line[0] for line in lines]
        self._lines = lines

    def starting_with(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        """Return the best completions, each once."""
        key = _key(prefix)
        if not key or limit < 1:
            return ()
        start = bisect_left(self._keys, key)
        end = bisect_left(self._keys, key + "\U0010ffff", lo=start)
        # A short prefix has very many completions; its first thousand will do.
        found = sorted(self._lines[start : min(end, start + 1000)], key=lambda line: line[1:4])
        return tuple(dict.fromkeys(line[4] for line in found))[:limit]


def _key(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())
