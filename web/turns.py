"""Readers who come at once are served in turn.

Python runs one thread at a time. Fifty pages that are made side by side are all ready when the last
of them is; made one after the other, half of them are ready in half the time.
"""

from collections.abc import Callable
from threading import Semaphore
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 2
"""One goes on while the other waits for a file, or for numpy, which lets others run."""

_turns = Semaphore(AT_ONCE)


def in_turn(make: Callable[[], T]) -> T:
    """Make something when it is its turn. Not for what may wait long for others."""
    with _turns:
        return make()
