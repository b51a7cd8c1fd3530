"""The search finds what was judged worth finding, at least as well as it did before."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog.store import Catalog
from cli import app
from indexer.judged import SETS, BadJudgements, Floor, corpus_digest, evaluated, floor_of, load
from indexer.sync import sync
from indexer.whoosh_backend import WhooshBackend

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "tests/data/judged_queries.tsv"
FLOOR = Floor.load(JUDGED.with_name("relevance_floor.json"))


def test_the_search_is_not_below_its_floor(tmp_path: Path) -> None:
    catalog = Catalog(ROOT / "kb")
    backend = WhooshBackend(tmp_path, catalog.vocabularies)
    sync(catalog, backend)
    digest = corpus_digest(backend.checksums())
    assert digest == FLOOR.corpus, (
        "entries came or went: judge them for the queries in tests/data/judged_queries.tsv, "
        "then run `kb evaluate --write-floor`"
    )
    reached = floor_of(evaluated(backend, load(JUDGED)), digest)
    for part in SETS:
        assert reached.ndcg[part] >= FLOOR.ndcg[part] - 0.005
        assert reached.first3[part] >= FLOOR.first3[part]


def test_the_judgements_are_about_entries_there_are() -> None:
    judged = load(JUDGED)
    ids = set(Catalog(ROOT / "kb").ids())
    assert len(judged) >= 80
    assert {each.part for each in judged} == set(SETS)
    assert len({each.text for each in judged}) == len(judged)
    assert {each.who for each in judged} >= {"caseworker", "supervisor", "librarian", "spanish"}
    assert {entry for each in judged for entry in each.grades} <= ids
    assert set(FLOOR.queries) == {each.text for each in judged}


@pytest.mark.parametrize("line", ["tuning\tme\tkova", "other\tme\tkova\ta=1", "tuning\tme\tx\ta=9"])
def test_a_judgement_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "judged.tsv"
    file.write_text(f"# comment\n{line}\n", encoding="utf-8")
    with pytest.raises(BadJudgements, match=r"judged.tsv:2: write the set"):
        load(file)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    kb = tmp_path / "kb"
    (kb / "entries").mkdir(parents=True)
    (kb / "vocabularies").symlink_to(ROOT / "kb/vocabularies")
    for name in ("engaging-families", "chronic-child-neglect"):
        text = (ROOT / f"kb/entries/{name}.yaml").read_text(encoding="utf-8")
        (kb / f"entries/{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("KB_INDEX_DIR", str(tmp_path / "index"))
    return kb


def test_the_command_tells_each_query_and_what_changed(shelf: Path, tmp_path: Path) -> None:
    file = tmp_path / "judged.tsv"
    file.write_text(
        "tuning\tme\tengaging\tengaging-families=3\nheld-out\tme\tchronic\tchronic-child-neglect=2\n",
        encoding="utf-8",
    )

    def kb(*more: str) -> tuple[int, str]:
        options = ["--kb", str(shelf), "evaluate", "--judged", str(file), *more]
        result = CliRunner().invoke(app, options)
        return result.exit_code, result.output

    assert kb()[0] == 1  # no floor yet
    code, text = kb("--write-floor")
    assert code == 0
    assert "tuning: nDCG@10 1.000 (floor 1.000), best in first 3 1 of 1" in text
    assert kb()[0] == 0
    file.write_text(file.read_text().replace("engaging-families", "nowhere"), encoding="utf-8")
    code, text = kb()
    assert code == 1
    assert "-1.000  engaging (tuning, me)" in text
    assert "below the floor" in text


def test_the_command_runs_a_collection(tmp_path: Path) -> None:
    (tmp_path / "docs.jsonl").write_text('{"id": "a", "text": "kova"}\n', encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"id": "q", "text": "kova"}\n', encoding="utf-8")
    run = tmp_path / "the.run"
    options = ["evaluate", "--collection", str(tmp_path), "--run", str(run)]
    bad = CliRunner().invoke(app, options)
    assert (bad.exit_code, "qrels.tsv cannot be read" in bad.output) == (1, True)
    (tmp_path / "qrels.tsv").write_text("q\ta\t1\n", encoding="utf-8")
    done = CliRunner().invoke(app, options)
    assert done.exit_code == 0
    assert "nDCG@10    1.0000" in done.output
    assert run.read_text().startswith("q Q0 a 1 ")
