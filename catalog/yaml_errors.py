"""What the YAML parser's errors mean and what to do, in words that need no knowledge of YAML."""

import re
from typing import NamedTuple

import yaml

LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line for a reader of YAML 1.1, and so for the line numbers in its errors."""


class _Meaning(NamedTuple):
    said: str  # part of what libyaml says
    message: str
    suggestion: str
    where_it_began: bool = False  # name the line of the opening, not the one where sense ended


_QUOTE = "Put the text in double quotes"

_CONFLICT = (
    "Keep one of the two between `<<<<<<<` and `>>>>>>>`, and delete the lines of signs around them"
)

_MEANINGS = (
    _Meaning(
        "mapping values are not allowed",
        "a colon followed by a space where no field name can stand",
        "Put the text in double quotes, or correct the indentation of the line",
    ),
    _Meaning(
        "could not find expected ':'",
        "this is neither `field: value` nor part of the text above it",
        "Write the field's name, a colon and a space, or indent the line deeper than its field",
        where_it_began=True,
    ),
    _Meaning(
        "did not find expected key",
        "the line does not line up with the lines above it",
        "Fields of one group start in the same column; "
        "a text that begins with a quote ends with it",
    ),
    _Meaning(
        "did not find expected '-' indicator",
        "the line does not line up with the list above it",
        "Each item of a list starts with `- ` in the same column",
    ),
    _Meaning(
        "block sequence entries are not allowed",
        "a list item cannot start here",
        "Start the list on the line below the field's name",
    ),
    _Meaning(
        "found unexpected end of stream",
        "a quote is opened and never closed",
        "Close it with the same quote character",
        where_it_began=True,
    ),
    _Meaning(
        "did not find expected ',' or",
        "a bracket is opened and never closed, or a comma is missing",
        "Separate with commas and close with the same kind of bracket",
        where_it_began=True,
    ),
    _Meaning(
        "did not find expected node content",
        "a value is missing before a comma or a closing bracket, or the bracket is never opened",
        "Put a text that begins with such a sign in double quotes",
    ),
    _Meaning(
        "did not find expected comment or line break",
        "only a line break can follow `|` or `>`",
        "Begin the text on the next line, or put it in double quotes",
    ),
    _Meaning(
        "found unknown escape character",
        "a backslash in double quotes followed by a letter that means nothing",
        "Write \\\\ for a backslash, or leave the quotes out",
    ),
    _Meaning("undefined tag handle", "a text cannot start with `!`", _QUOTE),
    _Meaning("scanning a tag", "a text cannot start with `!`", _QUOTE),
    _Meaning("parsing a tag", "a text cannot start with `!`", _QUOTE),
    _Meaning("scanning an anchor", "a text cannot start with `&`", _QUOTE),
    _Meaning("scanning an alias", "a text cannot start with `*`", _QUOTE),
    _Meaning(
        "<document start>",
        "nothing can stand here, because the text or list before it is complete",
        "Write `field: value` on a line of its own",
    ),
    _Meaning(
        "mapping keys are not allowed",
        "a question mark followed by a space where no text can start",
        _QUOTE,
    ),
    _Meaning("unexpected ':'", "a colon directly before a comma or a bracket", _QUOTE),
    _Meaning(
        "indentation indicator equal to 0",
        "only a line break can follow `|` or `>`",
        "Begin the text on the next line, or put it in double quotes",
    ),
    _Meaning("found a tab character", "a tab character", "Indent with spaces"),
    _Meaning(
        "found unexpected document indicator",
        "a quote is opened and not closed before the line `---` or `...`",
        "Close it with the same quote character",
        where_it_began=True,
    ),
    _Meaning(
        "hexdecimal number",
        "`\\x`, `\\u` and `\\U` in double quotes are followed by 2, 4 and 8 digits",
        "Write \\\\ for a backslash, or leave the quotes out",
    ),
    _Meaning(
        "invalid Unicode character",
        "there is no character with this number",
        "Write \\\\ for a backslash, or leave the quotes out",
    ),
    _Meaning("incompatible YAML document", "a line cannot start with `%`", "Delete the line"),
    _Meaning("directive", "a line cannot start with `%`", "Delete the line"),
)


def in_plain_words(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """Return the line (from 0) of an error in a text, what is wrong, and what to do."""
    mark = error.problem_mark or error.context_mark
    lines = LINE_BREAK.split(text)
    conflict = next((n for n, text in enumerate(lines) if text.startswith("<<<<<<< ")), None)
    if conflict is not None:
        return conflict, "two versions of the file were put together here", _CONFLICT
    line = min(mark.line if mark else 0, len(lines) - 1)
    said = f"{error.context or ''} {error.problem or ''}".strip()
    if "cannot start any token" in said and mark:
        shown = lines[line][: mark.column + 1]
        if "\t" in shown:
            return line, "a tab character", "Indent with spaces"
        return line, f"a text cannot start with `{shown[-1:]}`", _QUOTE
    for meaning in _MEANINGS:
        if meaning.said in said:
            if meaning.where_it_began and error.context_mark:
                line = error.context_mark.line
            return line, meaning.message, meaning.suggestion
    return line, f"this is not valid YAML ({said})", "Compare the file with another one"
