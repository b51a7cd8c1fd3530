"""Drift: a source that suddenly gives far less, or something else, than in its last good runs."""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from statistics import median

from pydantic import Field, ValidationError

from catalog.atomic import write_text
from catalog.model import Part, to_plain
from catalog.sources import Source
from scrapers.journal import Visit
from scrapers.report import Outcome

RUNS = 5
"""Good runs that are remembered; a run is compared with all of them together."""

FEWER = 0.5
"""Fewer than this share of the usual items from a listed page is a drift."""

FEWEST = 4
"""A source with fewer items than this in its usual run is not judged by their number."""

USUAL, RARE = 0.8, 0.3
"""A field that this share of items usually had, and that no more than that share has now."""

SAME = 0.5
"""At least this share of titles must differ from each other, if they usually do."""


class Shape(Part):
    """What a run of a source gave, in numbers: enough to see that its pages are others now.

    `listed` are the pages of the source's own list (start pages, sitemaps) that came, `pages` all
    that came, read or not, `failed` those beyond the list that could not be fetched; `fields` has
    the share of items with each field; `distinct` is the number of different titles by that of
    items.
    """

    listed: int
    pages: int
    failed: int = 0
    items: int
    fields: dict[str, float] = Field(default_factory=dict)
    distinct: float = 1.0

    @property
    def rate(self) -> float:
        """Items from a listed page and what it leads to, had all pages come."""
        return self.items / self.listed * (self.pages + self.failed) / self.pages


class _History(Part):
    runs: tuple[Shape, ...] = ()


def shape_of(source: Source, visits: Collection[Visit]) -> Shape:
    """Return the shape of a run.

    Pages that could not be fetched tell nothing of a source; those that are missing for sure are
    pages with nothing on them.
    """
    came = [v for v in visits if v.outcome is not Outcome.FAILED or v.missing]
    failed = [v for v in visits if v.outcome is Outcome.FAILED and not v.missing]
    own = {page.address for page in source.pages}
    own |= set(source.follow.sitemaps) if source.follow else set()
    drafts = [to_plain(draft) for visit in came for draft in visit.drafts]
    fields = Counter(name for draft in drafts for name in draft if name not in ("id", "relations"))
    titles = Counter(draft["title"].casefold() for draft in drafts)
    count = len(drafts)
    return Shape(
        listed=sum(visit.page in own for visit in came),
        pages=len(came),
        failed=sum(visit.page not in own for visit in failed),
        items=count,
        fields={name: round(n / count, 3) for name, n in sorted(fields.items())},
        distinct=round(len(titles) / count, 3) if count else 1.0,
    )


def drift(now: Shape, good: Sequence[Shape]) -> list[str]:
    """Say in which ways a run differs from the last good ones; nothing when it is like them."""
    before = [shape for shape in good if shape.listed]
    if not before or not now.listed:
        return []
    usual = median(shape.items for shape in before)
    found = []
    if usual >= FEWEST and now.rate < FEWER * median(shape.rate for shape in before):
        pages = median(shape.pages for shape in before)
        found.append(f"{now.items} items (pages: {now.pages}), usually {usual:g} ({pages:g})")
    if not now.items:
        return found
    for name in sorted({name for shape in before for name in shape.fields}):
        usual_share = median(shape.fields.get(name, 0.0) for shape in before)
        share = now.fields.get(name, 0.0)
        if usual_share >= USUAL and share <= RARE:
            found.append(f"{share:.0%} of the items have {name}, usually {usual_share:.0%}")
    if now.items >= FEWEST and now.distinct < SAME * median(s.distinct for s in before):
        found.append(f"only {now.distinct:.0%} of the titles differ from each other")
    return found


class History:
    """The shapes of the last good runs of each source, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def runs(self, source: str) -> tuple[Shape, ...]:
        """Return the last good runs of a source; none when the file cannot be read."""
        try:
            text = self._file(source).read_text("utf-8")
            return _History.model_validate_json(text).runs
        except (OSError, ValidationError):
            return ()

    def add(self, source: str, shape: Shape, *, afresh: bool = False) -> None:
        """Remember a good run; `afresh` forgets the earlier ones."""
        runs = (*(() if afresh else self.runs(source)), shape)[-RUNS:]
        self._folder.mkdir(parents=True, exist_ok=True)
        write_text(self._file(source), _History(runs=runs).model_dump_json() + "\n")

    def _file(self, source: str) -> Path:
        return self._folder / f"{source}.json"
