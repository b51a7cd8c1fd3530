"""Generations of an index on disk: built aside, switched in with one rename, never changed after.

    index/current              the name of the generation to read
    index/lock                 held by the one process that writes
    index/<generation>/        the index files, and meta.json that describes them

A generation that is not named in `current` is either half built or no longer needed: readers do
not look at it and the next writer removes it. On Linux and macOS a reader that still has its
files open keeps them; Windows refuses to remove them, and a later writer tries again.
"""

import json
import os
import re
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from filelock import FileLock, Timeout

from catalog.atomic import TEMPORARY_SUFFIX, write_text

_META = "meta.json"
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


class IndexBusy(Exception):  # noqa: N818 - a state, not a mistake
    """Another process is writing the index."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an index depends on besides the entries.

    With another `structure` (fields, analysis, library) it cannot be read; with other
    `vocabularies` it can, but must be rebuilt.
    """

    structure: str
    vocabularies: str


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished generation."""

    folder: Path
    fingerprint: Fingerprint
    built: datetime

    @property
    def name(self) -> str:
        """Its name: what `current` holds."""
        return self.folder.name


_File = tuple[int, int, int]
"""What `meta.json` says of an index file: size, time of its last change in ns, CRC-32."""


class _State(NamedTuple):
    """What tells whether a file is the one that was read before."""

    inode: int
    size: int
    modified: int


class Generations:
    """The generations in an index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"
        self._checked: dict[_State, int] = {}

    def stamp(self) -> tuple[int, int] | None:
        """Return what differs after each switch; None when there is no index."""
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def current(self) -> Generation | None:
        """Return the generation to read; None when there is none or its files are damaged."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
            folder = self.folder / name
            if folder.parent != self.folder:
                return None
            meta = json.loads((folder / _META).read_text(encoding="utf-8"))
            if not self._is_whole(folder, meta["files"]):
                return None
            return Generation(
                folder,
                Fingerprint(meta["structure"], meta["vocabularies"]),
                datetime.fromisoformat(meta["built"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @contextmanager
    def lock(self, timeout: float) -> Iterator[None]:
        """Be the only writer. Raises IndexBusy when another is at work for `timeout` seconds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / "lock", timeout=timeout):
                yield
        except Timeout:
            raise IndexBusy(
                f"Another process is writing the index in {self.folder}. "
                f"Wait until it is done, then try again."
            ) from None

    def begin(self, base: Generation | None) -> Path:
        """Make the folder of the next generation: empty, or with the files of `base`."""
        folder = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
        folder.mkdir()
        for path in sorted(base.folder.iterdir()) if base else ():
            if path.name != _META:
                # Index files are never written again, so two generations can share them.
                try:
                    os.link(path, folder / path.name)
                except OSError:
                    shutil.copyfile(path, folder / path.name)
        return folder

    def finish(self, folder: Path, fingerprint: Fingerprint) -> None:
        """Describe a built generation and switch to it, when all its files are on the disk."""
        meta = {
            "structure": fingerprint.structure,
            "vocabularies": fingerprint.vocabularies,
            "built": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": {path.name: self._described(path) for path in _files(folder)},
        }
        write_text(folder / _META, json.dumps(meta, indent=1) + "\n")
        write_text(self._pointer, folder.name + "\n")

    def clean(self) -> None:
        """Remove every generation but the current one. Only for the holder of the lock."""
        current = ""
        with suppress(OSError):
            current = self._pointer.read_text(encoding="utf-8").strip()
        for path in self.folder.iterdir():
            # The folder may hold files of others: only what is surely ours is removed.
            if _NAME.fullmatch(path.name) and path.name != current:
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(".current.") and path.name.endswith(TEMPORARY_SUFFIX):
                path.unlink(missing_ok=True)

    def _is_whole(self, folder: Path, files: Mapping[str, _File]) -> bool:
        """Whether a generation has just the files that were written, undamaged.

        One with the size and the time it was left with is taken to be as it was written: it was
        on the disk before it was described. Of any other the checksum decides, so that a copy or
        a backup with new times can be used.
        """
        there = {path.name: path for path in _files(folder)}
        if there.keys() != files.keys():
            return False
        checked: dict[_State, int] = {}
        for name, path in there.items():
            size, modified, checksum = files[name]
            state = _state(path)
            if state.size != size:
                return False
            found = checksum if state.modified == modified else self._checked.get(state)
            checked[state] = _crc32(path) if found is None else found
            if checked[state] != checksum:
                return False
        self._checked = checked
        return True

    def _described(self, path: Path) -> _File:
        """Return what `_is_whole` compares a file with; one that is new is forced to disk.

        A file that two generations share is not read again.
        """
        state = _state(path)
        if (checksum := self._checked.get(state)) is None:
            checksum = _crc32(path, force=True)
        return state.size, state.modified, checksum


def _files(folder: Path) -> list[Path]:
    """Return the index files of a generation."""
    paths = sorted(folder.iterdir())
    return [path for path in paths if path.name != _META and not path.name.endswith("LOCK")]


def _state(path: Path) -> _State:
    found = path.stat()
    return _State(found.st_ino, found.st_size, found.st_mtime_ns)


def _crc32(path: Path, force: bool = False) -> int:
    """Return the CRC-32 of a file: enough to notice damage."""
    checksum = 0
    with path.open("r+b" if force else "rb") as stream:
        if force:
            os.fsync(stream.fileno())
        while block := stream.read(1 << 20):
            checksum = zlib.crc32(block, checksum)
    return checksum
