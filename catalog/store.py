"""The catalog on disk: entries and drafts as YAML files, read strictly and written canonically."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

from catalog.atomic import sync_folder, write_text
from catalog.canonical import canonical_text
from catalog.model import Draft, Entry, Record, is_id
from catalog.problem import BadFile, Problem
from catalog.strict_yaml import comment_lines, load
from catalog.vocabulary import VOCABULARY_FILES, WORDS, Vocabularies, Vocabulary
from catalog.yaml_file import read_document, read_text, validate

R = TypeVar("R", bound=Record)


class Catalog:
    """The knowledge base in a folder. Holds no entries in memory: the files are the truth."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def vocabularies(self) -> Vocabularies:
        """The vocabularies by scheme. Raises BadFile with the problems of all their files."""
        return load_vocabularies(self.folder)

    # Entries

    def ids(self) -> list[str]:
        """Return the ids of all entries, sorted; also of those that cannot be read."""
        return [path.stem for path in _files(self.folder / "entries")]

    def path(self, entry_id: str) -> Path:
        """Return where an entry is or would be kept. Raises KeyError for what cannot be an id."""
        return _path(self.folder / "entries", entry_id)

    def states(self) -> Iterator[tuple[str, os.stat_result]]:
        """Yield the id of each entry and the state of its file (size, times), in no order."""
        # Five times as fast as paths: it is done again and again, and there may be 100,000 files.
        with suppress(FileNotFoundError), os.scandir(self.folder / "entries") as files:
            for file in files:
                name = file.name
                if name.endswith(".yaml") and not name.startswith("."):
                    try:
                        status = file.stat()
                    except FileNotFoundError:  # removed this moment
                        continue
                    if S_ISREG(status.st_mode):
                        yield name[: -len(".yaml")], status

    def read(self, entry_id: str) -> Entry:
        """Read one entry. Raises KeyError when there is none, BadFile when it cannot be used."""
        path = self.path(entry_id)
        if not path.is_file():
            raise KeyError(entry_id)
        return _read(path, Entry)

    def resolve(self, entry_id: str) -> str | None:
        """Return the current id for a current or former one; None when no entry bears it."""
        try:
            if self.path(entry_id).is_file():
                return entry_id
        except KeyError:
            return None
        wanted = entry_id.encode()
        for path in _files(self.folder / "entries"):
            # Most files need no parsing to know that the id is not in them.
            if wanted in (data := path.read_bytes()) and b"former_ids" in data:
                try:
                    if entry_id in _read(path, Entry).former_ids:
                        return path.stem
                except BadFile:
                    continue
        return None

    def load(self) -> tuple[dict[str, Entry], list[Problem]]:
        """Read all entries by id, in the order of their ids; those unreadable are problems."""
        return _load(self.folder / "entries", Entry)

    def write(self, entry: Entry) -> bool:
        """Write an entry in canonical form; True when its file changed.

        Raises BadFile, with nothing written, when the file there has a comment or cannot be read.
        """
        return _write(self.path(entry.id), canonical_text(entry))

    def delete(self, entry_id: str) -> None:
        """Delete an entry's file. Raises KeyError when there is none."""
        _delete(self.path(entry_id))

    # Drafts

    def draft_path(self, draft_id: str) -> Path:
        """Return where a draft is or would be kept. Raises KeyError for what cannot be an id."""
        return _path(self.folder / "inbox", draft_id)

    def drafts(self) -> tuple[dict[str, Draft], list[Problem]]:
        """Read all drafts by id, in the order of their ids; those unreadable are problems."""
        return _load(self.folder / "inbox", Draft)

    def write_draft(self, draft: Draft) -> bool:
        """Write a draft in canonical form; True when its file changed. Raises BadFile as above."""
        return _write(self.draft_path(draft.id), canonical_text(draft))

    def delete_draft(self, draft_id: str) -> None:
        """Delete a draft's file. Raises KeyError when there is none."""
        _delete(self.draft_path(draft_id))

    # Vocabularies

    def vocabulary_path(self, scheme: str) -> Path:
        """Return where a vocabulary is kept. Raises KeyError when there is no such scheme."""
        return self.folder / "vocabularies" / VOCABULARY_FILES[scheme]

    def write_vocabulary(self, vocabulary: Vocabulary) -> bool:
        """Write a vocabulary in canonical form; True when its file changed. Raises BadFile."""
        return _write(self.vocabulary_path(vocabulary.scheme), canonical_text(vocabulary))


def load_vocabularies(folder: Path) -> Vocabularies:
    """Read all vocabularies of a knowledge base. Raises BadFile with the problems of all files."""
    found: dict[str, Vocabulary] = {}
    problems: list[Problem] = []
    for scheme, name in VOCABULARY_FILES.items():
        file = folder / "vocabularies" / name
        if scheme == WORDS and not file.exists():
            continue
        try:
            found[scheme] = read_vocabulary(file, scheme)
        except BadFile as error:
            problems += error.problems
    if problems:
        raise BadFile(problems)
    return found


def read_vocabulary(file: Path, scheme: str) -> Vocabulary:
    """Read one vocabulary that must have this scheme. Raises BadFile."""
    document = read_document(file)
    vocabulary = validate(document, Vocabulary)
    if vocabulary.scheme != scheme:
        message = f"the scheme is `{vocabulary.scheme}`, but this file is for `{scheme}`"
        line = document.line(("scheme",))
        raise BadFile(
            [Problem("bad-file", file, message, line, "scheme", f"Write `scheme: {scheme}`")]
        )
    return vocabulary


def _files(folder: Path) -> Iterator[Path]:
    """Yield the data files of a folder by name; hidden ones (being written, editors') are none."""
    if folder.is_dir():
        yield from sorted(p for p in folder.glob("*.yaml") if not p.name.startswith("."))


def _path(folder: Path, record_id: str) -> Path:
    if not is_id(record_id):  # an id from a URL must never lead out of the folder
        raise KeyError(record_id)
    return folder / f"{record_id}.yaml"


def _read(path: Path, model: type[R]) -> R:
    document = read_document(path)
    record = validate(document, model)
    if record.id != path.stem:
        raise BadFile(
            [
                Problem(
                    "wrong-name",
                    path,
                    f"the id is `{record.id}`, but the file is called {path.name}",
                    document.line(("id",)),
                    "id",
                    f"Rename the file to {record.id}.yaml or write `id: {path.stem}`",
                )
            ]
        )
    return record


def _load(folder: Path, model: type[R]) -> tuple[dict[str, R], list[Problem]]:
    found: dict[str, R] = {}
    problems: list[Problem] = []
    for path in _files(folder):
        try:
            found[path.stem] = _read(path, model)
        except BadFile as error:
            problems += error.problems
    return found, problems


def _write(path: Path, text: str) -> bool:
    if path.exists():
        old = read_text(path)
        if old == text:
            return False
        _refuse_loss(path, old)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text)
    return True


def _refuse_loss(path: Path, text: str) -> None:
    """Raise BadFile when writing over a file would lose what no record holds."""
    load(text, path)  # a file that cannot be read may hold anything
    if lines := comment_lines(text):
        message = "the comment here would be lost"
        suggestion = (
            "Move it to the field `note`, delete it, or put a text with `#` in double quotes"
        )
        raise BadFile([Problem("comment", path, message, lines[0], None, suggestion)])


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except FileNotFoundError:
        raise KeyError(path.stem) from None
    sync_folder(path.parent)
