"""What a check is, and the one reading of the knowledge base that all checks look at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from catalog.canonical import canonical_text
from catalog.lists import load_lists
from catalog.model import Draft, Entry
from catalog.problem import BadFile, Problem, Severity, field_name
from catalog.remembered import Remembered, load_remembered
from catalog.sources import SOURCES_FILE, Source, load_sources
from catalog.store import Catalog, read_vocabulary
from catalog.strict_yaml import Document
from catalog.vocabulary import VOCABULARY_FILES, WORDS, Vocabulary
from catalog.yaml_file import read_document, read_text

DataPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing a check found. Without a `suggestion` of its own it has the check's."""

    file: Path
    message: str
    path: DataPath = ()
    suggestion: str | None = None
    line: int | None = None
    field: str | None = None


class Snapshot:
    """A knowledge base as it was when it was read; what cannot be read is in `unreadable`."""

    def __init__(self, folder: Path, today: date) -> None:
        self.folder = folder
        self.today = today
        self.catalog = Catalog(folder)
        self.entries, problems = self.catalog.load()
        self.drafts, more = self.catalog.drafts()
        self.vocabularies: dict[str, Vocabulary] = {}
        self.sources: Mapping[str, Source] | None = None  # None: no list, or it cannot be read
        self.unreadable: list[Problem] = [*problems, *more]
        for scheme in VOCABULARY_FILES:
            file = self.vocabulary_file(scheme)
            if scheme == WORDS and not file.exists():
                continue
            try:
                self.vocabularies[scheme] = read_vocabulary(file, scheme)
            except BadFile as error:
                self.unreadable += error.problems
        try:
            if (folder / SOURCES_FILE).exists():
                self.sources = load_sources(folder)
        except BadFile as error:
            self.unreadable += error.problems
        self.remembered = Remembered()
        try:
            self.remembered = load_remembered(folder)
        except BadFile as error:
            self.unreadable += error.problems
        self.lists, more = load_lists(folder)
        self.unreadable += more
        self._document = lru_cache(maxsize=8)(read_document)

    def vocabulary_file(self, scheme: str) -> Path:
        """Return where a vocabulary is kept."""
        return self.folder / "vocabularies" / VOCABULARY_FILES[scheme]

    @cached_property
    def contents(self) -> Mapping[Path, Entry | Draft | Vocabulary]:
        """Everything readable that has a canonical form, by its file."""
        found: dict[Path, Entry | Draft | Vocabulary] = {}
        found |= {self.catalog.path(entry.id): entry for entry in self.entries.values()}
        found |= {self.catalog.draft_path(draft.id): draft for draft in self.drafts.values()}
        found |= {self.vocabulary_file(s): v for s, v in self.vocabularies.items()}
        return found

    @cached_property
    def not_canonical(self) -> Mapping[Path, tuple[str, str]]:
        """The text and the canonical text of each file where the two differ."""
        found: dict[Path, tuple[str, str]] = {}
        for file, content in self.contents.items():
            try:
                text = read_text(file)
            except BadFile:  # deleted since the knowledge base was read
                continue
            if text != (canonical := canonical_text(content)):
                found[file] = (text, canonical)
        return found

    @cached_property
    def entry_ids(self) -> frozenset[str]:
        """The ids of all entry files, also of those that cannot be read."""
        return frozenset(self.catalog.ids())

    @cached_property
    def former_ids(self) -> Mapping[str, str]:
        """The current id for each former one that is not in use again."""
        return {
            old: entry.id
            for entry in self.entries.values()
            for old in entry.former_ids
            if old not in self.entry_ids
        }

    def about(
        self, entry: Entry, message: str, path: DataPath = (), suggestion: str | None = None
    ) -> Finding:
        """Return a finding about an entry."""
        return Finding(self.catalog.path(entry.id), message, path, suggestion)

    def line(self, file: Path, path: DataPath) -> int | None:
        """Return the line of a path in a file's data; None when the file cannot be read."""
        try:
            document: Document = self._document(file)
        except BadFile:
            return None
        return document.line(path)


Fix = Callable[[Snapshot, Path], str | None]
"""Returns a file's text with every problem of one check solved; None when it cannot be done."""


@dataclass(frozen=True)
class Check:
    """A named check: what it finds, why that matters, what to do, and the fix if there is one."""

    code: str
    title: str
    explanation: str
    suggestion: str
    severity: Severity
    find: Callable[[Snapshot], Iterator[Finding]]
    fix: Fix | None = None

    def problems(self, kb: Snapshot) -> Iterator[Problem]:
        """Yield what this check finds, with its place in the file."""
        for found in self.find(kb):
            line = found.line or (kb.line(found.file, found.path) if found.path else None)
            yield Problem(
                code=self.code,
                file=found.file,
                message=found.message,
                line=line,
                field=found.field or field_name(found.path) or None,
                suggestion=self.suggestion if found.suggestion is None else found.suggestion,
                severity=self.severity,
            )


def fix_entry(change: Callable[[Snapshot, Entry], Entry]) -> Fix:
    """Return a fix that changes one entry and writes it in canonical form."""

    def fix(kb: Snapshot, file: Path) -> str | None:
        content = kb.contents.get(file)
        return canonical_text(change(kb, content)) if isinstance(content, Entry) else None

    return fix
