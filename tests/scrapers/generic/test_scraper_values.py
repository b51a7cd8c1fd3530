"""Titles, names, dates, lengths and hints as pages write them."""

from datetime import date

import pytest

from catalog.dates import PartialDate
from catalog.store import Catalog
from scrapers.generic import access, dates, kinds, media, names, titles
from scrapers.generic.languages import language
from settings import Settings

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-05-03T10:00:00+02:00", "2018-05-03"),
        ("20180503", "2018-05-03"),
        ("2018-05", "2018-05"),
        ("2018/07", "2018-07"),
        ("2018", "2018"),
        ("Thu, 03 May 2018 10:00:00 GMT", "2018-05-03"),
        ("3rd May 2018", "2018-05-03"),
        ("May 3, 2018 at 5:00 pm", "2018-05-03"),
        ("May 2018", "2018-05"),
        ("Sept. 2019", "2019-09"),
        ("3 de mayo de 2018", "2018-05-03"),
        ("mayo de 2018", "2018-05"),
        ("1er août 2019", "2019-08-01"),
        ("3. März 2021", "2021-03-03"),
        ("17 de outubro de 2023", "2023-10-17"),
        ("30 maggio 2021", "2021-05-30"),
        ("14 Medi 2021", "2021-09-14"),
        ("2018年5月3日", "2018-05-03"),
        ("2018년 5월 3일", "2018-05-03"),
        ("3. toukokuuta 2018", "2018-05-03"),
        ("3 maja 2018", "2018-05-03"),
        ("03.05.2018", "2018-05-03"),
        ("25/12/2018", "2018-12-25"),
        ("12/25/2018", "2018-12-25"),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("2099-01-01", None),
        ("2019-13-45", None),
        ("{{ date }}", None),
        ("2019-2023", None),
        ("", None),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(text: str, day: str | None) -> None:
    found = dates.read(text, TODAY)
    assert (str(found) if found else None) == day


def test_a_date_in_numbers_is_read_in_the_way_of_the_page() -> None:
    assert str(dates.read("03/05/2018", TODAY)) == "2018-05-03"
    assert str(dates.read("03/05/2018", TODAY, month_first=True)) == "2018-03-05"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["By Jane Doe"], ("Jane Doe",)),
        (["Jane Doe and Ann Lee"], ("Jane Doe", "Ann Lee")),
        (["Jane Doe, Ann Lee, Tom Day"], ("Jane Doe", "Ann Lee", "Tom Day")),
        (["Par Hélène Mourier et Yann Cadic"], ("Hélène Mourier", "Yann Cadic")),
        (["Von Greta Lindner"], ("Greta Lindner",)),
        (["Jane Doe, Senior Editor"], ("Jane Doe",)),
        (["Jane Doe, PhD, and Ann Lee, MSW"], ("Jane Doe", "Ann Lee")),
        (["Jane Doe (jane@any.example)"], ("Jane Doe",)),
        (["jane@any.example"], ()),
        (["https://any.example/jane"], ()),
        (["Smith, J., Lee, K."], ("Smith, J.", "Lee, K.")),
        (["Smith et al."], ("Smith et al.",)),
        (
            ["Department for Children, Schools and Families"],
            ("Department for Children, Schools and Families",),
        ),
        (["Any Site"], ()),
        (["admin"], ()),
        (["Staff Writer"], ()),
        (["JANE DOE"], ("Jane Doe",)),
        (["Jane Doe", "jane doe"], ("Jane Doe",)),
        (["Jane Doe on 3 May 2018"], ("Jane Doe",)),
        (["View all posts by Jane Doe →"], ("Jane Doe",)),
        (["Alle Beiträge von Jane Doe"], ("Jane Doe",)),
        (["Por Ana Ruiz Tiempo de lectura: 3 min"], ("Ana Ruiz",)),
        (["Autor: Jane Doe, Datum: 3.5.2018"], ("Jane Doe",)),
        (["Jane Doe in Family news"], ("Jane Doe",)),
        (["any.example, Leeds, England"], ()),
        (["Veröffentlicht von Greta Lindner am"], ("Greta Lindner",)),
        (["Topic: a question"], ()),
        (["Jane Doe, AP"], ("Jane Doe",)),
        (["Jane Doe, BCD"], ("Jane Doe",)),
        (["Smith, JA"], ("Smith, JA",)),
        (["Print | National Desk"], ()),
    ],
)
def test_authors_without_roles_and_sites(texts: list[str], found: tuple[str, ...]) -> None:
    assert names.read(texts, sites=["Any Site"]) == found


def test_a_pen_name_is_a_name_only_where_nothing_else_can_stand() -> None:
    assert names.read(["night_owl72"], pen_names=True) == ("night_owl72",)
    assert names.read(["night_owl72"]) == ()
    assert names.read(["siteadmin", "Redaktion", "AFP", "any.example"], pen_names=True) == ()


