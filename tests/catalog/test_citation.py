"""Citations in the three styles: what must be in them, for everything the catalog may hold."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.citation import STYLES, citation
from catalog.model import Entry
from catalog.store import Catalog

SHIPPED = Catalog(Path(__file__).resolve().parents[2] / "kb")
ENTRIES, _ = SHIPPED.load()
ONE_OF_EACH = {entry.kind: entry for entry in ENTRIES.values()}.values()
TODAY = date(2024, 6, 1)
ARTICLE: dict[str, Any] = {
    "id": "an-article",
    "title": "What grandparents ask first",
    "kind": "journal-article",
    "authors": ["Lindqvist, Rosa", "Abara, Per"],
    "series": {"title": "Journal of Visits"},
    "article": {"volume": "20", "issue": "10"},
    "published": "2018-06",
    "identifiers": {"doi": "10.5555/first"},
    "added": date(2024, 1, 5),
}
REPORT: dict[str, Any] = {
    "id": "a-report",
    "title": "Seen at home",
    "kind": "research-report",
    "authors": ["Quay Press"],
    "publisher": "Harbour Practice Centre",
    "published": "2020",
    "links": [{"role": "landing", "url": "https://quay.example/seen"}],
    "added": date(2024, 1, 5),
}


GUIDE = {
    **{name: value for name, value in REPORT.items() if name not in ("authors", "published")},
    "publisher": "Quay Press",
}
"""Nobody is named as its author, and no date."""


def cited(style: str, given: dict[str, Any]) -> str:
    return citation(Entry.model_validate(given), style, SHIPPED.vocabularies, TODAY)


@pytest.mark.parametrize(
    ("style", "given", "expected"),
    [
        (
            "APA",
            ARTICLE,
            "Lindqvist, R., & Abara, P. (2018). What grandparents ask first. Journal of Visits, "
            "20(10). https://doi.org/10.5555/first",
        ),
        (
            "Harvard",
            ARTICLE,
            "Lindqvist, R. and Abara, P. (2018) ‘What grandparents ask first’, Journal of Visits, "
            "20(10). Available at: https://doi.org/10.5555/first.",
        ),
        (
            "Chicago",
            ARTICLE,
            "Lindqvist, Rosa, and Per Abara. 2018. “What Grandparents Ask First”. Journal of "
            "Visits 20 (10). doi:10.5555/first.",
        ),
        (
            "APA",
            REPORT,
            "Quay Press. (2020). Seen at home. Harbour Practice Centre. https://quay.example/seen",
        ),
        (
            "Harvard",
            REPORT,
            "Quay Press (2020) Seen at home. Harbour Practice Centre. Available at: "
            "https://quay.example/seen (Accessed: 1 June 2024).",
        ),
        (
            "Chicago",
            REPORT,
            "Quay Press. 2020. Seen at Home. Harbour Practice Centre. https://quay.example/seen.",
        ),
        (
            "APA",
            {**REPORT, "authors": ["Rosa A. Lindqvist", "Quay Press"]},
            "Lindqvist, R. A., & Quay Press. (2020). Seen at home. Harbour Practice Centre. "
            "https://quay.example/seen",
        ),
        (
            "APA",
            GUIDE,
            "Quay Press. (n.d.). Seen at home. Retrieved June 1, 2024, from "
            "https://quay.example/seen",
        ),
        ("Chicago", GUIDE, "Quay Press. n.d. Seen at Home. https://quay.example/seen."),
        (
            "APA",
            {**GUIDE, "publisher": None},
            "Seen at home. (n.d.). Retrieved June 1, 2024, from https://quay.example/seen",
        ),
        (
            "APA",
            {**ARTICLE, "series": {"title": "Journal of Visits", "number": "20(10)"}},
            "Lindqvist, R., & Abara, P. (2018). What grandparents ask first. Journal of Visits, "
            "20(10). https://doi.org/10.5555/first",
        ),
    ],
)
def test_a_citation(style: str, given: dict[str, Any], expected: str) -> None:
    assert cited(style, given) == expected


@pytest.mark.parametrize("style", STYLES)
def test_every_kind_of_entry_can_be_cited(style: str) -> None:
    for entry in ONE_OF_EACH:
        line = citation(entry, style, SHIPPED.vocabularies, TODAY)
        words = entry.title.split()[0].strip("“”\"'‘’:,.").lower()
        assert words in line.lower()
        if entry.published:
            assert str(entry.published.year) in line
        assert "None" not in line


@settings(max_examples=15)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_any_title_can_be_cited(text: str) -> None:
    entry = Entry.model_validate(REPORT).model_copy(
        update={"title": f"A {text}", "authors": (text,)}
    )
    for style in STYLES:
        assert citation(entry, style, SHIPPED.vocabularies, TODAY)


def test_an_unknown_style_is_an_error() -> None:
    with pytest.raises(KeyError):
        cited("MLA", REPORT)
