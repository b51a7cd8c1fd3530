"""Plurals, amounts, sizes and dates as readers read them."""

import pytest

from catalog.dates import PartialDate
from web import phrases
from web.texts import counted


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("Guide", "Guides"),
        ("Policy or procedure", "Policies or procedures"),
        ("Form or template", "Forms or templates"),
        ("Statutory guidance", "Statutory guidance"),
        ("Legislation", "Legislation"),
        ("Podcast series", "Podcast series"),
        ("Issue brief", "Issue briefs"),
        ("Survey", "Surveys"),
        ("Address", "Addresses"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    assert phrases.plural(one) == many


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 hour"), (0, "0 hours"), (2.5, "2.5 hours"), (1204, "1,204 hours")],
)
def test_amounts(number: float, said: str) -> None:
    assert counted(number, "%(count)s hour", "%(count)s hours") == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (1, "1 min")]
)
def test_running_times(minutes: int, said: str) -> None:
    assert phrases.running_time(minutes) == said


@pytest.mark.parametrize(
    ("kilobytes", "said"), [(587, "587 KB"), (1023, "1023 KB"), (2676, "2.6 MB")]
)
def test_sizes(kilobytes: int, said: str) -> None:
    assert phrases.size(kilobytes) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [("2018", "2018"), ("2018-02", "February 2018"), ("2018-05-03", "3 May 2018")],
)
def test_dates(given: str, said: str) -> None:
    assert phrases.day(PartialDate.parse(given)) == said


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("short", 5, "short"),
        ("a few words too many", 11, "a few words…"),
        ("a few words too many", 10, "a few…"),
        ("unbroken" * 9, 8, "unbroken…"),
    ],
)
def test_what_is_too_long_is_cut_at_a_word(text: str, most: int, shown: str) -> None:
    assert phrases.cut(text, most) == shown
