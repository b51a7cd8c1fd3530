"""Librarians' lists: read strictly, and those that are shipped lead somewhere."""

from datetime import date
from pathlib import Path

import pytest

from catalog.checks import CHECKS, run
from catalog.lists import KeptList, load_lists

SHIPPED = Path(__file__).resolve().parents[2] / "kb"


def write(folder: Path, name: str, text: str) -> None:
    (folder / "lists").mkdir(exist_ok=True)
    (folder / "lists" / name).write_text(text, encoding="utf-8")


def test_lists_are_read_in_the_order_of_their_titles(tmp_path: Path) -> None:
    write(tmp_path, "b.yaml", "id: b\ntitle: alpha\nitems:\n  - entry: x\n    note: First\n")
    write(tmp_path, "a.yaml", "id: a\ntitle: Beta\nsearch: ./?topic=neglect&q=at+home\n")
    lists, problems = load_lists(tmp_path)
    assert problems == []
    assert list(lists) == ["b", "a"]
    assert lists["a"].parameters == (("topic", "neglect"), ("q", "at home"))
    assert lists["b"].items[0].note == "First"


def test_no_folder_is_no_list(tmp_path: Path) -> None:
    assert load_lists(tmp_path) == ({}, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: a\ntitle: A\n", "give `items` or `search`, and not both"),
        ("id: a\ntitle: A\nsearch: topic=x\nitems:\n  - entry: x\n", "and not both"),
        ("id: a\ntitle: A\nsearch: neglect\n", "`search` is no search"),
        ("id: a\ntitle: A\nitems:\n  - entry: x\n  - entry: x\n", "`x` is on the list twice"),
        ("id: a\ntitle: A\nitems:\n  - entry: Not An Id\n", "is not an id"),
        ("id: a\ntitle: A\nentries:\n  - entry: x\n", "unknown field"),
        ("id: b\ntitle: A\nsearch: q=x\n", "the id is `b`, but the file is called a.yaml"),
        ("id: a\ntitle: A\ntitle: B\nsearch: q=x\n", "given twice"),
    ],
)
def test_what_is_wrong_is_said_and_the_others_are_read(
    tmp_path: Path, text: str, said: str
) -> None:
    write(tmp_path, "a.yaml", text)
    write(tmp_path, "good.yaml", "id: good\ntitle: Good\nsearch: q=x\n")
    lists, problems = load_lists(tmp_path)
    assert list(lists) == ["good"]
    assert any(said in problem.message for problem in problems)
    assert {problem.file.name for problem in problems} == {"a.yaml"}


def test_a_list_is_no_longer_than_a_link_can_hold() -> None:
    items = [{"entry": f"entry-{n}"} for n in range(101)]
    with pytest.raises(ValueError, match="items"):
        KeptList.model_validate({"id": "a", "title": "A", "items": items})


def test_the_shipped_lists_lead_somewhere() -> None:
    lists, problems = load_lists(SHIPPED)
    assert len(lists) >= 5
    assert problems == []
    codes = [code for code in CHECKS if code.startswith("list-")]
    assert run(SHIPPED, date(2026, 12, 1), only=codes).problems == ()
