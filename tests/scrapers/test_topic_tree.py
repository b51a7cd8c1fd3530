"""The topic tree of a menu, and what our own vocabulary already knows of it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from catalog.folding import fold
from catalog.vocabulary import Label, Term, Vocabulary
from scrapers.page import NotUnderstood
from scrapers.topic_tree import TopicNode, as_data, as_text, known_labels, topic_tree

MENU = Path(__file__).parent / "menus" / "unclosed.html"
ADDRESS = "https://www.childwelfare.gov/topics/test/"


def shape(nodes: tuple[TopicNode, ...]) -> list[object]:
    return [(n.label, shape(n.children)) if n.children else n.label for n in nodes]


@pytest.fixture
def tree() -> tuple[TopicNode, ...]:
    return topic_tree(MENU.read_text(encoding="utf-8"))


def test_items_left_open_nest_as_a_reader_sees_them(tree: tuple[TopicNode, ...]) -> None:
    assert shape(tree) == [
        ("Out-of-Home Care", ["Kinship Care", "Foster Care"]),
        ("Adoption", ["How to Adopt"]),
        "Néglect & More",
        "Family Time",
        "Youth",
    ]


def test_closed_items_give_the_same_tree(tree: tuple[TopicNode, ...]) -> None:
    html = (
        "<nav><ul><li>Start<li><a>Topics</a><ul><li><a>A</a><ul><li><a>B</a></li><li><a>C</a></li>"
        "</ul></li><li><a>D</a></li></ul></li><li><a>Library</a></li></ul></nav>"
    )
    assert shape(topic_tree(html)) == [("A", ["B", "C"]), "D"]


def test_topics_carry_their_web_address_or_none(tree: tuple[TopicNode, ...]) -> None:
    addresses = {node.label: node.address for top in tree for node, _ in top.walk()}
    assert addresses["Kinship Care"] == "https://www.childwelfare.gov/kinship-care/"
    assert addresses["Family Time"] is None


@pytest.mark.parametrize(
    "html",
    ["", "<p>Topics</p>", "<ul><li><a>Topics</a></ul>", "<ul><li><a>Library</a><ul><li><a>X"],
)
def test_a_page_without_a_branch_of_topics_is_not_understood(html: str) -> None:
    with pytest.raises(NotUnderstood, match="Topics"):
        topic_tree(html)


def test_a_menu_deeper_than_any_real_one_is_refused() -> None:
    with pytest.raises(NotUnderstood, match="12 levels"):
        topic_tree("<ul><li><a>x</a>" * 20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Child Abuse & Neglect", "child abuse and neglect"),
        ("Out-of-Home Care", "out of home care"),
        ("Supervisión", "SUPERVISION"),
        ("Parent’s voice", "parents voice"),
    ],
)
def test_labels_are_compared_without_case_accents_and_signs(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_labels_and_alternative_labels_of_ours_are_marked(tree: tuple[TopicNode, ...]) -> None:
    ours = Vocabulary(
        scheme="topic",
        title="Topics",
        terms=(
            Term(id="foster", label="Fostering", labels=(Label(text="foster care"),)),
            Term(id="adoption", label="Adoption"),
            Term(id="adopt", label="Adopting", labels=(Label(text="adoption"),)),
        ),
    )
    known = known_labels(ours)
    assert known["adoption"] == "adoption"  # a label goes before an alternative label
    assert as_text(tree, known).splitlines() == [
        "? Out-of-Home Care",
        "  ? Kinship Care",
        "  = Foster Care  [foster]",
        "= Adoption  [adoption]",
        "  ? How to Adopt",
        "? Néglect & More",
        "? Family Time",
        "? Youth",
    ]
    assert as_data(tree[1:2], known) == [
        {
            "label": "Adoption",
            "address": "https://www.childwelfare.gov/adoption/",
            "term": "adoption",
            "children": [
                {
                    "label": "How to Adopt",
                    "address": "https://www.childwelfare.gov/how-to-adopt/",
                    "term": None,
                    "children": [],
                }
            ],
        }
    ]


def test_kb_topics_prints_the_tree_for_people_and_programs() -> None:
    printed = CliRunner().invoke(cli.app, ["topics", str(MENU)])
    assert printed.exit_code == 0
    assert "  = Kinship Care  [kinship-care]" in printed.stdout.splitlines()
    as_json = CliRunner().invoke(cli.app, ["topics", str(MENU), "--json"])
    assert json.loads(as_json.stdout)[0]["children"][0]["term"] == "kinship-care"


def test_kb_topics_says_why_a_page_has_no_tree(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>nothing</p>", encoding="utf-8")
    printed = CliRunner().invoke(cli.app, ["topics", str(page)])
    assert printed.exit_code == 1
    assert f"{page}: looked in the menus" in printed.stderr
