"""A search in words: its sentence, a chip for each of its parts, its orders."""

import pytest

from indexer.query import Query, Sort
from web import sentence


def label(facet: str, value: str) -> str:
    text = value.replace("-", " ")
    return text[:1].upper() + text[1:]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "All resources"),
        ("q=kinship", "Resources matching “kinship”"),
        ("kind=guide", "Guides"),
        ("kind=form-or-template&kind=policy", "Forms or templates or policies"),
        (
            "kind=podcast-episode&topic=kinship-care&audience=caseworkers&from=2018",
            "Podcast episodes about kinship care, for caseworkers, since 2018",
        ),
        ("topic=a&topic=b&topic=c", "Resources about a, b or c"),
        ("jurisdiction=england&language=spanish", "Resources in England, in Spanish"),
        ("jurisdiction=United-States&q=x", "Resources matching “x”, in the United States"),
        ("format=PDF&publisher=quay", "Resources as PDF, published by Quay"),
        ("series=talks&access=free", "Resources in the series Talks, that are free"),
        ("access=free", "Resources that are free"),
        ("length=over-50-pages", "Resources of over 50 pages"),
        (
            "topic=a&length=watch&length=under-10-minutes",
            "Resources about a, of under 10 minutes or watch",
        ),
        ("year=not-recorded", "Resources without a year"),
        ("from=2019&year=not-recorded", "Resources since 2019 or without a year"),
        ("access=not-recorded", "Resources with no access recorded"),
        (
            "topic=a&topic=not-recorded&format=PDF&to=2019",
            "Resources about a or with no topic recorded, as PDF, until 2019",
        ),
        (
            "kind=guide&publisher=quay&publisher=not-recorded",
            "Guides published by Quay or with no publisher recorded",
        ),
        ("from=2019&to=2019", "Resources in 2019"),
        ("to=2019", "Resources until 2019"),
        (f"q={'kinship+' * 90}care", f"Resources matching “{'kinship ' * 9}kinship…”"),
    ],
)
def test_a_search_in_words(given: str, said: str) -> None:
    assert sentence.sentence(Query.from_url(given), label) == said


def test_each_chip_leads_to_the_search_without_it() -> None:
    query = Query.from_url("q=home+visit&topic=b&topic=a&from=2001&to=2003&sort=title&page=4")
    found = {chip.text: chip.address for chip in sentence.chips(query, label)}
    assert found == {
        "“home visit”": "./?topic=a&topic=b&from=2001&to=2003&sort=title",
        "A": "./?q=home+visit&topic=b&from=2001&to=2003&sort=title",
        "B": "./?q=home+visit&topic=a&from=2001&to=2003&sort=title",
        "from 2001 to 2003": "./?q=home+visit&topic=a&topic=b&sort=title",
    }


def test_the_usual_order_needs_no_parameter() -> None:
    assert list(sentence.orders(Query.build("x")))[:2] == [
        ("", "Best match", True),
        ("newest", "Newest", False),
    ]
    by_newest = list(sentence.orders(Query.build(sort=Sort.NEWEST)))
    assert by_newest[0] == ("", "Newest", True)
    assert "Best match" not in [text for _, text, _ in by_newest]
