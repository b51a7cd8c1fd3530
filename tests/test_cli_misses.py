"""`kb misses` and `kb label`: from words that lead nowhere to a label of a term."""

import json
import re
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from catalog import atomic
from catalog.store import Catalog
from indexer.misses import Miss, MissLog
from settings import Settings

SHIPPED = Path(__file__).resolve().parent.parent / "kb"
TODAY = datetime.now().astimezone().date()
ENTRY = """\
id: {id}
title: {title}
kind: guide
topics:
  - {topic}
added: 2024-01-01
"""


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KB_VAR_DIR", str(tmp_path / "var"))
    folder = tmp_path / "kb"
    shutil.copytree(SHIPPED / "vocabularies", folder / "vocabularies")
    (folder / "entries").mkdir()
    for id_, topic, title in [
        ("visits", "family-time-visits", "Seeing each other again"),
        ("law", "state-statutes", "Zorblaxian tales"),
        ("kin", "kinship-care", "A house for all"),
    ]:
        text = ENTRY.format(id=id_, title=title, topic=topic)
        (folder / "entries" / f"{id_}.yaml").write_text(text, "utf-8")
    return folder


def run(kb: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, [arguments[0], "--kb", str(kb), *arguments[1:]])


def log(kb: Path) -> MissLog:
    return MissLog(Settings(dir=kb).misses_file, 90)


def count(kb: Path, words: str, times: int, days_ago: int = 0, vain: bool = True) -> None:
    for _ in range(times):
        log(kb).add(Miss(words, vain), TODAY - timedelta(days=days_ago))


