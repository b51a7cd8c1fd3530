"""How much one client may ask for."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_ADDRESS = 8_000
"""Characters of path and parameters that are read."""

MAX_CLIENTS = 10_000
"""Clients that are remembered; the one that was quiet longest is forgotten first."""


class RateLimit:
    """A token bucket for each client: a minute's worth at once, then as fast as it fills again."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = a_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> int:
        """Count a request; return the seconds to wait before the next one, 0 when it may pass."""
        now = self._clock()
        a_second = self._most / 60
        with self._lock:
            left, then = self._left.pop(client, (float(self._most), now))
            left = min(float(self._most), left + (now - then) * a_second)
            may_pass = left >= 1
            self._left[client] = (left - 1 if may_pass else left, now)
            if len(self._left) > MAX_CLIENTS:
                self._left.popitem(last=False)
        return 0 if may_pass else max(1, math.ceil((1 - left) / a_second))
