"""Vocabularies: retired ids, the tree, and staying finite on data that is wrong."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.vocabulary import Term, Vocabulary


def vocabulary(*terms: Term) -> Vocabulary:
    return Vocabulary(scheme="topic", title="Topics", terms=terms)


TREE = vocabulary(
    Term(id="kinship", label="Kinship care", broader="care"),
    Term(id="care", label="Care", retired=("out-of-home",)),
    Term(id="grandparents", label="Grandparents", broader="kinship"),
    Term(id="foster", label="Foster care", broader="care"),
    Term(id="neglect", label="Neglect"),
    Term(id="lost", label="Lost", broader="nowhere"),
)


def test_retired_ids_lead_to_their_successor() -> None:
    found = [TREE.resolve(term_id) for term_id in ("care", "out-of-home", "unknown")]
    assert found == ["care", "care", None]


def test_a_current_id_wins_over_a_retired_one() -> None:
    both = vocabulary(Term(id="a", label="A", retired=("b",)), Term(id="b", label="B"))
    assert both.resolve("b") == "b"


def test_labels_and_the_tree() -> None:
    assert (TREE.label("care"), TREE.label("unknown")) == ("Care", "unknown")
    assert TREE.narrower("care") == ("kinship", "foster")
    assert TREE.narrower("neglect") == ()
    assert TREE.ancestors("grandparents") == ("kinship", "care")
    assert TREE.ancestors("unknown") == ()


def test_the_tree_is_walked_parents_first_in_the_order_of_the_file() -> None:
    walked = [(term.id, depth) for term, depth in TREE.walk()]
    assert walked == [
        ("care", 0),
        ("kinship", 1),
        ("grandparents", 2),
        ("foster", 1),
        ("neglect", 0),
    ]


IDS = st.sampled_from("abcd")
TERMS = st.lists(
    st.builds(
        lambda term_id, broader, retired: Term(
            id=term_id, label=term_id, broader=broader, retired=tuple(retired)
        ),
        IDS,
        st.none() | IDS | st.just("nowhere"),
        st.lists(IDS, max_size=2),
    ),
    max_size=7,
)


@given(TERMS)
def test_wrong_data_is_no_trap(terms: list[Term]) -> None:
    wrong = vocabulary(*terms)
    walked = [term.id for term, _ in wrong.walk()]
    assert len(walked) == len(set(walked))
    for term_id in "abcd":
        above = wrong.ancestors(term_id)
        assert len(above) == len(set(above))
        assert term_id not in above
        assert wrong.resolve(term_id) in {None, *wrong.by_id}
