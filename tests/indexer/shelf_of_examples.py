"""A small vocabulary and made-up entries for the tests of the index."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from catalog.model import Entry
from catalog.vocabulary import FACET_FILES, Vocabularies, Vocabulary
from indexer.backend import SearchBackend

WORDS = "kova lumi nexar orbit pluto quasar rigel sirius".split()
"""Words that no label of the vocabulary has, each with a stem of its own."""


def term(term_id: str, label: str, broader: str | None = None, *labels: Any, **more: Any) -> Any:
    other = [{"text": text, "type": kind, **rest} for text, kind, rest in labels]
    return {"id": term_id, "label": label, "broader": broader, "labels": other, **more}


TERMS: dict[str, list[Any]] = {
    "topic": [
        term("maltreatment", "Child abuse and neglect"),
        term("neglect", "Neglect", "maltreatment", ("failure to provide", "synonym", {})),
        term("medical-neglect", "Medical neglect", "neglect"),
        term("physical-abuse", "Physical abuse", "maltreatment", retired=["battering"]),
        term("interviewing", "Motivational interviewing", None, ("MI", "abbreviation", {})),
        term(
            "engagement",
            "Engaging families",
            None,
            ("won't engage", "synonym", {}),
            ("involvement", "close", {}),
        ),
        term("supervision", "Supervision", None, ("supervisión", "spanish", {})),
        term("kinship-care", "Kinship care", None, ("GCP2", "abbreviation", {})),
    ],
    "audience": [term("caseworkers", "Caseworkers"), term("families", "Families")],
    "kind": [
        term("publication", "Publication"),
        term("guide", "Guide", "publication"),
        term("course", "Course"),
    ],
    "format": [term("pdf", "PDF"), term("html", "Web page")],
    "jurisdiction": [
        term("us", "United States", None, ("US", "abbreviation", {})),
        term("us-michigan", "Michigan", "us", ("MI", "abbreviation", {"ambiguous": "a method"})),
        term("us-oregon", "Oregon", "us", ("OR", "abbreviation", {})),
        term("uk", "United Kingdom"),
    ],
    "language": [term("en", "English"), term("es", "Spanish")],
    "access": [term("free", "Free"), term("paid", "Paid")],
}


def vocabularies(**changed: list[Any]) -> Vocabularies:
    terms = TERMS | changed
    return {
        scheme: Vocabulary.model_validate(
            {"scheme": scheme, "title": scheme.title(), "terms": terms[scheme]}
        )
        for scheme in FACET_FILES
    }


def entry(entry_id: str, title: str = "A title", **fields: Any) -> Entry:
    given = {"id": entry_id, "title": title, "kind": "guide", "added": date(2024, 1, 1), **fields}
    return Entry.model_validate(given)


def put(backend: SearchBackend, *entries: Entry, rebuild: bool = False) -> None:
    with backend.writer(rebuild) as writer:
        for each in entries:
            writer.put(each, f"checksum of {each.id}")


def found(backend: SearchBackend, text: str, **more: Any) -> list[str]:
    from indexer.query import Query

    return [hit.entry.id for hit in backend.search(Query.build(text, **more)).hits]


def _some(values: Iterable[str], most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(values)), max_size=most, unique=True)


def ids(scheme: str) -> list[str]:
    return [each["id"] for each in TERMS[scheme]]


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Entries with any facets, dates and words; few values, so that they meet often."""
    made = []
    for number in range(draw(st.integers(0, 12))):
        year = draw(st.sampled_from([None, "1999", "2010", "2010-05", "2010-05-03", "2024"]))
        publisher = draw(st.sampled_from([None, "Barnardo's", "Barnardos", "Çelik & Co"]))
        series = draw(st.sampled_from([None, {"title": "Briefs"}, {"title": "Bulletin"}]))
        made.append(
            entry(
                f"{draw(st.sampled_from('abc'))}-{number}",
                " ".join(draw(_some(WORDS)) or ["untitled"]),
                summary=" ".join(draw(_some(WORDS, 5))) or None,
                kind=draw(st.sampled_from(ids("kind"))),
                topics=draw(_some([*ids("topic"), "battering"])),
                audiences=draw(_some(ids("audience"))),
                jurisdictions=draw(_some(ids("jurisdiction"))),
                languages=draw(_some(ids("language"), 1)),
                format=draw(st.sampled_from([None, *ids("format")])),
                access=draw(st.sampled_from([None, *ids("access")])),
                length=draw(st.sampled_from([None, {"minutes": 5}, {"minutes": 500, "pages": 60}])),
                publisher=publisher,
                series=series,
                published=year,
                added=draw(st.dates(date(2024, 1, 1), date(2024, 1, 3))),
                status=draw(st.sampled_from(["published", "published", "published", "withdrawn"])),
            )
        )
    return made
