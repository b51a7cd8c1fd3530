"""The file `sources.yaml`: what it says, and what is said about mistakes in it."""

from pathlib import Path

import pytest

from catalog.problem import BadFile
from catalog.sources import load_sources
from scrapers.registry import SCRAPERS
from tests.harvest.conftest import SHIPPED

GOOD = """\
sources:
- id: city
  title: City partnership
  scraper: cumbria-cscp
  site: https://city.example/
  pages:
  - address: https://city.example/neglect
    defaults:
      topics:
      - neglect
  crawl_delay: 2.5
  defaults:
    publisher: City
    languages:
    - en
  terms: Free to read.
"""


def load(tmp_path: Path, text: str) -> str:
    (tmp_path / "sources.yaml").write_text(text, "utf-8")
    with pytest.raises(BadFile) as caught:
        load_sources(tmp_path)
    return str(caught.value)


def test_a_source_says_what_is_read_and_what_holds_for_it(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(GOOD, "utf-8")
    source = load_sources(tmp_path)["city"]
    assert source.crawl_delay == 2.5
    assert not source.allow_private
    assert dict(source.defaults.given()) == {"publisher": "City", "languages": ("en",)}
    assert dict(source.pages[0].defaults.given()) == {"topics": ("neglect",)}


def test_without_the_file_there_are_no_sources(tmp_path: Path) -> None:
    assert load_sources(tmp_path) == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("scraper: cumbria-cscp\n", "scrapper: cumbria-cscp\n", 4, "scrapper: unknown field"),
        ("  title: City partnership\n", "", 2, "title: missing"),
        ("crawl_delay: 2.5", "crawl_delay: two", 11, "crawl_delay: `two` is not a number"),
        ("crawl_delay: 2.5", "crawl_delay: -1", 11, "at least 0"),
        ("https://city.example/neglect", "neglect.html", 7, "address: write a web address"),
        ("- id: city", "- id: City!", 2, "is not an id"),
        ("      - neglect", "      - Child Neglect", 10, "is not an id"),
        (
            "  crawl_delay",
            "  - address: https://city.example/neglect\n  crawl_delay",
            2,
            "is listed twice",
        ),
    ],
)
def test_a_mistake_is_named_with_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD
    said = load(tmp_path, GOOD.replace(old, new))
    assert f"sources.yaml:{line}:" in said
    assert words in said


def test_two_sources_cannot_have_one_id(tmp_path: Path) -> None:
    assert "two sources have the id city" in load(tmp_path, GOOD + GOOD.partition("\n")[2])


def test_the_shipped_sources_can_be_harvested() -> None:
    sources = load_sources(SHIPPED)
    assert sources
    for source in sources.values():
        scraper = SCRAPERS[source.scraper]
        assert source.terms
        assert source.crawl_delay >= 2
        assert all(scraper.serves(page.address) for page in source.pages)
