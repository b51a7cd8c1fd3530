"""Words that look like data of a case: told in every search, and never by a false alarm."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from indexer.case_data import signs

DATA = Path(__file__).resolve().parents[1] / "data"
KB = Path(__file__).resolve().parents[2] / "kb"
TODAY = date(2026, 6, 1)


def rows(file: str) -> list[str]:
    lines = (DATA / file).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def codes(text: str) -> str:
    return ",".join(sign.code for sign in signs(text, TODAY))


@pytest.mark.parametrize("row", rows("case_data.tsv"))
def test_data_of_a_case_is_noticed(row: str) -> None:
    wanted, text = row.split("\t")
    assert codes(text) == wanted


def test_nothing_that_people_should_search_for_gives_a_warning() -> None:
    asked = [*rows("no_case_data.txt"), "# 5"]
    asked += [row.split("\t")[2] for row in rows("judged_queries.tsv")]
    assert len(asked) > 200
    assert {text: found for text in asked if (found := codes(text))} == {}


def test_nothing_the_collection_holds_gives_a_warning() -> None:
    held: list[str] = []
    for file in sorted(KB.glob("entries/*.yaml")):
        entry = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
        held += [entry["title"], *entry.get("alternative_titles", []), *entry.get("authors", [])]
        for value in entry.get("identifiers", {}).values():
            held += value if isinstance(value, list) else [value]
        held += [each["number"] for each in entry.get("course", {}).get("approvals", [])
                 if "number" in each]  # fmt: skip
    for file in sorted(KB.glob("vocabularies/*.yaml")):
        for term in yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)["terms"]:
            held += [term["label"], *(label["text"] for label in term.get("labels", []))]
    assert len(held) > 2000
    assert {text: found for text in held if (found := codes(text))} == {}


def test_nobody_is_born_in_the_future() -> None:
    assert codes("2026-06-01") == "birth-date"
    assert codes("2026-06-02") == ""


@given(st.text(max_size=300))
def test_no_text_is_an_error(text: str) -> None:
    assert signs(text, TODAY) == signs(f"{text} ", TODAY)


def test_any_text_is_read_in_a_moment() -> None:
    for text in (
        "1-" * 5000,
        "case " * 3000,
        "a " * 5000,
        "(555) " * 2000,
        "x@" * 5000,
        "é" * 9999,
    ):
        signs(text, TODAY)
