"""Starting an empty knowledge base."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli import app

SHIPPED = Path(__file__).resolve().parents[2] / "kb"


def kb(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("there", [False, True])
def test_a_new_library_is_sound_and_takes_the_vocabularies_along(
    tmp_path: Path, there: bool
) -> None:
    folder = tmp_path / "of" / "ours"
    if there:
        folder.mkdir(parents=True)
    done = kb("init", folder, "--kb", SHIPPED)
    assert done.exit_code == 0
    assert f"--kb {folder}" in done.output
    for file in (SHIPPED / "vocabularies").iterdir():
        assert (folder / "vocabularies" / file.name).read_bytes() == file.read_bytes()
    checked = kb("check", "--strict", "--kb", folder)
    assert (checked.exit_code, checked.output) == (0, "0 entries, 0 drafts: no problems\n")
    assert kb("inbox", "--kb", folder).exit_code == 0
    assert "there is no source" in kb("harvest", "--kb", folder).output
    assert [path.name for path in folder.parent.iterdir()] == ["ours"]


@pytest.mark.parametrize("what", ["a folder", "a file"])
def test_what_is_there_is_left_alone(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "ours"
    kept = folder / "letter.txt" if what == "a folder" else folder
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("Dear all", "utf-8")
    refused = kb("init", folder, "--kb", SHIPPED)
    assert refused.exit_code == 1
    assert "not an empty folder" in refused.output
    assert kept.read_text("utf-8") == "Dear all"
    assert len(list(tmp_path.rglob("*"))) == (2 if what == "a folder" else 1)


def test_nothing_is_left_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device", "ours")

    monkeypatch.setattr(Path, "replace", full)
    assert kb("init", tmp_path / "ours", "--kb", SHIPPED).exit_code == 1
    assert list(tmp_path.iterdir()) == []
