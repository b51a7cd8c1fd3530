"""Each page on disk gives the record written beside it; a new case is two files and no code."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from catalog.model import Draft
from scrapers.page import NotUnderstood, Page, text_of
from scrapers.registry import SCRAPERS, find
from tests.scrapers.expectations import PAGES, expected, outcome, read_page

CASES = sorted(PAGES.glob("*/*.html"))
READABLE = [file for file in CASES if "drafts" in expected(file)]


def name_of(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def drafts_of(file: Path) -> list[Draft]:
    return SCRAPERS[file.parent.name].scrape(read_page(file), expected(file)["address"])


@pytest.mark.parametrize("file", CASES, ids=name_of)
def test_the_page_gives_its_record(file: Path) -> None:
    written = expected(file)
    assert outcome(file, written["address"]) == written


@pytest.mark.parametrize("site", sorted(SCRAPERS))
def test_every_site_has_a_page_it_reads(site: str) -> None:
    assert any(file.parent.name == site for file in READABLE)


@pytest.mark.parametrize("file", READABLE, ids=name_of)
def test_a_page_without_an_address_is_recognised_by_its_own_scraper_alone(file: Path) -> None:
    page = Page(read_page(file))
    assert [s.name for s in SCRAPERS.values() if s.recognises(page)] == [file.parent.name]
    assert find(page) is SCRAPERS[file.parent.name]


@pytest.mark.parametrize("file", READABLE, ids=name_of)
def test_the_page_itself_comes_first_and_relations_lead_to_drafts_of_the_page(file: Path) -> None:
    drafts = drafts_of(file)
    ids = [draft.id for draft in drafts]
    assert len(set(ids)) == len(ids)
    assert drafts[0].title in text_of(Page(read_page(file)).content)
    for draft in drafts:
        assert {relation.entry for relation in draft.relations} <= set(ids) - {draft.id}
        assert draft is drafts[0] or not draft.relations


@pytest.mark.parametrize("file", READABLE, ids=name_of)
def test_nothing_in_menus_or_footers_becomes_a_draft(file: Path) -> None:
    page = Page(read_page(file), expected(file)["address"])
    furniture = page.soup.select("nav a[href], footer a[href], #footer a[href], #breadcrumb a")
    around = {page.resolve(tag["href"]) for tag in furniture}
    content = {address for _, address in page.links(page.content)}
    urls = {link.url for draft in drafts_of(file)[1:] for link in draft.links}
    assert not urls & (around - content)


@pytest.mark.parametrize("file", READABLE, ids=name_of)
def test_all_links_lead_to_the_web(file: Path) -> None:
    for draft in drafts_of(file):
        for link in draft.links:
            assert urlsplit(link.url).scheme in ("http", "https")
            assert not urlsplit(link.url).username


@pytest.mark.parametrize("file", READABLE, ids=name_of)
def test_menus_and_footers_change_nothing(file: Path) -> None:
    html = read_page(file)
    menu = (
        "<nav><ul><li><a href='/x.pdf'>Neglect Strategy 2001-2002</a></ul></nav>"
        "<footer><p><a href='/y'>Foot</a><br>Somebody (2001)<br>Words.</p></footer>"
    )
    more, added = re.subn("<body[^>]*>", lambda body: body[0] + menu, html, count=1)
    assert added
    address = expected(file)["address"]
    assert SCRAPERS[file.parent.name].scrape(more, address) == drafts_of(file)


@pytest.mark.parametrize("site", sorted(SCRAPERS))
@pytest.mark.parametrize(
    "html", ["", " ", "<html>", "\x00\ufffd", "\ud800", "plain words", "<h1></h1>"]
)
def test_what_is_no_page_of_the_site_is_not_understood(site: str, html: str) -> None:
    with pytest.raises(NotUnderstood, match="looked for"):
        SCRAPERS[site].scrape(html, "https://example.org/")
    assert not SCRAPERS[site].recognises(Page(html))
