"""The day of an entry's last change comes from git, never from the time of the file."""

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import enumerate as all_threads

import pytest

from catalog import history
from catalog.history import BACKGROUND, History, last_changed

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
}


def git(folder: Path, *command: str, day: str = "2024-03-05") -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", *who, *command], cwd=folder, check=True, capture_output=True,
        env=ENVIRONMENT | {"GIT_COMMITTER_DATE": f"{day}T12:00:00+0000"},
    )  # fmt: skip


def save(folder: Path, day: str, **texts: str) -> None:
    """Write files and commit them on a day."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(f"title: {text}\n")
        git(folder, "add", f"{name}.yaml")
    git(folder, "commit", "-qm", "Save", day=day)


@pytest.fixture
def entries(tmp_path: Path) -> Path:
    """Return a folder inside of a repository, with two files of two days."""
    folder = tmp_path / "shelf" / "kb" / "entries"
    folder.mkdir(parents=True)
    git(tmp_path / "shelf", "init", "-q", "-b", "main")
    (tmp_path / "shelf" / "old.yaml").write_text("not this one\n")
    save(folder, "2023-01-09", old="A")
    save(folder, "2024-03-05", new="B")
    return folder


def days(folder: Path) -> dict[str, str]:
    """Return the days of all files that are known to have one."""
    read = History(folder)
    read.refresh()
    found = {path.stem: read.day(path.name) for path in folder.iterdir()}
    return {name: str(day) for name, day in found.items() if day}


def test_the_last_commit_of_a_file_counts(entries: Path) -> None:
    (entries / "old.yaml").touch()
    assert days(entries) == {"old": "2023-01-09", "new": "2024-03-05"}
    save(entries, "2024-04-01", old="A2")
    assert days(entries) == {"old": "2024-04-01", "new": "2024-03-05"}


def test_a_repository_may_be_the_folder_itself(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    save(tmp_path, "2023-01-09", old="A")
    assert days(tmp_path) == {"old": "2023-01-09"}


def renamed(entries: Path) -> None:
    git(entries, "mv", "old.yaml", "older.yaml")
    git(entries, "commit", "-qm", "Rename", day="2024-05-01")


def not_committed(entries: Path) -> None:
    (entries / "fresh.yaml").write_text("title: C\n")
    (entries / "old.yaml").write_text("title: being written\n")


def made_anew(entries: Path) -> None:
    git(entries, "rm", "-q", "old.yaml")
    git(entries, "commit", "-qm", "Delete", day="2024-05-01")
    (entries / "old.yaml").write_text("title: C\n")


def merged(entries: Path) -> None:
    git(entries, "checkout", "-qb", "other")
    save(entries, "2024-05-01", old="there")
    git(entries, "checkout", "-q", "main")
    save(entries, "2024-05-02", new="here")
    git(entries, "merge", "-q", "--no-edit", "other", day="2024-05-09")


def merged_by_hand(entries: Path) -> None:
    git(entries, "checkout", "-qb", "other")
    save(entries, "2024-05-01", old="there")
    git(entries, "checkout", "-q", "main")
    save(entries, "2024-05-02", old="here")
    git(entries, "merge", "-q", "--no-edit", "-s", "ours", "--no-commit", "other")
    save(entries, "2024-05-09", old="both")


OLD, NEW = {"old": "2023-01-09"}, {"new": "2024-03-05"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (renamed, {"older": "2024-05-01"} | NEW),
        (not_committed, OLD | NEW),
        (made_anew, NEW),
        (merged, {"old": "2024-05-01", "new": "2024-05-02"}),
        (merged_by_hand, {"old": "2024-05-09"} | NEW),
    ],
)
def test_what_happened_to_files(
    entries: Path, change: Callable[[Path], None], expected: dict[str, str]
) -> None:
    change(entries)
    assert days(entries) == expected


def test_where_nobody_knows_nothing_is_said(
    entries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{shelf}", "part")
    outside, empty = tmp_path / "outside", tmp_path / "empty"
    for folder in (outside, empty):
        folder.mkdir()
        (folder / "a.yaml").write_text("title: A\n")
    git(empty, "init", "-q")
    for folder in (tmp_path / "part" / "kb" / "entries", outside, empty):
        assert days(folder) == {}
    monkeypatch.setenv("PATH", str(outside))
    assert days(entries) == {}


def ended() -> None:
    """Wait for what is under way in the background."""
    for thread in all_threads():
        if thread.name == BACKGROUND:
            thread.join(20)


def test_nobody_waits_for_git(
    entries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(
        f"#!/bin/sh\n[ -p {gate} ] && read go < {gate} && rm {gate}\n"
        f'PATH={ENVIRONMENT["PATH"]} exec git "$@"\n'
    )
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    file = entries / "old.yaml"
    assert [last_changed(file) for _ in range(3)] == [None] * 3
    gate.write_text("go\n")
    ended()
    assert last_changed(file) == date(2023, 1, 9)


def test_the_history_is_read_once_for_each_newest_commit(
    entries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = history._days
    times = []
    monkeypatch.setattr(history, "_days", lambda *given: times.append(1) or read(*given))
    known = History(entries)
    for _ in range(3):
        known.refresh()
    assert len(times) == 1
    save(entries, "2024-06-01", old="again")
    known.refresh()
    assert len(times) == 2
    assert known.day("old.yaml") == date(2024, 6, 1)


def test_of_a_history_that_takes_too_long_the_newest_part_is_known(
    entries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A git that never comes to the end: it tells of one commit, and is ended then."""
    endless = tmp_path / "bin" / "git"
    endless.parent.mkdir()
    endless.write_text(
        "#!/bin/sh\n"
        'case "$*" in *rev-parse*) printf "false\\n\\nabc\\n" ;;\n'
        '*) printf "\\0002024-07-01\\n\\nM\\tnew.yaml\\n"; exec tail -f /dev/null ;; esac\n'
    )
    endless.chmod(0o755)
    monkeypatch.setenv("PATH", f"{endless.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(history, "_SECONDS", 0.5)
    assert days(entries) == {"new": "2024-07-01"}
