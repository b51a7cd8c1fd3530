"""Searches that found nothing, counted by day: for librarians who look for words that lead nowhere.

What is kept of a search are its words, folded, the day, and how often; never who searched, when, or
from where. Words that may be about a person are not kept at all. The file is a cache of no worth to
the search: it may be deleted at any time, and what cannot be written is not counted.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from catalog.folding import fold
from indexer.backend import SearchBackend, SearchResult
from indexer.case_data import signs
from indexer.given_names import GIVEN_NAMES
from indexer.language import is_plain, parse
from indexer.query import Query

log = logging.getLogger(__name__)

MOST_WORDS = 5
"""Longer questions are not kept: they tell more than a librarian needs to know."""

LONGEST = 60
"""Characters of words that are kept."""

MOST_DIGITS = 4
"""Figures that words may have and be kept: enough for a year or `Title IV-E 477`."""

MOST_KEPT = 10_000
"""Words of a day that are kept, over all days; the oldest go first."""

PATIENCE = 2.0
"""Seconds to wait for another process that writes."""

_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_TABLE = """
create table if not exists missed (
    words text, day text, times integer, in_vain integer, primary key (words, day)
) without rowid
"""
_COUNT = """
insert into missed values (?, ?, 1, ?)
on conflict do update set times = times + 1, in_vain = in_vain + excluded.in_vain
"""
_TOO_MANY = """
delete from missed where (words, day) in (
    select words, day from missed order by day, times
    limit max(0, (select count(*) from missed) - ?)
)
"""
_LISTED = """
select words, sum(times), sum(in_vain), min(day), max(day) from missed
where day > ? group by words order by sum(times) desc, max(day) desc, words limit ?
"""


@dataclass(frozen=True, slots=True)
class Miss:
    """Words of one search that did not find what was meant, in the form they may be kept in."""

    words: str
    found_nothing: bool  # else only entries without some of the words


@dataclass(frozen=True, slots=True)
class Missed:
    """How often the same words missed, and on which days first and last."""

    words: str
    times: int
    found_nothing: int  # of the times
    first: date
    last: date


def miss(result: SearchResult, backend: SearchBackend) -> Miss | None:
    """Return what may be kept of a search if it missed; None if it did not, or nothing may be.

    Only plain words on the first page count, with other names of them searched for as well. A
    search that only its filters left without results did not miss.
    """
    query = result.query
    codes = {notice.code for notice in result.notices}
    if not codes & {"nothing-found", "relaxed", "unknown-words"}:
        return None
    if query.page > 1 or not query.expand or not is_plain(parse(query.text).node):
        return None
    words = fold(query.text)
    if not _may_be_kept(query.text, words) or not _is_known(words, backend):
        return None
    return Miss(words, "nothing-found" in codes)


def _may_be_kept(text: str, words: str) -> bool:
    return (
        0 < len(words) <= LONGEST
        and words.count(" ") < MOST_WORDS
        and sum(map(str.isdigit, words)) <= MOST_DIGITS
        and not signs(text)
        and GIVEN_NAMES.isdisjoint(words.split())
    )


def _is_known(words: str, backend: SearchBackend) -> bool:
    """Whether words are one, or the catalog has one of them: else several may be a name."""
    several = words.split()
    return len(several) == 1 or any(_finds(word, backend) for word in several)


def _finds(word: str, backend: SearchBackend) -> bool:
    result = backend.search(Query.build(word))
    return result.total > 0 and all(n.code != "only-common-words" for n in result.notices)


class MissLog:
    """The counts in a file of SQLite. Several processes may count at once."""

    def __init__(self, file: Path, days: int) -> None:
        """Keep what missed in the last `days`; with 0 nothing is kept."""
        self._file = file
        self._days = days

    @property
    def is_on(self) -> bool:
        """Whether anything is kept."""
        return self._days > 0

    def add(self, miss: Miss, today: date) -> None:
        """Count a search. Never raises: what cannot be counted is not."""
        if not self.is_on:
            return
        try:
            with self._changed() as table:
                table.execute(_COUNT, (miss.words, today.isoformat(), miss.found_nothing))
                table.execute("delete from missed where day <= ?", (self._before(today),))
                table.execute(_TOO_MANY, (MOST_KEPT,))
        except (sqlite3.Error, OSError) as error:
            log.warning("%s: a search that found nothing was not counted: %s", self._file, error)

    def tidy(self, today: date) -> None:
        """Delete what is older than may be kept; everything when nothing may. Never raises."""
        try:
            if not self.is_on:
                self._delete()
            elif self._file.exists():
                with self._changed() as table:
                    table.execute("delete from missed where day <= ?", (self._before(today),))
        except (sqlite3.Error, OSError) as error:
            log.warning("%s: old searches were not deleted: %s", self._file, error)

    def most_frequent(self, today: date, days: int, limit: int) -> list[Missed]:
        """Return what missed most often in the last `days`. Raises sqlite3.Error."""
        if not self._file.exists():
            return []
        since = (today - timedelta(days=days)).isoformat()
        with self._changed() as table:
            found = table.execute(_LISTED, (max(since, self._before(today)), limit)).fetchall()
        return [
            Missed(words, times, in_vain, date.fromisoformat(first), date.fromisoformat(last))
            for words, times, in_vain, first, last in found
        ]

    def forget(self, words: str | None = None) -> int:
        """Delete some words, or all without any; return how many. Raises sqlite3.Error."""
        if not self._file.exists():
            return 0
        with self._changed() as table:
            if words is None:
                return table.execute("delete from missed").rowcount
            return table.execute("delete from missed where words = ?", (fold(words),)).rowcount

    def _before(self, today: date) -> str:
        return (today - timedelta(days=self._days)).isoformat()

    @contextmanager
    def _changed(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one change, which is made whole or not at all.

        A file that turns out to be damaged is deleted, so that the next change begins anew.
        """
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(self._opened()) as table:  # what was not committed is undone
                yield table
                table.execute("commit")
        except sqlite3.DatabaseError as error:  # also of a file that is well, but locked
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                log.warning("%s is damaged and begun anew", self._file)
                self._delete()
            raise

    def _delete(self) -> None:
        for suffix in ("", "-journal"):  # what a killed process left to be undone has words, too
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)

    def _opened(self) -> sqlite3.Connection:
        table = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)
        try:
            table.execute("pragma secure_delete = on")  # what is deleted is overwritten
            table.execute("begin immediate")
            table.execute(_TABLE)
        except BaseException:
            table.close()
            raise
        return table
