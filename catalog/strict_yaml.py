"""Strict YAML in: every scalar a string, nothing that can surprise, and a line for every error."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml import CBaseLoader as Parser  # libyaml: ten times as fast as the Python one

from catalog.canonical_yaml import dump
from catalog.problem import BadFile, Problem, field_name
from catalog.yaml_errors import LINE_BREAK, in_plain_words

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "comment_lines", "dump", "load"]

MAX_BYTES = 1_000_000
"""A larger file is refused."""

MAX_DEPTH = 20
"""Lists and fields nested deeper are refused."""

_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # YAML 1.1, c-printable
)


@dataclass(frozen=True)
class _Marks:
    """Where a list or a group of fields starts, and where each of its items does (from 0)."""

    line: int
    items: dict[str | int, "int | _Marks"]


@dataclass(frozen=True)
class Document:
    """What a file holds: `data` is a tree of dict, list and str."""

    file: Path
    data: Any
    _marks: "int | _Marks"

    def line(self, path: tuple[str | int, ...]) -> int:
        """Return the line (from 1) of a path in the data, or of the nearest part that exists."""
        marks = self._marks
        for step in path:
            if isinstance(marks, int) or step not in marks.items:
                break
            marks = marks.items[step]
        return (marks if isinstance(marks, int) else marks.line) + 1


def load(text: str, file: Path) -> Document:
    """Read one YAML document; `file` is named in errors. Raises BadFile."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _bad(file, None, f"the file is larger than {MAX_BYTES:,} bytes", "Split it up")
    text = text.removeprefix("\ufeff")
    if found := _UNPRINTABLE.search(text):
        raise _bad(
            file,
            len(LINE_BREAK.findall(text, 0, found.start())),
            f"a character that cannot be shown (U+{ord(found[0]):04X})",
            "Delete it; it often comes with text copied from a PDF",
        )
    try:
        return _Reader(text, file).document()
    except yaml.MarkedYAMLError as error:
        line, message, suggestion = in_plain_words(error, text)
        raise _bad(file, line, message, suggestion) from None


def comment_lines(text: str) -> list[int]:
    """Return the lines (from 1) of a valid document that hold a comment.

    The first line does not count when it is the header for editors.
    """
    text = text.removeprefix("\ufeff")
    if "#" not in text.removeprefix("# yaml-language-server:"):
        return []
    spans: list[tuple[tuple[int, int], tuple[int, int], bool]] = []
    parser = Parser(text)
    while parser.check_event():
        event: Any = parser.get_event()
        if isinstance(event, yaml.ScalarEvent):
            start, end = _place(event.start_mark), _place(event.end_mark)
            spans.append((start, end, event.style in ("|", ">")))
    found = []
    for number, line in enumerate(LINE_BREAK.split(text)):
        if number == 0 and line.startswith("# yaml-language-server:"):
            continue
        for match in re.finditer(r"(?:^|(?<=\s))#", line):
            place = (number, match.start())
            # A comment may follow the `|` that opens a block of text, inside its span.
            if not any(
                start <= place < end and not (block and number == start[0])
                for start, end, block in spans
            ):
                found.append(number + 1)
                break
    return found


def _place(mark: Any) -> tuple[int, int]:
    return mark.line, mark.column


def _is_plain(event: Any) -> bool:
    """Whether an event is a text on one line, as nearly all are: nothing can be wrong with it."""
    return (
        type(event) is yaml.ScalarEvent
        and event.anchor is None
        and event.tag is None
        and "\n" not in event.value
    )


class _Reader:
    """Turns the parser's events into data, refusing what strict YAML leaves out."""

    def __init__(self, text: str, file: Path) -> None:
        self.parser = Parser(text)
        self.file = file

    def document(self) -> Document:
        get: Callable[[], Any] = self.parser.get_event
        get()  # the stream starts
        if isinstance(get(), yaml.StreamEndEvent):
            raise _bad(self.file, 0, "the file is empty", "Fill it in or delete it")
        data, marks = self.node(get(), ())
        get()  # the document ends
        if not isinstance(event := get(), yaml.StreamEndEvent):
            raise _bad(
                self.file,
                event.start_mark.line,
                "a second document starts here",
                "Delete the line `---`; one file holds one document",
            )
        return Document(self.file, data, marks)

    def node(self, event: Any, path: tuple[str | int, ...]) -> tuple[Any, int | _Marks]:
        kind = type(event)
        line: int = event.start_mark.line
        if kind is yaml.AliasEvent:
            raise self.refused(event, path, "*")
        if event.anchor is not None:
            raise self.refused(event, path, "&")
        if event.tag is not None:
            raise self.refused(event, path, "!")
        if kind is yaml.ScalarEvent:
            return self.scalar(event, path), line
        if len(path) >= MAX_DEPTH:
            raise _bad(self.file, line, f"more than {MAX_DEPTH} levels deep", "Nest less", path)
        get = self.parser.get_event
        marks: dict[str | int, int | _Marks] = {}
        if kind is yaml.SequenceStartEvent:
            items: list[Any] = []
            while type(event := get()) is not yaml.SequenceEndEvent:
                number = len(items)
                if _is_plain(event):
                    item, marks[number] = event.value, event.start_mark.line
                else:
                    item, marks[number] = self.node(event, (*path, number))
                items.append(item)
            return items, _Marks(line, marks)
        fields: dict[str, Any] = {}
        while type(event := get()) is not yaml.MappingEndEvent:
            key = self.key(event, path)
            key_line: int = event.start_mark.line
            if key in fields:
                raise _bad(
                    self.file,
                    key_line,
                    "given twice",
                    "Keep one of the two",
                    (*path, key),
                )
            event = get()
            if _is_plain(event):
                fields[key], marks[key] = event.value, key_line
                continue
            fields[key], below = self.node(event, (*path, key))
            marks[key] = key_line if isinstance(below, int) else _Marks(key_line, below.items)
        return fields, _Marks(line, marks)

    def key(self, event: Any, path: tuple[str | int, ...]) -> str:
        if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
            return str(event.value)
        raise _bad(
            self.file,
            event.start_mark.line,
            "the name of a field must be a plain word",
            "Put a text that starts with a bracket, `*`, `&` or `!` in double quotes",
            path,
        )

    def scalar(self, event: Any, path: tuple[str | int, ...]) -> str:
        value = str(event.value)
        # `a` + blank line + `b` means two paragraphs to a person; only after `|` it does to YAML.
        if (
            "\n" in value
            and event.style != "|"
            and event.start_mark.line != event.end_mark.line
            and "\n" in value.rstrip("\n")
        ):
            raise _bad(
                self.file,
                event.start_mark.line,
                "a blank line here does not start a new paragraph",
                "Begin a text of several paragraphs with `|-` on the line of the field's name",
                path,
            )
        return value

    def refused(self, event: Any, path: tuple[str | int, ...], sign: str) -> BadFile:
        return _bad(
            self.file,
            event.start_mark.line,
            f"a value cannot start with `{sign}`",
            "Put the text in double quotes; YAML anchors, aliases and tags are not used here",
            path,
        )


def _bad(
    file: Path,
    line: int | None,
    message: str,
    suggestion: str,
    path: tuple[str | int, ...] = (),
) -> BadFile:
    number = None if line is None else line + 1
    field = field_name(path) or None
    return BadFile([Problem("bad-file", file, message, number, field, suggestion)])
