"""What is counted while the catalog is used, for a monitor; never what anybody typed."""

import time
from collections.abc import Callable
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from indexer.backend import SearchBackend, SearchResult
from indexer.case_data import cautioned
from indexer.query import Query

Asker = Literal["reader", "program"]

REGISTRY = CollectorRegistry()
"""Our own: the library's default one would hold what any other library chose to count."""

ProcessCollector(registry=REGISTRY)  # memory, processor time, open files

REQUESTS = Counter(
    "caseshelf_requests",
    "Answers to requests beside the app's page, by route and status.",
    ("route", "status"),
    registry=REGISTRY,
)
SEARCH_SECONDS = Histogram(
    "caseshelf_search_seconds",
    "Time of one search with its counts, by who asked: a reader or a program.",
    ("asker",),
    # Most searches take a few milliseconds; past a second readers notice.
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
    registry=REGISTRY,
)
NOTHING_FOUND = Counter(
    "caseshelf_searches_without_results",
    "Searches that found nothing, by who asked.",
    ("asker",),
    registry=REGISTRY,
)
TROUBLE = Counter(
    "caseshelf_trouble_pages",
    "Pages that could not be made, so that readers were told to come back later.",
    registry=REGISTRY,
)

for _asker in ("reader", "program"):  # so that a monitor sees a zero before the first search
    SEARCH_SECONDS.labels(_asker)
    NOTHING_FOUND.labels(_asker)


def search(
    backend: SearchBackend,
    query: Query,
    asker: Asker,
    clock: Callable[[], float] = time.perf_counter,
) -> SearchResult:
    """Search for somebody, and count it; words that look like data of a case are told of.

    What a page or a file searches for of its own accord (repairs, the sitemap, further pages of a
    file) is asked of the backend itself and does not count.
    """
    start = clock()
    result = backend.search(query)
    SEARCH_SECONDS.labels(asker).observe(clock() - start)
    if not result.total:
        NOTHING_FOUND.labels(asker).inc()
    return cautioned(result, backend)
