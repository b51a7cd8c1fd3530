"""Ids proposed from titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ids import MAX_LENGTH, propose_id
from catalog.model import is_id


@pytest.mark.parametrize(
    ("title", "entry_id"),
    [
        ("Child Neglect: A Guide for Prevention", "child-neglect-a-guide-for-prevention"),
        ("Children's rights – what’s new?", "childrens-rights-whats-new"),
        ("Supervisión de casos", "supervision-de-casos"),
        ("  R&D / 2018 (2nd ed.)  ", "r-d-2018-2nd-ed"),
        ("???", "untitled"),
        ("", "untitled"),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 200, "x" * 80),
        ("Strategy " + "y" * 100, "strategy"),
    ],
)
def test_examples(title: str, entry_id: str) -> None:
    assert propose_id(title) == entry_id


def test_a_taken_id_gets_a_number() -> None:
    assert propose_id("A guide", {"a-guide"}) == "a-guide-2"
    assert propose_id("A guide", {"a-guide", "a-guide-2", "a-guide-3"}) == "a-guide-4"
    long = propose_id("word " * 40)
    assert propose_id("word " * 40, {long}) == "-".join(["word"] * 15) + "-2"


@given(st.text(), st.integers(0, 12))
def test_every_proposal_is_a_free_id(title: str, rounds: int) -> None:
    taken: set[str] = set()
    for _ in range(rounds + 1):
        proposed = propose_id(title, taken)
        assert is_id(proposed)
        assert len(proposed) <= MAX_LENGTH
        assert proposed not in taken
        taken.add(proposed)
