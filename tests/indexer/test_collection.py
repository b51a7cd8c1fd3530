"""Collections of any making are read, run and measured; what cannot be read is named."""

import json
from pathlib import Path

import pytest

from indexer.collection import BadCollection, load, measured, run

DOCS = [
    {"id": 1, "title": "Kova", "text": "The kova of the lumi, and nexar."},
    {"id": "LA/2 b", "text": "Lumi pluto. " * 4000 + "sirius"},
    {"id": "x:3", "title": None, "text": "A\u0000 rigel\u200b orbit."},
    {"id": "empty"},
    {"id": "long title", "title": "quasar " * 300, "text": "x" * 30_000},
]
QUERIES = [
    {"id": 1, "text": 'What is the "kova" NOT of (the lumi): and -nexar?'},
    {"id": "two", "text": "sirius"},
    {"id": "three", "text": "rigel orbit"},
    {"id": "nobody judged", "text": "kova"},
    {"id": "nothing there", "text": "zzz"},
]
QRELS = "query_id\tdoc_id\trelevance\n1\t1\t2\ntwo\tLA/2 b\t1\nthree\tx:3\t1\nthree\t1\t0\n"


def write(folder: Path, docs: list = DOCS, queries: list = QUERIES, qrels: str = QRELS) -> Path:
    for name, records in (("docs", docs), ("queries", queries)):
        text = "\n".join(json.dumps(record) for record in records) + "\n\n"
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_a_collection_is_run_and_measured(tmp_path: Path) -> None:
    loaded = load(write(tmp_path))
    done = run(loaded)
    assert done.documents == 5
    assert done.found["1"][0][0] == "1"
    assert measured(loaded, done) == {
        "queries": 3, "nDCG@10": 1, "MAP": 1, "P@10": pytest.approx(0.1), "recall@100": 1,
    }  # fmt: skip
    lines = [line.rsplit(" ", 2) for line in done.lines()]
    assert lines[0][0] == "1 Q0 1 1"
    assert "two Q0 LA/2 b 1" in [line[0] for line in lines]
    scores = [score for _, score in done.found["1"]]
    assert scores == sorted(scores, reverse=True)
    assert done.found["nothing there"] == ()


def test_qrels_without_a_header(tmp_path: Path) -> None:
    assert load(write(tmp_path, qrels="1\t1\t2\n")).grades == {"1": {"1": 2}}
    assert load(write(tmp_path, qrels="1 1 1.0\n")).grades == {"1": {"1": 1}}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("docs.jsonl", '{"id": 1}\n{"title": "x"}\n', "docs.jsonl:2: write one object a line"),
        ("docs.jsonl", "not json\n", "docs.jsonl:1: write one object"),
        ("docs.jsonl", '{"id": 1}\n{"id": "1"}\n', "docs.jsonl:2: the id 1 stands here a second"),
        ("queries.jsonl", "[]\n", "queries.jsonl:1: write one object"),
        ("qrels.tsv", "q\td\tr\n1\t1\n", "qrels.tsv:2: write query_id, doc_id and relevance"),
        ("qrels.tsv", b"\xff", "qrels.tsv is not in UTF-8"),
        ("qrels.tsv", None, "qrels.tsv cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, text: str | bytes | None, told: str
) -> None:
    file = write(tmp_path) / name
    if text is None:
        file.unlink()
    elif isinstance(text, bytes):
        file.write_bytes(text)
    else:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(BadCollection, match=told):
        run(load(tmp_path))
