"""What the page says about how words were read."""

import pytest

from indexer.backend import Expansion, Notice, SearchResult
from indexer.query import Query
from web.remarks import remarks


@pytest.mark.parametrize(
    ("url", "said", "links"),
    [
        (
            "q=mi+training",
            "“MI” can mean Motivational interviewing or Michigan. All of them were searched for.",
            ["q=Motivational+interviewing+training", "q=Michigan+training"],
        ),
        ("q=unsaid", "“MI” can mean Motivational interviewing or Michigan. All of them were", []),
    ],
)
def test_an_abbreviation_offers_its_meanings(url: str, said: str, links: list[str]) -> None:
    added = [Expansion("MI", name, "same as") for name in ("Motivational interviewing", "Michigan")]
    values = {"typed": "MI", "meanings": tuple(each.added for each in added)}
    told = Notice("ambiguous", "“%(typed)s” can mean %(meanings)s. All of them.", values)
    query = Query.from_url(url)
    result = SearchResult(query, 1, (), {}, (), (told,), tuple(added))
    first, second = remarks(result)
    assert "".join(piece.text for piece in first.pieces).startswith(said)
    assert [p.address for p in first.pieces if p.address] == [f"./?{link}" for link in links]
    assert [p.address for p in second.pieces if p.address] == [f"./?{url}&expand=no"]


def test_other_words_for_the_same_are_no_meanings() -> None:
    added = [Expansion("mum", name, "same as") for name in ("Parents and families", "mother")]
    result = SearchResult(Query.build("mum"), 1, (), {}, (), (), tuple(added))
    (remark,) = remarks(result)
    assert "".join(piece.text for piece in remark.pieces) == (
        "Also searching for: Parents and families, mother (for “mum”). Search only for my words"
    )


def test_an_abbreviation_that_can_mean_something_else_offers_what_it_was_read_as() -> None:
    read, other = "Family group decision-making", "a (curious) \\1 thing"
    told = Notice(
        "ambiguous",
        "“%(typed)s” was also read as %(meaning)s. It can mean something else: %(other)s.",
        {"typed": "FGC", "meaning": read, "other": other},
    )
    result = SearchResult(Query.build("fgc plan"), 1, (), {}, (), (told,))
    (remark,) = remarks(result)
    assert "".join(piece.text for piece in remark.pieces) == told.text
    assert [p.address for p in remark.pieces if p.address] == [
        "./?q=Family+group+decision-making+plan"
    ]
