"""What runs over the web have found at each source: only that can be gone from it later."""

from collections.abc import Iterable
from pathlib import Path

from catalog.atomic import write_text


class Holdings:
    """The ids of the records that each source was found to have, in a folder: a file a source.

    What has gone from a source since is no longer among them. A file that is lost is written anew
    by the next run; what went in between is then not noticed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, sources: Iterable[str]) -> dict[str, list[str]]:
        """Return what each source was found to have; those that were never run are left out."""
        files = {source: self._file(source) for source in sources}
        return {s: file.read_text("utf-8").split() for s, file in files.items() if file.exists()}

    def write(self, source: str, ids: frozenset[str]) -> None:
        """Remember what a source has."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_text(self._file(source), "".join(f"{one}\n" for one in sorted(ids)))

    def _file(self, source: str) -> Path:
        return self._folder / f"{source}.txt"
