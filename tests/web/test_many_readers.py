"""Readers and programs at once on one process: each sees what it asked for, and no other."""

import gc
import tomllib
from pathlib import Path

from library import run_apart

from benchmarks.bench_readers import all_at_once
from web.shelf import settle

ROOT = Path(__file__).resolve().parents[2]


def test_nobody_sees_what_another_asked_for(app: str) -> None:
    logs = run_apart(
        all_at_once(app, readers=8, programs=3, chromium=0, clicks=8, think=0.0, seed=7)
    )
    assert [log.failed + log.wrong for log in logs.values()] == [[], [], []]
    assert [len(log.seconds) + len(log.opened) for log in logs.values()] == [64, 24, 0]


def test_no_click_goes_through_all_of_memory() -> None:
    """Streamlit would after every run: four fifths of the work of a click, while others wait."""
    options = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert options["runner"]["postScriptGC"] is False


def test_what_was_read_to_stay_is_kept_out_of_collections() -> None:
    try:
        settle()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
