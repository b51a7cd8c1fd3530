"""Whether the network is there: who cannot be reached is at fault only while others answer."""

from collections.abc import Callable, Iterable
from itertools import count
from threading import Lock

WITNESSES = 5
"""How many other hosts are asked at most before the network counts as not there."""


class Network:
    """Knows which hosts answered last, and asks them when nothing else tells. Threads share it."""

    def __init__(self, ask: Callable[[str], bool], witnesses: Iterable[tuple[str, str]]) -> None:
        """`witnesses` are hosts that may answer, each with an address of it, best first.

        `ask` tells whether anything answers at an address, and notes that it did.
        """
        self._ask = ask
        self._questions = count(1)
        self._answered = 0
        self._witnesses: dict[str, str] = {}
        for host, address in witnesses:
            if len(self._witnesses) > WITNESSES:  # one more: whoever is asked about is left out
                break
            self._witnesses.setdefault(host, address)
        self._asking = Lock()
        self._changing = Lock()

    def question(self) -> int:
        """Number a question that is asked now."""
        return next(self._questions)

    def heard(self, question: int, host: str, address: str) -> None:
        """Note that a question was answered."""
        with self._changing:
            self._answered = max(self._answered, question)
            others = [one for one in self._witnesses.items() if one[0] != host]
            self._witnesses = dict([(host, address), *others][: WITNESSES + 1])

    def is_there(self, question: int, host: str) -> bool:
        """Whether any host but this one answered what was asked after a question, or does now.

        An answer that was on its way when the network went tells nothing. True as well when there
        is no other host to ask. Raises what asking raises.
        """
        with self._asking:  # what one thread is told then need not be asked by the next
            if self._answered > question:
                return True
            others = [address for name, address in self._witnesses.items() if name != host]
            return not others or any(self._ask(address) for address in others[:WITNESSES])
