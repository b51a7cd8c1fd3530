"""The commands `kb check`, `kb format` and `kb schema`: output, exit codes, what they change."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from catalog.checks import CHECKS
from catalog.store import Catalog
from cli import app, main

HERE = Path(__file__).parent
Run = Callable[..., Result]


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KB_DIR", raising=False)
    shutil.copytree(HERE / "base", tmp_path / "kb")
    return tmp_path / "kb"


@pytest.fixture
def run(kb: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--kb", str(kb)], terminal_width=120)

    return invoke


def lay(kb: Path, code: str) -> None:
    shutil.copytree(HERE / "broken" / code / "files", kb, dirs_exist_ok=True)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_good_knowledge_base(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.output) == (0, "2 entries, 1 draft: no problems\n")


def test_errors_fail_and_are_told_one_a_line(run: Run, kb: Path) -> None:
    lay(kb, "unknown-source")
    lay(kb, "wrong-name")
    result = run("check")
    expected = (HERE / "broken/wrong-name/expected.txt").read_text("utf-8").splitlines()
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert set(expected) < set(lines)
    assert lines[-1] == "6 entries, 1 draft: 2 errors, 1 warning"


def test_warnings_fail_only_when_strict(run: Run, kb: Path) -> None:
    lay(kb, "untagged")
    assert run("check").exit_code == 0
    assert run("check", "--strict").exit_code == 1


def test_json_says_the_same(run: Run, kb: Path) -> None:
    lay(kb, "retired-term")
    result = run("check", "--json", "retired-tags")
    told = json.loads(result.output)
    assert (told["entries"], told["drafts"], told["errors"], told["warnings"]) == (3, 1, 0, 5)
    assert told["fixed"] == []
    assert told["problems"][0] == {
        "code": "retired-term",
        "severity": "warning",
        "file": "kb/entries/retired-tags.yaml",
        "line": 11,
        "field": "jurisdictions[1]",
        "message": "`texas` was retired",
        "suggestion": "Write `us-tx` instead",
        "fixable": True,
    }


def test_fix_repairs_and_says_so(run: Run, kb: Path) -> None:
    lay(kb, "retired-term")
    assert run("check").output.endswith("5 warnings; 5 can be repaired with kb check --fix\n")
    result = run("check", "--fix")
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[0].startswith("repaired kb/entries/retired-tags.yaml:11: jurisdictions[1]: ")
    assert lines[-1] == "3 entries, 1 draft: no problems"
    fixed = HERE / "broken/retired-term/fixed/entries/retired-tags.yaml"
    assert (kb / "entries/retired-tags.yaml").read_text("utf-8") == fixed.read_text("utf-8")


def test_fix_in_json(run: Run, kb: Path) -> None:
    lay(kb, "retired-term")
    told = json.loads(run("check", "--fix", "--json").output)
    assert (len(told["fixed"]), told["problems"]) == (5, [])


def test_ids_and_codes_narrow_what_is_reported(run: Run, kb: Path) -> None:
    lay(kb, "untagged")
    lay(kb, "summary-missing")
    assert "bare.yaml" not in run("check", "silent").output
    assert "silent.yaml" not in run("check", "--only", "untagged").output
    both = run("check", "--only", "untagged", "--only", "summary-missing").output
    assert "bare.yaml" in both
    assert "silent.yaml" in both


def test_a_former_id_and_a_draft_can_be_named(run: Run, kb: Path) -> None:
    lay(kb, "relation-former-id")
    edit(kb / "entries/newer-name.yaml", "  - neglect\n", "  - neglects\n")
    assert "newer-name.yaml:" in run("check", "older-name").output
    edit(kb / "inbox/a-draft.yaml", "title", "titel")
    assert "a-draft.yaml:" in run("check", "a-draft").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "no-such-entry"], "there is no entry or draft no-such-entry"),
        (["check", "../x"], "../x is not an id"),
        (["check", "--only", "no-such-check"], "there is no check no-such-check"),
        (["check", "--explain", "no-such-check"], "there is no check no-such-check"),
        (["format", "no-such-entry"], "there is no entry or draft no-such-entry"),
    ],
)
def test_what_does_not_exist_is_said(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize("code", CHECKS)
def test_every_check_explains_itself(run: Run, code: str) -> None:
    result = run("check", "--explain", code)
    check = CHECKS[code]
    assert result.exit_code == 0
    for words in (check.title, check.explanation, check.suggestion, str(check.severity)):
        assert words in result.output


def test_format_brings_everything_into_canonical_form(run: Run, kb: Path) -> None:
    lay(kb, "not-canonical")
    dry = run("format", "--check")
    assert dry.exit_code == 1
    assert dry.output.splitlines() == [
        "kb/entries/loose.yaml: would be changed",
        "kb/inbox/loose-draft.yaml: would be changed",
        "kb/vocabularies/access.yaml: would be changed",
        "3 would be changed, 0 left alone",
    ]
    result = run("format")
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "3 changed, 0 left alone"
    assert run("format", "--check").exit_code == 0
    assert run("check").exit_code == 0


def test_format_of_one_entry_leaves_the_others(run: Run, kb: Path) -> None:
    lay(kb, "not-canonical")
    assert run("format", "loose").output.splitlines()[-1] == "1 changed, 0 left alone"
    assert "loose-draft.yaml: would be changed" in run("format", "--check").output


def test_format_never_loses_a_comment(run: Run, kb: Path) -> None:
    lay(kb, "comment")
    file = kb / "entries" / "commented.yaml"
    before = file.read_text("utf-8")
    result = run("format")
    assert result.exit_code == 1
    assert "commented.yaml:5: the canonical form has no place for this comment" in result.output
    assert "`note`" in result.output
    assert result.output.splitlines()[-1] == "0 changed, 2 left alone"
    assert file.read_text("utf-8") == before


def test_format_names_files_it_cannot_read(run: Run, kb: Path) -> None:
    lay(kb, "wrong-name")
    result = run("format")
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "0 changed, 2 left alone"


def test_schema_is_printed_or_written(run: Run, kb: Path) -> None:
    printed = run("schema")
    schema = json.loads(printed.output)
    assert schema["properties"]["topics"]["items"] == {"$ref": "#/$defs/term-of-topic"}
    assert schema["$defs"]["term-of-topic"]["enum"] == ["neglect", "kinship", "grandparents"]
    assert not (kb / "entry.schema.json").exists()
    written = run("schema", "--write")
    assert written.output.splitlines() == [
        f"wrote kb/{kind}.schema.json" for kind in ("entry", "draft", "vocabulary")
    ]
    assert (kb / "entry.schema.json").read_text("utf-8") == printed.output
    header = (kb / "entries" / "good-guide.yaml").read_text("utf-8").split("\n")[0]
    assert (kb / "entries" / header.partition("$schema=")[2]).resolve().is_file()
    assert run("check").exit_code == 0


def test_schema_needs_vocabularies_it_can_read(run: Run, kb: Path) -> None:
    (kb / "vocabularies" / "topics.yaml").write_text("scheme: topic\n", "utf-8")
    result = run("schema")
    assert result.exit_code == 1
    assert "topics.yaml:1: title: missing" in result.output


def test_written_schemas_are_ignored_by_git() -> None:
    ignored = (HERE.parents[1] / ".gitignore").read_text("utf-8").splitlines()
    assert "/kb/*.schema.json" in ignored


def test_all_of_it_on_a_knowledge_base_given_by_the_environment(
    kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DIR", str(kb))
    assert CliRunner().invoke(app, ["check"]).output == "2 entries, 1 draft: no problems\n"
    assert Catalog(kb).ids()


def test_a_file_that_cannot_be_written_is_named(
    kb: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (kb / "entry.schema.json").mkdir()
    monkeypatch.setattr("sys.argv", ["kb", "schema", "--write", "--kb", str(kb)])
    with pytest.raises(SystemExit, match="1"):
        main()
    assert capsys.readouterr().err == f"{kb / 'entry.schema.json'}: is a directory\n"
    assert not list(kb.glob(".*"))
