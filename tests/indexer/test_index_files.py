"""What our bulk writer and our reader of postings do is what Whoosh's own do."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, product
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf_of_examples import entries, entry, vocabularies
from whoosh import index

from catalog.model import Entry
from indexer import analysis
from indexer.decoding import positions
from indexer.document import EDGE, Document, Documents, Passage
from indexer.postings import packed, packed_positions
from indexer.reader import Reader
from indexer.stemming import LANGUAGES
from indexer.streams import GAP, Streams
from indexer.whoosh_files import WORDS, create, schema
from indexer.whoosh_writer import SegmentWriter, columns, commit, keywords


def bulk(documents: Iterable[Document], folder: Path) -> None:
    """Write a segment as we do."""
    writer = SegmentWriter(folder)
    for each in documents:
        writer.add(each)
    commit(folder, (), (), (), writer.finish())


def plain(documents: Iterable[Document], folder: Path) -> None:
    """Write a segment as Whoosh does, from tokens worked out in the plainest Python."""
    writer = index.open_dir(str(folder)).writer()
    for each in documents:
        fields: dict[str, object] = {"body": each.body}
        fields |= {name: value.encode() for name, value in columns(each).items()}
        fields |= {name: " ".join(terms) for name, terms in keywords(each).items()}
        for name, found in tokens(each).items():  # as the analyzer of the schema reads them
            fields[name] = " ".join(f"{word}@{place}^{weight}" for word, place, weight in found)
        writer.add_document(**fields)
    writer.commit(merge=False)


def tokens(document: Document) -> dict[str, list[tuple[str, int, float]]]:
    """Return by field each token with its position and weight."""
    found: dict[str, list[tuple[str, int, float]]] = {}
    ends: dict[str, int] = {}

    def add(field: str, words: Iterable[tuple[str, int]], width: int, weight: float) -> None:
        base = ends.get(field, 0)
        ends[field] = base + width + GAP
        found.setdefault(field, []).extend((word, base + place, weight) for word, place in words)

    in_labels: dict[str, float] = {}
    for passage in chain(document.texts, *document.labels.values()):
        words = passage.tokens
        width = 1 if passage.exact else analysis.tokens(passage.text, passage.language)[1]
        if passage.is_label:  # a word counts once over all labels, as where it weighs most
            add(WORDS, words, width, 0.0)
            for word, _ in words:
                in_labels[word] = max(passage.weight, in_labels.get(word, 0.0))
        elif passage.weight:
            add(WORDS, words, width, passage.weight)
        if passage.scope == "title":
            moved = [(word, place + 1) for word, place in words]
            add("scope_title", [(EDGE, 0), *moved, (EDGE, width + 1)], width + 2, 1.0)
        elif passage.scope == "id":
            add("scope_id", [(analysis.compact(passage.text), 0)], 1, 1.0)
        elif passage.scope:
            add(f"scope_{passage.scope}", words, width, 1.0)
    for number, (word, place, weight) in enumerate(found.get(WORDS, ())):
        found[WORDS][number] = word, place, weight + in_labels.pop(word, 0.0)
    return found


Write = Callable[[Iterable[Document], Path], None]


def written(
    folder: Path, made: Sequence[Entry], deleted: Sequence[str] = (), write: Write = bulk
) -> Path:
    """Write entries; one in three as a segment of its own, then delete some."""
    create(folder)
    documents = Documents(vocabularies())
    for start in range(3):
        write([documents.make(each, f"sum of {each.id}") for each in made[start::3]], folder)
    commit(folder, (), deleted, (), ())
    return folder


def everything(folder: Path) -> dict[str, object]:
    """Read an index through plain Whoosh alone, by entry: document numbers do not matter."""
    found: dict[str, object] = {}
    with index.open_dir(str(folder)).reader() as reader:
        if not reader.doc_count():
            return found
        ids = reader.column_reader("id")
        for name, text in reader.all_terms():
            matcher = reader.postings(name, text)
            field = reader.schema[name]
            while matcher.is_active():
                doc = matcher.id()
                places = (
                    tuple(matcher.value_as("positions")) if name.startswith(("w", "s")) else None
                )
                length = reader.doc_field_length(doc, name, 0) if field.scorable else None
                found[name, text, ids[doc]] = (round(matcher.weight(), 4), places, length)
                matcher.next()
        for doc in reader.all_doc_ids():
            found[ids[doc]] = reader.stored_fields(doc)
            for name in ("checksum", "title", "sort_title", "sort_published", "sort_added"):
                found[ids[doc], name] = reader.column_reader(name)[doc]
    return found


@settings(max_examples=25)
@given(made=entries(), data=st.data(), at_once=st.sampled_from([1, 7, 100]))
def test_bulk_segments_hold_what_whooshs_own_hold(
    made: list[Entry], data: st.DataObject, at_once: int
) -> None:
    deleted = data.draw(st.lists(st.sampled_from([e.id for e in made]))) if made else []
    with (
        TemporaryDirectory() as name,
        patch("indexer.bulk.AT_ONCE", at_once),
        patch("indexer.streams.AT_ONCE", at_once),
    ):
        found = []
        for write in (plain, bulk):
            folder = Path(name, write.__name__)
            folder.mkdir()
            found.append(everything(written(folder, made, deleted, write)))
        assert found[1] == found[0]


@given(
    text=st.text() | st.text(alphabet="aAbBéÉñ5 .,;'’-_/()&"),
    language=st.sampled_from(LANGUAGES),
)
def test_a_text_has_the_tokens_of_what_stands_between_its_spaces(text: str, language: str) -> None:
    streams = Streams()
    for doc in (0, 1):  # the second has nothing new
        streams.add(doc, [Passage("summary", text, 1.0, None, language)], {})
    made = streams.tokens(None)
    found = zip(made.docs.tolist(), made.words.tolist(), made.positions.tolist(), strict=True)
    expected = analysis.tokens(text, language)[0]
    assert [(doc, streams.words[word], place) for doc, word, place in found] == [
        (doc, *token) for doc in (0, 1) for token in expected
    ]


def test_whoosh_finds_each_of_many_words(tmp_path: Path) -> None:
    words = {"".join(letters) for letters in product("abcdefgh", "ou", "klmnpr", "iy", "stvwz")}
    written(tmp_path, [entry("one", "Kova", summary=" ".join(sorted(words)))])
    with index.open_dir(str(tmp_path)).reader() as reader:
        there = [text.decode() for name, text in reader.all_terms() if name == WORDS]
        assert len(there) > 800
        assert all((WORDS, word) in reader for word in there)
        assert not any((WORDS, f"{word}x") in reader for word in there)


def test_positions_far_apart_come_back() -> None:
    """As in an entry with tens of thousands of words."""
    counts, places = np.array([2, 1, 2]), np.array([3, 70_000, 5, 1, 2])
    values = packed_positions(counts, places)
    decode = schema()[WORDS].format.decode_positions
    docs, ones = np.arange(3, dtype=np.uint32), np.ones(3, np.float32)
    found = positions(packed(docs, ones, values, np.ones(3, np.uint8)), decode)
    assert [array.tolist() for array in found] == [counts.tolist(), places.tolist()]


def test_positions_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="must ascend"):
        packed_positions(np.array([2]), np.array([5, 3]))


@settings(max_examples=25)
@given(made=entries(), data=st.data())
def test_reading_postings_gives_what_whooshs_matchers_give(
    made: list[Entry], data: st.DataObject
) -> None:
    """Over several segments, with deletions, written by either writer."""
    deleted = data.draw(st.lists(st.sampled_from([e.id for e in made]))) if made else []
    with TemporaryDirectory() as name:
        folder = Path(name)
        written(folder, made, deleted, data.draw(st.sampled_from([bulk, plain])))
        ours = Reader(folder)
        with index.open_dir(str(folder)).reader() as theirs:
            for text in theirs.lexicon("words"):
                docs, weights, places, often = [], [], [], []
                matcher = theirs.postings("words", text)
                while matcher.is_active():
                    docs.append(matcher.id())
                    weights.append(matcher.weight())
                    places += (here := matcher.value_as("positions"))
                    often.append(len(here))
                    matcher.next()
                found, scores = ours.postings(None, text.decode())
                assert (found.tolist(), scores.tolist()) == (docs, weights)
                counts, found = ours.positions(None, text.decode())
                assert (counts.tolist(), found.tolist()) == (often, places)
            lengths = [theirs.doc_field_length(d, "words", 0) or 0 for d in range(ours.size)]
            assert ours.lengths(None).tolist() == lengths
        ours.close()


def test_a_bulk_index_can_be_updated_and_merged_by_whoosh(tmp_path: Path) -> None:
    made = [entry(f"e-{i}", f"Kova lumi {i}", summary="orbit " * (i + 1)) for i in range(9)]
    written(tmp_path, made, ["e-4"])
    before = everything(tmp_path)
    index.open_dir(str(tmp_path)).writer().commit(optimize=True)
    assert everything(tmp_path) == before
