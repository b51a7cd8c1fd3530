"""Checks of the files themselves: can they be read, and are they in canonical form."""

from collections.abc import Callable, Iterator
from pathlib import Path

from catalog.atomic import TEMPORARY_SUFFIX
from catalog.canonical import canonical_text
from catalog.checks.check import Check, Finding, Snapshot
from catalog.problem import Severity
from catalog.strict_yaml import comment_lines
from catalog.vocabulary import VOCABULARY_FILES


def _unreadable(code: str) -> Callable[[Snapshot], Iterator[Finding]]:
    def find(kb: Snapshot) -> Iterator[Finding]:
        for problem in kb.unreadable:
            if problem.code == code:
                yield Finding(
                    problem.file,
                    problem.message,
                    suggestion=problem.suggestion,
                    line=problem.line,
                    field=problem.field,
                )

    return find


def _stray(kb: Snapshot) -> Iterator[Finding]:
    for name in ("entries", "inbox", "vocabularies"):
        folder = kb.folder / name
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.name.endswith(TEMPORARY_SUFFIX):
                yield Finding(
                    path, "a write that was interrupted left this file", suggestion="Delete it"
                )
            elif path.name.startswith("."):
                continue
            elif path.suffix != ".yaml" or not path.is_file():
                yield Finding(path, "this is not a data file, nothing in it is used")
            elif name == "vocabularies" and path.name not in VOCABULARY_FILES.values():
                yield Finding(path, "no facet uses this vocabulary")


def _not_canonical(kb: Snapshot) -> Iterator[Finding]:
    for file, (text, canonical) in kb.not_canonical.items():
        if not comment_lines(text):
            ours, theirs = canonical.split("\n"), text.split("\n")
            same = sum(1 for _ in _common(ours, theirs))
            yield Finding(file, "not in canonical form from here on", line=same + 1)


def _common(first: list[str], second: list[str]) -> Iterator[str]:
    for one, other in zip(first, second, strict=False):
        if one != other:
            return
        yield one


def _comments(kb: Snapshot) -> Iterator[Finding]:
    for file, (text, _) in kb.not_canonical.items():
        for line in comment_lines(text):
            yield Finding(file, "the canonical form has no place for this comment", line=line)


def _canonical(kb: Snapshot, file: Path) -> str | None:
    content = kb.contents.get(file)
    return canonical_text(content) if content else None


CHECKS = (
    Check(
        code="bad-file",
        title="A file that cannot be used",
        explanation=(
            "The file is not strict YAML, has a field nobody knows, lacks one that must be there, "
            "or holds a value that cannot be right. Readers do not see such an entry at all. "
            "Looked at are entries, drafts in the inbox, vocabularies, sources, lists and what the "
            "inbox remembers."
        ),
        suggestion="Correct the line named; `kb schema` lists every field",
        severity=Severity.ERROR,
        find=_unreadable("bad-file"),
    ),
    Check(
        code="wrong-name",
        title="File name and id differ",
        explanation=(
            "The name of an entry's file is its id and its permanent address. When the two differ "
            "it is unknown which one was meant, and the file is not used."
        ),
        suggestion="Rename the file or correct the id",
        severity=Severity.ERROR,
        find=_unreadable("wrong-name"),
    ),
    Check(
        code="comment",
        title="A comment that the canonical form would lose",
        explanation=(
            "Programs write these files too, and what they write has no comments. So that none is "
            "ever lost, a file with a comment is left alone by `kb format` and by every fix."
        ),
        suggestion=(
            "Move it to the entry's field `note`, or delete it; "
            "when `#` belongs to a text, put the text in double quotes"
        ),
        severity=Severity.ERROR,
        find=_comments,
    ),
    Check(
        code="not-canonical",
        title="A file that is not in canonical form",
        explanation=(
            "Every content has one canonical text: order of fields, quotes, line breaks. Two "
            "versions of a file then differ where their content does, and nowhere else."
        ),
        suggestion="Run `kb format`",
        severity=Severity.ERROR,
        find=_not_canonical,
        fix=_canonical,
    ),
    Check(
        code="stray-file",
        title="A file that nothing reads",
        explanation=(
            "Entries, drafts and vocabularies are read from files that end with `.yaml`, without "
            "subfolders. Anything else in their folders is not used, and you may not know."
        ),
        suggestion="Rename it to end with .yaml, or move it elsewhere",
        severity=Severity.WARNING,
        find=_stray,
    ),
)
