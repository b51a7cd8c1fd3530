"""Saved pages: which files, which address, which source; and how bytes become text."""

from pathlib import Path

import pytest

from catalog.sources import Source
from scrapers.charset import decode
from scrapers.page import NotUnderstood, Page
from scrapers.saved_pages import address_of, list_saved, read_saved, source_of

GATEWAY = "https://www.childwelfare.gov/topics/neglect/"
EXPRESS = "https://cbexpress.acf.hhs.gov/article/2020/x"


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (f'<link rel="canonical" href="{GATEWAY}">', GATEWAY),
        (f'<link rel="CANONICAL nofollow" href="{GATEWAY}?utm_source=x">', GATEWAY),
        (f'<meta property="og:url" content="{GATEWAY}">', GATEWAY),
        (f"<!-- saved from url=(0044){GATEWAY} -->", GATEWAY),
        (
            f'<link rel="canonical" href="{GATEWAY}"><meta property="og:url" content="{EXPRESS}">',
            GATEWAY,
        ),
        (
            f'<!-- saved from url=(0044){EXPRESS} --><meta property="og:url" content="{GATEWAY}">',
            GATEWAY,
        ),
        ('<link rel="canonical" href="/topics/neglect/">', None),
        ('<link rel="canonical" href="file:///C:/page.html">', None),
        ("<!-- saved from url=(0021)file:///C:/page.html -->", None),
        ('<meta property="og:url">', None),
        ("<title>Nothing said</title>", None),
    ],
)
def test_a_saved_page_tells_where_it_came_from(head: str, address: str | None) -> None:
    assert address_of(Page(f"<html><head>{head}</head><body></body></html>")) == address


def gateway(source_id: str, *pages: str) -> Source:
    return Source.model_validate(
        {
            "id": source_id,
            "title": source_id,
            "scraper": "childwelfare-gateway",
            "site": "https://www.childwelfare.gov/",
            "pages": [{"address": page} for page in pages],
        }
    )


def found(address: str | None, *sources: Source, html: str = "<p>") -> tuple[str, bool]:
    source, start = source_of(Page(html), address, {s.id: s for s in sources})
    return source.id, start is not None


def test_a_saved_page_belongs_to_the_source_that_lists_it() -> None:
    one, two = gateway("one"), gateway("two", GATEWAY)
    assert found("http://childwelfare.gov/topics/neglect", one, two) == ("two", True)


def test_else_to_the_source_with_the_scraper_of_its_host() -> None:
    assert found(GATEWAY, gateway("one")) == ("one", False)


def test_without_a_source_the_scraper_stands_in() -> None:
    assert found(GATEWAY) == ("childwelfare-gateway", False)


def test_several_sources_are_not_guessed_between() -> None:
    with pytest.raises(NotUnderstood, match="one, two"):
        found(GATEWAY, gateway("one"), gateway("two"))


def test_a_page_nobody_knows_is_not_understood() -> None:
    with pytest.raises(NotUnderstood, match="no scraper"):
        found(None, gateway("one"))


def test_pages_are_found_in_folders_and_what_browsers_put_beside_them_is_not(
    tmp_path: Path,
) -> None:
    wanted = ["B.HTM", "a.html", "deep/c.xhtml"]
    for name in (*wanted, "a_files/frame.html", ".hidden.html", "notes.txt", "deep/.x/y.html"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("<p>", "utf-8")
    pages, others = list_saved(tmp_path)
    assert [p.relative_to(tmp_path).as_posix() for p in pages] == wanted
    assert [p.name for p in others] == ["notes.txt"]
    assert list_saved(tmp_path / "a.html") == ([tmp_path / "a.html"], [])


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "huge.html"
    file.write_bytes(b"x" * 10_000_001)
    with pytest.raises(ValueError, match="10,000,000 bytes"):
        read_saved(file)


WORD = "Überforderung – “señal”"


@pytest.mark.parametrize(
    ("encoding", "content_type", "meta"),
    [
        ("utf-8", "text/html; charset=utf-8", ""),
        ("utf-8", None, "utf-8"),
        ("utf-8", None, ""),
        ("utf-8-sig", "text/html; charset=iso-8859-1", ""),
        ("utf-8", "text/html; charset=iso-8859-1", "utf-8"),  # the server's default is wrong
        ("utf-8", "text/html; charset=nonsense", ""),
        ("cp1252", "text/html; charset=iso-8859-1", ""),
        ("cp1252", "text/html; charset=utf-8", ""),  # the header is wrong, the bytes are not UTF-8
        ("cp1252", "text/html", "windows-1252"),
        ("cp1252", None, ""),
        ("utf-16", None, ""),
        ("utf-16-le", "text/html; charset=utf-16le", ""),
        ("utf-16-be", "text/html; charset=utf-16be", ""),
    ],
)
def test_text_is_right_whatever_is_declared(
    encoding: str, content_type: str | None, meta: str
) -> None:
    html = f'<html><head><meta charset="{meta}"></head><p>{WORD}</p></html>'
    assert decode(html.encode(encoding), content_type) == html


@pytest.mark.parametrize(
    ("encoding", "text"), [("iso-2022-jp", "支援"), ("shift_jis", "支援"), ("koi8-r", "помощь")]
)
def test_other_scripts_are_read_as_declared(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), f"text/html; charset={encoding}") == text


def test_no_bytes_are_too_odd_to_read() -> None:
    assert decode(bytes(range(256))).startswith("\x00\x01")
    assert decode(b"") == ""