@pytest.mark.parametrize(
    ("few", "many", "are"),
    [
        (["Jane Doe"], ["Jane Doe", "Ann Lee"], True),
        (["Jane"], ["Jane Doe"], True),
        (["Jane Doe"], ["Jane Doe"], False),
        (["Jane Doe"], ["Ann Lee", "Tom Day"], False),
        (["Jane Doe"], ["Jane Doe", "more articles"], False),
        (["Jane Doe"], ["Jane Doe", "Ann Lee", "Tom Day", "Sam Roe"], False),
    ],
)
def test_a_longer_list_of_the_same_people_is_the_whole_one(
    few: list[str], many: list[str], are: bool
) -> None:
    assert names.are_among(few, many) is are


@pytest.mark.parametrize(
    ("day", "instant", "west", "can_be"),
    [
        ("2018-05-04", "2018-05-03T22:30:00Z", False, True),
        ("2018-05-04", "2018-05-03T22:30:00+02:00", False, False),
        ("2018-05-02", "2018-05-03T03:10:00+00:00", True, True),
        ("2018-05-02", "2018-05-03T03:10:00+00:00", False, False),
        ("2018-05-04", "2018-05-03T08:00:00Z", True, False),
        ("2018-05-05", "2018-05-03T22:30:00Z", True, False),
        ("2018-05", "2018-05-03T22:30:00Z", True, False),
    ],
)
def test_a_point_in_time_in_utc_can_be_another_day_elsewhere(
    day: str, instant: str, west: bool, can_be: bool
) -> None:
    utc = PartialDate.parse("2018-05-03")
    assert dates.can_be_local(PartialDate.parse(day), utc, instant, west=west) is can_be


def test_a_name_that_is_turned_round_is_turned_back() -> None:
    assert names.read(["Doe, Jane", "Lee, K."], inverted=True) == ("Jane Doe", "Lee, K.")


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("A plan | Any Site", "A plan"),
        ("A plan - News - Any Site", "A plan - News"),
        ("Any Site: A plan", "A plan"),
        ("Any Site » A plan", "A plan"),
        ("A plan :: Any Site", "A plan"),
        ("A plan · any.example", "A plan"),
        ("any.example // A plan", "A plan"),
        ("A plan --Any Site", "A plan"),
        ("孩子们回家了-某某网", "孩子们回家了"),
        ("Trust - and time", "Trust - and time"),
        ("Any Site", None),
        ("Home", None),
        ("Untitled Document", None),
    ],
)
def test_a_title_without_the_name_of_the_site(title: str, kept: str | None) -> None:
    assert titles.read(title, sites=["Any Site"], host="any.example") == kept


def test_a_heading_settles_what_of_a_title_is_the_title() -> None:
    heading = "A plan for all"
    for title in (f"{heading} - Section", f"Topic: {heading} - Any Site", f"Any Site | {heading}"):
        assert titles.read(title, headings=[heading]) == heading


def test_a_title_that_begins_like_the_site_is_one_when_a_heading_says_so() -> None:
    said = "Home and Away 2/2022"
    assert titles.read(said, headings=[said], sites=["Home and Away"]) == said
    assert titles.read("Home and Away", headings=["Home and Away"], sites=["Home and Away"]) is None


def test_a_heading_and_a_title_with_the_same_words_name_the_same_thing() -> None:
    assert titles.are_of_one("Twenty ideas for small rooms", "Ideas for a small room, with plans")
    assert not titles.are_of_one("Members area", "Why visits fail and what helps")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("PT45M", 45),
        ("PT1H30M", 90),
        ("PT45M36S", 46),
        ("45:36", 46),
        ("1:02:30", 62),
        ("1 hour 20 minutes", 80),
        ("45 min", 45),
        ("PT0S", None),
        ("soon", None),
    ],
)
def test_minutes(text: str, minutes: int | None) -> None:
    assert media.minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Registration required.", "registration"),
        ("Please register to download the report.", "registration"),
        ("No registration required.", "free"),
        ("For members only.", "members"),
        ("Please log in to view the full text.", "members"),
        ("Subscribe to read the rest.", "paid"),
        ("Open access", "free"),
        ("Members of the family meet.", None),
        ("Register of children", None),
    ],
)
def test_access_as_pages_say_it(text: str, term: str | None) -> None:
    found = access.hint(text)
    assert (found[0] if found else None) == term


@pytest.mark.parametrize(
    ("text", "code"),
    [("en-GB", "en"), ("es_ES", "es"), ("eng", "en"), ("Deutsch", "de"), ("x", None), ("", None)],
)
def test_languages(text: str, code: str | None) -> None:
    assert language(text) == code


def test_every_term_that_can_be_given_is_in_the_vocabularies() -> None:
    vocabularies = Catalog(Settings().dir).vocabularies
    assert kinds.terms_used() <= set(vocabularies["kind"].by_id)
    assert access.terms_used() <= set(vocabularies["access"].by_id)
