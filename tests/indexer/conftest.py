"""The backends that must pass the contract, and an empty one of each for a test."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from shelf_of_examples import vocabularies

from catalog.vocabulary import Vocabularies
from indexer.backend import SearchBackend
from indexer.whoosh_backend import WhooshBackend

OpenBackend = Callable[[Path, Vocabularies, int], SearchBackend]
BACKENDS: dict[str, OpenBackend] = {"whoosh": WhooshBackend}
"""Add another engine here: every test that asks for `open_backend` then runs on it."""


@pytest.fixture(params=BACKENDS)
def open_backend(request: pytest.FixtureRequest) -> OpenBackend:
    return BACKENDS[request.param]


@pytest.fixture
def backend(open_backend: OpenBackend, tmp_path: Path) -> SearchBackend:
    return open_backend(tmp_path / "index", vocabularies(), 20)
