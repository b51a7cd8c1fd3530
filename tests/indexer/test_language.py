"""The query language: what is read, what is told, and that nothing raises or drags."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import MAX_DEPTH, Either, Every, Node, Not, Phrase, Run, Word, parse
from indexer.query import MAX_TEXT


def shown(node: Node | None) -> str:
    """Write a tree in one line: run[...], and[...], or[...], not(...)."""
    match node:
        case None:
            return ""
        case Word(text, scope):
            return f"{scope}:{text}" if scope else text
        case Phrase(text, scope):
            return f'{scope}:"{text}"' if scope else f'"{text}"'
        case Not(inner):
            return f"not({shown(inner)})"
        case Run(nodes):
            name = "run"
        case Every(nodes):
            name = "and"
        case Either(nodes):
            name = "or"
    return f"{name}[{' '.join(map(shown, nodes))}]"


@pytest.mark.parametrize(
    ("text", "tree", "codes"),
    [
        ("", "", ""),
        ("neglect", "neglect", ""),
        ("child neglect", "run[child neglect]", ""),
        ('"child neglect" tool', 'run["child neglect" tool]', ""),
        ("“child neglect”", '"child neglect"', ""),
        ("a AND b", "and[a b]", ""),
        ("a OR b c", "or[a run[b c]]", ""),
        ("a AND b OR c AND d", "or[and[a b] and[c d]]", ""),
        ("a and b or not c", "run[a and b or not c]", ""),
        ("a NOT b", "run[a not(b)]", ""),
        ("a -b", "run[a not(b)]", ""),
        ('a -"b c"', 'run[a not("b c")]', ""),
        ("a -(b OR c)", "run[a not(or[b c])]", ""),
        ("a AND NOT b", "and[a not(b)]", ""),
        ("NOT a", "not(a)", ""),
        ("a - b", "run[a - b]", ""),
        ("in-home 2019-2020", "run[in-home 2019-2020]", ""),
        ("(a OR b) AND c", "and[or[a b] c]", ""),
        ("motivational interviewing (MI)", "run[motivational interviewing MI]", ""),
        ("title:neglect", "title:neglect", ""),
        ("Title:neglect", "title:neglect", ""),
        ("title: neglect", "run[title: neglect]", ""),
        ('author:"Dubowitz, H"', 'author:"Dubowitz, H"', ""),
        ("title:(a OR b)", "or[title:a title:b]", ""),
        ("title:(a author:b)", "run[title:a author:b]", ""),
        ("publisher:nspcc id:50-23449", "run[publisher:nspcc id:50-23449]", ""),
        ("colour:red", "colour:red", ""),
        ("https://example.org/x", "https://example.org/x", ""),
        ('child "neglect tool', "run[child neglect tool]", "quote-unclosed"),
        ('"a b" "c', 'run["a b" c]', "quote-unclosed"),
        ('""', "", ""),
        ("(a b", "run[a b]", "bracket-unclosed"),
        ("a) b", "run[a b]", "bracket-ignored"),
        ("()", "", ""),
        (")(", "", "bracket-ignored bracket-unclosed"),
        ("a AND", "a", "operator-ignored"),
        ("OR a", "a", "operator-ignored"),
        ("a AND AND b", "and[a b]", "operator-ignored"),
        ("a NOT", "a", "operator-ignored"),
        ("NOT NOT a", "not(a)", "operator-ignored"),
        ("AND", "", "operator-ignored"),
    ],
)
def test_reading(text: str, tree: str, codes: str) -> None:
    parsed = parse(text)
    assert shown(parsed.node) == tree
    assert [notice.code for notice in parsed.notices] == codes.split()


def test_long_text_is_cut_at_a_word_with_a_notice() -> None:
    parsed = parse("word " * 300)
    assert isinstance(parsed.node, Run)
    assert len(parsed.node.nodes) == MAX_TEXT // 5
    assert [notice.code for notice in parsed.notices] == ["text-cut"]
    assert shown(parse("x" * (MAX_TEXT + 5)).node) == "x" * MAX_TEXT
    assert parse("x" * MAX_TEXT).notices == ()


def test_brackets_too_deep_are_passed_over_with_a_notice() -> None:
    deep = "(" * (MAX_DEPTH + 1) + "a OR b" + ")" * (MAX_DEPTH + 1)
    assert "too-deep" in [notice.code for notice in parse(f"{deep} c").notices]
    assert shown(parse("(" * MAX_DEPTH + "a OR b" + ")" * MAX_DEPTH).node) == "or[a b]"


@given(st.text() | st.text(alphabet='"()-: ANDORT"title\u201c'))
def test_nothing_raises(text: str) -> None:
    parse(text)


def calls(text: str) -> int:
    """Return how many Python and built-in functions reading a text takes."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize(
    "piece", ['"', "(", ")", "a ", "-", '-"', "title:", "NOT ", "a OR ", "é", '("', "(a) ", "((a "]
)
def test_the_work_grows_no_faster_than_the_text_and_ends_at_the_limit(piece: str) -> None:
    half, whole = (calls((piece * MAX_TEXT)[:length]) for length in (MAX_TEXT // 2, MAX_TEXT))
    assert whole <= 2 * half + 50
    assert calls(piece * MAX_TEXT * 100) <= whole + 50
