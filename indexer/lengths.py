"""How long a resource takes, in the few ranges that people choose by."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalog.model import Entry, LinkRole
from catalog.vocabulary import Term, Vocabulary

HOUR = 60
DAY = 6 * HOUR
"""Minutes of teaching in a day of a course."""


class Range(NamedTuple):
    """Lengths that are chosen together; each begins where the one before ends."""

    id: str
    label: str
    most: float = 0


MINUTES = (
    Range("under-10-minutes", "Under 10 minutes", 9.99),
    Range("10-to-30-minutes", "10 to 30 minutes", 30),
    Range("30-to-60-minutes", "30 to 60 minutes", HOUR),
    Range("1-to-3-hours", "1 to 3 hours", 3 * HOUR),
    Range("over-3-hours", "Over 3 hours", float("inf")),
)
"""Ranges of time, with the most minutes."""

PAGES = (
    Range("up-to-10-pages", "Up to 10 pages", 10),
    Range("11-to-50-pages", "11 to 50 pages", 50),
    Range("over-50-pages", "Over 50 pages", float("inf")),
)
"""Ranges of pages, with the most pages."""

LISTEN, WATCH = "listen", "watch"

_SENSES = (Range(LISTEN, "To listen to"), Range(WATCH, "To watch"))

LENGTHS = Vocabulary(
    scheme="length",
    title="Lengths",
    terms=tuple(Term(id=each.id, label=each.label) for each in (*MINUTES, *PAGES, *_SENSES)),
)
"""The values of the facet; their ids stand in shared links and stay as they are."""


def lengths(entry: Entry) -> Iterator[str]:
    """Yield the ranges an entry belongs to; nothing when its length is not recorded.

    A course whose teaching time is not given takes its credit hours.
    """
    if minutes := entry.minutes or _teaching(entry):
        yield _range(MINUTES, minutes)
    if entry.length and entry.length.pages:
        yield _range(PAGES, entry.length.pages)
    # The formats of a resource and the roles of its links have these names in common.
    said = {entry.format, *(each for link in entry.links for each in (link.format, link.role))}
    for value, role in ((LISTEN, LinkRole.AUDIO), (WATCH, LinkRole.VIDEO)):
        if role in said:
            yield value


def _teaching(entry: Entry) -> float:
    course = entry.course
    if course is None:
        return 0
    span = course.duration
    taught = (span.days or 0) * DAY + (span.hours or 0) * HOUR if span else 0
    return taught or (course.credit_hours or 0) * HOUR


def _range(ranges: Sequence[Range], amount: float) -> str:
    return next(each.id for each in ranges if amount <= each.most)
