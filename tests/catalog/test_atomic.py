"""A write that is interrupted at any moment leaves the old text or the new one."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from catalog import atomic
from catalog.atomic import TEMPORARY_SUFFIX, write_text
from catalog.store import Catalog

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from pathlib import Path
from catalog.atomic import write_text
path = Path(sys.argv[1])
number = 0
print("ready", flush=True)
while True:
    number += 1
    write_text(path, f"id: an-entry\\ntext: {str(number % 10) * 300_000}\\n")
"""


def left_over(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.endswith(TEMPORARY_SUFFIX)]


def test_a_new_file_and_a_replaced_one(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    write_text(path, "one\n")
    assert path.read_bytes() == b"one\n"
    write_text(path, "dos: ñ\n")
    assert path.read_bytes() == "dos: ñ\n".encode()
    assert left_over(tmp_path) == []


def test_the_mode_of_a_file_is_kept_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    before = os.umask(0o027)
    try:
        write_text(path, "one\n")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o664)
    write_text(path, "two\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "x.yaml"
    target.parent.mkdir()
    target.write_text("one\n")
    link = tmp_path / "x.yaml"
    link.symlink_to(target)
    write_text(link, "two\n")
    assert link.is_symlink()
    assert target.read_text() == "two\n"


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_failure_leaves_the_old_text_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old\n")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    text = "new\n"
    if step == "write":
        text = "\ud800"  # cannot be encoded
    elif step == "fsync":
        monkeypatch.setattr(atomic.os, "fsync", fail)
    else:
        monkeypatch.setattr(atomic.Path, "replace", fail)
    with pytest.raises((OSError, UnicodeEncodeError)):
        write_text(path, text)
    monkeypatch.undo()
    assert path.read_text() == "old\n"
    assert left_over(tmp_path) == []


def test_the_text_is_on_disk_before_it_takes_the_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old\n")
    seen: list[tuple[str, str]] = []
    fsync, replace = os.fsync, Path.replace

    def spy_fsync(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        seen.append((kind, path.read_text()))
        fsync(handle)

    def spy_replace(self: Path, target: Path) -> Path:
        seen.append(("replace", path.read_text()))
        return replace(self, target)

    monkeypatch.setattr(atomic.os, "fsync", spy_fsync)
    monkeypatch.setattr(atomic.Path, "replace", spy_replace)
    write_text(path, "new\n")
    assert seen == [("file", "old\n"), ("replace", "old\n"), ("folder", "new\n")]


def test_a_killed_process_leaves_a_whole_file_and_no_entry_that_is_none(tmp_path: Path) -> None:
    entries = tmp_path / "entries"
    entries.mkdir()
    path = entries / "an-entry.yaml"
    for _ in range(5):
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            while not path.exists() or not left_over(entries):
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)  # very likely in the middle of a write
            process.wait()
        text = path.read_text()
        assert len(text) == len("id: an-entry\ntext: \n") + 300_000
        assert len(set(text.split("text: ")[1].strip())) == 1
        assert Catalog(tmp_path).ids() == ["an-entry"]
        for temporary in left_over(entries):
            temporary.unlink()
