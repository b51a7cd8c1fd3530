"""The filters beside the results: facets as trees of options, each counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.vocabulary import NOT_RECORDED, Vocabularies, Vocabulary
from indexer.backend import FacetCount, SearchResult
from indexer.fields import FACETS, Facet
from web.labels import facet_label

SHOWN = 8
"""Options of a facet that are shown at once ..."""

SPARED = 2
"""... and how many more are shown as well, rather than hiding so few behind a button."""

SEARCHED = 20
"""From this many options on, those below others included, a facet has a box to find one."""

MOST_NAMES = 200
"""Names (publishers, series) sent with the page; a box to find one asks for the others."""

OPEN_AT_FIRST = ("topic", "audience", "kind")
"""The other facets open by a click, or by themselves when something in them is chosen."""

EXPLAINED = ("access",)
"""Facets of few terms whose scope notes are shown: their labels alone leave a question open."""


@dataclass(frozen=True)
class Option:
    """A value that can be chosen, a hint at what it means, and the values below it."""

    value: str
    label: str
    count: int
    chosen: bool
    below: tuple["Option", ...] = ()
    hint: str = ""

    @property
    def unfolded(self) -> bool:
        """Whether the values below are shown: when this one or one of them is chosen."""
        return bool(self.below) and (self.chosen or any(o.chosen or o.unfolded for o in self.below))

    @property
    def size(self) -> int:
        """How many options there are here: itself and those below."""
        return 1 + sum(option.size for option in self.below)


@dataclass(frozen=True)
class FacetPanel:
    """One facet: the options shown at once, and the rest behind a button.

    `searched`: there is a box to find an option. `unsent`: how many options only that box finds.
    """

    name: str
    label: str
    open: bool
    chosen: int
    first: tuple[Option, ...]
    rest: tuple[Option, ...]
    searched: bool
    unsent: int

    @property
    def before_years(self) -> bool:
        """Whether it stands above the years: what people look at first does."""
        return self.name in OPEN_AT_FIRST


def facets(result: SearchResult, vocabularies: Vocabularies) -> Iterator[FacetPanel]:
    """Yield the facets in which there is something to choose or to take back."""
    for facet in FACETS:
        counts = _sent(facet, result.facets.get(facet.name, ()))
        options = tree(counts, vocabularies.get(facet.name) if facet.name in EXPLAINED else None)
        if not any(option.chosen or option.value != NOT_RECORDED for option in options):
            continue
        chosen = len(result.query.chosen(facet.name))
        first, rest = cut(options)
        yield FacetPanel(
            name=facet.name,
            label=facet_label(facet.name),
            open=facet.name in OPEN_AT_FIRST or chosen > 0,
            chosen=chosen,
            first=first,
            rest=rest,
            searched=sum(option.size for option in options) >= SEARCHED,
            unsent=len(result.facets[facet.name]) - len(counts),
        )


def _sent(facet: Facet, counts: Sequence[FacetCount]) -> Sequence[FacetCount]:
    """Return the values that come with the page, in the order they are shown.

    Names come by the alphabet, but of many the commonest are wanted first. What is chosen and what
    is not recorded keep their places at the ends.
    """
    if not facet.named:
        return counts
    ordered = sorted(counts, key=lambda c: (not c.chosen, c.value == NOT_RECORDED, -c.count))
    if len(ordered) <= MOST_NAMES:
        return ordered
    missing = [count for count in ordered[MOST_NAMES:] if count.value == NOT_RECORDED]
    return ordered[: MOST_NAMES - len(missing)] + missing


def tree(counts: Sequence[FacetCount], explained: Vocabulary | None = None) -> tuple[Option, ...]:
    """Build the tree from a flat list with depths; options without results go unless chosen."""
    branches: list[list[Option]] = [[]]
    for count in reversed(counts):
        while len(branches) <= count.depth + 1:
            branches.append([])
        below = tuple(reversed(branches[count.depth + 1]))
        for deeper in branches[count.depth + 1 :]:
            deeper.clear()
        if count.count or count.chosen or below:
            hint = _hint(explained, count.value) if explained else ""
            option = Option(count.value, count.label, count.count, count.chosen, below, hint)
            branches[count.depth].append(option)
    return tuple(reversed(branches[0]))


def _hint(terms: Vocabulary, value: str) -> str:
    """Return the first sentence of a term's scope note."""
    term = terms.by_id.get(value)
    note = term.note if term and term.note else ""
    return note.partition(". ")[0].rstrip(".")


def cut(options: Sequence[Option]) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Split a long list; what is chosen always shows, and never are only one or two hidden."""
    first = list(options[:SHOWN])
    rest: list[Option] = []
    for option in options[SHOWN:]:
        (first if option.chosen or option.unfolded else rest).append(option)
    if len(rest) <= SPARED:
        return tuple(options), ()
    return tuple(first), tuple(rest)
