"""What commands share that fetch many pages: one at a time, in limits, with a log and an end."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler

import typer
from filelock import FileLock, Timeout

from scrapers.fetcher import Fetcher, Limits
from scrapers.gather import LOG, JsonLine
from settings import Settings

NOT_FINISHED = 3
"""Exit code when the next run goes on where this one ended."""

BUSY = 4
"""Exit code when another command fetches for the same knowledge base."""


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep other commands from harvesting into the same inbox; end the command when one does."""
    settings.harvest_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.harvest_dir / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        typer.echo("another harvest of this knowledge base is running", err=True)
        raise typer.Exit(BUSY) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def fetching(
    settings: Settings, tries: int = Limits.tries, longest_wait: float = Limits.longest_wait
) -> Iterator[Fetcher]:
    """Give a fetcher, with a line of JSON for each page in the log; SIGTERM ends it like Ctrl-C.

    `tries` and `longest_wait` are those of `Limits`.
    """
    if not settings.contact:
        typer.echo("KB_CONTACT is not set: sites that we visit have no way to reach you", err=True)
    limits = Limits(
        tries=tries,
        longest_wait=longest_wait,
        run_seconds=settings.harvest_minutes * 60,
        run_bytes=settings.harvest_megabytes * 1_000_000,
    )
    log = RotatingFileHandler(
        settings.harvest_dir / "log.jsonl",
        maxBytes=5_000_000,
        backupCount=3,
        encoding="utf-8",
        delay=True,
    )
    log.setFormatter(JsonLine())
    LOG.addHandler(log)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False  # the report is what people see
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Fetcher(settings.cache_dir, settings.contact, limits) as fetcher:
            yield fetcher
    finally:
        signal.signal(signal.SIGTERM, before)
        LOG.removeHandler(log)
        log.close()
