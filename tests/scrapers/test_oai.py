"""Another library's records, part by part."""

from pathlib import Path

import pytest

from catalog.store import Catalog
from scrapers.oai import OaiPart, read_part
from scrapers.page import NotUnderstood

ROOT = Path(__file__).resolve().parents[2]
VOCABULARIES = Catalog(ROOT / "kb").vocabularies
ADDRESS = "https://library.example/oai?verb=ListRecords&metadataPrefix=oai_dc&set=x#y"
EXAMPLE = (ROOT / "tests" / "exchange" / "files" / "oai.xml").read_text("utf-8")


def read(text: str) -> OaiPart:
    return read_part(text.encode(), ADDRESS, VOCABULARIES)


def test_a_part_of_a_list() -> None:
    part = read(EXAMPLE)
    assert [draft.title for draft in part.drafts] == ["Neglect: a shared understanding"]
    assert part.warnings == (
        "oai:library.example:17: left out of topics, no term of the vocabulary: “bees”",
        "oai:library.example:19: this record has no Dublin Core in it: ask for `oai_dc`",
    )
    assert part.deleted == ("oai:library.example:18",)
    assert part.items == ("oai:library.example:17",)


def test_the_list_goes_on_where_the_token_says() -> None:
    part = read(EXAMPLE.replace(">page2<", "> a&amp;b/2 <"))
    assert part.next_page == (
        "https://library.example/oai?verb=ListRecords&resumptionToken=a%26b%2F2"
    )
    assert read(EXAMPLE.replace(">page2<", "><")).next_page is None


def test_a_list_without_records_is_no_fault() -> None:
    empty = '<OAI-PMH><error code="noRecordsMatch">nothing new</error></OAI-PMH>'
    assert read(empty) == OaiPart((), None, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '<OAI-PMH><error code="badResumptionToken">old</error></OAI-PMH>',
            "badResumptionToken: o",
        ),
        ("<html><body>Not here</body></html>", "no answer of OAI-PMH"),
        ("not at all", "not well-formed"),
    ],
)
def test_an_answer_that_says_no(text: str, said: str) -> None:
    with pytest.raises(NotUnderstood, match=said):
        read(text)
