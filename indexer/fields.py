"""The one table of what is searched, filtered and sorted; schema, facets, URL, JSON follow it."""

import re
from calendar import month_name
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from slugify import slugify

from catalog.model import Entry
from catalog.vocabulary import LabelType, Vocabularies, Vocabulary
from indexer.analysis import fold
from indexer.lengths import LENGTHS, lengths

Texts = Iterable[str]


@dataclass(frozen=True, slots=True)
class TextField:
    """A searched part of an entry; `weight` is what one word in it is worth beside the summary.

    What weighs nothing is only found through its scope. `names` are read alike in all languages;
    other texts are in that of the entry.
    `scope` is the name that limits a word to this part (`title:neglect`). A `quoted` part may
    be shown as the passage that matched.
    """

    name: str
    label: str
    weight: float
    texts: Callable[[Entry], Texts]
    scope: str | None = None
    quoted: bool = True
    names: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to filter. The values are terms of a `vocabulary`, of `ranges`, or slugs of names.

    Labels of a vocabulary are searched as words, too; those of ranges say nothing of a subject.
    """

    name: str
    label: str
    values: Callable[[Entry], Iterable[str | None]]
    vocabulary: bool = True
    ranges: Vocabulary | None = None

    @property
    def named(self) -> bool:
        """Whether the values are slugs of names, known only from the entries."""
        return not self.vocabulary and self.ranges is None

    def terms(self, vocabularies: Vocabularies) -> Vocabulary | None:
        """Return the terms that can be chosen; None when the values are slugs of names."""
        return vocabularies[self.name] if self.vocabulary else self.ranges


class Sort(StrEnum):
    """How results are ordered; the value is what the URL says."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    ADDED = "added"


def _some(*values: str | None) -> Iterator[str]:
    return (value for value in values if value)


def _identifiers(entry: Entry) -> Iterator[str]:
    if known := entry.identifiers:
        yield from _some(*known.isbn, known.doi, known.course_number, known.ce_broker)
    if entry.course:
        yield from _some(*(approval.number for approval in entry.course.approvals))


def _series(entry: Entry) -> Iterator[str]:
    yield from _some(entry.series_title, entry.series_number)


def _date(entry: Entry) -> Iterator[str]:
    """Yield the year, and the month before it, as people type them."""
    if date := entry.published:
        yield f"{month_name[date.month]} {date.year}" if date.month else str(date.year)


def _course(entry: Entry) -> Iterator[str]:
    course = entry.course
    if course is None:
        return
    yield from course.objectives
    for messages in course.key_messages:
        yield from _some(messages.basis, *messages.points)
    yield from course.credit_types
    yield from (approval.board for approval in course.approvals)
    yield from (reading.title for reading in course.reading)


TEXT_FIELDS: tuple[TextField, ...] = (
    TextField("title", "Title", 2.5, lambda e: (e.title,), scope="title"),
    TextField("alternative_title", "Other title", 2.0, lambda e: e.alternative_titles, "title"),
    TextField("identifier", "Number", 2.5, _identifiers, "id", quoted=False, names=True),
    TextField("id", "Entry id", 0.0, lambda e: (e.id,), "id", quoted=False, names=True),
    TextField("author", "Author", 2.0, lambda e: e.authors, "author", names=True),
    TextField("publisher", "Publisher", 1.5, lambda e: _some(e.publisher), "publisher", names=True),
    TextField("series", "Series", 1.5, _series),
    TextField("summary", "Summary", 1.0, lambda e: _some(e.summary)),
    TextField("course", "Course content", 1.0, _course),
    TextField("date", "Date", 0.7, _date, quoted=False, names=True),
)
"""What an entry says itself. The labels of its terms are searched as well: `LABEL_FIELDS`."""


@dataclass(frozen=True, slots=True)
class LabelField:
    """A kind of label that entries are found by, and what one word in it is worth."""

    label: str
    weight: float


LABEL_FIELDS: Mapping[str, LabelField] = {
    "label": LabelField("Tag", 2.0),
    "other_label": LabelField("Other name of a tag", 0.7),
    "broader_label": LabelField("Tag above", 0.3),
}
"""The labels of an entry's terms: preferred, alternative, and those of the terms above."""

FIELD_LABELS: Mapping[str, str] = {field.name: field.label for field in TEXT_FIELDS} | {
    name: field.label for name, field in LABEL_FIELDS.items()
}
"""What each searched field is called on screen."""

SCOPES: tuple[str, ...] = tuple(dict.fromkeys(f.scope for f in TEXT_FIELDS if f.scope))
"""Names that may stand before a colon in a query."""

FACETS: tuple[Facet, ...] = (
    Facet("topic", "Topic", lambda e: e.topics),
    Facet("audience", "Audience", lambda e: e.audiences),
    Facet("kind", "Kind", lambda e: (e.kind,)),
    Facet("length", "Length", lengths, vocabulary=False, ranges=LENGTHS),
    Facet("format", "Format", lambda e: e.formats),
    Facet("jurisdiction", "Place", lambda e: e.jurisdictions),
    Facet("language", "Language", lambda e: e.languages),
    Facet("publisher", "Publisher", lambda e: (e.publisher,), vocabulary=False),
    Facet("series", "Series", lambda e: (e.series_title,), vocabulary=False),
    Facet("access", "Access", lambda e: (e.access,)),
)
"""The facets in URL order and in the order they are shown."""

FACET_NAMES: tuple[str, ...] = tuple(facet.name for facet in FACETS)
"""Facets in URL order. Their values are ids, never labels."""

NOT_RECORDED_LABEL = "Not recorded"
"""What the value NOT_RECORDED is called."""


def title_key(title: str) -> str:
    """Return what a title is sorted by: no case, no accents, no article in front."""
    words = _WORD.findall(fold(title))
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the", "el", "la", "los", "las", "un", "una"})

SORT_COLUMNS: Mapping[str, Callable[[Entry], str]] = {
    "published": lambda e: str(e.published or ""),
    "title": lambda e: title_key(e.title),
    "added": lambda e: e.added.isoformat(),
}
"""What entries can be ordered by, as text in ascending order; "" is unknown and comes last."""

SORTS: Mapping[Sort, tuple[str, bool]] = {
    Sort.NEWEST: ("published", True),
    Sort.OLDEST: ("published", False),
    Sort.TITLE: ("title", False),
    Sort.ADDED: ("added", True),
}
"""The column of `SORT_COLUMNS` behind each sort, and whether it runs downward."""


@lru_cache(maxsize=10_000)
def name_id(name: str) -> str:
    """Return the id of a publisher or series: the slug of its name."""
    return str(slugify(name, max_length=80, word_boundary=True)) or "x-" + name.encode().hex()[:40]


CLOSE_LABELS = frozenset({LabelType.CLOSE, LabelType.CLOSE_ABBREVIATION})
"""Labels that are only near their term."""

ABBREVIATIONS = frozenset({LabelType.ABBREVIATION, LabelType.CLOSE_ABBREVIATION})
"""Labels that are short forms."""
