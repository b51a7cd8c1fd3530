"""The passage of an entry that best shows why it was found, with the matched words marked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum

from indexer.backend import Snippet
from indexer.document import Passage
from indexer.found import Reading
from indexer.quotable import Paragraph
from indexer.snapshot import Snapshot
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
    first: int  # number of a word of the paragraph
    last: int
    form: Form


def snippet(
    quotable: Iterable[Paragraph], forms: Forms, labels: Callable[[], Iterable[Passage]]
) -> Snippet | None:
    """Return the best passage; None when nothing that can be quoted has any of the words.

    Where no text has any but the title, the first of the `labels` is shown that has.
    """
    best: tuple[float, Snippet] | None = None
    for paragraph in quotable:
        if found := _best_passage(paragraph, forms):
            # The title is on the card already: it is quoted only when nothing else matches.
            worth = found[0] * (0.01 if paragraph.field == "title" else 1.0)
            if best is None or worth > best[0]:
                best = worth, Snippet(paragraph.field, found[1])
    if best is None or best[1].field == "title":
        wanted = [{token for token, _ in form} for form in forms]
        for label in labels():
            tokens = {token.text for token in label.tokens}
            if any(map(tokens.issuperset, wanted)):
                return Snippet("label", ((label.text, True),))
    return best[1] if best else None


def _best_passage(
    paragraph: Paragraph, forms: Forms
) -> tuple[float, tuple[tuple[str, bool], ...]] | None:
    matches = sorted(_matches(paragraph, forms), key=lambda match: match.first)
    if not matches:
        return None
    best_worth, best_start = 0.0, 0
    for match in matches:
        inside = [m for m in matches if match.first <= m.first and m.last < match.first + WORDS]
        # Exact, so that passages with the same words are equal in whatever order they are added.
        worth = fsum(forms[form] for form in {m.form for m in inside}) + 0.001 * len(inside)
        if worth > best_worth:
            best_worth, best_start = worth, match.first
    start = max(0, min(best_start - WORDS // 4, len(paragraph.spans) - WORDS))
    end = min(len(paragraph.spans), start + WORDS)
    return best_worth, tuple(_pieces(paragraph, start, end, matches))


def _matches(paragraph: Paragraph, forms: Forms) -> Iterator[_Match]:
    """Find every form among the words, whole or part by part."""
    parts = paragraph.parts
    for form in forms:
        token = form[0][0]
        if len(form) == 1:
            for number in paragraph.whole_places.get(token, ()):
                yield _Match(number, number, form)
        for place in paragraph.part_places.get(token, ()):
            last = place + form[-1][1]
            if last < len(parts) and all(parts[place + o][0] == t for t, o in form):
                yield _Match(parts[place][1], parts[last][1], form)


def _pieces(
    paragraph: Paragraph, start: int, end: int, matches: Iterable[_Match]
) -> Iterator[tuple[str, bool]]:
    text, spans = paragraph.text, paragraph.spans
    marked = {number for match in matches for number in range(match.first, match.last + 1)}
    position = 0 if start == 0 else spans[start][0]
    plain = "" if start == 0 else "… "
    for number in sorted(marked):
        if not start <= number < end:
            continue
        first, last = spans[number]
        plain += text[position:first]
        if plain:
            yield plain, False
        yield text[first:last], True
        plain, position = "", last
    if end == len(spans):
        plain += text[position:]
    else:
        plain += text[position : spans[end - 1][1]] + " …"
    if plain:
        yield plain, False
