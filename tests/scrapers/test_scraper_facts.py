"""The facts that pages print in passing, in the forms they are met in."""

from typing import Any

import pytest

from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from scrapers import facts, words
from scrapers.citation import described, reference, title_facts
from settings import Settings


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return Catalog(Settings().dir).vocabularies


@pytest.mark.parametrize(
    ("printed", "kilobytes"),
    [
        ("PDF - 2,676KB", 2676),
        ("(PDF - 587 KB)", 587),
        ("1,024KB", 1024),
        ("3 MB", 3072),
        ("1.16 MB", 1188),
        ("158 Kb", 158),
        ("1.024 KB", 1024),
        ("PDF - 0KB", None),
        ("2 kilometres", None),
        ("", None),
    ],
)
def test_a_size(printed: str, kilobytes: int | None) -> None:
    assert facts.size_kb(printed) == kilobytes


@pytest.mark.parametrize(
    ("printed", "title", "file_format", "kilobytes"),
    [
        ("Title (PDF - 587 KB)", "Title", "pdf", 587),
        ("Title (pdf)", "Title", "pdf", None),
        ("Title (PDF, 158 Kb)", "Title", "pdf", 158),
        ("Title [PDF, 164 KB]", "Title", "pdf", 164),
        ("Title (PDF - 0KB)", "Title", "pdf", None),
        ("Title (PPT - 1147 KB)", "Title", "slides", 1147),
        ("Title (1.16 MB)", "Title", None, 1188),
        ("Title (Word document)", "Title", "doc", None),
        ("Title (second edition)", "Title (second edition)", None, None),
        ("Versión para imprimir (PDF - 243KB)", "Versión para imprimir", "pdf", 243),
    ],
)
def test_a_file_behind_a_title(
    printed: str, title: str, file_format: str | None, kilobytes: int | None
) -> None:
    assert facts.file_note(printed) == (title, file_format, kilobytes)


@pytest.mark.parametrize(
    ("printed", "span"),
    [
        ("Strategy 2023-2026", "2023/2026"),
        ("Strategy 2018/21", "2018/2021"),
        ("Strategy 2019 to 2022", "2019/2022"),
        ("Strategy 2018 – 2022", "2018/2022"),
        ("Letter of 2018-05-03", None),
        ("Report 2026-2023", None),
        ("Plan 2020", None),
        ("Course 1999-2099", None),
    ],
)
def test_a_span_of_years(printed: str, span: str | None) -> None:
    period = facts.span_in(printed)
    assert (f"{period.start}/{period.end}" if period else None) == span


@pytest.mark.parametrize(
    ("printed", "date", "month"),
    [
        ("December/January 2020Vol. 20, No. 10Title", "2020", "December/January"),
        ("July/August 2018", "2018", "July/August"),
        ("June 2019", "2019-06", "June"),
        ("february, 2021", "2021-02", "february"),
    ],
)
def test_a_month(printed: str, date: str, month: str) -> None:
    found = facts.month_and_year(printed)
    assert found is not None
    assert (str(found[0]), found[1]) == (date, month)


@pytest.mark.parametrize(
    ("printed", "title", "hours"),
    [
        ("Chronic Child Neglect 2CE", "Chronic Child Neglect", 2.0),
        ("Ethics 3 CE", "Ethics", 3.0),
        ("Ethics - 1.5CEUs", "Ethics", 1.5),
        ("Ethics (2 CE Hours)", "Ethics", 2.0),
        ("Ethics: 6 Contact Hours", "Ethics", 6.0),
        ("Ethics 0 CE", "Ethics 0 CE", None),
        ("CE 101: Ethics", "CE 101: Ethics", None),
        ("Ethics in 2020", "Ethics in 2020", None),
    ],
)
def test_credit_hours(printed: str, title: str, hours: float | None) -> None:
    assert facts.credit_hours(printed) == (title, hours)


@pytest.mark.parametrize(
    ("printed", "title", "days", "hours"),
    [
        ("Neglect - 2 days", "Neglect", 2, None),
        ("Neglect – half day", "Neglect", 0.5, None),
        ("Neglect – half a day", "Neglect", 0.5, None),
        ("Neglect 1 day", "Neglect", 1, None),
        ("Neglect (3 hours)", "Neglect", None, 3),
        ("Neglect: two-day course", "Neglect", 2, None),
        ("A day in my life", "A day in my life", None, None),
        ("Neglect – 0 days", "Neglect – 0 days", None, None),
        ("The first day", "The first day", None, None),
    ],
)
def test_a_duration(printed: str, title: str, days: float | None, hours: float | None) -> None:
    rest, found = facts.duration(printed)
    assert (rest, found and found.days, found and found.hours) == (title, days, hours)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("One Body;Another Body", ("One Body", "Another Body")),
        ("Office on Neglect, Children's Bureau.", ("Office on Neglect, Children's Bureau",)),
        ("One; & Another", ("One", "Another")),
        ("Smith, J.", ("Smith, J.",)),
        ("; ;", ()),
    ],
)
def test_bodies(printed: str, names: tuple[str, ...]) -> None:
    assert facts.bodies(printed) == names


