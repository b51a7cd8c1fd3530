"""The card of an entry: its marks, its summary, its badges."""

from dataclasses import replace
from datetime import date

import pytest
from library import TODAY

from catalog.link_checks import Answer, LinkCheck
from catalog.model import Entry, Period, RelationType
from indexer.backend import Hit, Snippet
from web.cards import Badge, Tone, badges, card, validity
from web.shelf import Holding


@pytest.mark.parametrize(
    ("span", "said", "tone"),
    [
        ({"from": "2023", "to": "2026"}, "Valid 2023 to 2026", Tone.PLAIN),
        ({"to": "2024"}, "Valid until 2024", Tone.PLAIN),
        ({"to": "2024-05"}, "No longer valid: ended May 2024", Tone.WARNING),
        ({"from": "2025"}, "Not yet valid: from 2025", Tone.WARNING),
    ],
)
def test_validity(span: dict[str, str], said: str, tone: Tone) -> None:
    badge = validity(Period.model_validate(span), TODAY)
    assert (badge.text, badge.tone) == (said, tone)


def test_where_the_marks_go(holding: Holding) -> None:
    entry = holding.catalog.read("doorstep-podcast")

    def shown(snippet: Snippet | None) -> tuple[object, object]:
        made = card(Hit(entry, 1.0, snippet), holding.vocabularies, holding.successors, TODAY)
        return made.title, made.found and (made.found.label, made.found.pieces)

    marked = (("On the ", False), ("doorstep", True))
    assert shown(Snippet("title", marked)) == (marked, None)
    assert shown(Snippet("title", marked[1:])) == ((("On the doorstep", False),), None)
    assert shown(Snippet("author", marked)) == ((("On the doorstep", False),), ("Author", marked))
    assert shown(Snippet("label", marked))[1] == ("Tagged", marked)


def test_a_long_summary_is_cut_at_a_word(holding: Holding) -> None:
    entry = holding.catalog.read("doorstep-podcast").model_copy(update={"summary": "word " * 100})
    made = card(Hit(entry, 1.0), holding.vocabularies, holding.successors, TODAY)
    ((text, marked),) = made.passage
    assert text.endswith("word…")
    assert len(text) <= 241
    assert not marked


def test_badges_name_the_newer_edition_first(holding: Holding) -> None:
    entry = Entry.model_validate(
        {
            **holding.catalog.read("home-alone-guide").model_dump(by_alias=True),
            "valid": {"to": "2020"},
            "review": {"by": "2024-05-31"},
        }
    )
    found = list(badges(entry, holding.successors, TODAY))
    assert [badge.text for badge in found] == [
        "Newer edition: 2023",
        "No longer valid: ended 2020",
        "Review overdue",
    ]


@pytest.mark.parametrize(
    ("review", "said"),
    [
        ({"last": "2024-03-02"}, ["Reviewed March 2024"]),
        ({"last": "2024-03-02", "by": "2024-06-01"}, ["Reviewed March 2024"]),
        ({"last": "2022-03-02", "by": "2024-05-31"}, ["Review overdue"]),
        ({"by": "2025-01-01"}, []),
    ],
)
def test_the_state_of_review(holding: Holding, review: dict[str, str], said: list[str]) -> None:
    plain = holding.catalog.read("practice-note-01").model_dump(by_alias=True)
    entry = Entry.model_validate({**plain, "review": review})
    assert [badge.text for badge in badges(entry, holding.successors, TODAY)] == said


def test_a_card_names_languages_but_english(holding: Holding) -> None:
    def said(*languages: str) -> str:
        entry = holding.catalog.read("practice-note-01")
        hit = Hit(entry.model_copy(update={"languages": languages}), 1.0)
        return card(hit, holding.vocabularies, holding.successors, TODAY).languages

    assert [said("en"), said("es"), said("en", "es"), said()] == [
        "",
        "Spanish",
        "English and Spanish",
        "",
    ]


def test_the_newer_edition_may_be_the_one_that_says_so(holding: Holding) -> None:
    old = holding.catalog.read("practice-note-01")
    assert list(badges(old, holding.successors, TODAY)) == []
    linked = {old.id: [(RelationType.REPLACES, "practice-note-02")]}
    told = replace(holding, linked_from=linked)
    assert [b.address for b in badges(old, told.successors, TODAY)] == ["entry?id=practice-note-02"]


@pytest.mark.parametrize(
    ("answer", "gone_since", "tone"),
    [
        (Answer.OPENS, None, None),
        (Answer.MOVED, None, None),
        (Answer.CLOSED, None, None),
        (Answer.FAILED, None, Tone.PLAIN),
        (Answer.GONE, TODAY, Tone.PLAIN),
        (Answer.GONE, date(2024, 5, 30), Tone.WARNING),
    ],
)
def test_a_card_says_that_a_link_did_not_open(
    holding: Holding, answer: Answer, gone_since: date | None, tone: Tone | None
) -> None:
    entry = holding.catalog.read("doorstep-podcast")
    check = LinkCheck(checked=TODAY, answer=answer, gone_since=gone_since)
    made = card(
        Hit(entry, 1.0),
        holding.vocabularies,
        holding.successors,
        TODAY,
        {str(entry.address): check},
    )
    said = [Badge("Link did not open on 1 June 2024", tone)] if tone else []
    assert list(made.badges) == said
