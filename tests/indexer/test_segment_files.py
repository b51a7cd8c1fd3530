"""What is read from the files of a segment is what Whoosh put there."""

import threading
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from whoosh.columns import VarBytesColumn
from whoosh.filedb.structfile import StructFile

from indexer.segment_files import Column, PostingList, Term

LONG = st.integers(0, 70_000).map(lambda length: b"x" * length)


@given(
    texts=st.lists(st.one_of(st.binary(max_size=9), LONG), min_size=1, max_size=9),
    gaps=st.lists(st.integers(0, 3), min_size=9, max_size=9),
    starts_are_written=st.booleans(),
)
def test_a_column_has_the_texts_that_whoosh_wrote(
    texts: list[bytes], gaps: list[int], starts_are_written: bool
) -> None:
    """Also where documents without a text lie between, and where there are very many."""
    file = StructFile(BytesIO())
    file.write(b"before")
    column = VarBytesColumn(write_offsets_cutoff=0 if starts_are_written else 2**15)
    writer = column.writer(file)
    wanted: list[bytes] = []
    for text, gap in zip(texts, gaps, strict=False):
        wanted += [b""] * gap
        writer.add(len(wanted), text)
        wanted.append(text)
    writer.finish(len(wanted))
    size = file.tell() - len(b"before")
    found = Column(file, len(b"before"), size, len(wanted))
    assert [found.get(doc) for doc in range(len(wanted))] == wanted
    assert found.read() == b"".join(wanted)


@given(st.binary(min_size=1, max_size=30), st.slices(30))
def test_a_part_of_a_posting_list_is_read(data: bytes, part: slice) -> None:
    part = slice(part.start, part.stop)
    file = StructFile(BytesIO(b"before" + data + b"after"))
    found = PostingList(file, threading.Lock(), Term(1, len(b"before"), len(data)))
    assert found[part] == data[part]
