"""The shipped catalog, searched: caseworkers' words find what they should; links keep working."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from catalog.store import Catalog
from indexer.document import Documents
from indexer.query import Query
from indexer.sync import sync
from indexer.whoosh_backend import WhooshBackend

ROOT = Path(__file__).resolve().parent.parent
LINKS = [
    line.split(" -> ")
    for line in (ROOT / "tests/data/published_links.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def backend() -> Iterator[WhooshBackend]:
    catalog = Catalog(ROOT / "kb")
    with TemporaryDirectory() as folder:
        backend = WhooshBackend(Path(folder), catalog.vocabularies)
        assert sync(catalog, backend).problems == ()
        yield backend


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("MI", {"motivational-interviewing"}),
        ("mi", {"motivational-interviewing"}),
        ("parents won't engage", {"engaging-families", "engaging-fathers"}),
        ("neglect assessment tool", {"neglect-assessment-tools"}),
        ("supervisión", {"supervision", "supervisors"}),
        ("negligencia", {"neglect"}),
        ("CE credit neglect course", {"course"}),
        ("kinship", {"kinship-care"}),
        ("serious case review", {"fatalities-case-reviews"}),
        ("podcast caseworker", {"podcast-series", "podcast-episode"}),
        ("dirty home", {"neglect"}),
        ("ICWA", {"tribal-icwa"}),
        ("domestic violence children", {"domestic-violence"}),
        ("graded care profile", {"neglect-assessment-tools"}),
        ("burnout", {"worker-wellbeing"}),
    ],
)
def test_the_first_three_results_are_about_it(
    backend: WhooshBackend, typed: str, values: set[str]
) -> None:
    first = [hit.entry for hit in backend.search(Query.build(typed)).hits[:3]]
    documents = Documents(Catalog(ROOT / "kb").vocabularies)
    known = [documents.values(entry) for entry in first]
    about = [{*k["topic"], *k["audience"], *k["kind"]} & values for k in known]
    assert first
    assert all(about), [(e.title, e.kind, e.topics) for e in first]


def test_what_caseworkers_say_finds_the_narrow_term_first_and_the_one_above_after_it(
    backend: WhooshBackend,
) -> None:
    result = backend.search(Query.build("mum leaves kids alone"))
    assert "supervisory-neglect" in result.hits[0].entry.topics
    assert {each.reason for each in result.also_searching} == {"same as", "broader than"}


@pytest.mark.parametrize(("link", "canonical"), LINKS)
def test_published_links_still_mean_the_same(
    backend: WhooshBackend, link: str, canonical: str
) -> None:
    result = backend.search(Query.from_url(link))
    assert "no-longer-used" not in {notice.code for notice in result.notices}
    assert len(result.query.to_params()) == len(Query.from_url(canonical).to_params())
    assert backend.search(Query.from_url(canonical)) == result


def test_every_count_of_the_shipped_catalog_is_what_choosing_finds(backend: WhooshBackend) -> None:
    start = backend.search(Query.build("neglect"))
    for facet, values in start.facets.items():
        for value in values:
            chosen = start.query.toggled(facet, value.value)
            assert backend.search(chosen).total == value.count, (facet, value.value)
