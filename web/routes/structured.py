"""An entry in the words of schema.org, for search engines and other readers of JSON-LD."""

from collections.abc import Iterator
from typing import Any

from catalog.exchange.writing import family_and_given
from catalog.model import Entry
from catalog.vocabulary import Vocabularies

TYPES = {
    "journal-article": "ScholarlyArticle",
    "news-article": "NewsArticle",
    "research-report": "Report",
    "legislation": "Legislation",
    "book": "Book",
    "course": "Course",
    "training-programme": "Course",
    "podcast-episode": "PodcastEpisode",
    "podcast-series": "PodcastSeries",
    "video": "VideoObject",
    "webinar": "VideoObject",
    "presentation": "PresentationDigitalDocument",
    "dataset": "Dataset",
    "website": "WebSite",
    "publication": "DigitalDocument",
}
"""Kinds and types of schema.org; a kind that is not here has the type of the one above it."""

OPEN = ("free", "registration")
"""Kinds of access that cost nothing."""


def json_ld(entry: Entry, vocabularies: Vocabularies, page: str | None) -> dict[str, Any]:
    """Return an entry as a JSON-LD document; `page` is the absolute address of its page."""
    values = {name: value for name, value in _properties(entry, vocabularies, page) if value}
    if entry.access:
        values["isAccessibleForFree"] = entry.access in OPEN
    return {"@context": "https://schema.org", "@type": _type(entry, vocabularies), **values}


def _type(entry: Entry, vocabularies: Vocabularies) -> str:
    kinds = vocabularies["kind"]
    types = {kinds.resolve(kind): name for kind, name in TYPES.items()}  # kinds may be renamed
    above = (entry.kind, *kinds.ancestors(entry.kind))
    return next((types[kind] for kind in above if kind in types), "CreativeWork")


def _properties(
    entry: Entry, vocabularies: Vocabularies, page: str | None
) -> Iterator[tuple[str, Any]]:
    def said(scheme: str, values: tuple[str, ...]) -> list[str]:
        return [vocabularies[scheme].label(value) for value in values]

    known, course = entry.identifiers, entry.course
    yield "@id", page
    yield "mainEntityOfPage", page
    yield "name", entry.title
    yield "alternateName", list(entry.alternative_titles)
    yield "description", entry.summary
    yield "url", entry.address or page
    yield "author", [_author(name) for name in entry.authors]
    yield "publisher", entry.publisher and {"@type": "Organization", "name": entry.publisher}
    yield "datePublished", entry.published and str(entry.published)
    yield "expires", str(entry.validity.end) if entry.validity and entry.validity.end else None
    yield "inLanguage", list(entry.languages)
    yield "keywords", said("topic", entry.topics)
    yield "genre", vocabularies["kind"].label(entry.kind)
    yield "spatialCoverage", said("jurisdiction", entry.jurisdictions)
    yield (
        "audience",
        [{"@type": "Audience", "audienceType": a} for a in said("audience", entry.audiences)],
    )
    if entry.series_title:
        series = {"@type": "CreativeWorkSeries", "name": entry.series_title}
        yield "isPartOf", series
        yield "position", entry.series_number
    yield "numberOfPages", entry.length and entry.length.pages
    yield "timeRequired", f"PT{entry.minutes}M" if entry.minutes else None
    yield "sameAs", f"https://doi.org/{known.doi}" if known and known.doi else None
    yield "isbn", list(known.isbn) if known else None
    yield "courseCode", known.course_number if known and course else None
    if course:
        yield "numberOfCredits", course.credit_hours and float(course.credit_hours)
        yield "teaches", list(course.objectives)
        yield "provider", entry.publisher and {"@type": "Organization", "name": entry.publisher}


def _author(name: str) -> str | dict[str, str]:
    """Return an author; of a name that is not divided nobody can tell whether it is a person's."""
    if parts := family_and_given(name):
        return {"@type": "Person", "name": name, "familyName": parts[0], "givenName": parts[1]}
    return name
