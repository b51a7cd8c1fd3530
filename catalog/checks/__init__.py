"""Named checks of a knowledge base: each explains itself, says what to do and may bring a fix."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalog.atomic import write_text
from catalog.checks import content, currency, files, lists, relations, terms, vocabularies
from catalog.checks.check import Check, Snapshot
from catalog.problem import BadFile, Problem, Severity
from catalog.strict_yaml import comment_lines
from catalog.yaml_file import read_text

__all__ = ["CHECKS", "Check", "Report", "apply_fixes", "run"]

CHECKS: dict[str, Check] = {
    check.code: check
    for module in (files, terms, relations, lists, content, currency, vocabularies)
    for check in module.CHECKS
}
"""Every check by its code, in the order they are documented and fixed."""


@dataclass(frozen=True)
class Report:
    """What the checks found: problems in the order of files and lines."""

    problems: tuple[Problem, ...]
    entries: int
    drafts: int

    def count(self, severity: Severity) -> int:
        """Return how many problems have this severity."""
        return sum(1 for problem in self.problems if problem.severity == severity)


def run(
    folder: Path,
    today: date,
    only: Collection[str] = (),
    files: Collection[Path] = (),
) -> Report:
    """Check a knowledge base; `only` names the checks to run, `files` those to report on.

    Left empty both mean all. Whatever is selected, everything is read: entries depend on
    each other. Raises KeyError for a check that does not exist.
    """
    kb = Snapshot(folder, today)
    found = [problem for code in only or CHECKS for problem in _problems(CHECKS[code], kb, files)]
    found.sort(key=_place)  # stable: problems of one line stay in the order of the checks
    return Report(tuple(found), len(kb.entries), len(kb.drafts))


def _problems(check: Check, kb: Snapshot, files: Collection[Path]) -> list[Problem]:
    return sorted((p for p in check.problems(kb) if not files or p.file in files), key=_place)


def _place(problem: Problem) -> tuple[Path, int]:
    return problem.file, problem.line or 0


def apply_fixes(
    folder: Path,
    today: date,
    only: Collection[str] = (),
    files: Collection[Path] = (),
    dry_run: bool = False,
) -> list[Problem]:
    """Repair what can be repaired safely; return the problems solved, check by check.

    A file with a comment is left alone, since its canonical text would lose the comment. With
    `dry_run` nothing is written.
    """
    solved: list[Problem] = []
    for code in only or CHECKS:
        check = CHECKS[code]
        if check.fix is None:
            continue
        kb = Snapshot(folder, today)  # a new one each time: the fix before may have changed it
        problems = _problems(check, kb, files)
        for file in dict.fromkeys(problem.file for problem in problems):
            try:
                old = read_text(file)
            except BadFile:
                continue
            text = check.fix(kb, file)
            if text is None or text == old or comment_lines(old):
                continue
            if not dry_run:
                write_text(file, text)
            solved += [problem for problem in problems if problem.file == file]
    return solved
