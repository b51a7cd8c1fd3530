"""Pages are made in turn, and one that cannot be made does not hold up the others."""

import threading

import pytest

from web import templates
from web.turns import AT_ONCE, in_turn


def test_only_so_many_are_made_at_once_and_all_are_made() -> None:
    counting = threading.Lock()
    full = threading.Barrier(AT_ONCE)
    under_way: list[int] = []
    most: list[int] = []

    def make(number: int) -> int:
        with counting:
            under_way.append(number)
            most.append(len(under_way))
        full.wait(30)  # nobody goes on before all that may are there
        with counting:
            under_way.remove(number)
        if number % 3 == 0:
            raise ValueError(number)
        return number

    made: list[int] = []

    def reader(number: int) -> None:
        try:
            made.append(in_turn(lambda: make(number)))
        except ValueError:
            made.append(-number)

    readers = [threading.Thread(target=reader, args=(n,)) for n in range(1, 10 * AT_ONCE + 1)]
    for each in readers:
        each.start()
    for each in readers:
        each.join(30)
    assert sorted(map(abs, made)) == list(range(1, 10 * AT_ONCE + 1))
    assert max(most) == AT_ONCE


def test_no_page_is_compiled_once_they_are_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    templates.prepare()

    def compiled(*_: object, **__: object) -> None:
        raise AssertionError("a reader waits for this")

    monkeypatch.setattr(templates._environment, "compile", compiled)
    assert 'data-page="' in templates.render("trouble.html", address="./", problems=())
