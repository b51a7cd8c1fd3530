"""Which authors are cited as persons: names as the field's own publications print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.personal_names import person

PERSONS = {
    "Rosa Lindqvist": ("Lindqvist", "Rosa"),
    "Lindqvist, Rosa": ("Lindqvist", "Rosa"),
    "Sarah A. Font": ("Font", "Sarah A."),
    "A. J. Marsh": ("Marsh", "A. J."),
    "Aoife O'Higgins": ("O'Higgins", "Aoife"),
    "Katharine Briar-Lawson": ("Briar-Lawson", "Katharine"),
    "JooYeun Chang": ("Chang", "JooYeun"),
    "Anna van der Meer": ("van der Meer", "Anna"),
    "José de la Cruz": ("de la Cruz", "José"),
    "Zoë Ångström": ("Ångström", "Zoë"),
}
WHOLE = [
    "Quay Press",
    "Child Welfare Information Gateway",
    "Hawaii Department of Human Services",
    "Action for Children",
    "Child Trends",
    "Bloom Works",
    "EPIC 'Ohana",
    "Mathematica",
    "NSPCC",
    "Office on Child Abuse and Neglect, Children's Bureau",
    "Henry & Sons",
    "Harper Lee Jr.",
    "Team 4",
    "de la Cruz",
    "rosa lindqvist",
    "One Two Three Four Five",
    "",
]


@pytest.mark.parametrize(("name", "parts"), PERSONS.items())
def test_a_person(name: str, parts: tuple[str, str]) -> None:
    assert person(name) == parts


@pytest.mark.parametrize("name", WHOLE)
def test_a_body_or_what_may_be_one_stays_whole(name: str) -> None:
    assert person(name) is None


@given(st.text(max_size=60))
def test_nothing_of_a_name_is_lost(name: str) -> None:
    if parts := person(name):
        assert sorted(" ".join(parts).split()) == sorted(name.replace(", ", " ", 1).split())
