"""What takes long to make from an index: made in the background, with the one before meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """The newest of things that are made one after the other; may be asked by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._source: object = None
        self._future: Future[T] | None = None
        self._ready: T | None = None

    def of(self, source: object, make: Callable[[], T], patience: float | None) -> T | None:
        """Return what `make` gives for a source, made once as long as the source is the same.

        When it takes more than `patience` seconds (None: as long as it takes), return what was
        made before, None at first. Raises what `make` raises.
        """
        with self._lock:
            if self._future is None or self._source is not source:
                self._source, self._future = source, Future()
                threading.Thread(target=_run, args=(make, self._future), daemon=True).start()
            future = self._future
        try:
            made = future.result(patience)
        except FutureTimeoutError:
            return self._ready
        if future is self._future:
            self._ready = made
        return made


def _run(make: Callable[[], T], future: "Future[T]") -> None:
    try:
        future.set_result(make())
    except BaseException as error:  # whoever asks for it is told
        future.set_exception(error)
