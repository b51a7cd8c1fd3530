"""The one form of titles and labels that they are compared by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.folding import fold

CASES = [
    ("Children’s Rights: A Guide", "childrens rights a guide"),
    ("Children's rights – a guide", "childrens rights a guide"),
    ("Abuse & Neglect", "abuse and neglect"),
    ("Señales de NEGLIGENCIA", "senales de negligencia"),
    ("Straße / STRASSE", "strasse strasse"),
    ("file_name-2", "file name 2"),
    ("ﬁrst steps", "first steps"),
    ("Защита детей ABC", "защита детеи abc"),
    ("حماية الطفل", "حماية الطفل"),
    ("…", ""),
]


@pytest.mark.parametrize(("text", "folded"), CASES)
def test_what_is_the_same_to_a_reader_is_the_same(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
