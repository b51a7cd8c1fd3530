"""The address of a list: what goes in comes out, and nothing that comes in can break it."""

import base64
import zlib
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library import build, open_shelf

from web.listed import listed
from web.reading_list import Item, ReadingList
from web.shelf import Shelf

ids = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,5}", fullmatch=True)
lines = st.text(st.characters(codec="utf-8"), max_size=60).map(lambda t: " ".join(t.split()))
lists = st.builds(
    ReadingList,
    title=lines,
    note=lines,
    items=st.lists(st.builds(Item, ids, lines), max_size=100, unique_by=lambda i: i.id).map(tuple),
)
LONG = ReadingList("Long", "", tuple(Item(f"a-rather-long-id-of-entry-{n}") for n in range(100)))


@given(lists)
def test_a_list_is_read_back_from_its_link(asked: ReadingList) -> None:
    assert ReadingList.from_params(parse_qsl(asked.to_url())) == asked
    assert ReadingList.from_params(parse_qsl(asked.plain_url())) == asked


def test_a_short_list_can_be_read_and_a_long_one_is_packed() -> None:
    short = ReadingList("Team", "", (Item("home-alone", "Read first"), Item("visit")))
    assert short.to_url() == "title=Team&item=home-alone%3ARead+first&item=visit"
    assert LONG.to_url().startswith("packed=1.")
    assert len(LONG.to_url()) < len(LONG.plain_url()) / 4


def test_a_link_that_was_shared_once_goes_on_working() -> None:
    packed = zlib.compress(b"title=Team&item=home-alone", 9, wbits=-15)
    link = "packed=1." + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    assert ReadingList.from_params(parse_qsl(link)) == ReadingList(
        "Team", "", (Item("home-alone"),)
    )


@given(st.lists(st.tuples(st.sampled_from(["title", "note", "item", "packed"]), st.text())))
def test_anything_is_read(params: list[tuple[str, str]]) -> None:
    asked = ReadingList.from_params(params)
    assert ReadingList.from_params(asked.to_params()).items == asked.items
    assert len(asked.title) <= 120
    assert len(asked.note) <= 1_000


@given(st.binary(max_size=200))
def test_any_bytes_may_be_packed(data: bytes) -> None:
    packed = base64.urlsafe_b64encode(data).decode().rstrip("=")
    ReadingList.from_params([("packed", f"1.{packed}")])


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "1.",
        "2.abc",
        "1.%%%",
        "1.\u00e9",
        LONG.to_url().removeprefix("packed=")[:-20],  # cut by a mail program
        "1." + base64.urlsafe_b64encode(zlib.compress(b"item=" * 10**7, 9, wbits=-15)).decode(),
    ],
)
def test_a_damaged_link_is_no_list(packed: str) -> None:
    asked = ReadingList.from_params([("packed", packed)])
    assert asked.items == ()
    assert asked.damaged == (packed != "")


def test_too_much_is_cut() -> None:
    params = [("item", f"entry-{n}") for n in range(500)] + [("title", "x" * 5000)]
    asked = ReadingList.from_params(params)
    assert (len(asked.items), len(asked.title)) == (100, 120)


def test_a_list_that_is_written_while_the_app_runs_is_seen(tmp_path: Path) -> None:
    build(tmp_path / "kb")
    shelf = open_shelf(tmp_path / "kb", tmp_path / "index")
    assert list(shelf.holding.lists) == ["first-visits", "kin"]
    written = tmp_path / "kb" / "lists" / "new.yaml"
    written.write_text("id: new\ntitle: A new one\nsearch: q=visit\n", encoding="utf-8")
    shelf.refresh()
    assert list(shelf.holding.lists) == ["new", "first-visits", "kin"]
    written.write_text("id: new\ntitle: A new one\n", encoding="utf-8")
    shelf.refresh()
    assert "new" not in shelf.holding.lists
    assert "new.yaml" in {problem.file.name for problem in shelf.holding.problems}


def test_a_former_id_that_is_given_while_the_app_runs_leads_on(tmp_path: Path) -> None:
    catalog = build(tmp_path / "kb")
    shelf = open_shelf(tmp_path / "kb", tmp_path / "index")
    assert shelf.holding.entry("old-visit") is None
    entry = catalog.read("doorstep-podcast")
    catalog.write(entry.model_copy(update={"former_ids": ("old-visit",)}))
    shelf.refresh()
    found = shelf.holding.entry("old-visit")
    assert found
    assert found.id == "doorstep-podcast"
    catalog.delete("doorstep-podcast")
    shelf.refresh()
    assert shelf.holding.entry("old-visit") is None


def test_ids_are_resolved_and_named(shelf: Shelf) -> None:
    asked = ReadingList(
        items=tuple(
            Item(each)
            for each in (
                "alone-guide",  # a former id
                "home-alone-guide",  # the same once more
                "withdrawn-notes",
                "unfinished",
                "never-was",
                "../../etc/passwd",
                "<b>",
            )
        )
    )
    found = listed(asked, shelf.holding)
    assert [(item.id, item.shown.id if item.shown else None) for item in found] == [
        ("alone-guide", "home-alone-guide"),
        ("withdrawn-notes", None),
        ("unfinished", None),
        ("never-was", None),
        ("../../etc/passwd", None),
        ("<b>", None),
    ]
    assert found[1].withdrawn
    assert [entry.id for entry in found[1].successors] == ["home-alone-guide-2"]
    assert found[2].entry is None  # nothing is told of a draft
