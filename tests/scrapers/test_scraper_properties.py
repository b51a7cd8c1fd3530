"""Laws for any page at all: plain text only, web links only, and no fault but NotUnderstood."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.model import to_plain
from scrapers.page import NotUnderstood, Page, clean
from scrapers.registry import SCRAPERS
from scrapers.scraper import Scraped
from scrapers.topic_tree import topic_tree
from tests.scrapers.expectations import PAGES, read_page

PAGES_OF = {
    site: [read_page(file) for file in sorted((PAGES / site).glob("*.html"))] for site in SCRAPERS
}
SCRAPS = [
    "<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;b&amp;gt;",
    '<a href="javascript:alert(1)">Neglect Strategy 2020-2021</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="mailto:a@example.org">Neglect guide</a>',
    '<a href="http://[">Neglect briefing</a>',
    '<a href="http://h:99999/x.pdf">Neglect briefing (PDF)</a>',
    "<base href='javascript:x'>",
    "<base href='http://[/'>",
    "<p class=resource>",
    "<div class=publication>",
    "<dl><dt>Author(s)<dd>",
    "<h1>",
    "<h2>Spotlight On</h2>",
    "<h2>Related Content</h2>",
    "<ul><li><ul>",
    "</div>",
    "</main>",
    "<main>",
    "<body>",
    "\u00ad\u200b\u202e",
    "\ud800",
    "\x00\x1e",
    "(PDF - 9999999999999999999999KB)",
    "2CE 0CE 999.99CE",
    "(0000)",
    "December/January 2020Vol. 999, No. 99",
    "x" * 3_000,
    "A " * 3_000,
    "(" * 3_000,
    "\u0130\u0307" * 50,
]
EVENLY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@st.composite
def mangled(draw: st.DrawFn, site: str) -> str:
    """A page of a site with pieces cut out, repeated, swapped, and scraps put in."""
    html = draw(st.sampled_from(PAGES_OF[site]))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(html)))
        end = min(len(html), start + draw(st.integers(0, 400)))
        piece = draw(st.sampled_from(["", html[start:end] * 2, *SCRAPS]))
        html = html[:start] + piece + html[end:]
    return html


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def read(site: str, html: str, address: str) -> Scraped | None:
    try:
        return SCRAPERS[site].read(Page(html, address))
    except NotUnderstood:
        return None


@pytest.mark.parametrize("site", sorted(SCRAPERS))
def test_whatever_a_page_holds_a_scraper_gives_plain_drafts_or_a_reason(site: str) -> None:
    addresses = st.sampled_from(["", "file:page.html", "https://example.org/a/b", "http://["])

    @EVENLY
    @given(html=mangled(site), address=addresses)
    def holds(html: str, address: str) -> None:
        scraped = read(site, html, address)
        for draft in scraped.drafts if scraped else ():
            for text in texts(to_plain(draft)):
                assert not re.search("<[A-Za-z/!?]", text)
                assert "&lt;" not in text or text.startswith("http")
                assert not re.search(r"[\u00ad\u200b-\u200f\u202a-\u202e\x00-\x09\x0b-\x1f]", text)
            assert all(link.url.startswith(("http://", "https://")) for link in draft.links)
        SCRAPERS[site].recognises(Page(html, address))

    holds()


@EVENLY
@given(st.text(max_size=400) | st.sampled_from(PAGES_OF["childwelfare-gateway"]))
def test_a_topic_tree_is_read_or_refused(html: str) -> None:
    with suppress(NotUnderstood):
        assert topic_tree(html)


@given(st.text() | st.lists(st.sampled_from(SCRAPS)).map(" ".join))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize("site", sorted(SCRAPERS))
@pytest.mark.parametrize(
    "piece", ["<div>", "<ul><li>", "<b>", "<div class=publication>", "<dl><dd>"]
)
def test_a_page_nested_without_end_is_refused(site: str, piece: str) -> None:
    with pytest.raises(NotUnderstood, match="nested deeper than 200"):
        SCRAPERS[site].scrape(piece * 3_000, "")


@pytest.mark.parametrize("site", sorted(SCRAPERS))
def test_a_page_nested_deeply_is_read(site: str) -> None:
    html = PAGES_OF[site][0]
    deep = re.sub("<body[^>]*>", lambda body: body[0] + "<div>" * 150, html, count=1)
    assert read(site, deep, "") == read(site, html, "")


@pytest.mark.parametrize("site", sorted(SCRAPERS))
def test_a_page_of_endless_elements_is_refused(site: str) -> None:
    with pytest.raises(NotUnderstood, match="more than 20,000 elements"):
        SCRAPERS[site].scrape("<li>Read A. B" * 20_001, "")


@pytest.mark.parametrize("site", sorted(SCRAPERS))
def test_an_enormous_page_is_refused_with_its_size(site: str) -> None:
    with pytest.raises(NotUnderstood, match="longer than 5,000,000"):
        SCRAPERS[site].scrape("x" * 5_000_001, "")
