"""What is read from a PDF: its metadata, the text of its first page, and what stands in the way."""

from contextlib import suppress
from io import BytesIO
from threading import Event
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from catalog.model import to_plain
from scrapers import pdf
from scrapers.page import NotUnderstood
from tests.scrapers.generic.judged import TODAY

ADDRESS = "https://any.example/files/guide.pdf"
COVER = ((24, "Working with families at home"), (12, "A guide for caseworkers"), (10, "May 2018"))


def made(
    lines: tuple[tuple[int, str], ...] = COVER,
    pages: int = 3,
    password: str | None = None,
    **metadata: str,
) -> bytes:
    """Return a PDF whose first page has lines in the sizes given."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    text = DecodedStreamObject()
    shown = "".join(
        f"BT /F1 {size} Tf 72 {720 - 40 * place} Td ({line}) Tj ET\n"
        for place, (size, line) in enumerate(lines)
    )
    text.set_data(shown.encode("latin-1"))
    first = writer.pages[0]
    fonts = DictionaryObject({NameObject("/F1"): font})
    first[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    first[NameObject("/Contents")] = writer._add_object(text)
    if metadata:
        writer.add_metadata({f"/{name}": value for name, value in metadata.items()})
    if password is not None:
        writer.encrypt(password, owner_password="the owner's", algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def plain(content: bytes) -> dict[str, Any]:
    return to_plain(pdf.read(content, ADDRESS, TODAY).draft)


def test_title_date_and_pages_come_from_the_first_page_when_metadata_says_nothing() -> None:
    found = pdf.read(made(), ADDRESS, TODAY)
    draft = found.draft
    assert draft.title == "Working with families at home"
    assert str(draft.published) == "2018-05"
    assert draft.length
    assert draft.length.pages == 3
    assert draft.format == "pdf"
    assert draft.address == ADDRESS
    assert draft.links[0].size_kb == max(1, round(len(made()) / 1024))
    assert found.origins["title"] == "largest text of the first page"


def test_metadata_gives_title_authors_and_day() -> None:
    content = made(
        ((10, "Some words of the cover"),),
        Title="A guide to safe homes",
        Author="Jane Doe; Ann Lee",
        CreationDate="D:20190203101500Z",
    )
    found = plain(content)
    assert found["title"] == "A guide to safe homes"
    assert found["authors"] == ["Jane Doe", "Ann Lee"]
    assert found["published"] == "2019-02-03"
    assert found["kind"] == "guide"


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - final_v3.docx",
        "untitled",
        "Untitled document",
        "PowerPoint Presentation",
        "report_2018_web.indd",
        "Document1",
        "20180503",
        "  ",
    ],
)
def test_a_title_that_a_program_left_is_passed_over(title: str) -> None:
    assert plain(made(Title=title))["title"] == "Working with families at home"


@pytest.mark.parametrize(
    "author", ["Microsoft Office User", "Adobe InDesign", "jsmith", "admin", "Owner", "hp"]
)
def test_an_author_that_a_program_left_is_passed_over(author: str) -> None:
    assert "authors" not in plain(made(Author=author))


def test_a_date_that_is_printed_goes_before_the_day_the_file_was_made() -> None:
    lines = (*COVER[:2], (10, "Published: 3 May 2018"))
    assert plain(made(lines, CreationDate="D:20240101000000Z"))["published"] == "2018-05-03"


def test_a_day_in_the_future_or_a_broken_one_is_no_date() -> None:
    for day in ("D:20990101000000Z", "D:20191340", "yesterday"):
        assert "published" not in plain(made(COVER[:2], CreationDate=day))


def test_identifiers_and_labels_of_the_first_page_are_read() -> None:
    lines = (*COVER, (9, "ISBN: 978-1-4028-9462-6"), (9, "Authors: Jane Doe and Ann Lee"))
    found = plain(made(lines))
    assert found["identifiers"]["isbn"] == ["9781402894626"]
    assert found["authors"] == ["Jane Doe", "Ann Lee"]


def test_a_file_that_only_its_owner_may_change_is_read() -> None:
    assert plain(made(password=""))["title"] == "Working with families at home"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (made(password="secret"), "opens only with a password"),
        (b"<html>a page</html>", "not a PDF"),
        (b"", "not a PDF"),
        (b"%PDF-1.7\n" + b"\x00" * 400, "broken"),
        (made()[:600], "broken"),
        (made(()), "no title"),
    ],
    ids=["encrypted", "page", "nothing", "zeros", "cut", "scan"],
)
def test_what_cannot_be_read_is_said_plainly(content: bytes, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        pdf.read(content, ADDRESS, TODAY)


def test_huge_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotUnderstood, match="larger than 50 MB"):
        pdf.read(b"%PDF-1.7" + b" " * pdf.MAX_BYTES, ADDRESS, TODAY)
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(NotUnderstood, match="3 pages, more than"):
        pdf.read(made(), ADDRESS, TODAY)


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()
    monkeypatch.setattr(pdf, "_read", lambda *_: go_on.wait())
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.01)
    with pytest.raises(NotUnderstood, match="takes more than"):
        pdf.read(made(), ADDRESS, TODAY)
    go_on.set()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60)), min_size=1, max_size=4),
    bytes_put=st.binary(max_size=20),
)
def test_a_mangled_file_is_a_draft_or_not_understood(
    cuts: list[tuple[float, int]], bytes_put: bytes
) -> None:
    content = made(Title="A guide to safe homes")
    for place, length in cuts:
        start = int(place * len(content))
        content = content[:start] + bytes_put + content[start + length :]
    with suppress(NotUnderstood):
        assert pdf.read(content, ADDRESS, TODAY).draft.title
