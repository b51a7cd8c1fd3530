"""When each host may be asked next, and how long a run may go on asking."""

from collections.abc import Callable
from threading import Event, RLock

from scrapers.client import Failure, FetchError, Limits


class Pace:
    """The time and bytes of a run, and for each host when it may be asked again.

    Seconds are counted by `clock` and waited out by `sleep`, which `stop` cuts short when it is
    not given. Threads may share a pace; whoever asks a host holds its lock.
    """

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float],
        sleep: Callable[[float], object] | None,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._stopped = Event()
        self._sleep = sleep or self._stopped.wait
        self._start = clock()
        self._bytes = 0
        self._lock = RLock()
        self._locks: dict[str, RLock] = {}
        self._last: dict[str, float] = {}
        self._not_before: dict[str, float] = {}

    def stop(self) -> None:
        """End the run: nothing more may be asked."""
        self._stopped.set()

    def lock_for(self, name: str) -> RLock:
        """Return the lock of a host, or of anything else that is asked once at a time."""
        with self._lock:
            return self._locks.setdefault(name, RLock())

    def took(self, size: int) -> None:
        """Count bytes that were fetched."""
        with self._lock:
            self._bytes += size

    def asked(self, host: str) -> None:
        """Note that a host has just been asked."""
        self._last[host] = self._clock()

    def leave_alone(self, host: str, seconds: float) -> None:
        """Let a host alone for so long from now on, or for longer if that was agreed before."""
        due = self._clock() + seconds
        self._not_before[host] = max(self._not_before.get(host, due), due)

    def wait(self, host: str, delay: float) -> None:
        """Wait until a host may be asked, `delay` seconds after it was asked last.

        Raises FetchError when the run is over, or when that would take longer than a run may wait.
        """
        self._check_budget()
        now = self._clock()
        due = self._not_before.get(host, now)
        if host in self._last:
            due = max(due, self._last[host] + delay)
        if (seconds := due - now) > self._limits.longest_wait:
            raise FetchError(
                Failure.BUSY,
                f"the site asks us to wait {seconds:.0f} seconds, longer than a run may"
                f" ({self._limits.longest_wait:.0f}); harvest it again later",
            )
        if seconds > 0:
            self._sleep(seconds)
            self._check_budget()

    def _check_budget(self) -> None:
        if self._stopped.is_set():
            raise FetchError(Failure.STOPPED, "the run was stopped; the next one goes on from here")
        if self._clock() - self._start > self._limits.run_seconds:
            used = f"{self._limits.run_seconds / 60:g} minutes"
        elif self._bytes > self._limits.run_bytes:
            used = f"{self._limits.run_bytes:,} bytes"
        else:
            return
        raise FetchError(
            Failure.BUDGET, f"the run has used up its {used}; the next one goes on from here"
        )
