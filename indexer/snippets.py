"""The passage of an entry that best shows why it was found, with the matched words marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.model import Entry
from indexer.analysis import Chunk, chunks, language_in, normal
from indexer.backend import Snippet
from indexer.document import Documents
from indexer.fields import TEXT_FIELDS
from indexer.found import Reading
from indexer.snapshot import Snapshot
from indexer.stemming import ENGLISH, language_of
from indexer.units import Form

WORDS = 36
"""Words in a passage."""

Forms = Mapping[Form, float]
"""What counts as matched, and how much each is worth."""

LEARNED = 5
"""Words that the best results of a question share and that are marked as well."""

LEARNED_WORTH = 0.1
"""What one of these is worth beside a typed word."""


def marks(reading: Reading, snapshot: Snapshot) -> Forms:
    """Return what is marked: words typed, added and learned; rare ones are worth more."""
    forms: dict[Form, float] = {
        ((word, 0),): LEARNED_WORTH for each in reading.learned for word in each.words[:LEARNED]
    }
    forms |= {form: each.weight for form, each in reading.additions.items()}
    for part in reading.parts:
        forms |= dict.fromkeys(part.unit.forms + part.unit.spanish, 1.0)
    return {
        form: worth * (1 + snapshot.idf(min(snapshot.frequency(word) for word, _ in form)))
        for form, worth in forms.items()
    }


@dataclass(frozen=True, slots=True)
class _Match:
    first: int  # place among the chunks
    last: int
    form: Form


def snippet(entry: Entry, forms: Forms, documents: Documents) -> Snippet | None:
    """Return the best passage; None when nothing that can be quoted has any of the words."""
    best: tuple[float, Snippet] | None = None
    written_in = language_of(entry.languages)
    for field in TEXT_FIELDS:
        if not field.quoted:
            continue
        for text in field.texts(entry):
            language = ENGLISH if field.names else language_in(written_in, text)
            for paragraph in normal(text).split("\n\n"):
                found = _best_passage(paragraph, language, forms)
                # The title is on the card already: it is quoted only when nothing else matches.
                worth = found[0] * (0.01 if field.name == "title" else 1.0) if found else 0.0
                if found and (best is None or worth > best[0]):
                    best = worth, Snippet(field.name, found[1])
    if best is None or best[1].field == "title":
        for label in documents.labels(entry):
            tokens = {token.text for token in label.tokens}
            if any(all(token in tokens for token, _ in form) for form in forms):
                return Snippet("label", ((label.text, True),))
    return best[1] if best else None


def _best_passage(
    text: str, language: str, forms: Forms
) -> tuple[float, tuple[tuple[str, bool], ...]] | None:
    words = _words(text, language)
    matches = list(_matches(words, forms))
    if not matches:
        return None
    best_worth, best_start = 0.0, 0
    for match in matches:
        inside = [m for m in matches if match.first <= m.first and m.last < match.first + WORDS]
        worth = sum(forms[form] for form in {m.form for m in inside}) + 0.001 * len(inside)
        if worth > best_worth:
            best_worth, best_start = worth, match.first
    start = max(0, min(best_start - WORDS // 4, len(words) - WORDS))
    end = min(len(words), start + WORDS)
    return best_worth, tuple(_pieces(text, words, start, end, matches))


@lru_cache(maxsize=1000)
def _words(text: str, language: str) -> Sequence[Chunk]:
    return tuple(chunks(text, language))


def _matches(words: Sequence[Chunk], forms: Forms) -> Iterator[_Match]:
    """Find every form among the words, whole or part by part."""
    starts: dict[str, list[Form]] = {}
    for form in forms:
        starts.setdefault(form[0][0], []).append(form)
    placed = [(part, place) for place, word in enumerate(words) for part in word.parts]
    for place, word in enumerate(words):
        for form in starts.get(word.whole or "", ()):
            if len(form) == 1:
                yield _Match(place, place, form)
    for index, (part, place) in enumerate(placed):
        for form in starts.get(part or "", ()):
            last = index + form[-1][1]
            if last < len(placed) and all(placed[index + o][0] == t for t, o in form):
                yield _Match(place, placed[last][1], form)


def _pieces(
    text: str, words: Sequence[Chunk], start: int, end: int, matches: Iterable[_Match]
) -> Iterator[tuple[str, bool]]:
    marked = [False] * len(words)
    for match in matches:
        marked[match.first : match.last + 1] = [True] * (match.last + 1 - match.first)
    position = 0 if start == 0 else words[start].start
    plain = "" if start == 0 else "… "
    for place in range(start, end):
        if not marked[place]:
            continue
        word = words[place]
        plain += text[position : word.start]
        if plain:
            yield plain, False
        yield text[word.start : word.end], True
        plain, position = "", word.end
    if end == len(words):
        plain += text[position:]
    else:
        plain += text[position : words[end - 1].end] + " …"
    if plain:
        yield plain, False
