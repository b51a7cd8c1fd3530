"""What is kept of searches that found nothing: little, for a while, and whole at any moment."""

import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from shelf_of_examples import entry, put

from indexer import misses
from indexer.backend import SearchBackend
from indexer.misses import Miss, Missed, MissLog, miss
from indexer.query import Query

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 3, 1)


@pytest.fixture
def shelf(backend: SearchBackend) -> SearchBackend:
    put(
        backend,
        entry("one", title="Kova at home", topics=["neglect"]),
        entry("two", title="Lumi in court", topics=["engagement"]),
    )
    return backend


def kept(shelf: SearchBackend, query: Query) -> Miss | None:
    return miss(shelf.search(query), shelf)


@pytest.mark.parametrize(
    ("typed", "words", "found_nothing"),
    [
        ("Zorblax", "zorblax", True),
        ("ZORBLAX’s, kova?", "zorblaxs kova", False),
        ("kova  zorblax", "kova zorblax", False),
        ("kova zorblax IV-E 477", "kova zorblax iv e 477", False),
        ("Lumi zórblax", "lumi zorblax", False),
    ],
)
def test_folded_words_of_a_miss_are_kept(
    shelf: SearchBackend, typed: str, words: str, found_nothing: bool
) -> None:
    assert kept(shelf, Query.build(typed)) == Miss(words, found_nothing)


@pytest.mark.parametrize(
    "query",
    [
        Query.build("kova"),
        Query.build("zorblax", page=2),
        Query.build("zorblax", expand=False),
        Query.build("kova", {"topic": ["engagement"]}),
        Query.build(),
        Query.build("the"),
        Query.build('"zorblax quorn"'),
        Query.build("title:zorblax"),
        Query.build("kova AND zorblax"),
        Query.build("kova NOT zorblax"),
        Query.build("zorblax OR quorn"),
    ],
    ids=Query.to_url,
)
def test_what_is_no_miss_of_plain_words_is_not_kept(shelf: SearchBackend, query: Query) -> None:
    assert kept(shelf, query) is None


@pytest.mark.parametrize(
    "typed",
    [
        "zorblax 03/12/2015",
        "case no. 4531 zorblax",
        "zorblax@example.org",
        "zorblax 123456",
        "kova in zorblax when quorn is blinking",  # long enough to tell a story
        "kova " + "z" * 60,
        "jennifer",
        "kova jennifer zorblax",
        "María",
        "tawanda mbeki",  # no word is known: it may be a name
    ],
)
def test_what_may_be_about_a_person_is_not_kept(shelf: SearchBackend, typed: str) -> None:
    result = shelf.search(Query.build(typed))
    assert {n.code for n in result.notices} & {"nothing-found", "unknown-words"}
    assert miss(result, shelf) is None


def add(log: MissLog, words: str, times: int = 1, day: date = TODAY, vain: bool = True) -> None:
    for _ in range(times):
        log.add(Miss(words, vain), day)


def words(log: MissLog, days: int = 30) -> list[str]:
    return [each.words for each in log.most_frequent(TODAY, days, 100)]


@pytest.fixture
def log(tmp_path: Path) -> MissLog:
    return MissLog(tmp_path / "var" / "misses.sqlite", 90)


def content(tmp_path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in (tmp_path / "var").iterdir())


def test_the_most_frequent_stand_first_with_their_days(log: MissLog) -> None:
    assert log.most_frequent(TODAY, 30, 9) == []
    add(log, "seldom")
    add(log, "often", 2, TODAY - timedelta(days=3))
    add(log, "often", 1, TODAY, vain=False)
    add(log, "long ago", 9, TODAY - timedelta(days=31))
    assert log.most_frequent(TODAY, 30, 9) == [
        Missed("often", 3, 2, TODAY - timedelta(days=3), TODAY),
        Missed("seldom", 1, 1, TODAY, TODAY),
    ]
    assert words(log, 60)[0] == "long ago"
    assert log.most_frequent(TODAY, 30, 1)[0].words == "often"


def test_nothing_but_words_days_and_numbers_is_kept(log: MissLog, tmp_path: Path) -> None:
    add(log, "zorblax", 3)
    with sqlite3.connect(tmp_path / "var" / "misses.sqlite") as file:
        tables = file.execute("select name from sqlite_master").fetchall()
        rows = file.execute("select * from missed").fetchall()
    file.close()
    assert (tables, rows) == ([("missed",)], [("zorblax", "2026-03-01", 3, 3)])
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["misses.sqlite"]


