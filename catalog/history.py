"""When the files of a folder were last changed, as git remembers it; nobody waits for git."""

import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread, Timer

BACKGROUND = "ask-git"
"""Name of the thread that reads the history."""

_PATIENCE = 60.0
"""Seconds that pass at least until it is seen whether there is a new commit."""

_REST = 20
"""How many times as long as a look took it is at least until the next one begins."""

_SECONDS = 60.0
"""A history is read no longer than this: what its newest part tells is right in any case."""


def last_changed(file: Path) -> date | None:
    """Return the day of the last commit that changed a file.

    The time of the file itself would be the day of the checkout. None as long as it is not known:
    the file is not in git, there is no git, or only the newest part of the history is here; or the
    history is just being read for the first time.
    """
    return _history(file.parent).day(file.name)


class History:
    """The days on which the files of one folder were last changed. Threads share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._days: dict[str, date] = {}
        self._newest: _Newest | None = None
        self._next_look = time.monotonic()
        self._looking = Lock()

    def day(self, name: str) -> date | None:
        """Return what is known by now; look for new commits in the background when it is time."""
        if time.monotonic() >= self._next_look and self._looking.acquire(blocking=False):
            Thread(target=self._look, name=BACKGROUND, daemon=True).start()
        return self._days.get(name)

    def refresh(self) -> None:
        """Read the history, if there is a new commit."""
        self._looking.acquire()
        self._look()

    def _look(self) -> None:
        start = time.monotonic()
        try:
            with suppress(OSError, ValueError, subprocess.SubprocessError):
                if (newest := _newest(self._folder)) != self._newest:
                    self._days = _days(self._folder, newest) if newest else {}
                    self._newest = newest
        finally:
            end = time.monotonic()
            self._next_look = end + max(_PATIENCE, _REST * (end - start))
            self._looking.release()


_history = lru_cache(maxsize=16)(History)


@dataclass(frozen=True)
class _Newest:
    """The newest commit of a repository, and where in it the folder is."""

    commit: str
    prefix: str


def _newest(folder: Path) -> _Newest | None:
    """Return the newest commit; None where days cannot be known.

    In a shallow clone its oldest commit would seem to have made every file.
    """
    asked = subprocess.run(  # noqa: S603  (fixed commands)
        _git("rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD"),
        cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    if asked.returncode:
        return None
    shallow, prefix, commit = asked.stdout.splitlines()
    return _Newest(commit, prefix) if shallow == "false" else None


def _days(folder: Path, newest: _Newest) -> dict[str, date]:
    """Read the history from its newest commit on, until all files of the folder were met."""
    wanted = {newest.prefix + path.name for path in folder.iterdir()}
    days: dict[str, date] = {}
    # A merge counts where it differs from all that it merges.
    what = ("-c", "--no-renames", "--name-status", "--format=%x00%cs", newest.commit, "--", ".")
    with subprocess.Popen(  # noqa: S603  (fixed commands)
        _git("log", *what), cwd=folder, text=True, encoding="utf-8", errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        end = Timer(_SECONDS, process.kill)
        end.daemon = True
        end.start()
        try:
            for line in process.stdout or ():
                status, _, name = line.rstrip("\n").partition("\t")
                if status.startswith("\0"):
                    day = date.fromisoformat(status[1:])
                elif name in wanted:
                    wanted.remove(name)
                    if status.strip("D"):  # else it was deleted, and made anew since
                        days[name.removeprefix(newest.prefix)] = day
                if not wanted:
                    break
        finally:
            end.cancel()
            process.kill()
    return days


def _git(*command: str) -> list[str]:
    return ["git", "-c", "log.showSignature=false", "-c", "core.quotePath=false", *command]
