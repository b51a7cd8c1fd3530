"""How checks and what they found are told: as lines of text, as JSON, as a page of the manual."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.checks import CHECKS, Check, Report
from catalog.problem import Problem, Severity


def shown(file: Path) -> Path:
    """Return a path as people type it: from the current folder when it lies below."""
    here = Path.cwd()
    full = file.absolute()
    return full.relative_to(here) if full.is_relative_to(here) else file


def text(problem: Problem) -> str:
    """Return a problem as one line: `kb/entries/x.yaml:12: topics: ... (warning: code)`."""
    told = replace(problem, file=shown(problem.file))
    return f"{told} ({problem.severity}: {problem.code})"


def summary(report: Report) -> str:
    """Return one sentence on what was looked at and what was found."""
    looked = f"{_many(report.entries, 'entry', 'entries')}, {_many(report.drafts, 'draft')}"
    if not report.problems:
        return f"{looked}: no problems"
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    fixable = sum(1 for problem in report.problems if CHECKS[problem.code].fix)
    hint = f"; {fixable} can be repaired with kb check --fix" if fixable else ""
    return f"{looked}: {_many(errors, 'error')}, {_many(warnings, 'warning')}{hint}"


def as_json(report: Report, solved: Iterable[Problem]) -> dict[str, Any]:
    """Return everything as JSON data."""
    return {
        "entries": report.entries,
        "drafts": report.drafts,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "problems": [_plain(problem) for problem in report.problems],
        "fixed": [_plain(problem) for problem in solved],
    }


def explanation(check: Check) -> str:
    """Return what there is to know about one check, as text."""
    fix = "kb check --fix repairs it." if check.fix else "There is no automatic repair."
    return (
        f"{check.code}: {check.title} ({check.severity})\n\n"
        f"{check.explanation}\n\n{check.suggestion}. {fix}"
    )


def manual(checks: Sequence[Check]) -> str:
    """Return the page of the manual that lists every check."""
    lines = [
        "# Checks",
        "",
        "What `kb check` looks for. An error makes the command fail; a warning only does with",
        "`--strict`. `kb check --explain CODE` prints the same in the terminal,",
        "`kb check --only CODE` runs one check alone, and `kb check --fix` repairs what is marked",
        "as repairable.",
        "",
        "This page is written from the code: after a change run",
        "`python -m catalog.checks.report > docs/checks.md`.",
    ]
    for check in checks:
        repair = ", repairable" if check.fix else ""
        lines += [
            "",
            f"## {check.code}",
            "",
            f"**{check.title}** ({check.severity}{repair})",
            "",
            check.explanation,
            "",
            f"*What to do:* {check.suggestion}.",
        ]
    return "\n".join(lines) + "\n"


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": shown(problem.file).as_posix(),
        "line": problem.line,
        "field": problem.field,
        "message": problem.message,
        "suggestion": problem.suggestion,
        "fixable": CHECKS[problem.code].fix is not None,
    }


def _many(count: int, one: str, more: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


if __name__ == "__main__":
    print(manual(tuple(CHECKS.values())), end="")
