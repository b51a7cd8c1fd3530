"""What the tables of the formats say: only terms that exist, and facts as people print them."""

from pathlib import Path

import pytest

from catalog.drafting import draft_of
from catalog.exchange import bibtex, csl, facts, marc, oai_dc, ris
from catalog.exchange.reading import Reading
from catalog.exchange.records import drafts_of
from catalog.exchange.terms import Terms, language
from catalog.store import Catalog

VOCABULARIES = Catalog(Path(__file__).resolve().parents[2] / "kb").vocabularies
TERMS = Terms(VOCABULARIES)


@pytest.mark.parametrize("module", [bibtex, csl, marc, oai_dc, ris], ids=lambda m: m.__name__)
def test_the_kinds_of_a_format_are_terms_we_have(module: object) -> None:
    kinds = {kind for kind in module.KINDS.values() if kind}  # type: ignore[attr-defined]
    assert kinds <= VOCABULARIES["kind"].by_id.keys()


def test_the_formats_of_a_format_are_terms_we_have() -> None:
    assert {*oai_dc.MEDIA_TYPES.values(), *marc.FORMS.values()} <= VOCABULARIES[
        "format"
    ].by_id.keys()


@pytest.mark.parametrize(
    ("scheme", "words", "term"),
    [
        ("topic", "neglect", "neglect"),
        ("topic", "Chronic Neglect", "chronic-neglect"),
        ("kind", "Fact Sheet", "factsheet"),
        ("kind", "research report", "research-report"),
        ("kind", "journalArticle", "journal-article"),
        ("jurisdiction", "Ohio", "us-oh"),
        ("audience", "caseworkers", "caseworkers"),
        ("language", "eng", "en"),
        ("language", "en-GB", "en"),
        ("language", "wel", "cy"),
        ("language", "Español", "es"),
        ("language", "tlh", None),
        ("language", "", None),
        ("topic", "beekeeping", None),
        ("nothing", "neglect", None),
    ],
)
def test_words_of_others_are_found_in_the_vocabularies(
    scheme: str, words: str, term: str | None
) -> None:
    assert TERMS.find(scheme, words) == term


def test_every_label_of_a_term_that_no_other_has_leads_to_it() -> None:
    for scheme, vocabulary in VOCABULARIES.items():
        for term in vocabulary.terms:
            assert TERMS.find(scheme, term.label.upper()) == term.id
            assert TERMS.find(scheme, term.id) == term.id


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2018/05/03/", "2018-05-03"),
        ("2018///", "2018"),
        ("2018-5", "2018-05"),
        ("3 May 2018", "2018-05-03"),
        ("May 3rd, 2018", "2018-05-03"),
        ("Sept. 2019", "2019-09"),
        ("[c2006.]", "2006"),
        ("31 June 2018", "2018-06"),
        ("2018-13-01", "2018"),
        ("2018-05-03T23:00:00Z", "2018-05-03"),
        ("spring 2018", "2018"),
        ("20181", None),
        ("n.d.", None),
        ("0000", None),
    ],
)
def test_dates_as_exact_as_they_are(text: str, date: str | None) -> None:
    found = facts.date_in(text)
    assert (str(found) if found else None) == date


@pytest.mark.parametrize(
    ("text", "pages"),
    [("12-19", 8), ("123-8", 6), ("679--695", 17), ("e12", None), ("19-12", None), ("0", None)],
)
def test_pages(text: str, pages: int | None) -> None:
    assert facts.pages_in(text) == pages


def test_codes_of_languages() -> None:
    assert [language(code) for code in ("spa", "EN_us", "gla", "und", "no code at all")] == [
        "es",
        "en",
        "gd",
        None,
        None,
    ]


def test_one_bad_value_costs_nothing_else() -> None:
    told: list[str] = []
    values = {
        "id": "a",
        "title": "A",
        "identifiers": {"isbn": ["0306406152", "0306406153"], "doi": "soon"},
        "links": [{"role": "landing", "url": "ftp://a.example/"}, {"role": "order"}],
        "length": {"pages": 0},
        "strategy": {"from": "2020", "to": "2010"},
        "colour": "red",
    }
    draft = draft_of(values, told.append)
    assert draft
    assert draft.identifiers
    assert draft.identifiers.isbn == ("0306406152",)
    assert (draft.links, draft.strategy) == ((), None)
    assert sorted(line.split(":")[0].split(" ")[2] for line in told) == [
        "colour",
        "identifiers.doi",
        "identifiers.isbn[2]",
        "length.pages",
        "links[1].url",
        "links[1].url",
        "strategy",
    ]
    assert values["colour"] == "red", "what was given stays as it was"


@pytest.mark.parametrize("title", [{}, {"title": ""}, {"title": "x" * 2_000}, {"title": "\x01"}])
def test_without_a_title_there_is_no_draft(title: dict[str, str]) -> None:
    told: list[str] = []
    assert draft_of({"id": "a", **title}, told.append) is None
    assert told[0].startswith("no title that can be used: ")


def readings(*titles_and_years: tuple[str, str]) -> list[Reading]:
    return [
        Reading(number, values={"title": title, "published": year})
        for number, (title, year) in enumerate(titles_and_years, start=1)
    ]


def test_editions_get_ids_that_do_not_depend_on_their_order() -> None:
    years = [("Annual report", "2018"), ("Annual report", "2019"), ("Other", "2019")]
    for order in (years, years[::-1]):
        found = drafts_of(readings(*order), TERMS).records
        ids = {record.draft.id for record in found if record.draft}
        assert ids == {"annual-report-2018", "annual-report-2019", "other"}


def test_a_record_that_says_the_same_as_another_is_named() -> None:
    found = drafts_of(readings(("A", "2018"), ("B", "2018"), ("A", "2018")), TERMS).records
    assert [record.problem for record in found] == ["", "", "it says the same as record 1"]
