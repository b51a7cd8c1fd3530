"""Suggested tags: which words lead to which term, and what is left out."""

from pathlib import Path
from typing import Any

import pytest

from catalog.model import Draft
from catalog.store import load_vocabularies
from catalog.suggestions import Suggester, with_suggestions

SHIPPED = Path(__file__).resolve().parents[2] / "kb"
SUGGESTER = Suggester(load_vocabularies(SHIPPED))

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


def test_taking_suggestions_adds_to_what_is_there() -> None:
    record = Draft(id="x", title="Chronic neglect: a webinar", topics=("trauma-informed",))
    taken = with_suggestions(record, SUGGESTER.suggest(record))
    assert (taken.topics, taken.kind) == (("trauma-informed", "chronic-neglect"), "webinar")
    assert SUGGESTER.suggest(taken) == []