def listed(kb: Path, *arguments: str) -> list[dict]:
    result = run(kb, "misses", "--json", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["misses"]


def test_words_are_listed_with_what_they_may_mean(kb: Path) -> None:
    count(kb, "kinship carre", 2, vain=False)
    count(kb, "quorn", 3, days_ago=2)
    count(kb, "long ago", 9, days_ago=40)
    first, second = listed(kb)
    assert first == {
        "words": "quorn",
        "times": 3,
        "found_nothing": 3,
        "first": str(TODAY - timedelta(days=2)),
        "last": str(TODAY - timedelta(days=2)),
        "finds_now": 0,
        "did_you_mean": None,
        "meanings": [],
    }
    assert (second["words"], second["times"], second["found_nothing"]) == ("kinship carre", 2, 0)
    assert second["meanings"][0] == {"term": "topic:kinship-care", "name": "Kinship care"}
    assert [each["words"] for each in listed(kb, "--days", "60", "--limit", "1")] == ["long ago"]
    said = run(kb, "misses").stdout
    assert "3 × quorn" in said
    assert "topic:kinship-care  Kinship care" in said
    assert "kb label" in said


def test_words_that_find_something_by_now_say_so(kb: Path) -> None:
    count(kb, "zorblaxian", 1)
    assert [each["finds_now"] for each in listed(kb)] == [1]
    assert "finds 1 now" in run(kb, "misses").stdout


def test_without_misses_it_says_so_and_clear_deletes_them(kb: Path) -> None:
    assert "no search was counted" in run(kb, "misses").stdout
    count(kb, "quorn", 1)
    assert run(kb, "misses", "--clear").stdout == "1 deleted.\n"
    assert listed(kb) == []


def test_switched_off_it_says_why_nothing_is_there(
    kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_MISSES_DAYS", "0")
    assert "KB_MISSES_DAYS is 0" in run(kb, "misses").stderr


def test_a_file_that_is_locked_is_named(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.misses.PATIENCE", 0.0)
    count(kb, "quorn", 1)
    other = sqlite3.connect(Settings(dir=kb).misses_file, isolation_level=None)
    other.execute("begin immediate")
    result = run(kb, "misses")
    other.close()
    assert result.exit_code == 1
    assert "misses.sqlite: database is locked" in result.stderr


def lines(kb: Path) -> list[str]:
    return (kb / "vocabularies" / "topics.yaml").read_text("utf-8").splitlines()


def test_a_miss_becomes_a_label_and_is_found(kb: Path) -> None:
    count(kb, "quorn meetings", 4)
    count(kb, "other words", 1)
    before = lines(kb)
    result = run(kb, "label", "Quorn meetings", "topic:family-time-visits")
    assert result.exit_code == 0, result.output
    assert "A search for it finds 2 resources; it found 0 before." in result.stdout
    after = lines(kb)
    new = ["      - text: Quorn meetings", "        type: synonym", "        evidence: proposed"]
    place = after.index(new[0])
    assert after[place : place + 3] == new
    assert after[:place] + after[place + 3 :] == before, "all else stays byte for byte"
    assert [each["words"] for each in listed(kb)] == ["other words"]
    assert json.loads(run(kb, "search", "--json", "quorn meeting").stdout)["total"] == 2


def test_all_a_label_can_say(kb: Path) -> None:
    given = [
        "label",
        "QM",
        "topic:family-time-visits",
        "--type",
        "abbreviation",
        "--seen",
        "--json",
    ]
    result = run(kb, *given, "--ambiguous", "quality management")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["label"] == {
        "text": "QM",
        "type": "abbreviation",
        "evidence": "seen",
        "ambiguous": "quality management",
    }
    assert Catalog(kb).vocabularies["topic"].by_id["family-time-visits"].labels[-1].text == "QM"


def test_a_dry_run_changes_nothing(kb: Path) -> None:
    before = lines(kb)
    result = run(kb, "label", "quorn", "topic:family-time-visits", "--dry-run")
    assert (result.exit_code, lines(kb)) == (0, before)
    assert "would lead to" in result.stdout


@pytest.mark.parametrize(
    ("words", "term", "why"),
    [
        (
            "quorn",
            "family-time-visits",
            "names no vocabulary; write it like `topic:family-time-visits`",
        ),
        (
            "quorn",
            "topics:family-time-visits",
            "there is no vocabulary `topics`; did you mean `topic`?",
        ),
        ("quorn", "topic:family-time-vistis", "is not a term of the vocabulary `topic`"),
        ("quorn", "topic:", "is not a term of the vocabulary `topic`"),
        ("Kinship  CARE", "topic:kinship-care", "“Kinship care” leads to `kinship-care` already"),
        ("kinship care", "topic:family-time-visits", "is also a label of `topic:kinship-care`"),
        (
            "RELATIVE placement",
            "topic:family-time-visits",
            "is also a label of `topic:kinship-care`",
        ),
        ("mother tongue", "word:mother", "only single words are looked up in `word`"),
        ("  ", "topic:family-time-visits", "text: no value"),
    ],
)
def test_what_would_not_lead_to_one_term_is_refused(
    kb: Path, words: str, term: str, why: str
) -> None:
    before = lines(kb)
    result = run(kb, "label", words, term)
    assert result.exit_code == 1, result.output
    assert why in result.stderr
    assert lines(kb) == before


def test_whatever_is_accepted_passes_the_check(kb: Path) -> None:
    """The rule is that of `label-twice`: what is refused above is what the check would tell."""
    text = ["Relative placement", "topic:family-time-visits", "--ambiguous", "living with them"]
    assert run(kb, "label", *text).exit_code == 0
    check = run(kb, "check", "--only", "label-twice")
    assert check.exit_code == 0
    assert "no problems" in check.stdout


def test_a_retired_id_leads_to_its_successor(kb: Path) -> None:
    file = kb / "vocabularies" / "topics.yaml"
    text = file.read_text("utf-8").replace("id: family-time-visits\n", "id: visits\n")
    retired = "    retired:\n      - family-time-visits\n"
    file.write_text(re.sub(r"(?s)(id: visits\n.*?)(?=\n  - id:)", rf"\1\n{retired}", text), "utf-8")
    assert run(kb, "format").exit_code == 0
    result = run(kb, "label", "quorn", "topic:family-time-visits", "--dry-run")
    assert "(topic:visits)" in result.stdout, result.output


def test_a_label_of_another_vocabulary_is_told(kb: Path) -> None:
    result = run(kb, "label", "podcast", "topic:family-time-visits")
    assert result.exit_code == 0, result.output
    assert "kind:podcast" in result.stdout
    assert "as well: a search offers both" in result.stdout


def test_an_everyday_word_joins_those_that_say_the_same(kb: Path) -> None:
    (kb / "entries" / "tale.yaml").write_text(
        ENTRY.format(id="tale", title="Asking a mother", topic="state-statutes"), "utf-8"
    )
    result = run(kb, "label", "zorblamum", "word:mother")
    assert result.exit_code == 0, result.output
    assert "finds 1 resource; it found 0 before." in result.stdout


def test_a_comment_is_never_lost(kb: Path) -> None:
    file = kb / "vocabularies" / "topics.yaml"
    text = file.read_text("utf-8") + "# ours\n"
    file.write_text(text, "utf-8")
    result = run(kb, "label", "quorn", "topic:family-time-visits")
    assert result.exit_code == 1
    assert "the comment here would be lost" in result.stderr
    assert file.read_text("utf-8") == text


def test_an_error_while_writing_leaves_the_old_file(
    kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(kb, "quorn", 1)
    before = lines(kb)

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    result = run(kb, "label", "quorn", "topic:family-time-visits")
    assert isinstance(result.exception, OSError)
    monkeypatch.undo()
    monkeypatch.setenv("KB_VAR_DIR", str(kb.parent / "var"))
    assert lines(kb) == before
    assert list((kb / "vocabularies").glob(".*")) == []
    assert [each["words"] for each in listed(kb)] == ["quorn"]


@pytest.mark.parametrize("scheme", Catalog(SHIPPED).vocabularies)
def test_a_shipped_vocabulary_written_again_is_the_same(kb: Path, scheme: str) -> None:
    catalog = Catalog(kb)
    assert catalog.write_vocabulary(catalog.vocabularies[scheme]) is False
    path = catalog.vocabulary_path(scheme)
    assert path.read_bytes() == (SHIPPED / "vocabularies" / path.name).read_bytes()
