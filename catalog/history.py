"""When the file of an entry was last changed, as git remembers it."""

import subprocess
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path

_SECONDS = 2.0
"""A reader waits no longer than this for git."""


def last_changed(file: Path) -> date | None:
    """Return the day of the last commit that changed a file.

    The time of the file itself would be the day of the checkout. None when nobody can know: the
    file is not kept in git, there is no git, or only the newest part of the history is here.
    """
    with suppress(OSError):
        return _last_changed(file, file.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=4096)
def _last_changed(file: Path, stamp: int) -> date | None:  # noqa: ARG001
    """Ask git; `stamp` is the time of the file, so that a changed file is asked for anew."""
    if _git(file.parent, "rev-parse", "--is-shallow-repository") != "false":
        return None
    day = _git(file.parent, "log", "-1", "--format=%cs", "--", file.name)
    return date.fromisoformat(day) if day else None


def _git(folder: Path, *command: str) -> str | None:
    """Return what git prints; None when it cannot answer in time."""
    with suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(  # noqa: S603  (fixed commands, and file names of the store)
            ["git", *command],  # noqa: S607
            cwd=folder, capture_output=True, text=True,
            timeout=_SECONDS, check=True,
        ).stdout.strip()  # fmt: skip
    return None
