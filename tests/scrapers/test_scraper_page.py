"""A page's text, links and what it says of itself."""

import pytest

from scrapers.page import NotUnderstood, Page, clean, lines_of, section_of, text_of, web_address
from scrapers.registry import SCRAPERS, find
from scrapers.scraper import Findings


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (" a\n\t b\u00a0c ", "a b c"),
        ("co\u00adop\u200berate", "cooperate"),
        ("caf\u0065\u0301", "café"),
        ("R&amp;amp;D", "R&D"),
        ("a <b>bold</b> word", "a bold word"),
        ("under <5 years, 3 < 4", "under <5 years, 3 < 4"),
        ("an <open tag", "an open tag"),
        ("Title this external link will open in a new window", "Title"),
        ("Titlethis external link will open in a new window (pdf)", "Title (pdf)"),
        ("Title (opens in a new tab)", "Title"),
        ("Title (Link opens in new window)", "Title"),
        ("A window opens in winter", "A window opens in winter"),
    ],
)
def test_text_is_made_readable(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a?b=1&utm_source=x#c", "https://example.org/a?b=1#c"),
        (" https://example.org/a b ", "https://example.org/a%20b"),
        ("HTTP://example.org/", "HTTP://example.org/"),
        ("https://[::1]/x", "https://[::1]/x"),
        ("ftp://example.org/", None),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("https://user:secret@example.org/", None),
        ("https://:secret@example.org/", None),
        ("https://example.org:99999/", None),
        ("https://[bad/", None),
        ("https://&lt;b&gt;/", None),
        ("https:///path", None),
        ("/path", None),
    ],
)
def test_only_web_addresses_are_links(address: str, kept: str | None) -> None:
    assert web_address(address) == kept


@pytest.mark.parametrize(
    ("head", "address", "resolved"),
    [
        ("", "https://example.org/a/b", "https://example.org/a/x.pdf"),
        ("<base href='/c/'>", "https://example.org/a/b", "https://example.org/c/x.pdf"),
        ("<base href='javascript:1'>", "https://example.org/a/b", "https://example.org/a/x.pdf"),
        ("<link rel=canonical href='https://example.org/d/'>", "", "https://example.org/d/x.pdf"),
        ("<link rel=canonical href='https://other.org/d/'>", "https://example.org/a/b", None),
        ("", "file:page.html", None),
        ("", "", None),
    ],
)
def test_links_start_from_base_address_or_canonical_link(
    head: str, address: str, resolved: str | None
) -> None:
    page = Page(f"<html><head>{head}</head><body></body></html>", address)
    if "other.org" in head:  # another host's claim does not move the page
        assert page.web_address == address
    else:
        assert page.resolve("x.pdf") == resolved


@pytest.mark.parametrize("href", [None, "", "#part", "mailto:a@example.org", "data:,x", "tel:1"])
def test_what_is_no_link(href: str | None) -> None:
    assert Page("", "https://example.org/").resolve(href) is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<title>Neglect :: Somewhere Partnership</title>", "Somewhere Partnership"),
        ("<title>Neglect | A - B</title>", "A - B"),
        ("<title>Neglect - Somewhere</title>", "Somewhere"),
        ("<title>Neglect – Somewhere</title>", "Somewhere"),
        ("<title>Well-being</title>", ""),
        ("<title>A | B</title><meta property='og:site_name' content='C &amp; D'>", "C & D"),
        ("", ""),
    ],
)
def test_whose_site_it_is(head: str, name: str) -> None:
    assert Page(f"<head>{head}</head>").site_name == name


@pytest.mark.parametrize(
    ("lang", "code"), [("en-GB", "en"), ("ES", "es"), ("english", None), ("", None)]
)
def test_the_language(lang: str, code: str | None) -> None:
    assert Page(f"<html lang='{lang}'>").language == code


def test_lines_break_where_a_browser_breaks_them() -> None:
    page = Page("<p>one<br>two <b>bo</b>ld<span class='sr-only'>hint</span></p><p>three</p>")
    assert lines_of(page.content) == ["one", "two bold", "three"]
    assert text_of(page.content) == "one two bold three"
    assert (text_of(None), lines_of(None)) == ("", [])


def test_what_surrounds_the_content_is_left_out() -> None:
    page = Page(
        "<header>top</header><nav>menu</nav><div class='usa-banner'>banner</div>"
        "<article><header><h1>Title</h1></header>text<footer>foot</footer></article>"
        "<div id='footer'>foot</div><script>code()</script>"
    )
    assert text_of(page.content) == "Title text"
    assert page.heading == "Title"


def test_a_section_ends_at_the_next_heading_of_its_rank() -> None:
    page = Page("<h2>A</h2><p>1</p><h3>B</h3><p>2</p><h2>C</h2><p>3</p>")
    heading = page.content.select_one("h2")
    assert heading is not None
    assert [text_of(tag) for tag in section_of(heading)] == ["1", "B", "2"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.childwelfare.gov/topics/x/", "childwelfare-gateway"),
        ("https://cbexpress.acf.hhs.gov/article/x", "cbexpress"),
        ("https://notchildwelfare.gov/", None),
        ("https://childwelfare.gov.example.org/", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_scraper_is_found_by_the_address(address: str, name: str | None) -> None:
    scraper = find(Page("<h1>Nothing</h1>", address))
    assert (scraper.name if scraper else None) == name


def test_every_scraper_bears_a_name_hosts_and_the_plain_function() -> None:
    assert set(SCRAPERS) == {s.name for s in SCRAPERS.values()}
    for scraper in SCRAPERS.values():
        assert scraper.hosts
        with pytest.raises(NotUnderstood):
            scraper.scrape("", f"https://{scraper.hosts[0]}/")


def test_what_the_model_refuses_is_left_out_and_said() -> None:
    found = Findings()
    good = {"role": "landing", "url": "https://site.example/"}
    links = ({"role": "landing", "url": "mailto:x"}, good)
    long = found.add("Good title", summary="x" * 30_000, publisher="P", links=links)
    assert found.add("", publisher="P") is None
    assert found.add("y" * 2_000) is None
    scraped = found.scraped()
    (draft,) = scraped.drafts
    assert (draft.id, draft.summary, draft.publisher) == (long, None, "P")
    assert [link.url for link in draft.links] == ["https://site.example/"], "the other one stays"
    summary, link, *others = scraped.warnings
    assert summary.startswith("“Good title”: left out summary “xxx")
    assert summary.endswith("longer than 20,000 characters")
    assert "“Good title”: left out links[1].url “mailto:x”" in link
    assert [w.split("”: ")[1].split(":")[0] for w in others] == ["no title that can be used"] * 2


def test_the_same_resource_twice_is_one_draft_and_another_of_its_title_is_not() -> None:
    found = Findings()
    first = found.add("Chronic Child Neglect", published="2013")
    assert found.add("Chronic Child Neglect", published="2013") == first
    assert found.add("Chronic Child Neglect", published="2019") == f"{first}-2"
    assert len(found.scraped().drafts) == 2