def test_old_words_go_and_leave_no_trace(log: MissLog, tmp_path: Path) -> None:
    add(log, "unforgotten", 2, TODAY - timedelta(days=90))
    add(log, "younger", 1, TODAY - timedelta(days=89))
    add(log, "zorblax")
    assert words(log, 1000) == ["zorblax", "younger"]
    assert b"unforgotten" not in content(tmp_path)


def test_no_more_than_so_many_are_kept(log: MissLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "MOST_KEPT", 3)
    for number in range(6):
        add(log, f"word {number}", 1, TODAY - timedelta(days=6 - number))
    assert sorted(words(log)) == ["word 3", "word 4", "word 5"]


def test_words_can_be_forgotten(log: MissLog, tmp_path: Path) -> None:
    assert log.forget() == 0
    add(log, "family time")
    add(log, "zorblax", 2)
    assert log.forget("Family  Time!") == 1
    assert words(log) == ["zorblax"]
    assert log.forget() == 1
    assert words(log) == []
    assert b"zorblax" not in content(tmp_path)


def test_switched_off_it_keeps_nothing_and_deletes_what_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "misses.sqlite"
    off = MissLog(file, 0)
    add(off, "zorblax")
    assert not file.exists()
    add(MissLog(file, 90), "zorblax")
    assert words(off) == []
    (tmp_path / "misses.sqlite-journal").write_bytes(b"zorblax")
    off.tidy(TODAY)
    assert list(tmp_path.iterdir()) == []


def test_a_shorter_time_holds_from_the_next_start_on(tmp_path: Path) -> None:
    file = tmp_path / "misses.sqlite"
    add(MissLog(file, 90), "zorblax", 1, TODAY - timedelta(days=20))
    MissLog(file, 10).tidy(TODAY)
    assert words(MissLog(file, 90)) == []


def test_a_damaged_file_is_begun_anew(log: MissLog, tmp_path: Path) -> None:
    add(log, "zorblax")
    file = tmp_path / "var" / "misses.sqlite"
    whole = file.read_bytes()
    for damage in (b"no database, " * 1000, whole[:4096] + b"\xff" * (len(whole) - 4096)):
        file.write_bytes(damage)
        add(log, "quorn")  # what the damage is noticed by is lost with it
        add(log, "kova")
        assert words(log) == ["kova"]


def test_what_cannot_be_written_is_not_counted_and_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    add(MissLog(tmp_path / "var" / "misses.sqlite", 90), "zorblax")
    assert "was not counted" in caplog.text
    assert "zorblax" not in caplog.text


def test_while_another_writes_it_waits_and_a_file_that_is_locked_stays(
    log: MissLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add(log, "zorblax")
    monkeypatch.setattr(misses, "PATIENCE", 0.0)
    other = sqlite3.connect(tmp_path / "var" / "misses.sqlite", isolation_level=None)
    other.execute("begin immediate")
    add(log, "quorn")
    other.execute("commit")
    other.close()
    assert "locked" in caplog.text
    assert words(log) == ["zorblax"]


WRITER = """
import sys
from datetime import date
from pathlib import Path
from indexer import misses
misses.PATIENCE = 60.0
log = misses.MissLog(Path(sys.argv[1]), 90)
for number in range(int(sys.argv[2])):
    log.add(misses.Miss("zorblax", True), date(2026, 3, 1))
    print(number + 1, flush=True)
"""


def writer(file: Path, times: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(file), str(times)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_several_processes_count_at_once(tmp_path: Path) -> None:
    file = tmp_path / "misses.sqlite"
    for each in [writer(file, 60) for _ in range(3)]:
        each.communicate()
        assert each.returncode == 0
    assert [each.times for each in MissLog(file, 90).most_frequent(TODAY, 1, 9)] == [180]


def test_a_killed_process_leaves_what_was_counted(tmp_path: Path) -> None:
    file = tmp_path / "misses.sqlite"
    process = writer(file, 100_000)
    assert process.stdout
    said = [process.stdout.readline() for _ in range(25)]
    process.kill()
    rest = process.communicate()[0].split()
    counted = int((rest or said)[-1])
    [missed] = MissLog(file, 90).most_frequent(TODAY, 1, 9)
    assert missed.times in (counted, counted + 1)  # it died before or after it could say so
    add(MissLog(file, 90), "zorblax")
    [again] = MissLog(file, 90).most_frequent(TODAY, 1, 9)
    assert again.times == missed.times + 1
