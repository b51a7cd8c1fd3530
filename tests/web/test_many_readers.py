"""Readers and programs at once on one process: each sees what it asked for, and no other."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from benchmarks.bench_readers import all_at_once


def test_nobody_sees_what_another_asked_for(app: str) -> None:
    reading = all_at_once(app, readers=8, programs=3, chromium=0, clicks=8, think=0.0, seed=7)
    # In a thread of its own: the browser tests keep a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        logs = thread.submit(asyncio.run, reading).result()
    assert [log.failed + log.wrong for log in logs.values()] == [[], [], []]
    assert [len(log.seconds) + len(log.opened) for log in logs.values()] == [64, 24, 0]
