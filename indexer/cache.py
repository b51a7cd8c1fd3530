"""What was made once and is likely to be needed again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")


class Cache:
    """Keeps what was used last, up to a number of bytes; safe for threads."""

    def __init__(self, budget: int) -> None:
        """Keep up to so many bytes."""
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._budget = budget
        self._used = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], size: int | Callable[[T], int]) -> T:
        """Return what is kept under a key, or else make it; `size` are its bytes."""
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found[0]  # type: ignore[return-value]
        value = make()
        cost = 100 + (size(value) if callable(size) else size)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value, cost
                self._used += cost
            while self._used > self._budget and len(self._kept) > 1:
                self._used -= self._kept.popitem(last=False)[1][1]
        return value
