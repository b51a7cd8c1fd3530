"""The groups of fields inside a record: links, relations, and the blocks of particular kinds."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from catalog.dates import PartialDate
from catalog.values import (
    Amount,
    Count,
    Day,
    Doi,
    Id,
    Isbn,
    Line,
    Moment,
    Part,
    TermId,
    WebAddress,
)


class Series(Part):
    """The series an entry appeared in, and its place there."""

    title: Line = Field(description="Name of the series.")
    number: Line | None = Field(default=None, description="Number in the series, as printed.")


class Period(Part):
    """A span of validity; either end may be open."""

    start: PartialDate | None = Field(
        default=None, alias="from", description="First year, month or day."
    )
    end: PartialDate | None = Field(
        default=None, alias="to", description="Last year, month or day; it still counts."
    )

    @model_validator(mode="after")
    def _ordered(self) -> "Period":
        if self.start is None and self.end is None:
            raise ValueError("give `from`, `to` or both, or leave the period out")
        if self.start and self.end and self.end.last_day < self.start.first_day:
            raise ValueError("the period ends before it begins")
        return self


class Length(Part):
    """How long it takes: pages to read, minutes to watch or listen."""

    pages: Count | None = Field(default=None, description="Number of pages.")
    minutes: Count | None = Field(default=None, description="Running time in minutes.")


class LinkRole(StrEnum):
    """What a link leads to."""

    LANDING = "landing"
    DOWNLOAD = "download"
    ORDER = "order"
    TRANSCRIPT = "transcript"
    AUDIO = "audio"
    VIDEO = "video"


class Link(Part):
    """One address of the resource."""

    role: LinkRole = Field(
        description="What the link leads to; `landing` is the page that presents the resource."
    )
    url: WebAddress = Field(description="Web address, starting with http:// or https://.")
    label: Line | None = Field(
        default=None, description="Words to show when the role does not say enough."
    )
    format: TermId | None = Field(
        default=None, description="Format of what is behind the link: an id from formats."
    )
    size_kb: Count | None = Field(
        default=None, description="Size in kilobytes; 1 MB is 1,024 kilobytes."
    )
    cost: Line | None = Field(default=None, description="What an order costs, e.g. Free.")


class Identifiers(Part):
    """Numbers others know the resource by."""

    isbn: tuple[Isbn, ...] = Field(default=(), description="ISBNs, with hyphens or without.")
    doi: Doi | None = Field(default=None, description="DOI, without https://doi.org/.")
    course_number: Line | None = Field(default=None, description="The provider's course number.")
    ce_broker: Line | None = Field(default=None, description="Course number at CE Broker.")


class RelationType(StrEnum):
    """How this entry relates to another (after the Dublin Core relation terms)."""

    PART_OF = "part-of"
    DESCRIBES = "describes"
    REPLACES = "replaces"
    REPLACED_BY = "replaced-by"
    TRANSLATION_OF = "translation-of"
    EDITION_OF = "edition-of"
    RELATED = "related"


class Relation(Part):
    """A named relation to another entry, given by its id."""

    type: RelationType = Field(description="How this entry relates to the other one.")
    entry: Id = Field(description="Id of the other entry.")


class Status(StrEnum):
    """Where an entry stands; only published entries are shown to readers."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Review(Part):
    """When a librarian last checked the entry, and when it must be checked again."""

    last: Day | None = Field(default=None, description="Day it was last checked.")
    by: Day | None = Field(default=None, description="Day by which to check it again.")


class Harvest(Part):
    """Where a machine found the entry. Owned by `kb harvest` and `kb accept`, not by people.

    `fields` holds a digest of each value as the machine set it, so that a value a person has
    changed since is recognised and never overwritten.
    """

    source: Id = Field(description="Id of the source in sources.yaml.")
    address: Line = Field(description="Web address of the page, or file:NAME of a saved page.")
    item: Line = Field(description="Which resource of the page this is.")
    when: Moment = Field(description="When the page was read, in UTC.")
    content: str = Field(pattern=r"^[0-9a-f]{16}$", description="Digest of what was found.")
    fields: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]] = Field(
        default={}, description="Digest of each value as the machine set it."
    )


class Approval(Part):
    """A board's approval of a course, with the number the board knows it by."""

    board: Line = Field(description="Name of the board.")
    jurisdiction: TermId | None = Field(
        default=None, description="Where it holds: an id from jurisdictions."
    )
    number: Line | None = Field(default=None, description="Number the board gave.")
    number_type: Line | None = Field(
        default=None, description="What kind of number, e.g. CE Broker, License."
    )


class Duration(Part):
    """How long a course takes."""

    days: Amount | None = Field(default=None, description="Days of teaching; half days are 0.5.")
    hours: Amount | None = Field(default=None, description="Hours of teaching.")


class Delivery(StrEnum):
    """How a course is given."""

    SELF_STUDY = "self-study"
    LIVE_ONLINE = "live-online"
    CLASSROOM = "classroom"
    BLENDED = "blended"


class Reading(Part):
    """A text a course assigns."""

    title: Line = Field(description="Title of the text.")
    publisher: Line | None = Field(default=None, description="Who published it.")
    entry: Id | None = Field(default=None, description="Its entry in this catalog, if any.")


class KeyMessages(Part):
    """Messages a programme teaches, and the guidance they come from."""

    basis: Line | None = Field(default=None, description="Guidance or law the messages rest on.")
    points: tuple[Line, ...] = Field(min_length=1, description="The messages, one an item.")


class Course(Part):
    """What a course or training programme offers and asks."""

    credit_hours: Amount | None = Field(
        default=None, description="Hours of continuing-education credit."
    )
    credit_types: tuple[Line, ...] = Field(
        default=(), description="Kinds of credit, e.g. clinical, ethics."
    )
    approvals: tuple[Approval, ...] = Field(default=(), description="Boards that approved it.")
    pass_mark: int | None = Field(
        default=None, ge=1, le=100, description="Percentage needed to pass."
    )
    duration: Duration | None = Field(default=None, description="Time it takes.")
    delivery: tuple[Delivery, ...] = Field(default=(), description="How it is given.")
    cost: Line | None = Field(default=None, description="What it costs, as the provider says.")
    key_messages: tuple[KeyMessages, ...] = Field(
        default=(), description="Messages it teaches, by the guidance they come from."
    )
    objectives: tuple[Line, ...] = Field(
        default=(), description="What learners will be able to do."
    )
    reading: tuple[Reading, ...] = Field(default=(), description="Texts it assigns.")


class Episode(Part):
    """An episode of a podcast."""

    series: Line | None = Field(default=None, description="Name of the podcast.")
    number: int | None = Field(default=None, ge=0, description="Number of the episode.")
    minutes: Count | None = Field(default=None, description="Running time in minutes.")
    transcript: WebAddress | None = Field(default=None, description="Address of the transcript.")


class Article(Part):
    """Where in a periodical an article stands."""

    volume: Line | None = Field(default=None, description="Volume, as printed.")
    issue: Line | None = Field(default=None, description="Issue or number, as printed.")
    month: Line | None = Field(default=None, description="As printed, e.g. December/January.")
