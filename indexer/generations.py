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


class Generations:
    """The generations in an index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"
        self._checked: dict[tuple[int, int, int], int] = {}

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
            if meta["files"] != self._checksums(folder):
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
        """Describe a built generation and switch to it."""
        meta = {
            "structure": fingerprint.structure,
            "vocabularies": fingerprint.vocabularies,
            "built": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": self._checksums(folder),
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

    def _checksums(self, folder: Path) -> Mapping[str, int]:
        """Return the CRC-32 of each index file: enough to notice damage, fast enough for a start.

        A file that two generations share, unchanged since it was read, is not read again.
        """
        found: dict[str, int] = {}
        before, self._checked = self._checked, {}
        for path in sorted(folder.iterdir()):
            if path.name != _META and not path.name.endswith("LOCK"):
                state = path.stat()
                key = state.st_ino, state.st_size, state.st_mtime_ns
                checksum = before[key] if key in before else _crc32(path)
                found[path.name] = self._checked[key] = checksum
        return found


def _crc32(path: Path) -> int:
    checksum = 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            checksum = zlib.crc32(block, checksum)
    return checksum
