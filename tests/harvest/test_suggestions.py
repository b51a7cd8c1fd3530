"""Suggested tags: which words lead to which term, and what is left out."""

from pathlib import Path
from typing import Any

import pytest

from catalog.model import Draft
from catalog.sources import Source
from catalog.store import load_vocabularies
from catalog.suggestions import Suggester, with_suggestions
from tests.harvest.records import PAGE, draft, entry

SHIPPED = Path(__file__).resolve().parents[2] / "kb"
VOCABULARIES = load_vocabularies(SHIPPED)
SUGGESTER = Suggester(VOCABULARIES)

CASES: list[tuple[dict[str, Any], set[tuple[str, str, str, str]]]] = [
    (
        {"title": "Chronic neglect"},
        {("topics", "chronic-neglect", "Chronic neglect", "title")},
    ),
    (
        {"title": "A webinar", "summary": "For caseworkers in Minnesota."},
        {
            ("kind", "webinar", "webinar", "title"),
            ("audiences", "caseworkers", "caseworkers", "summary"),
            ("jurisdictions", "us-mn", "Minnesota", "summary"),
        },
    ),
    ({"title": "Chronic neglect", "topics": ["chronic-neglect"]}, set()),
    ({"title": "In or out: me and you", "kind": "guide"}, set()),
    ({"title": "Webinars", "kind": "guide", "summary": "This webinar."}, set()),
]


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_terms_are_suggested_with_the_words_that_led_to_them(
    values: dict[str, Any], expected: set[tuple[str, str, str, str]]
) -> None:
    record = Draft.model_validate({"id": "x"} | values)
    found = {(s.field, s.term, s.words, s.place) for s in SUGGESTER.suggest(record)}
    assert found == expected


def test_a_broader_term_is_not_suggested_beside_a_narrower_one() -> None:
    record = Draft(id="x", title="Neglect", summary="On chronic neglect.", kind="guide")
    assert [s.term for s in SUGGESTER.suggest(record)] == ["chronic-neglect"]


def test_headings_of_its_page_speak_for_a_draft_after_its_own_words() -> None:
    headings = ("What is chronic neglect?", "For caseworkers", "A webinar", "Court reports")
    record = Draft(id="x", title="Neglect that lasts", headings=headings)
    found = {(s.field, s.term): (s.words, s.place) for s in SUGGESTER.suggest(record)}
    assert found["topics", "chronic-neglect"] == ("chronic neglect", "heading")
    assert found["audiences", "caseworkers"] == ("caseworkers", "heading")
    assert ("kind", "webinar") not in found, "a heading may name anything"
    (said,) = [str(s) for s in SUGGESTER.suggest(record) if s.field == "audiences"]
    assert said == "audiences: caseworkers (“caseworkers” in the heading)"


SOURCE = Source.model_validate(
    {
        "id": "shelf",
        "title": "Shelf",
        "scraper": "shelf",
        "site": "https://shelf.example/",
        "pages": [{"address": PAGE, "defaults": {"topics": ["supervision"]}}],
        "defaults": {"topics": ["neglect"], "jurisdictions": ["us-mn"], "languages": ["en"]},
    }
)


def test_what_a_source_usually_says_is_suggested_where_the_page_said_something_else() -> None:
    suggester = Suggester(VOCABULARIES, {"shelf": SOURCE})
    own = draft("x", title="Own", topics=["workforce-management"], jurisdictions=["us-mn"])
    assert [str(s) for s in suggester.suggest(own)] == [
        "topics: supervision (from the source's defaults)"
    ]
    assert suggester.usual(own) == ("jurisdictions",)
    other = draft("x", title="Own", page="https://shelf.example/other", topics=["supervision"])
    assert [(s.field, s.term) for s in suggester.suggest(other)] == [
        ("topics", "neglect"),
        ("jurisdictions", "us-mn"),
    ]
    assert SUGGESTER.suggest(draft("x", title="Own", source="unknown")) == []


def test_taking_suggestions_adds_to_what_is_there() -> None:
    record = Draft(id="x", title="Chronic neglect: a webinar", topics=("trauma-informed",))
    taken = with_suggestions(record, SUGGESTER.suggest(record))
    assert (taken.topics, taken.kind) == (("trauma-informed", "chronic-neglect"), "webinar")
    assert SUGGESTER.suggest(taken) == []


def test_what_a_person_has_tagged_is_left_to_them() -> None:
    now = draft("x", title="Chronic neglect: a webinar for caseworkers", kind="webinar")
    harvested = entry("x", title="Old", kind="webinar").model_copy(update={"harvest": now.harvest})
    assert [s.field for s in SUGGESTER.suggest(now, harvested)] == ["topics", "audiences"]
    tagged = harvested.model_copy(update={"topics": ("trauma-informed",)})
    assert [s.field for s in SUGGESTER.suggest(now, tagged)] == ["audiences"]
