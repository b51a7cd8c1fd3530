"""What an entry says itself, cut into words: made once for the passages and for the feedback."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from catalog.model import Entry
from indexer.analysis import chunks, language_in, normal
from indexer.fields import TEXT_FIELDS
from indexer.stemming import ENGLISH, language_of


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of one field and the words in it."""

    field: str
    text: str
    spans: Sequence[tuple[int, int]]
    """Where each word begins and ends in the text."""
    parts: Sequence[tuple[str | None, int]]
    """The tokens of the words' parts in order, each with the number of its word."""
    part_places: Mapping[str, Sequence[int]]
    """Where in `parts` a token stands."""
    whole_places: Mapping[str, Sequence[int]]
    """The numbers of the words that are a token as a whole (`W-2`)."""

    def times(self) -> Iterator[tuple[str, int]]:
        """Yield the tokens that it is found by, each with how often it stands there."""
        places = chain(self.part_places.items(), self.whole_places.items())
        return ((token, len(some)) for token, some in places)


def paragraphs(entry: Entry) -> tuple[Paragraph, ...]:
    """Return the paragraphs of an entry that can be quoted, those of the title first."""
    return tuple(_paragraphs(entry))


def memory(made: Sequence[Paragraph]) -> int:
    """Return about how many bytes paragraphs take: some 200 for a word."""
    return sum(500 + 200 * len(each.spans) for each in made)


def _paragraphs(entry: Entry) -> Iterator[Paragraph]:
    written_in = language_of(entry.languages)
    for field in TEXT_FIELDS:
        for text in field.texts(entry) if field.quoted else ():
            language = ENGLISH if field.names else language_in(written_in, text)
            for paragraph in normal(text).split("\n\n"):
                yield _cut(field.name, paragraph, language)


def _cut(field: str, text: str, language: str) -> Paragraph:
    spans: list[tuple[int, int]] = []
    parts: list[tuple[str | None, int]] = []
    part_places: defaultdict[str, list[int]] = defaultdict(list)
    whole_places: defaultdict[str, list[int]] = defaultdict(list)
    for number, chunk in enumerate(chunks(text, language)):
        spans.append((chunk.start, chunk.end))
        if chunk.whole:
            whole_places[chunk.whole].append(number)
        for part in chunk.parts:
            if part:
                part_places[part].append(len(parts))
            parts.append((part, number))
    return Paragraph(field, text, spans, parts, dict(part_places), dict(whole_places))
