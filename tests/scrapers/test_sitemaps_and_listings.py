"""Sitemaps and listing pages: which addresses they lead on to."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import sitemap
from scrapers.listing import Patterns, links
from scrapers.page import NotUnderstood, Page
from scrapers.sitemap import Sitemap, read_sitemap

SITE = "https://www.site.example"
ADDRESS = f"{SITE}/sitemap.xml"
HEAD = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def urlset(*places: str) -> bytes:
    return f"{HEAD}{''.join(f'<url>{place}</url>' for place in places)}</urlset>".encode()


def found(sitemap: Sitemap) -> list[tuple[str, str | None]]:
    return [(p.address, str(p.modified) if p.modified else None) for p in sitemap.pages]


def test_a_sitemap() -> None:
    data = urlset(
        f"<loc> {SITE}/a?x=1&amp;y=2 </loc><lastmod>2024-05-03T10:00:00Z</lastmod>",
        f"<loc>{SITE}/b</loc><lastmod>2024-05</lastmod><changefreq>daily</changefreq>",
        f"<loc>{SITE}/c</loc><lastmod>yesterday</lastmod>",
        "<loc>/d</loc>",
        f"<loc>{SITE}/b</loc>",
        "<loc>https://site.example/e</loc>",
        "<loc>https://elsewhere.example/f</loc>",
        "<loc>javascript:alert(1)</loc>",
        "<priority>1</priority>",
    )
    read = read_sitemap(data, ADDRESS)
    assert found(read) == [
        (f"{SITE}/a?x=1&y=2", "2024-05-03"),
        (f"{SITE}/b", "2024-05"),
        (f"{SITE}/c", None),
        (f"{SITE}/d", None),
        ("https://site.example/e", None),
    ]
    assert read.sitemaps == ()
    assert read.warnings == (
        "left out 1 addresses on other sites",
        "left out 1 addresses that are none",
    )


def test_the_day_of_a_repeated_address_is_not_lost() -> None:
    data = urlset(f"<loc>{SITE}/a</loc><lastmod>2024</lastmod>", f"<loc>{SITE}/a</loc>")
    assert found(read_sitemap(data, ADDRESS)) == [(f"{SITE}/a", "2024")]


def test_an_index_of_sitemaps() -> None:
    data = (
        '<?xml version="1.0"?><sitemapindex xmlns="http://www.google.com/schemas/sitemap/0.84">'
        f"<sitemap><loc>{SITE}/one.xml.gz</loc></sitemap><sitemap><loc>/two.xml</loc></sitemap>"
        "</sitemapindex>"
    )
    read = read_sitemap(data.encode(), ADDRESS)
    assert (read.pages, read.sitemaps) == ((), (f"{SITE}/one.xml.gz", f"{SITE}/two.xml"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_of_addresses(encoding: str) -> None:
    data = f"{SITE}/a\n\n{SITE}/é\nnone at all <\n".encode(encoding)
    read = read_sitemap(data, ADDRESS)
    assert found(read) == [(f"{SITE}/a", None), (f"{SITE}/é", None)]
    assert read.warnings == ("left out 1 addresses that are none",)


def test_a_packed_sitemap() -> None:
    data = gzip.compress(urlset(f"<loc>{SITE}/a</loc>"))
    assert found(read_sitemap(data, ADDRESS)) == [(f"{SITE}/a", None)]
    for broken, said in (
        (data[:-12], "ends in the middle"),
        (data[:10] + b"\xff" * 9, "is broken"),
    ):
        with pytest.raises(NotUnderstood, match=said):
            read_sitemap(broken, ADDRESS)


def test_a_gzip_bomb_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_BYTES", 1_000)
    with pytest.raises(NotUnderstood, match="longer than 1,000 bytes when unpacked"):
        read_sitemap(gzip.compress(b"<" * 1_000_000), ADDRESS)


def test_an_ill_formed_sitemap_is_read_with_a_warning() -> None:
    data = f"{HEAD}<url><loc>{SITE}/a</loc></url><url><loc>{SITE}/b?c&d</loc></url>".encode()
    read = read_sitemap(data, ADDRESS)
    assert found(read)[0] == (f"{SITE}/a", None)
    assert "not well-formed" in read.warnings[0]


def test_a_sitemap_too_long_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_ADDRESSES", 2)
    read = read_sitemap(urlset(*(f"<loc>{SITE}/{n}</loc>" for n in range(4))), ADDRESS)
    assert len(read.pages) == 2
    assert read.warnings == ("only the first 2 addresses were read",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>Not found</body></html>",
        b"plain text",
        b'<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url>',
        b"\x1f\x8b",
    ],
)
def test_what_is_no_sitemap_is_not_understood(data: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read_sitemap(data, ADDRESS)


@given(
    st.binary(max_size=100), st.sampled_from([b"", HEAD.encode(), b"\x1f\x8b\x08", b"http://a/\n"])
)
def test_any_bytes_are_a_sitemap_or_not_understood(data: bytes, head: bytes) -> None:
    try:
        read = read_sitemap(head + data, ADDRESS)
    except NotUnderstood as error:
        assert error.reason  # noqa: PT017 - both ways are right
    else:
        assert all(p.address.startswith("http") for p in read.pages)


LISTING = """\
<html><body><nav><a href="/menu">Menu</a></nav><main>
<a href="/topics/neglect/">Neglect</a> <a href="neglect">again</a>
<a href="/topics/neglect/#part">part</a> <a href="/topics">this page</a>
<a href="http://site.example/topics/trauma?utm_source=x">Trauma</a>
<a href="/files/report.pdf">Report</a> <a href="#top">top</a> <a href="mailto:a@b.example">mail</a>
<a href="https://partner.example/kin">Kin</a> <a href="/app#/course/3">Course</a>
</main><footer><a href="/contact">Contact</a></footer></body></html>
"""


def listed(**options: object) -> list[str]:
    page = Page(LISTING, f"{SITE}/topics")
    return [a.removeprefix(SITE) for a in links(page, **options)]  # type: ignore[arg-type]


def test_a_listing_leads_to_what_its_content_links_to() -> None:
    assert listed() == [
        "/topics/neglect/",
        "/neglect",
        "http://site.example/topics/trauma",
        "/files/report.pdf",
        "/app#/course/3",
    ]


def test_patterns_choose_among_the_links() -> None:
    assert listed(include=["*/topics/*"]) == [
        "/topics/neglect/",
        "http://site.example/topics/trauma",
    ]
    assert listed(include=["*/topics/*"], exclude=["*trauma*"]) == ["/topics/neglect/"]
    assert listed(exclude=["*"]) == []


def test_other_hosts_only_when_they_are_named() -> None:
    assert "https://partner.example/kin" in listed(hosts=["www.Partner.example"])


@pytest.mark.parametrize(
    ("pattern", "address", "fits"),
    [
        ("https://a.example/*", "https://a.example/", True),
        ("https://a.example/*", "https://b.example/", False),
        ("*.pdf", "https://a.example/x.pdf", True),
        ("*.pdf", "https://a.example/xpdf", False),
        ("*/a/*/b", "https://x/a/1/b", True),
        ("*/a/*/b", "https://x/a/b", False),
        ("https://x/?q=[1]", "https://x/?q=[1]", True),
        ("https://x/?q=1", "https://x/aq=1", False),
        ("ab*bc", "abc", False),
        ("*", "", True),
        ("", "x", False),
    ],
)
def test_only_the_star_stands_for_something_else(pattern: str, address: str, fits: bool) -> None:
    assert Patterns([pattern]).match(address) is fits


@given(st.lists(st.text(alphabet="ab", max_size=3), max_size=5), st.text(alphabet="ab", max_size=4))
def test_a_pattern_fits_what_its_stars_are_filled_with(pieces: list[str], filling: str) -> None:
    assert Patterns(["*".join(pieces)]).match(filling.join(pieces))
