"""Canonical YAML out: laws that hold for any data, and the form a librarian sees."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.canonical import canonical_text
from catalog.canonical_yaml import WIDTH
from catalog.dates import PartialDate
from catalog.model import Draft, Entry
from catalog.strict_yaml import comment_lines, dump, load
from catalog.yaml_file import validate

FILE = Path("x.yaml")

MISREAD = [
    *"no No yes ON off y N true False null ~ NULL = << -".split(),
    *"1 -1 +1 012 0o14 0x1F 0b1 1_000 1.10 .5 1e3 1.0e+3 .inf -.INF .nan 12:30 1:30:00".split(),
    *("2018-05-03", "2018-5-3", "2018-05-03T10:00:00Z", "2018-05-03 10:00", "1984"),
    *("- a", "a: b", "a #b", "a:", "#", "? a", "'x'", '"x"', "|", ">-", "---", "...", "!x", "&x"),
    *("*x", "%x", "@x", "`x`", "[x]", "{x: y}", ",", "", " ", " x", "x ", "a\tb", "\ta", "\\n"),
    *(
        "a\nb",
        "a\n\nb",
        "\na",
        "a\n",
        "a\n ",
        " a\nb",
        "a \nb",
        "a\n  b",
        "\n",
        "a\n#b",
        "a\n\n\nb",
    ),
    *(
        "\ufeff",
        "a\x85b",
        "a\u2028b",
        "a\xa0b",
        "\x00",
        "\x7f",
        "\ufffe",
        "\uffff",
        "😀",
        "e\u0301",
    ),
]
PROSE = st.text(st.sampled_from("ab é:#-'\"\n,[]{}&*!|>%@\\"), max_size=300)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(MISREAD), PROSE
)
KEYS = TEXTS.map(lambda text: text[:40])
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        TEXTS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


@given(TREES)
def test_what_is_written_is_read_back_and_written_the_same(data: dict[str, Any]) -> None:
    text = dump(data)
    read = load(text, FILE).data
    assert read == data
    assert dump(read) == text
    assert comment_lines(text) == []


@given(TREES)
def test_another_reader_sees_the_same_strings(data: dict[str, Any]) -> None:
    assert yaml.safe_load(dump(data)) == data


@pytest.mark.parametrize("text", MISREAD)
def test_strings_that_others_misread_survive_everywhere(text: str) -> None:
    data = {"value": text, "items": [text, {"value": text}], text: "value"}
    assert yaml.safe_load(dump(data)) == data
    assert load(dump(data), FILE).data == data


LINES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=150), st.sampled_from(MISREAD)
).filter(lambda text: text.isprintable() and "".join(text.split()).strip("\u200b\ufeff\u00ad"))
DATES = st.one_of(
    st.builds(PartialDate, st.integers(1000, 9999)),
    st.builds(PartialDate, st.integers(1000, 9999), st.integers(1, 12)),
    st.dates(min_value=date(1000, 1, 1)).map(lambda day: PartialDate(day.year, day.month, day.day)),
)
RECORDS = st.fixed_dictionaries(
    {"id": st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True), "title": LINES},
    optional={
        "alternative_titles": st.lists(LINES, max_size=3),
        "summary": st.lists(LINES, min_size=1, max_size=3).map("\n\n".join),
        "authors": st.lists(LINES, max_size=2),
        "published": DATES,
        "series": st.fixed_dictionaries({"title": LINES}, optional={"number": LINES}),
        "length": st.fixed_dictionaries({}, optional={"pages": st.integers(1, 10**6)}),
        "course": st.fixed_dictionaries(
            {},
            optional={
                "credit_hours": st.floats(0.01, 1000),
                "objectives": st.lists(LINES, max_size=3),
                "approvals": st.lists(st.fixed_dictionaries({"board": LINES}), max_size=2),
            },
        ),
        "links": st.lists(
            st.fixed_dictionaries(
                {"role": st.sampled_from(["landing", "download"])},
                optional={"label": LINES, "cost": LINES},
            ).map(lambda link: {**link, "url": "https://x.example/a?b=c&d#e:f"}),
            max_size=2,
        ),
        "harvest": st.fixed_dictionaries(
            {
                "source": st.just("a-site"),
                "address": LINES,
                "item": LINES,
                "when": st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)),  # noqa: DTZ001
                "content": st.from_regex("[0-9a-f]{16}", fullmatch=True),
            },
            optional={
                "fields": st.dictionaries(
                    st.sampled_from(["title", "summary"]),
                    st.from_regex("[0-9a-f]{8}", fullmatch=True),
                )
            },
        ),
    },
)


@given(RECORDS)
def test_a_draft_comes_back_from_its_file_as_it_was(data: dict[str, Any]) -> None:
    draft = Draft.model_validate(data)
    text = canonical_text(draft)
    again = validate(load(text, FILE), Draft)
    assert canonical_text(again) == text
    assert again.model_dump(exclude_defaults=True) == _set(draft)
    read = yaml.safe_load(text)
    assert read["title"] == draft.title
    assert read.get("summary") == draft.summary


def _set(draft: Draft) -> dict[str, Any]:
    """Return what is set in a draft; a group of fields that is empty leaves no trace."""
    data = draft.model_dump(exclude_defaults=True)
    return {k: v for k, v in data.items() if v not in ({}, [], ())}


def entry(**fields: Any) -> Entry:
    return Entry.model_validate(
        {"id": "x", "title": "X", "kind": "guide", "added": date(2026, 1, 2), **fields}
    )


def body(**fields: Any) -> str:
    bare = canonical_text(entry()).splitlines()
    lines = canonical_text(entry(**fields)).splitlines()
    return "\n".join(line for line in lines if line not in bare)


def test_the_smallest_entry() -> None:
    assert canonical_text(entry()) == (
        "# yaml-language-server: $schema=../entry.schema.json\n"
        "id: x\ntitle: X\nkind: guide\nstatus: published\nadded: 2026-01-02\n"
    )


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"published": "2018"}, "published: 2018"),
        ({"published": "2018-05"}, "published: 2018-05"),
        ({"published": "2018-05-03"}, "published: 2018-05-03"),
        ({"title": "1984"}, 'title: "1984"'),
        ({"title": "2018-05-03"}, 'title: "2018-05-03"'),
        ({"title": "2018-05"}, "title: 2018-05"),
        ({"title": "Guide: a start"}, 'title: "Guide: a start"'),
        ({"title": 'The "good" parent\'s guide'}, 'title: The "good" parent\'s guide'),
        ({"title": '"Good" parents'}, 'title: "\\"Good\\" parents"'),
        ({"title": "¿Qué es? (una guía)"}, "title: ¿Qué es? (una guía)"),
        ({"length": {"pages": "012"}}, "length:\n  pages: 12"),
        ({"course": {"credit_hours": "2.0"}}, "course:\n  credit_hours: 2"),
        ({"course": {"duration": {"days": 1.5}}}, "course:\n  duration:\n    days: 1.5"),
        ({"topics": ["a", "b"]}, "topics:\n  - a\n  - b"),
        (
            {"links": [{"url": "https://x.example/#a", "role": "landing"}]},
            "links:\n  - role: landing\n    url: https://x.example/#a",
        ),
        ({"summary": "One\n\n\n  two\nthree "}, "summary: |-\n  One\n\n  two three"),
        (
            {"summary": "word " * 30},
            "summary: >-\n  " + "word " * 18 + "word\n  " + "word " * 10 + "word",
        ),
        ({"valid": {"from": "2020", "to": "2021-06"}}, "valid:\n  from: 2020\n  to: 2021-06"),
    ],
)
def test_the_form_of_values(fields: dict[str, Any], text: str) -> None:
    assert body(**fields) == text


def test_no_line_of_words_is_longer_than_the_width() -> None:
    long = "several words that go on: and on # and on " * 20
    text = canonical_text(entry(title=long, authors=[long], course={"objectives": [long]}))
    assert max(map(len, text.split("\n"))) <= WIDTH
    assert yaml.safe_load(text)["course"]["objectives"] == [long.strip()]


def test_a_time_is_written_in_utc() -> None:
    harvest = {"source": "s", "address": "a", "item": "i", "content": "0" * 16}
    text = body(harvest={**harvest, "when": "2026-01-02T01:30:00+02:00"})
    assert "when: 2026-01-01T23:30:00Z" in text


def test_the_order_of_fields_in_the_file_does_not_matter() -> None:
    mixed = load("added: 2026-01-02\nkind: guide\ntitle: X\nid: x\n", FILE)
    assert canonical_text(validate(mixed, Entry)) == canonical_text(entry())


@pytest.mark.parametrize("value", [True, None, b"x", object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        dump({"a": value})
