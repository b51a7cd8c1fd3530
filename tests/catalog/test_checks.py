"""Every check fires on its own broken files, and only it; a fix solves that and nothing else.

`base/` is a small knowledge base without a problem. `broken/CODE/files/` is laid over it;
`broken/CODE/expected.txt` is what `kb check` then prints; `broken/CODE/fixed/` holds every file
that the fix of CODE changes, as it must be afterwards.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest

from catalog.checks import CHECKS, apply_fixes, report, run

HERE = Path(__file__).parent
BROKEN = HERE / "broken"
CODES = sorted(folder.name for folder in BROKEN.iterdir())
FIXABLE = [code for code in CODES if CHECKS[code].fix]
TODAY = date(2026, 1, 15)


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(HERE / "base", tmp_path / "kb")
    return tmp_path / "kb"


def lay(kb: Path, code: str) -> None:
    shutil.copytree(BROKEN / code / "files", kb, dirs_exist_ok=True)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_check_has_its_broken_files() -> None:
    assert set(CODES) == set(CHECKS)
    assert {code for code in CODES if (BROKEN / code / "fixed").exists()} == set(FIXABLE)


def test_the_base_has_no_problem(kb: Path) -> None:
    found = run(kb, TODAY)
    assert found.problems == ()
    assert report.summary(found) == "2 entries, 1 draft: no problems"


@pytest.mark.parametrize("code", CODES)
def test_a_check_finds_what_is_broken_and_nothing_else(kb: Path, code: str) -> None:
    lay(kb, code)
    lines = [report.text(problem) for problem in run(kb, TODAY).problems]
    assert lines == (BROKEN / code / "expected.txt").read_text("utf-8").splitlines()
    assert any(line.endswith(f": {code})") for line in lines)


@pytest.mark.parametrize("code", FIXABLE)
def test_a_fix_solves_its_problem_and_changes_nothing_else(kb: Path, code: str) -> None:
    lay(kb, code)
    before = contents(kb)
    solved = apply_fixes(kb, TODAY, [code])
    assert {problem.code for problem in solved} == {code}
    assert contents(kb) == before | contents(BROKEN / code / "fixed")
    assert run(kb, TODAY).problems == ()
    assert apply_fixes(kb, TODAY) == []


@pytest.mark.parametrize("code", FIXABLE)
def test_a_dry_run_names_the_problems_and_writes_nothing(kb: Path, code: str) -> None:
    lay(kb, code)
    before = contents(kb)
    assert apply_fixes(kb, TODAY, [code], dry_run=True)
    assert contents(kb) == before


def test_a_fix_leaves_files_that_were_not_asked_for(kb: Path) -> None:
    lay(kb, "relation-not-mutual")
    before = contents(kb)
    solved = apply_fixes(kb, TODAY, files=[kb / "entries" / "third-edition.yaml"])
    assert [problem.file.stem for problem in solved] == ["third-edition"]
    after = contents(kb)
    assert {name for name in after if after[name] != before[name]} == {"entries/third-edition.yaml"}


def test_no_fix_touches_a_file_with_a_comment(kb: Path) -> None:
    file = kb / "entries" / "good-guide.yaml"
    text = file.read_text("utf-8").replace("- neglect\n", "- neglected-children  # or neglect\n")
    file.write_text(text, "utf-8")
    assert apply_fixes(kb, TODAY) == []
    assert file.read_text("utf-8") == text
    assert {p.code for p in run(kb, TODAY).problems} == {"retired-term", "comment"}


def test_only_the_checks_and_files_asked_for_are_reported(kb: Path) -> None:
    lay(kb, "summary-markup")
    lay(kb, "untagged")
    file = kb / "entries" / "bare.yaml"
    assert {p.code for p in run(kb, TODAY, only=["summary-markup"]).problems} == {"summary-markup"}
    assert {p.file for p in run(kb, TODAY, files=[file]).problems} == {file}


def test_the_manual_describes_every_check_as_the_code_does() -> None:
    page = HERE.parent.parent / "docs" / "checks.md"
    assert page.read_text("utf-8") == report.manual(tuple(CHECKS.values())), (
        "run: python -m catalog.checks.report > docs/checks.md"
    )
