"""What an entry and a draft are: every field, its meaning and its limits."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field, model_validator

from catalog.dates import PartialDate
from catalog.parts import (
    Approval,
    Article,
    Course,
    Delivery,
    Duration,
    Episode,
    Harvest,
    Identifiers,
    KeyMessages,
    Length,
    Link,
    LinkRole,
    Period,
    Reading,
    Relation,
    RelationType,
    Review,
    Series,
    Status,
)
from catalog.values import (
    ID_PATTERN,
    Day,
    Doi,
    Id,
    Isbn,
    Line,
    Part,
    TermId,
    Text,
    WebAddress,
    is_id,
)

__all__ = [
    "ID_PATTERN",
    "Approval",
    "Article",
    "Course",
    "Delivery",
    "Doi",
    "Draft",
    "Duration",
    "Entry",
    "Episode",
    "Harvest",
    "Id",
    "Identifiers",
    "Isbn",
    "KeyMessages",
    "Length",
    "Line",
    "Link",
    "LinkRole",
    "Part",
    "Period",
    "Reading",
    "Record",
    "Relation",
    "RelationType",
    "Review",
    "Series",
    "Status",
    "TermId",
    "Text",
    "WebAddress",
    "is_id",
    "to_plain",
]


class Record(Part):
    """What is known of a resource: the fields that entries and drafts share."""

    id: Id = Field(description="Permanent id; the file's name and the address of its page.")
    title: Line = Field(description="The title as printed.")
    alternative_titles: tuple[Line, ...] = Field(
        default=(), description="Other titles it is known by: short, former, translated."
    )
    summary: Text | None = Field(
        default=None,
        description="What it is and whom it helps, in plain text; a blank line ends a paragraph.",
    )
    kind: TermId | None = Field(default=None, description="What it is: an id from kinds.")
    authors: tuple[Line, ...] = Field(default=(), description="Persons or bodies who wrote it.")
    publisher: Line | None = Field(default=None, description="Who published it.")
    series: Series | None = Field(default=None, description="The series it appeared in.")
    published: PartialDate | None = Field(
        default=None,
        description="When it was published: 2018, 2018-05 or 2018-05-03, as much as is known.",
    )
    valid: Period | None = Field(default=None, description="The years it says it is valid for.")
    languages: tuple[TermId, ...] = Field(default=(), description="Ids from languages.")
    jurisdictions: tuple[TermId, ...] = Field(
        default=(), description="Where it applies: ids from jurisdictions."
    )
    topics: tuple[TermId, ...] = Field(
        default=(), description="What it is about: ids from topics, the narrowest that fit."
    )
    audiences: tuple[TermId, ...] = Field(
        default=(), description="Whom it is for: ids from audiences; the first is the primary one."
    )
    format: TermId | None = Field(default=None, description="Its form: an id from formats.")
    length: Length | None = Field(default=None, description="Pages or minutes it takes.")
    links: tuple[Link, ...] = Field(default=(), description="Its addresses, the best one first.")
    access: TermId | None = Field(
        default=None, description="What it takes to get at it: an id from access."
    )
    identifiers: Identifiers | None = Field(default=None, description="ISBN, DOI and the like.")
    relations: tuple[Relation, ...] = Field(
        default=(), description="How it relates to other entries."
    )
    course: Course | None = Field(default=None, description="For courses and programmes only.")
    episode: Episode | None = Field(default=None, description="For podcast episodes only.")
    article: Article | None = Field(default=None, description="For articles in periodicals only.")
    strategy: Period | None = Field(
        default=None, description="For strategies only: the years it is valid for."
    )

    @model_validator(mode="after")
    def _said_once(self) -> "Record":
        """Refuse a fact that is given both in a general field and in a block."""
        if self.strategy and self.valid:
            raise ValueError("give the years in `strategy` or in `valid`, not in both")
        if self.episode:
            if self.series:
                raise ValueError("give the series in `episode`, not in `series` as well")
            if self.episode.minutes and self.length and self.length.minutes:
                raise ValueError("give the minutes in `episode`, not in `length` as well")
        return self

    @property
    def validity(self) -> Period | None:
        """The span the resource is valid for, wherever it is recorded."""
        return self.strategy or self.valid

    @property
    def minutes(self) -> int | None:
        """Running time in minutes, wherever it is recorded."""
        if self.episode and self.episode.minutes:
            return self.episode.minutes
        return self.length.minutes if self.length else None

    @property
    def series_title(self) -> str | None:
        """Title of the series, wherever it is recorded."""
        if self.episode and self.episode.series:
            return self.episode.series
        return self.series.title if self.series else None

    @property
    def series_number(self) -> str | None:
        """Number in the series, wherever it is recorded."""
        if self.episode and self.episode.number is not None:
            return str(self.episode.number)
        return self.series.number if self.series else None

    @property
    def formats(self) -> tuple[str, ...]:
        """Its own format and those of its downloads, the own one first."""
        return tuple(dict.fromkeys(f for f in (self.format, *(k.format for k in self.links)) if f))

    def links_with(self, role: LinkRole) -> Iterator[Link]:
        """Yield the links that have a role, in the order they are recorded."""
        return (link for link in self.links if link.role == role)

    @property
    def address(self) -> str | None:
        """The address to open first: the landing page, else the first link there is."""
        first = next(self.links_with(LinkRole.LANDING), None) or next(iter(self.links), None)
        return first.url if first else None


class Draft(Record):
    """A scraped record that no librarian has accepted yet.

    A scraper leaves `headings` and `harvest` empty; the harvest run fills them in.
    """

    headings: tuple[Line, ...] = Field(
        default=(),
        description="Headings of its page, for tags to be suggested from; no part of an entry.",
    )
    harvest: Harvest | None = Field(
        default=None, description="Where a machine found it. Not for people to edit."
    )


class Entry(Record):
    """One described resource of the catalog: one YAML file, one permanent id."""

    kind: TermId = Field(description="What it is: an id from kinds.")
    status: Status = Field(
        default=Status.PUBLISHED, description="draft (not shown), published or withdrawn."
    )
    review: Review | None = Field(default=None, description="When it was and must be checked.")
    added: Day = Field(description="Day the entry came into the catalog.")
    former_ids: tuple[Id, ...] = Field(default=(), description="Ids that lead here as well.")
    note: Text | None = Field(default=None, description="For librarians; never shown to readers.")
    harvest: Harvest | None = Field(
        default=None, description="Where a machine found it. Not for people to edit."
    )


def to_plain(record: Record) -> dict[str, Any]:
    """Return a record as plain JSON data in field order, without what is unset or empty."""

    def prune(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: p for k, v in value.items() if (p := prune(v)) not in (None, {}, [])}
        return [prune(v) for v in value] if isinstance(value, list) else value

    plain: dict[str, Any] = prune(record.model_dump(mode="json", by_alias=True))
    return plain