REFERENCES: list[tuple[list[str], dict[str, Any]]] = [
    (["Casey Family Programs (2018)"], {"publisher": "Casey Family Programs"}),
    (["Casey Family Programs (2018)", "Explores it."], {"summary": "Explores it."}),
    (
        ["Chandler & Tochiki (2018)", "Scholars Strategy Network", "A model."],
        {"authors": ("Chandler", "Tochiki"), "publisher": "Scholars Strategy Network"},
    ),
    (
        ["Forkey et al. (2021)", "Pediatrics, 148(2)"],
        {"authors": ("Forkey et al.",), "series": {"title": "Pediatrics"}},
    ),
    (["Horwath & Tarr (2015)", "Explores it."], {"authors": ("Horwath", "Tarr")}),
    (["Center for Study & Department of Work (2018)"], {"authors": None}),
    (["Institute for Welfare"], {"publisher": "Institute for Welfare", "published": None}),
    (
        ["Institute A; Office of B, C, and D; & Archive E"],
        {
            "publisher": "Institute A",
            "authors": ("Institute A", "Office of B, C, and D", "Archive E"),
        },
    ),
    (["A sentence, not a name."], {"publisher": None, "summary": "A sentence, not a name."}),
    ([], {"publisher": None}),
]


@pytest.mark.parametrize(("lines", "fields"), REFERENCES)
def test_a_reference_in_short_form(lines: list[str], fields: dict[str, Any]) -> None:
    found = reference(lines)
    assert {name: found.get(name) for name in fields} == fields


def test_a_reference_keeps_the_precision_of_its_date() -> None:
    assert str(reference(["Casey Family Programs (September 2023)"])["published"]) == "2023-09"
    assert str(reference(["Casey Family Programs (2023)"])["published"]) == "2023"
    assert reference(["Casey Family Programs (n.d.)"])["published"] is None


@pytest.mark.parametrize(
    ("printed", "kind", "title"),
    [
        ("Episode 27: The Voice [Podcast]", "podcast-episode", "Episode 27: The Voice"),
        ("Talk [Webinar]", "webinar", "Talk"),
        ("Talk [Presentation] (PPT - 3 MB)", "presentation", "Talk"),
        ("Film [Video]", "video", "Film"),
        ("[Video]", "video", "[Video]"),
        ("Título [English Title]", None, "Título"),
    ],
)
def test_a_tag_in_brackets(printed: str, kind: str | None, title: str) -> None:
    fields, _ = title_facts(printed)
    assert (fields.get("kind"), fields["title"]) == (kind, title)


@pytest.mark.parametrize(
    ("title", "text", "audiences"),
    [
        ("A Guide for Caseworkers", "", ("caseworkers",)),
        ("Resources for Parents Involved in Child Welfare", "", ("families",)),
        ("Strategies for Engaging Families", "", ()),
        ("Improving Outcomes for Youth", "", ()),
        ("Practice", "Gives child welfare professionals a first look.", ("caseworkers",)),
        ("Practice", "Provides families with food.", ()),
        (
            "Practice",
            "It is designed for supervisors and judges.",
            ("supervisors", "legal-judicial"),
        ),
        ("Practice", "Work with families and youth.", ()),
    ],
)
def test_audiences_only_where_they_are_said(
    title: str, text: str, audiences: tuple[str, ...]
) -> None:
    assert words.audiences_of(title, text) == audiences


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("A Guide for Caseworkers", "", "guide"),
        ("A Brief History of Neglect", "", None),
        ("Neglect", "This small scale study asks why.", "research-report"),
        ("Neglect", "The study of neglect.", None),
        ("Neglect Strategy & Toolkit", "", "toolkit"),
        ("Policies Database", "", "database"),
    ],
)
def test_kinds_only_where_they_are_said(title: str, text: str, kind: str | None) -> None:
    assert described({"title": title, "summary": text})["kind"] == kind


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("West Virginia Board", "us-wv"),
        ("Virginia Department", "us-va"),
        ("Washington State", "us-wa"),
        ("Washington, DC", None),
        ("Washington University", None),
        ("Board of Ontario", None),
    ],
)
def test_a_state(text: str, state: str | None) -> None:
    assert words.state_in(text) == state


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"publisher": "Florida Institute for Child Welfare"}, ("us-fl",)),
        ({"publisher": "Florida Press"}, None),
        ({"summary": "Presents a practice model from Hawaii that involves kin."}, ("us-hi",)),
        ({"summary": "Competencies required in the State of Minnesota."}, ("us-mn",)),
        ({"summary": "Compares laws in Ohio and Texas."}, None),
        ({"summary": "The Virginia Woolf of practice."}, None),
    ],
)
def test_the_place_a_publisher_or_a_description_names(
    fields: dict[str, str], place: tuple[str, ...] | None
) -> None:
    assert described({"title": "T"} | fields).get("jurisdictions") in (place, place or ())


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Child Protection Manuals for Professionals", "resource-list"),
        ("Resources for Parents Involved in Child Welfare", "resource-list"),
        ("Family Support Reading List", "resource-list"),
        ("Engaging Families: A Manual for Trainers", "manual"),
        ("How Resources for Families Shape a Childhood That Lasts", None),
    ],
)
def test_a_title_that_names_a_list(title: str, kind: str | None) -> None:
    assert words.kind_in_title(title) == kind


def test_every_term_a_scraper_can_give_is_in_the_vocabularies(vocabularies: Vocabularies) -> None:
    for scheme, terms in words.terms_used().items():
        assert {term for term in terms if vocabularies[scheme].resolve(term) != term} == set()
    assert set(facts.FORMATS) <= set(vocabularies["format"].by_id)
