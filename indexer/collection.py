"""A test collection in the manner of TREC: its documents indexed, its queries run and measured.

    docs.jsonl      one document a line: {"id": …, "title": …, "text": …}; the title may be missing
    queries.jsonl   one query a line: {"id": …, "text": …}
    qrels.tsv       query_id, doc_id, relevance; a first line that names the columns is passed over

Documents are searched exactly as entries are, without vocabularies; nothing is fitted to them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalog.model import Course, Entry
from catalog.vocabulary import FACET_FILES, Vocabulary
from indexer import measures
from indexer.query import Query
from indexer.whoosh_backend import WhooshBackend

DEPTH = 1000
"""Results of a query that are kept."""

_TITLE, _SUMMARY, _LINE = 900, 18_000, 900
_NOT_PLAIN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\ufeff\u00ad]+")
_OPERATOR = re.compile(r"\b(AND|OR|NOT)\b")


class BadCollection(Exception):  # noqa: N818 - like BadFile
    """A file of a collection is missing or cannot be read; says which, where and why."""


@dataclass(frozen=True)
class Collection:
    """Queries of a collection and the judgements of its documents."""

    folder: Path
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]  # query: document: grade


@dataclass(frozen=True)
class Run:
    """What was found: for each query documents with their scores, best first."""

    documents: int
    found: Mapping[str, tuple[tuple[str, float], ...]]

    def lines(self, name: str = "caseshelf") -> Iterator[str]:
        """Yield the run in trec_eval's format: query, Q0, document, rank, score, name."""
        for query, hits in self.found.items():
            for rank, (document, score) in enumerate(hits, 1):
                yield f"{query} Q0 {document} {rank} {score:.6f} {name}"


def load(folder: Path) -> Collection:
    """Read the queries and judgements. Raises BadCollection."""
    queries = {number: _text(record, "text") for number, record in _records(folder, "queries")}
    return Collection(folder, queries, _grades(folder / "qrels.tsv"))


def run(collection: Collection, progress: Callable[[int], None] = lambda _: None) -> Run:
    """Index the documents in a folder of its own and run every query. Raises BadCollection.

    `progress` is told the number of documents now and then.
    """
    empty = {
        scheme: Vocabulary.model_validate({"scheme": scheme, "title": scheme, "terms": []})
        for scheme in FACET_FILES
    }
    names: dict[str, str] = {}
    with TemporaryDirectory() as folder:
        backend = WhooshBackend(Path(folder), empty, signals=())
        with backend.writer() as writer:
            for number, record in _records(collection.folder, "docs"):
                entry_id = f"d{len(names)}"
                names[entry_id] = number
                writer.put(_entry(entry_id, record), "")
                if len(names) % 1000 == 0:
                    progress(len(names))
        found = {}
        for number, text in collection.queries.items():
            hits = backend.ranking(Query.build(_as_words(text)), DEPTH)
            found[number] = tuple((names[entry_id], score) for entry_id, score in hits)
    return Run(len(names), found)


def measured(collection: Collection, run: Run) -> dict[str, float]:
    """Return the means over the queries that have something relevant, and their number."""
    sums: dict[str, float] = {"nDCG@10": 0, "MAP": 0, "P@10": 0, "recall@100": 0}
    judged = 0
    for number in collection.queries:
        grades = collection.grades.get(number, {})
        if not any(grade > 0 for grade in grades.values()):
            continue
        judged += 1
        ranking = [document for document, _ in run.found[number]]
        sums["nDCG@10"] += measures.ndcg(ranking, grades)
        sums["MAP"] += measures.average_precision(ranking, grades)
        sums["P@10"] += measures.precision(ranking, grades)
        sums["recall@100"] += measures.recall(ranking, grades)
    return {"queries": judged} | {name: value / max(1, judged) for name, value in sums.items()}


def _records(folder: Path, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    path = folder / f"{name}.jsonl"
    seen: set[str] = set()
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            identity = str(record["id"])
        except (ValueError, KeyError, TypeError):
            message = f'{path}:{number}: write one object a line, as in {{"id": "1", "text": "…"}}'
            raise BadCollection(message) from None
        if identity in seen:
            raise BadCollection(f"{path}:{number}: the id {identity} stands here a second time")
        seen.add(identity)
        yield identity, record


def _grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(path), 1):
        columns = [column.strip() for column in line.split("\t" if "\t" in line else None)]
        if not any(columns):
            continue
        try:
            query, document, grade = columns
            grades.setdefault(query, {})[document] = int(float(grade))
        except ValueError:
            if number > 1:
                message = f"{path}:{number}: write query_id, doc_id and relevance with tabs between"
                raise BadCollection(message) from None
    return grades


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            yield from stream
    except OSError as error:
        raise BadCollection(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadCollection(f"{path} is not in UTF-8") from None


def _text(record: Mapping[str, Any], name: str) -> str:
    return _NOT_PLAIN.sub(" ", str(record.get(name) or "")).strip()


def _entry(entry_id: str, record: Mapping[str, Any]) -> Entry:
    """Make an entry of a document. What a summary cannot hold stands as content of a course."""
    title, more = _cut(_text(record, "title"), _TITLE)
    summary, rest = _cut(f"{more} {_text(record, 'text')}".strip(), _SUMMARY)
    pieces = []
    while rest:
        piece, rest = _cut(rest, _LINE)
        pieces.append(piece)
    return Entry(
        id=entry_id,
        title=title or "—",
        summary=summary or None,
        kind="document",
        added=date(2000, 1, 1),
        course=Course(objectives=tuple(pieces)) if pieces else None,
    )


def _cut(text: str, length: int) -> tuple[str, str]:
    """Cut a text at a space before `length`."""
    if len(text) <= length:
        return text, ""
    end = text.rfind(" ", 1, length)
    end = end if end > 0 else length
    return text[:end].strip(), text[end:].strip()


def _as_words(text: str) -> str:
    """Return a query in which nothing is an operator: collections ask in plain language."""
    plain = re.sub(r'["“”„‟«»＂():]', " ", text)
    plain = re.sub(r"(?<!\S)-+", " ", plain)
    return _OPERATOR.sub(lambda match: match[0].lower(), plain)
