"""Laws for any page: a draft or NotUnderstood, in bounded time, and nothing fetched or written."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.model import Draft, to_plain
from scrapers.charset import decode
from scrapers.generic.chain import Extracted, extract
from scrapers.generic.document import MAX_ELEMENTS
from scrapers.page import MAX_CHARACTERS, NotUnderstood
from tests.scrapers.generic.judged import TODAY, pairs

PAGES = [pair.html for pair in pairs("seen")]
ADDRESS = "https://any.example/page"
SCRAPS = [
    '<script type="application/ld+json">{"@type":"Article","headline":["a",{"b":[null]}],'
    '"author":[[["x"]],{"name":{"@value":1}}],"datePublished":{"a":2},"@id":"#"}</script>',
    '<script type="application/ld+json">' + "[" * 5_000 + "</script>",
    '<script type="application/ld+json">{"@id":"a","author":{"@id":"a"},"@type":"Book",'
    '"name":"\\ud800<b>x</b>"}</script>',
    '<script type="application/ld+json">NaN</script>',
    '<meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt; x">',
    '<meta name="citation_author" content=",">',
    '<meta name="citation_firstpage" content="999999"><meta name="citation_lastpage" content="1">',
    '<meta name="date" content="2020-13-45"><meta name="dc.date" content="0000">',
    '<meta name="author" content="By , and & ;|">',
    '<meta property="og:video:duration" content="1e999">',
    '<base href="http://["><link rel="canonical" href="http://h:99999/">',
    '<a href="javascript:alert(1)">x (PDF, 9999999999999999GB)</a>',
    '<a href="http://[/x.pdf">x</a><audio src="data:x">',
    "<h1>" + "| " * 400 + "</h1>",
    "<h1>" + "a: " * 3_000 + "</h1>",
    "<p>By " + "Aa, " * 3_000 + "</p>",
    "<p>Published: " + "1" * 5_000 + "</p>",
    "<p>Suggested citation: " + "A. " * 180 + "(2019)</p>",
    "<time datetime='9999-99-99'>",
    "<time datetime='2019-12-31T23:59:59Z'>Published 31/31/2019</time>",
    '<script type="application/ld+json">{"@type":"Article","headline":"a "b" c",'
    '"author":{"name":"<b>x</b>"},"datePublished":"2099-99-99T00:00Z"',
    "<div class='byline " + "p-" * 5_000 + "'>By <b>|</b><i>and</i><time>",
    "<div class='author'>" * 300,
    "<h1 class='site-title'><a href='http://['>x</a></h1>",
    "<h1><small>" + "a" * 5_000 + "</small><span class='kicker'>",
    "<h2 class='entry-title'></h2><meta name='twitter:label1' content='Written by'>",
    "<meta name='twitter:data1' content='\x07,|;'>",
    "<html lang='x'><title>",
    "<?xml version='1.0' encoding='utf-16'?>",
    "<!--",
    "<![CDATA[",
    "</main><main>",
    "\x00\ud800\u202e",
    "<svg><title>",
]
EVENLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def check(html: str, address: str = ADDRESS) -> None:
    with suppress(NotUnderstood):
        found = extract(html, address, TODAY)
        assert isinstance(found, Extracted)
        assert Draft.model_validate(to_plain(found.draft)) == found.draft
        assert found.draft.title
        assert set(found.origins) >= {"title"}
        assert all(getattr(found.draft, name) for name in found.origins)
        texts = (found.draft.title, found.draft.summary or "", *found.draft.authors)
        assert not any(f"<{tag}" in text for text in texts for tag in ("script", "b>", "p>"))
        assert found.draft.published is None or found.draft.published.year <= TODAY.year


@EVENLY
@given(
    page=st.sampled_from(PAGES),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 400)), max_size=4),
    scraps=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(SCRAPS)), max_size=5),
)
def test_a_mangled_page_is_a_draft_or_not_understood(
    page: str, cuts: list[tuple[float, int]], scraps: list[tuple[float, str]]
) -> None:
    for place, length in cuts:
        start = int(place * len(page))
        page = page[:start] + page[start + length :]
    for place, scrap in scraps:
        start = int(place * len(page))
        page = page[:start] + scrap + page[start:]
    check(page)


@EVENLY
@given(st.binary(max_size=2_000), st.text(max_size=60))
def test_any_bytes_from_any_address_are_a_draft_or_not_understood(
    content: bytes, address: str
) -> None:
    check(decode(content), address)


@pytest.mark.parametrize("scrap", SCRAPS, ids=range(len(SCRAPS)))
def test_each_scrap_alone_does_no_harm(scrap: str) -> None:
    check(scrap)
    check(PAGES[0].replace("</head>", f"{scrap}</head>"))
    check(PAGES[0].replace("<main>", f"<main>{scrap}"))


@pytest.mark.parametrize(
    "html",
    [
        "x" * (MAX_CHARACTERS + 1),
        "<i></i>" * (MAX_ELEMENTS + 1),
    ],
    ids=["characters", "elements"],
)
def test_a_page_beyond_the_limits_is_refused(html: str) -> None:
    with pytest.raises(NotUnderstood, match=r"more than|longer than"):
        extract(html, ADDRESS, TODAY)


@pytest.mark.parametrize("html", ["", " ", "<html>", "\x00", "<!-- -->", "<body></body>"])
def test_a_page_with_nothing_in_it_is_not_understood(html: str) -> None:
    with pytest.raises(NotUnderstood):
        extract(html, ADDRESS, TODAY)


_GUARDED = """
import sys
sys.path.insert(0, {root!r})
from tests.scrapers.generic.judged import ours, pairs
from scrapers.generic.chain import extract, NotUnderstood
seen = []
def watch(event, args):
    opened = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if opened or event in ("socket.connect", "socket.getaddrinfo", "urllib.Request", "os.mkdir"):
        seen.append((event, str(args[:2])))
sys.addaudithook(watch)
for pair in pairs("seen"):
    ours(pair)
for html in ("http://127.0.0.1/page", "https://any.example/x.html"):
    try:
        extract(html, html)
    except NotUnderstood:
        pass
print(seen)
"""


def test_reading_pages_opens_no_connection_and_writes_no_file() -> None:
    root = str(Path(__file__).resolve().parents[3])
    command = [sys.executable, "-B", "-W", "error", "-c", _GUARDED.format(root=root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"
