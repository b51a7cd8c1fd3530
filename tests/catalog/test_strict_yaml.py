"""Strict YAML in: what is refused, what the message says, and which line it names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.problem import BadFile, Problem
from catalog.strict_yaml import MAX_BYTES, MAX_DEPTH, comment_lines, load
from catalog.yaml_errors import LINE_BREAK
from catalog.yaml_file import read_document

FILE = Path("x.yaml")


def problem_of(text: str) -> Problem:
    with pytest.raises(BadFile) as caught:
        load(text, FILE)
    (problem,) = caught.value.problems
    return problem


def test_every_scalar_is_a_string() -> None:
    text = "a: no\nb: 1.10\nc: 012\nd: 2018-05-03\ne: null\nf: ~\ng: 12:30\nh:\ni: 0x1F\nj: <<\n"
    values = [*"no 1.10 012 2018-05-03 null ~ 12:30".split(), "", "0x1F", "<<"]
    assert load(text, FILE).data == dict(zip("abcdefghij", values, strict=True))


@pytest.mark.parametrize(
    ("text", "line", "field", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a", "given twice"),
        ("a:\n  - b: 1\n    b: 2\n", 3, "a[1].b", "given twice"),
        ('a: 1\n"a": 2\n', 2, "a", "given twice"),
        ("b: 1\na: &x 1\n", 2, "a", "cannot start with `&`"),
        ("a: &x\n  b: 1\n", 1, "a", "cannot start with `&`"),
        ("a: *x\n", 1, "a", "cannot start with `*`"),
        ("a: !!int 1\n", 1, "a", "cannot start with `!`"),
        ("a: !x 1\n", 1, "a", "cannot start with `!`"),
        ("a: !h!x 1\n", 1, None, "cannot start with `!`"),
        ("&x a: 1\n", 1, None, "name of a field"),
        ("? [a, b]\n: 1\n", 1, None, "name of a field"),
        ("? {a: b}\n: 1\n", 1, None, "name of a field"),
        ("a: 1\n---\nb: 1\n", 2, None, "second document"),
        ("", 1, None, "empty"),
        ("# only a comment\n", 1, None, "empty"),
        ("a:\n\tb: 1\n", 2, None, "a tab character"),
        ("a: b: c\n", 1, None, "a colon followed by a space"),
        ("a: 1\n b: 2\n", 2, None, "a colon followed by a space"),
        ('b: 1\na: "x\nc: 1\n', 2, None, "a quote is opened and never closed"),
        ("a: 'x\n", 1, None, "a quote is opened and never closed"),
        ("a: [1, 2\nb: 1\n", 1, None, "a bracket is opened and never closed"),
        ("a: {b\n", 1, None, "a bracket is opened and never closed"),
        ("a: @x\n", 1, None, "cannot start with `@`"),
        ("a: `x`\n", 1, None, "cannot start with ```"),
        ("a: %x\n", 1, None, "cannot start with `%`"),
        ('a: "\\q"\n', 1, None, "a backslash"),
        ("a:\n  - 1\n - 2\n", 3, None, "does not line up"),
        ("- 1\nb: 2\n", 2, None, "does not line up"),
        ('a: "b" c\n', 1, None, "does not line up"),
        ("a: - b\n", 1, None, "a list item cannot start here"),
        ("a: 1\nplain words\nb: 2\n", 2, None, "neither `field: value` nor"),
        ("a: 1\nb:2\nc: 3\n", 2, None, "neither `field: value` nor"),
        ("a: 1\nplain words\n", 2, None, "neither `field: value` nor"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", 2, None, "two versions"),
        ("a:\n<<<<<<< HEAD\n  - 2\n=======\n  - 3\n>>>>>>> x\n", 2, None, "two versions"),
        ("a: ]\n", 1, None, "the bracket is never opened"),
        ("%FOO\na: 1\n", 1, None, "a line cannot start with `%`"),
        ("a: |x\n  b\n", 1, None, "only a line break can follow"),
        ("a: |0\n  b\n", 1, None, "only a line break can follow"),
        ("a: |\n\t b\n", 2, None, "a tab character"),
        ("a: *\n", 1, None, "cannot start with `*`"),
        ("a: &\n", 1, None, "cannot start with `&`"),
        ("a: !<x y\n", 1, None, "cannot start with `!`"),
        ("a: !%zz y\n", 1, None, "cannot start with `!`"),
        ("a: ? b\n", 1, None, "a question mark"),
        ("a: {b:,\n", 1, None, "a colon directly before"),
        ('"a"b\n', 1, None, "nothing can stand here"),
        ('b: 1\na: "x\n---\n"\n', 2, None, "not closed before the line"),
        ('a: "\\xZZ"\n', 1, None, "followed by 2, 4 and 8 digits"),
        ('a: "\\U00110000"\n', 1, None, "no character with this number"),
        ("%YAML 3.0\n---\na: 1\n", 1, None, "cannot start with `%`"),
        ("a: \ud800\n", 1, None, "U+D800"),
        ("a: 1\nb: \x07\n", 2, None, "U+0007"),
        ("a: x\x85y\x80\n", 2, None, "U+0080"),
        ("a: \ufffe\n", 1, None, "U+FFFE"),
        ("a: >-\n  x\n\n  y\n", 1, "a", "does not start a new paragraph"),
        ("b: 1\na: x\n\n  y\n", 2, "a", "does not start a new paragraph"),
        ("a: 'x\n\n  y'\n", 1, "a", "does not start a new paragraph"),
        ("[" * 100_000, 1, "[1]" * MAX_DEPTH, "levels deep"),
        ("a: " + "{a: " * 50_000, 1, "a" + ".a" * (MAX_DEPTH - 1), "levels deep"),
        ("a: " + "x" * MAX_BYTES, None, None, "larger than 1,000,000 bytes"),
    ],
)
def test_what_is_refused_names_line_and_field(
    text: str, line: int | None, field: str | None, words: str
) -> None:
    problem = problem_of(text)
    assert (problem.line, problem.field) == (line, field)
    assert words in problem.message
    assert problem.suggestion
    assert problem.code == "bad-file"
    assert problem.file == FILE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: |-\n  x\n\n  y\n", "x\n\ny"),
        ("a: >-\n  x\n  y\n", "x y"),
        ("a: >\n  x\n", "x\n"),
        ('a: "x\\n\\ny"\n', "x\n\ny"),
        ("a: [b, c]\n", ["b", "c"]),
        ("\ufeffa: x\n", "x"),
        ("a: x\r\n", "x"),
        ("---\na: x\n", "x"),
        ("a: x # comment\n", "x"),
    ],
)
def test_what_is_accepted(text: str, value: object) -> None:
    assert load(text, FILE).data == {"a": value}


@given(
    st.one_of(
        st.text(max_size=80),
        st.text(st.sampled_from("ab01 :-\n\t#'\"[]{},&*!|>%@`?\\\r\u2028"), max_size=80),
    )
)
def test_any_text_is_read_or_refused_with_a_line_that_exists(text: str) -> None:
    try:
        document = load(text, FILE)
    except BadFile as error:
        (problem,) = error.problems
        assert problem.line is not None
        assert 1 <= problem.line <= len(LINE_BREAK.split(text))
    else:
        comment_lines(text)
        assert document.line(()) >= 1


def test_a_document_knows_the_line_of_every_path() -> None:
    text = "# header\na: 1\nb:\n  - c: 2\n    d:\n      - 3\n      - 4\n  - e: |-\n      5\n"
    document = load(text, FILE)
    paths: dict[tuple[str | int, ...], int] = {
        (): 2,
        ("a",): 2,
        ("b",): 3,
        ("b", 0): 4,
        ("b", 0, "d"): 5,
        ("b", 0, "d", 1): 7,
        ("b", 1, "e"): 8,
        ("missing",): 2,  # the nearest part that exists
        ("b", 0, "missing", 3): 4,
        ("b", 7): 3,
    }
    assert {path: document.line(path) for path in paths} == paths


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a: 1\nb: \xe9\n", "x.yaml:2: the text is not UTF-8"),
        (b"\xff\xfea\x00", "x.yaml:1: the text is not UTF-8"),
        (b"a: " + b"x" * MAX_BYTES, "larger than"),
    ],
)
def test_files_that_are_no_text_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(data)
    with pytest.raises(BadFile, match=words):
        read_document(file)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"cannot be read: no such file.*\. Put it there"):
        read_document(tmp_path / "x.yaml")
    with pytest.raises(BadFile, match="cannot be read: is a directory"):
        read_document(tmp_path)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1\n", []),
        ("# yaml-language-server: $schema=x\na: 1\n", []),
        ("a: 1\n# yaml-language-server: $schema=x\n", [2]),
        ("# one\na: 1  # two\n\n  # three\n", [1, 2, 4]),
        ("a: x#y\nb: '# no'\nc: \"a # no\"\nd: |-\n  # no\n  x # no\ne: >-\n  # no\n", []),
        ("a: |- # yes\n  # no\nb:\n  # yes\n  - x # yes\n", [1, 4, 5]),
        ("a: |-\n  # no\n# yes\nb: >-\n  x\n\n # yes\nc: 1\n", [3, 7]),
        ("a: plain\n  text # yes\nb: 'two\n  # no\n  lines'\n", [2]),
        ("a: [b, # yes\n  c]\n", [1]),
        ("\ufeff# yes\na: 1\n", [1]),
        ("a: é # yes\r\nb: \u2029 # yes\n", [1, 3]),
    ],
)
def test_comments_are_found_wherever_they_stand(text: str, lines: list[int]) -> None:
    assert comment_lines(text) == lines
