"""The values of one facet: in the order they are shown, and as the segments hold them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from catalog.vocabulary import NOT_RECORDED, Vocabulary
from indexer.analysis import fold
from indexer.arrays import Codes, Mask
from indexer.fields import NOT_RECORDED_LABEL
from indexer.segment import Segment
from indexer.whoosh_files import SEPARATOR


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet in display order."""

    values: tuple[str, ...]
    labels: tuple[str, ...]
    depths: tuple[int, ...]
    parents: tuple[int, ...]
    """Places in `values`, -1 at the top."""

    @cached_property
    def code(self) -> Mapping[str, int]:
        """The place of each value."""
        return {value: place for place, value in enumerate(self.values)}


@dataclass(frozen=True)
class Part:
    """What one segment holds of a facet.

    `docs` has the documents of each term, counted from `start`; `rows` the places of each
    document's terms in `docs`, filled up with the number of terms; `codes` the place in the column
    of each term, -1 for a term that is no value any more.
    """

    start: int
    docs: Sequence[npt.NDArray[np.int32]]
    rows: Codes
    codes: Sequence[int]


def facet_column(
    name: str, segments: Sequence[Segment], vocabulary: Vocabulary | None, live: Mask
) -> tuple[FacetColumn, list[Part]]:
    """Return the values of a facet and where they stand; without a vocabulary they are names.

    `live` tells which documents can be found: a term can outlive its last one.
    """
    depths: dict[str, int] = {}
    if vocabulary:
        for term, depth in vocabulary.walk():
            depths[term.id] = depth
        depths |= {term.id: 0 for term in vocabulary.terms if term.id not in depths}
        labels = {value: vocabulary.label(value) for value in depths}
    else:
        used: Counter[tuple[str, str]] = Counter()
        for segment in segments:
            values = segment.values(f"facet_{name}")
            rows = values.rows[live[segment.start : segment.start + segment.size]]
            counts = np.bincount(rows.ravel(), minlength=len(values.terms) + 1).tolist()
            for text, often in zip(values.terms, counts, strict=False):
                value, _, label = text.partition(SEPARATOR)
                used[value, label] += often
        # Two spellings of a name may share an id; the one used most is shown.
        by_use = sorted(used, key=lambda each: (-used[each], each[1]), reverse=True)
        labels = {v: label for v, label in by_use if used[v, label] and v != NOT_RECORDED}
        depths = dict.fromkeys(sorted(labels, key=lambda v: (fold(labels[v]), v)), 0)
    labels[NOT_RECORDED] = NOT_RECORDED_LABEL
    depths[NOT_RECORDED] = 0
    shown = tuple(depths)
    code = {value: place for place, value in enumerate(shown)}
    parents = []
    for value in shown:
        above = vocabulary.ancestors(value)[:1] if vocabulary and depths[value] else ()
        parents.append(code.get(above[0], -1) if above else -1)
    column = FacetColumn(
        shown, tuple(labels[value] for value in shown), tuple(depths.values()), tuple(parents)
    )
    return column, [_part(segment, name, column) for segment in segments]


def numbers_column(
    name: str, numbers: Sequence[int], segments: Sequence[Segment]
) -> tuple[FacetColumn, list[Part]]:
    """Return numbers as the values of a facet, and where they stand."""
    texts, top = tuple(map(str, numbers)), (0,) * len(numbers)
    column = FacetColumn(texts, texts, top, (-1,) * len(numbers))
    return column, [_part(segment, name, column) for segment in segments]


def _part(segment: Segment, name: str, column: FacetColumn) -> Part:
    values = segment.values(f"facet_{name}")
    codes = [column.code.get(text.partition(SEPARATOR)[0], -1) for text in values.terms]
    return Part(segment.start, values.docs, values.rows, codes)
