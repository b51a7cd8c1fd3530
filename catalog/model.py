"""What an entry and a draft are: every field, its meaning and its limits."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from catalog.dates import PartialDate

ID_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def _line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(_line(block) for block in blocks)


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write a web address that starts with http:// or https://")
    if re.search(r"\s", text):
        raise ValueError("a web address has no spaces in it: write %20")
    return text


def _isbn(text: str) -> str:
    """Check an ISBN-10 or ISBN-13 by its check digit (ISO 2108)."""
    digits = text.replace("-", "").replace(" ", "").upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits))
        valid = total % 11 == 0
    else:
        weights = (1, 3) * 7
        valid = bool(re.fullmatch(r"\d{13}", digits)) and (
            sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 10 == 0
        )
    if not valid:
        raise ValueError("this is not an ISBN: its check digit is wrong")
    return digits


Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", max_length=100)]
TermId = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", max_length=60)]
Line = Annotated[str, BeforeValidator(_line), Field(min_length=1, max_length=1000)]
Text = Annotated[str, BeforeValidator(_paragraphs), Field(min_length=1, max_length=20_000)]
WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(_web_address)]
Isbn = Annotated[str, AfterValidator(_isbn)]
Doi = Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")]


def is_id(text: str) -> bool:
    """Whether a text could be the id of an entry or a draft."""
    return len(text) <= 100 and re.fullmatch(ID_PATTERN, text) is not None


class Part(BaseModel):
    """A frozen piece of an entry; a field it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)


class Series(Part):
    """The series an entry appeared in, and its place there."""

    title: Line
    number: Line | None = None


class Period(Part):
    """A span of validity; either end may be open."""

    start: PartialDate | None = Field(default=None, alias="from")
    end: PartialDate | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> "Period":
        if self.start is None and self.end is None:
            raise ValueError("give `from`, `to` or both, or leave the period out")
        if self.start and self.end and self.end < self.start:
            raise ValueError("the period ends before it begins")
        return self


class Length(Part):
    """How long it takes: pages to read, minutes to watch or listen."""

    pages: int | None = Field(default=None, ge=1)
    minutes: int | None = Field(default=None, ge=1)


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

    role: LinkRole
    url: WebAddress
    label: Line | None = None
    format: TermId | None = None
    size_kb: int | None = Field(default=None, ge=1, description="kilobytes; 1 MB is 1,024")
    cost: Line | None = Field(default=None, description="what an order costs, e.g. Free")


class Identifiers(Part):
    """Numbers others know the resource by."""

    isbn: tuple[Isbn, ...] = ()
    doi: Doi | None = None
    course_number: Line | None = None
    ce_broker: Line | None = Field(default=None, description="course number at CE Broker")


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

    type: RelationType
    entry: Id


class Status(StrEnum):
    """Where an entry stands; only published entries are shown to readers."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Review(Part):
    """When a librarian last checked the entry, and when it must be checked again."""

    last: date | None = None
    by: date | None = None


class Harvest(Part):
    """Where a machine found the entry. Owned by `kb harvest` and `kb accept`, not by people.

    `fields` holds a digest of each value as the machine set it, so that a value a person has
    changed since is recognised and never overwritten.
    """

    source: Id
    address: Line = Field(description="web address of the page, or file:NAME of a saved page")
    item: Line = Field(description="which resource of the page this is")
    when: datetime
    content: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    fields: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]] = {}


class Approval(Part):
    """A board's approval of a course, with the number the board knows it by."""

    board: Line
    jurisdiction: TermId | None = None
    number: Line | None = None
    number_type: Line | None = Field(default=None, description="e.g. CE Broker, License")


class Duration(Part):
    """How long a course takes."""

    days: float | None = Field(default=None, gt=0)
    hours: float | None = Field(default=None, gt=0)


class Delivery(StrEnum):
    """How a course is given."""

    SELF_STUDY = "self-study"
    LIVE_ONLINE = "live-online"
    CLASSROOM = "classroom"
    BLENDED = "blended"


class Reading(Part):
    """A text a course assigns."""

    title: Line
    publisher: Line | None = None
    entry: Id | None = Field(default=None, description="its entry in this catalog, if any")


class KeyMessages(Part):
    """Messages a programme teaches, and the guidance they come from."""

    basis: Line | None = None
    points: tuple[Line, ...] = Field(min_length=1)


class Course(Part):
    """What a course or training programme offers and asks."""

    credit_hours: float | None = Field(default=None, gt=0)
    credit_types: tuple[Line, ...] = ()
    approvals: tuple[Approval, ...] = ()
    pass_mark: int | None = Field(default=None, ge=1, le=100, description="percent")
    duration: Duration | None = None
    delivery: tuple[Delivery, ...] = ()
    cost: Line | None = None
    key_messages: tuple[KeyMessages, ...] = ()
    objectives: tuple[Line, ...] = ()
    reading: tuple[Reading, ...] = ()


class Episode(Part):
    """An episode of a podcast."""

    series: Line | None = None
    number: int | None = Field(default=None, ge=0)
    minutes: int | None = Field(default=None, ge=1)
    transcript: WebAddress | None = None


class Article(Part):
    """Where in a periodical an article stands."""

    volume: Line | None = None
    issue: Line | None = None
    month: Line | None = Field(default=None, description="as printed, e.g. December/January")


class Record(Part):
    """What is known of a resource: the fields that entries and drafts share."""

    id: Id
    title: Line
    alternative_titles: tuple[Line, ...] = ()
    summary: Text | None = Field(
        default=None, description="plain text; a blank line ends a paragraph"
    )
    kind: TermId | None = None
    authors: tuple[Line, ...] = ()
    publisher: Line | None = None
    series: Series | None = None
    published: PartialDate | None = None
    valid: Period | None = None
    languages: tuple[TermId, ...] = ()
    jurisdictions: tuple[TermId, ...] = ()
    topics: tuple[TermId, ...] = ()
    audiences: tuple[TermId, ...] = Field(default=(), description="the first is the primary one")
    format: TermId | None = None
    length: Length | None = None
    links: tuple[Link, ...] = ()
    access: TermId | None = None
    identifiers: Identifiers | None = None
    relations: tuple[Relation, ...] = ()
    course: Course | None = None
    episode: Episode | None = None
    article: Article | None = None
    strategy: Period | None = Field(default=None, description="the years a strategy is valid")

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

    A scraper leaves `harvest` empty; the harvest run fills it in.
    """

    harvest: Harvest | None = None


class Entry(Record):
    """One described resource of the catalog: one YAML file, one permanent id."""

    kind: TermId
    status: Status = Status.PUBLISHED
    review: Review | None = None
    added: date
    former_ids: tuple[Id, ...] = Field(default=(), description="ids that lead here as well")
    note: Text | None = Field(default=None, description="for librarians; never shown to readers")
    harvest: Harvest | None = None


def to_plain(record: Record) -> dict[str, Any]:
    """Return a record as plain JSON data in field order, without what is unset or empty."""

    def prune(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: p for k, v in value.items() if (p := prune(v)) not in (None, {}, [])}
        return [prune(v) for v in value] if isinstance(value, list) else value

    plain: dict[str, Any] = prune(record.model_dump(mode="json", by_alias=True))
    return plain
