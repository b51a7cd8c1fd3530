"""One harvest of the town in a process of its own, which can be told to die.

Arguments: knowledge base, work folder, and after how many steps to die; a step is a line of the
journal, or a draft that is written.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog.sources import load_sources
from catalog.store import Catalog
from scrapers.client import Limits
from scrapers.fetcher import Fetcher
from scrapers.harvest import Harvest
from scrapers.journal import Journal
from tests.harvest.town import TOWN

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def main() -> None:
    kb, work, steps = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

    def dying(method: Any) -> Any:
        def step(*arguments: Any) -> Any:
            nonlocal steps
            steps -= 1
            if steps < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(*arguments)

        return step

    Journal.add = dying(Journal.add)  # type: ignore[method-assign]
    Catalog.write_draft = dying(Catalog.write_draft)  # type: ignore[method-assign]
    sources = load_sources(kb)
    limits = Limits(backoff_seconds=0.01, jitter_seconds=0.01)
    with Fetcher(work / "cache", "", limits) as fetcher:
        run = Harvest(Catalog(kb), sources, NOW, {"town": TOWN})
        run.fetch(sources.values(), fetcher, work)


if __name__ == "__main__":
    main()
