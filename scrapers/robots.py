"""What a site's robots.txt asks of us (RFC 9309)."""

from dataclasses import dataclass

from protego import Protego

PRODUCT = "Caseshelf"
"""The name we look for in robots.txt, and the first word of our user agent."""

MAX_CHARACTERS = 512_000
"""What lies beyond is not read; RFC 9309 asks for at least 500 kibibytes."""


@dataclass(frozen=True)
class Robots:
    """The rules of one site."""

    rules: Protego

    @classmethod
    def parse(cls, text: str) -> "Robots":
        """Read a robots.txt; lines that mean nothing are passed over. Empty text allows all."""
        return cls(Protego.parse(text.removeprefix("\ufeff")[:MAX_CHARACTERS]))

    def allows(self, address: str) -> bool:
        """Whether we may fetch an address."""
        return bool(self.rules.can_fetch(address, PRODUCT))

    @property
    def delay(self) -> float:
        """The seconds it wants between two requests (`Crawl-delay` or `Request-rate`)."""
        rate = self.rules.request_rate(PRODUCT)
        between = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(self.rules.crawl_delay(PRODUCT) or 0.0, between)
