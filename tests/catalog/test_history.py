"""The day of an entry's last change comes from git, never from the time of the file."""

import subprocess
from datetime import date
from pathlib import Path

from catalog.history import last_changed


def git(folder: Path, *command: str, day: str = "2024-03-05") -> None:
    when = f"{day}T12:00:00+0000"
    who = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", *who, *command], cwd=folder, check=True, capture_output=True,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_COMMITTER_DATE": when,
             "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"},
    )  # fmt: skip


def shelf(folder: Path) -> Path:
    """Two files of two days in one repository; returns the older one."""
    folder.mkdir()
    git(folder, "init", "-q")
    for name, day in (("old.yaml", "2023-01-09"), ("new.yaml", "2024-03-05")):
        (folder / name).write_text("title: A\n")
        git(folder, "add", name)
        git(folder, "commit", "-qm", f"Add {name}", day=day)
    return folder / "old.yaml"


def test_the_last_commit_of_the_file_counts(tmp_path: Path) -> None:
    file = shelf(tmp_path / "kb")
    assert last_changed(file) == date(2023, 1, 9)
    assert last_changed(file.with_name("new.yaml")) == date(2024, 3, 5)


def test_where_nobody_knows_nothing_is_said(tmp_path: Path) -> None:
    old = shelf(tmp_path / "kb")
    beside = tmp_path / "beside.yaml"
    beside.write_text("title: A\n")
    new = old.with_name("not-yet-committed.yaml")
    new.write_text("title: A\n")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{tmp_path}/kb", "part")
    never = tmp_path / "never.yaml"
    for file in (beside, new, tmp_path / "part" / "old.yaml", never):
        assert last_changed(file) is None
