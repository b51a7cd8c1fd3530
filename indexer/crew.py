"""Several processes that read entries and write index segments, each its own.

A worker is a Python process that runs `work`. It is asked through its input and answers through its
output, and ends by itself when its input does: a killed parent leaves none behind. (The pool of
the standard library would import the main program anew in each worker, which under Streamlit is
the page that is just being shown.)
"""

import os
import pickle
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Protocol, cast

from catalog.model import Entry
from catalog.problem import BadFile, Problem
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.document import Documents
from indexer.whoosh_writer import SegmentWriter

Unread = dict[str, tuple[Problem, ...]]
"""What is wrong with entries that cannot be read, by id; nothing when there is no such file."""


class Batch(Protocol):
    """Entries to be indexed, in a form that can be sent to a worker."""

    def entries(self, unread: Unread, /) -> Iterator[tuple[Entry, str]]:
        """Yield entries with their checksums; those that cannot be read are added to `unread`."""


@dataclass(frozen=True)
class Entries:
    """Entries with their checksums. To pickle one takes half as long as to read it from JSON."""

    items: Sequence[tuple[Entry, str]]

    def entries(self, _unread: Unread, /) -> Iterator[tuple[Entry, str]]:
        """Yield the entries with their checksums."""
        yield from self.items


@dataclass(frozen=True)
class Files:
    """Ids of entries of a catalog with the checksums of their files."""

    catalog: Catalog
    items: Sequence[tuple[str, str]]

    def entries(self, unread: Unread, /) -> Iterator[tuple[Entry, str]]:
        """Read the files."""
        for entry_id, checksum in self.items:
            try:
                entry = self.catalog.read(entry_id)
            except KeyError:
                unread[entry_id] = ()
            except BadFile as error:
                unread[entry_id] = error.problems
            else:
                yield entry, checksum


class IndexingError(Exception):
    """A process that indexes could not go on; the message says why."""


class Crew:
    """Workers that write segments beside the index in a folder."""

    def __init__(self, folder: Path, vocabularies: Vocabularies, size: int) -> None:
        self._threads = ThreadPoolExecutor(size, "indexing")
        self._workers: list[_Worker] = []
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._asked: deque[Future[Unread]] = deque()
        self._most = 2 * size
        self._unread: Unread = {}
        for _ in range(size):
            self._workers.append(_Worker(folder, vocabularies))
            self._idle.put(self._workers[-1])

    def send(self, batch: Batch) -> None:
        """Have a batch indexed; waits while many are on their way. Raises IndexingError."""
        self._asked.append(self._threads.submit(self._give, batch))
        if len(self._asked) > self._most:
            self._unread |= self._asked.popleft().result()

    def _give(self, batch: Batch) -> Unread:
        worker = self._idle.get()
        try:
            unread: Unread = worker.ask(batch)
            return unread
        finally:
            self._idle.put(worker)

    def wait(self) -> Unread:
        """Return what could not be read, when all is indexed. Raises IndexingError."""
        while self._asked:
            self._unread |= self._asked.popleft().result()
        return self._unread

    def finish(self) -> list[Any]:
        """Wait for everything and return the segments. Raises IndexingError."""
        self.wait()
        ended = self._threads.map(lambda worker: worker.ask(None), self._workers)
        found = [segment for segments in ended for segment in segments]
        self.stop()
        return found

    def stop(self) -> None:
        """End all workers at once."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.stop()


class _Worker:
    """A process that indexes what it is given."""

    def __init__(self, folder: Path, vocabularies: Vocabularies) -> None:
        # It finds what this process finds, whatever directory it was started in.
        search_path = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from indexer.crew import work; work()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": search_path},
        )
        self._about = folder, vocabularies
        self._questions = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)
        self._started = False

    def ask(self, batch: Batch | None) -> Any:
        """Have a batch indexed and return what could not be read; for None the segments made."""
        try:
            if not self._started:
                pickle.dump(self._about, self._questions)
            self._started = True
            pickle.dump(batch, self._questions)
            self._questions.flush()
            answer = pickle.load(self._answers)  # noqa: S301 - it comes from our own process
        except (OSError, EOFError):
            code = self._process.wait()
            raise IndexingError(f"a process that indexes ended with code {code}") from None
        if isinstance(answer, IndexingError):
            raise answer
        return answer

    def stop(self) -> None:
        """End it at once."""
        self._process.kill()
        with suppress(BrokenPipeError), self._process:  # closes the pipes and waits
            pass


def work() -> None:
    """Be a worker: answer the questions of the parent until there are no more."""
    with suppress(EOFError, KeyboardInterrupt):
        _answer(sys.stdin.buffer, sys.stdout.buffer)


def _answer(questions: IO[bytes], answers: IO[bytes]) -> None:
    sys.stdout = sys.stderr  # nothing that is printed may get between the answers
    folder, vocabularies = pickle.load(questions)  # noqa: S301 - our own process asks
    writer, documents = SegmentWriter(folder), Documents(vocabularies)
    while True:
        batch: Batch | None = pickle.load(questions)  # noqa: S301
        unread: Unread = {}
        try:
            if batch is not None:
                add_all(batch.entries(unread), documents, writer)
            answer: Any = unread if batch is not None else writer.finish()
        except Exception as error:
            answer = IndexingError("".join(traceback.format_exception(error)))
        pickle.dump(answer, answers)
        answers.flush()


def add_all(
    entries: Iterable[tuple[Entry, str]], documents: Documents, writer: SegmentWriter
) -> None:
    """Index entries, each with its checksum. An exception tells with which entry it happened."""
    for entry, checksum in entries:
        try:
            writer.add(documents.make(entry, checksum))
        except Exception as error:
            error.add_note(f"It happened with the entry {entry.id}.")
            raise
