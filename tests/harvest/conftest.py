"""A small web on the loopback interface, a clock without waiting, and a knowledge base."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.store import Catalog
from scrapers.client import Limits
from scrapers.fetcher import Fetcher
from tests.harvest.web import Clock, Web

SHIPPED = Path(__file__).resolve().parents[2] / "kb"


@pytest.fixture(autouse=True)
def _var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what commands write in the folder of the test."""
    monkeypatch.setenv("KB_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("KB_DIR", raising=False)


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as site:
        yield site


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetcher(tmp_path: Path, clock: Clock) -> Iterator[Fetcher]:
    limits = Limits(20, 20, 20, page_bytes=100_000, jitter_seconds=0)
    with Fetcher(tmp_path / "cache", "desk@example.org", limits, clock, clock.sleep) as fetcher:
        yield fetcher


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """A knowledge base with the shipped vocabularies and nothing else."""
    folder = tmp_path / "kb"
    shutil.copytree(SHIPPED / "vocabularies", folder / "vocabularies")
    return Catalog(folder)
