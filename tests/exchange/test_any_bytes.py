"""Whatever a file holds, reading it gives records or says why not; nothing else is raised."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.exchange.addresses import read, read_opml
from catalog.exchange.oai_dc import read_response
from catalog.exchange.reading import BadRecords
from catalog.exchange.records import read_records
from catalog.exchange.registry import FORMATS, recognise
from catalog.store import Catalog

SHIPPED = Path(__file__).resolve().parents[2] / "kb"
VOCABULARIES = Catalog(SHIPPED).vocabularies
FILES = sorted((Path(__file__).parent / "files").iterdir())
READ = [name for name, one in FORMATS.items() if one.read]

WORDS = (
    "TY  - JOUR\n|ER  - \n|TI  - |PY  - |DA  - 9999/99/99|SP  - |EP  - 99999999|SN  - 978|\nUR  - h"
    "|@book{a,|@string{|title = |author = {|and |}|{|\"|\\'|\\begin{|$|#|,|;|\t|\n|\r|\x00|\ufeff"
    '|title,author,year\n|"|[{"type":"report","title":"|"issued":{"date-parts":[[|]]}|"ISBN":"1,2"'
    "|}]|<record xmlns='http://www.loc.gov/MARC21/slim'>|<leader>|</leader>|<datafield tag='245'>"
    "|<subfield code='a'>|</subfield>|</datafield>|</record>|<OAI-PMH>|<record>|<metadata><dc>"
    "|<title>|</title>|<date>|</dc></metadata>|</OAI-PMH>|&lt;|&bomb;|<!DOCTYPE a [|]>|<opml>"
    "|<outline xmlUrl='|'/>|</opml>|00080nam a2200049 a 4500|245000900000\x1e  \x1faTitle\x1e\x1d"
    "|https://a.example/|#|http://[|10.1234/|2018|31 June 2019|-05|é|\ud7ff|x"
).split("|")

texts = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)
anything = st.one_of(st.binary(max_size=300), texts.map(lambda text: text.encode()))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return one of the example files with bytes taken out, doubled and changed."""
    data = bytearray(draw(st.sampled_from(FILES)).read_bytes())
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        data[start:end] = draw(
            st.one_of(st.binary(max_size=10), st.just(bytes(data[start:end]) * 2))
        )
    return bytes(data)


def every_way(data: bytes) -> None:
    for name in READ:
        try:
            found = read_records(data, FORMATS[name], VOCABULARIES, None)
        except BadRecords:
            continue
        numbers = [record.number for record in found.records]
        assert numbers == list(range(1, len(numbers) + 1))
        for record in found.records:
            assert (record.draft is None) == bool(record.problem)
            assert all(record.warnings)
        ids = [record.draft.id for record in found.records if record.draft]
        assert len(ids) == len(set(ids))


@given(anything)
def test_any_bytes_are_records_or_a_clear_error(data: bytes) -> None:
    every_way(data)


@given(damaged())
def test_damaged_files_are_records_or_a_clear_error(data: bytes) -> None:
    every_way(data)


@pytest.mark.parametrize("reader", [recognise, read_opml, read_response, read])
@given(data=st.one_of(anything, damaged()))
def test_any_bytes_are_recognised_or_refused(reader: object, data: bytes) -> None:
    assert callable(reader)
    with suppress(BadRecords):
        assert reader(data) is not None
