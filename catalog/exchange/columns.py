"""Which column of a table means which field: a librarian's mapping, or a guess from the headers."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from pydantic import Field, field_validator

from catalog.values import Line, Part


class Target(StrEnum):
    """What a column of a table can hold."""

    TITLE = "title"
    ALTERNATIVE_TITLES = "alternative_titles"
    SUMMARY = "summary"
    KIND = "kind"
    AUTHORS = "authors"
    PUBLISHER = "publisher"
    SERIES = "series"
    SERIES_NUMBER = "series_number"
    PUBLISHED = "published"
    LANGUAGES = "languages"
    JURISDICTIONS = "jurisdictions"
    TOPICS = "topics"
    AUDIENCES = "audiences"
    FORMAT = "format"
    PAGES = "pages"
    MINUTES = "minutes"
    LANDING = "landing"
    DOWNLOAD = "download"
    ORDER = "order"
    TRANSCRIPT = "transcript"
    AUDIO = "audio"
    VIDEO = "video"
    ACCESS = "access"
    ISBN = "isbn"
    DOI = "doi"
    VOLUME = "volume"
    ISSUE = "issue"


LISTS = frozenset(
    {
        Target.ALTERNATIVE_TITLES,
        Target.AUTHORS,
        Target.LANGUAGES,
        Target.JURISDICTIONS,
        Target.TOPICS,
        Target.AUDIENCES,
    }
)
"""Targets that can take several values from one cell."""

_HEADERS: Mapping[Target, str] = {
    Target.TITLE: "title, name, resource, resource title, document title, título",
    Target.ALTERNATIVE_TITLES: "alternative title, other title, subtitle, short title",
    Target.SUMMARY: "summary, description, abstract, abstract note, annotation, resumen",
    Target.KIND: "kind, type, resource type, document type, item type, genre, category",
    Target.AUTHORS: "author, creator, written by, autor, autores",
    Target.PUBLISHER: "publisher, organization, organisation, agency, published by, institution",
    Target.SERIES: "journal, publication title, source title, periodical, series, series title",
    Target.SERIES_NUMBER: "series number, number in series",
    Target.PUBLISHED: "published, date, year, publication year, publication date, pub date, "
    "date published, year published, año",
    Target.LANGUAGES: "language, lang, idioma",
    Target.JURISDICTIONS: "jurisdiction, state, country, place, region",
    Target.TOPICS: "topic, subject, keyword, tag, manual tags, theme",
    Target.AUDIENCES: "audience, for whom, intended audience, target audience",
    Target.FORMAT: "format, file type, medium",
    Target.PAGES: "pages, number of pages, num pages, page count, extent",
    Target.MINUTES: "minutes, duration, running time, length in minutes, length",
    Target.LANDING: "url, link, web address, address, website, web page, landing, uri, enlace",
    Target.DOWNLOAD: "download, pdf, download link, pdf link, file, full text",
    Target.ORDER: "order, order link",
    Target.TRANSCRIPT: "transcript",
    Target.AUDIO: "audio, audio link, mp3",
    Target.VIDEO: "video, video link",
    Target.ACCESS: "access, availability, cost",
    Target.ISBN: "isbn, isbn 13, isbn 10",
    Target.DOI: "doi",
    Target.VOLUME: "volume, vol",
    Target.ISSUE: "issue, issue number, number",
}


class ColumnMapping(Part):
    """A mapping file, as librarians write it."""

    columns: dict[Line, Target] = Field(description="What each column holds, by its header.")
    separators: dict[Target, str] = Field(
        default={}, description="What divides several values in one cell of a field."
    )
    fixed: dict[Target, str | tuple[str, ...]] = Field(
        default={}, description="Values that hold for every record without one of its own."
    )
    ignore: tuple[Line, ...] = Field(default=(), description="Columns that are not to be read.")

    @field_validator("separators")
    @classmethod
    def _something(cls, separators: dict[Target, str]) -> dict[Target, str]:
        if "" in separators.values():
            raise ValueError("a separator is at least one character")
        return separators


def guess(headers: Iterable[str]) -> dict[str, Target]:
    """Return what each column seems to hold, by its header; no field is given to two columns.

    The column whose header comes first in the list of names for a field has it.
    """
    given = {header: _fold(header) for header in headers}
    found: dict[str, Target] = {}
    for target, names in _HEADERS.items():
        for name in (*names.split(", "), target.value):
            wanted = _fold(name)
            header = next((h for h, said in given.items() if said == wanted and h not in found), "")
            if header:
                found[header] = target
                break
    return {header: found[header] for header in given if header in found}


def _fold(header: str) -> str:
    """Return a header without case, punctuation and the s of a plural: `Author(s)` is `author`."""
    words = re.findall(r"\w+", re.sub(r"\(s\)", "", header.casefold().replace("_", " ")))
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in words)
