"""What several checks of a link amount to, and the file that remembers them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.link_checks import (
    Answer,
    LinkCheck,
    LinkState,
    checked,
    read_link_checks,
    write_link_checks,
)

START = date(2026, 11, 1)


def after(*answers: tuple[int, str]) -> LinkCheck:
    """Return what is known after answers, each on a day counted from the first."""
    known: LinkCheck | None = None
    for day, answer in answers:
        known = checked(known, START + timedelta(days=day), Answer(answer))
    assert known
    return known


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([(0, "opens")], "ok"),
        ([(0, "moved")], "redirected"),
        ([(0, "closed")], "doubtful"),
        ([(0, "failed"), (1, "failed"), (9, "failed")], "doubtful"),
        ([(0, "gone")], "doubtful"),
        ([(0, "gone"), (0, "gone")], "doubtful"),
        ([(0, "gone"), (1, "gone")], "broken"),
        ([(0, "failed"), (1, "gone")], "doubtful"),
        ([(0, "gone"), (1, "failed")], "doubtful"),
        ([(0, "gone"), (1, "failed"), (2, "gone")], "broken"),
        ([(0, "gone"), (1, "opens"), (2, "gone")], "doubtful"),
        ([(0, "gone"), (1, "gone"), (2, "opens")], "ok"),
    ],
)
def test_a_link_is_broken_when_it_was_gone_on_two_days(
    answers: list[tuple[int, str]], state: str
) -> None:
    assert after(*answers).state == state


def test_since_when_it_fails_and_when_it_opened_last() -> None:
    known = after((0, "opens"), (3, "failed"), (5, "gone"))
    assert (known.last_ok, known.failing_since, known.gone_since, known.checked) == tuple(
        START + timedelta(days=day) for day in (0, 3, 5, 5)
    )
    again = after((0, "gone"), (2, "moved"))
    assert (again.failing_since, again.gone_since) == (None, None)


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(list(Answer))), min_size=1))
def test_broken_needs_two_days_of_being_gone_since_it_last_opened(
    steps: list[tuple[int, Answer]],
) -> None:
    day, gone_on = 0, set()
    answers = []
    for step, answer in steps:
        day += step
        answers.append((day, answer.value))
        if answer in (Answer.OPENS, Answer.MOVED):
            gone_on.clear()
        elif answer is Answer.GONE:
            gone_on.add(day)
    broken = answers[-1][1] == "gone" and len(gone_on) > 1
    assert (after(*answers).state is LinkState.BROKEN) == broken


def test_what_seems_gone_is_checked_again_on_the_next_day() -> None:
    def due(known: LinkCheck, days: int) -> bool:
        return known.is_due(START + timedelta(days=days), 14)

    assert [due(after((0, "gone")), days) for days in (0, 1)] == [False, True]
    assert [due(after((0, "failed")), days) for days in (1, 13, 14)] == [False, False, True]
    assert [due(after((0, "gone"), (1, "gone")), days) for days in (2, 15)] == [False, True]


def test_the_file_gives_back_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "var" / "links.json"
    assert read_link_checks(file) == {}
    known = {
        "https://a.example/": after((0, "opens"), (1, "gone")),
        "https://b.example/?q=ü": checked(None, START, Answer.MOVED, moved_to="https://c.example/"),
    }
    write_link_checks(file, known)
    assert read_link_checks(file) == known


@pytest.mark.parametrize("text", ["", "{", "[]", '{"links": {"x": {"answer": "maybe"}}}'])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "links.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"links\.json: .* delete the file"):
        read_link_checks(file)
