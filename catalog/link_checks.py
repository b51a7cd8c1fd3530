"""Whether the addresses of entries still open: what checks found, in one file of machine state."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from catalog.atomic import write_text
from catalog.model import Entry, Part


class Answer(StrEnum):
    """What came of asking for an address once."""

    OPENS = "opens"
    MOVED = "moved"  # opens at another address
    CLOSED = "closed"  # the site lets no programs in: tells nothing about people's browsers
    FAILED = "failed"  # may pass: an error of the site, no answer in time
    GONE = "gone"  # the site says that there is no such page, or there is no such site


class LinkState(StrEnum):
    """What all checks of an address so far amount to."""

    OK = "ok"
    REDIRECTED = "redirected"
    DOUBTFUL = "doubtful"
    BROKEN = "broken"


class LinkCheck(Part):
    """The last check of an address, and since when it has not opened."""

    checked: date
    answer: Answer
    moved_to: str | None = None
    reason: str = ""
    last_ok: date | None = None
    failing_since: date | None = None
    gone_since: date | None = None
    """The first day on which it was gone, unless it has opened since."""

    @property
    def state(self) -> LinkState:
        """One day on which it is gone may be a mishap of the site; a second one is not."""
        if self.answer is Answer.OPENS:
            return LinkState.OK
        if self.answer is Answer.MOVED:
            return LinkState.REDIRECTED
        gone_again = self.gone_since is not None and self.gone_since < self.checked
        return LinkState.BROKEN if self.answer is Answer.GONE and gone_again else LinkState.DOUBTFUL

    @property
    def did_not_open(self) -> bool:
        """Whether readers should be told; not where a site only keeps programs out."""
        return self.answer in (Answer.FAILED, Answer.GONE)

    def is_due(self, today: date, older_than: int) -> bool:
        """Whether it is to be checked after so many days; what seems gone, on the next day."""
        if self.answer is Answer.GONE and self.state is LinkState.DOUBTFUL:
            return self.checked < today
        return today - self.checked >= timedelta(days=older_than)


def checked(
    before: LinkCheck | None,
    today: date,
    answer: Answer,
    reason: str = "",
    moved_to: str | None = None,
) -> LinkCheck:
    """Return what is known of an address after one more check."""
    if answer in (Answer.OPENS, Answer.MOVED):
        return LinkCheck(checked=today, answer=answer, moved_to=moved_to, last_ok=today)
    gone_since = before.gone_since if before else None
    return LinkCheck(
        checked=today,
        answer=answer,
        reason=reason,
        last_ok=before.last_ok if before else None,
        failing_since=(before.failing_since if before else None) or today,
        gone_since=gone_since or (today if answer is Answer.GONE else None),
    )


LinkChecks = Mapping[str, LinkCheck]
"""What is known of addresses; those that were never checked are not in it."""


class _File(Part):
    links: dict[str, LinkCheck]


def read_link_checks(file: Path) -> dict[str, LinkCheck]:
    """Return what a file holds; nothing when there is none. Raises ValueError, OSError."""
    if not file.exists():
        return {}
    try:
        return _File.model_validate_json(file.read_bytes()).links
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "the file"
        message = f"{file}: {where} cannot be read; delete the file, and the next check makes it"
        raise ValueError(message) from error


def write_link_checks(file: Path, known: LinkChecks) -> None:
    """Replace the file in one step. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    data = _File(links=dict(sorted(known.items())))
    write_text(file, data.model_dump_json(indent=1, exclude_defaults=True) + "\n")


def addresses(entry: Entry) -> tuple[str, ...]:
    """Return the addresses that readers are led to, each once."""
    transcript = entry.episode.transcript if entry.episode else None
    found = [link.url for link in entry.links] + ([transcript] if transcript else [])
    return tuple(dict.fromkeys(found))
