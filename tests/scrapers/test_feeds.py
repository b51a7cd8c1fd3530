"""Feeds: podcasts and news, as they should be and as they are."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.model import LinkRole, RelationType, to_plain
from scrapers import feeds
from scrapers.feeds import Feed, read_feed
from scrapers.page import NotUnderstood

ADDRESS = "https://pod.example/feed/episodes.xml"

PODCAST = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Casework &amp; Coffee</title>
<link>https://pod.example/</link>
<description>&lt;p&gt;Talks for people who visit families.&lt;/p&gt;</description>
<language>en-us</language>
<itunes:author>Example Agency</itunes:author>
<atom:link rel="self" href="https://pod.example/feed/episodes.xml"/>
<atom:link rel="next" href="episodes.xml?page=2"/>
<item>
  <title>What really helps</title>
  <link>https://pod.example/27</link>
  <guid isPermaLink="false">a27</guid>
  <pubDate>Mon, 01 Jan 2024 23:30:00 -0500</pubDate>
  <itunes:episode>27</itunes:episode>
  <itunes:duration>01:02:40</itunes:duration>
  <itunes:author>Ana Ruiz</itunes:author>
  <description><![CDATA[<p>First &amp; foremost.</p><script>bad()</script>
    <p>Then the rest.</p>]]></description>
  <enclosure url="https://cdn.example/27.mp3" length="30408704" type="audio/mpeg"/>
  <podcast:transcript url="https://pod.example/27.vtt" type="text/vtt"/>
  <podcast:transcript url="https://pod.example/27.html" type="text/html"/>
</item>
<item>
  <title>Episode 26: On neglect</title>
  <itunes:duration>1500</itunes:duration>
  <enclosure url="/26.mp3" length="0" type="audio/mpeg"/>
</item>
<item><link>https://pod.example/untitled</link>
  <enclosure url="/25.mp3" type="audio/mpeg"/></item>
</channel></rss>
"""

ATOM = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es">
<title>Noticias</title><link href="/"/><id>urn:x</id><updated>2024-02-01T00:00:00Z</updated>
<entry><title type="html">Una &lt;b&gt;guía&lt;/b&gt;</title><id>urn:1</id>
<link href="una"/><published>2024-01-31T23:59:00-05:00</published>
<updated>2024-02-02T00:00:00Z</updated>
<author><name>Luz</name></author><author><name>Sol</name></author>
<content type="html">&lt;p&gt;Texto.&lt;/p&gt;</content></entry>
</feed>
"""


def rss(*items: str, head: str = "<title>News</title>") -> bytes:
    return f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


def described(description: str) -> bytes:
    return rss(f"<item><title>A</title><description>{description}</description></item>")


def read(text: str | bytes) -> Feed:
    return read_feed(text.encode() if isinstance(text, str) else text, ADDRESS)


def test_a_podcast() -> None:
    feed = read(PODCAST)
    assert to_plain(feed.series) == {
        "id": "casework-coffee",
        "title": "Casework & Coffee",
        "summary": "Talks for people who visit families.",
        "kind": "podcast-series",
        "authors": ["Example Agency"],
        "languages": ["en"],
        "links": [{"role": "landing", "url": "https://pod.example/"}],
    }
    assert to_plain(feed.items[0]) == {
        "id": "what-really-helps",
        "title": "What really helps",
        "summary": "First & foremost.\n\nThen the rest.",
        "kind": "podcast-episode",
        "authors": ["Ana Ruiz"],
        "published": "2024-01-01",
        "languages": ["en"],
        "format": "audio",
        "links": [
            {"role": "landing", "url": "https://pod.example/27"},
            {
                "role": "audio",
                "url": "https://cdn.example/27.mp3",
                "format": "audio",
                "size_kb": 29696,
            },
        ],
        "relations": [{"type": "part-of", "entry": "casework-coffee"}],
        "episode": {
            "series": "Casework & Coffee",
            "number": 27,
            "minutes": 63,
            "transcript": "https://pod.example/27.html",
        },
    }
    second = feed.items[1]
    assert second.episode
    assert (second.episode.number, second.episode.minutes) == (26, 25)
    assert [(link.url, link.size_kb) for link in second.links] == [
        ("https://pod.example/26.mp3", None)
    ]
    assert feed.next_page == "https://pod.example/feed/episodes.xml?page=2"
    assert feed.drafts == (feed.series, *feed.items)
    assert feed.warnings == ("item 3 has no title and was left out: https://pod.example/untitled",)


def test_a_feed_of_news() -> None:
    feed = read(ATOM)
    assert (feed.series.kind, feed.series.title) == ("newsletter", "Noticias")
    (item,) = feed.items
    assert to_plain(item) == {
        "id": "una-guia",
        "title": "Una guía",
        "summary": "Texto.",
        "kind": "news-article",
        "authors": ["Luz", "Sol"],
        "published": "2024-01-31",
        "languages": ["es"],
        "format": "html",
        "links": [{"role": "landing", "url": "https://pod.example/feed/una"}],
        "relations": [{"type": "part-of", "entry": "noticias"}],
    }
    assert feed.next_page is None


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [
        ("3600", 60),
        ("20", 1),
        ("45:29", 45),
        ("1:05:00", 65),
        ("00:59:59", 60),
        ("754.5", 13),
        ("0", None),
        ("long", None),
        ("1:2:3:4", None),
    ],
)
def test_durations(duration: str, minutes: int | None) -> None:
    item = (
        f"<item><title>A</title><itunes:duration>{duration}</itunes:duration>"
        '<enclosure url="https://a.example/a.mp3" type="audio/mpeg"/></item>'
    )
    head = '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
    feed = read(f"{head}<channel><title>T</title>{item}</channel></rss>")
    assert feed.items[0].minutes == minutes


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Episode 27: Neglect", 27),
        ("Episodio 3. El descuido", 3),
        ("Ep. 4 - Visits", 4),
        ("#12 Kin", 12),
        ("S2 E5: Homes", 5),
        ("S02E07 Homes", 7),
        ("Season 2, Episode 5: Homes", 5),
        ("Episodes of neglect", None),
        ("24 hours", None),
        ("Each day", None),
    ],
)
def test_numbers_in_titles(title: str, number: int | None) -> None:
    sound = '<enclosure url="https://a.example/a.mp3" type="audio/mpeg"/>'
    (item,) = read(rss(f"<item><title>{title}</title>{sound}</item>")).items
    assert item.episode
    assert item.episode.number == number


def test_a_film() -> None:
    film = '<enclosure url="https://a.example/a.mp4" length="1048576" type="video/mp4"/>'
    (item,) = read(rss(f"<item><title>A film</title>{film}</item>")).items
    assert (item.kind, item.format) == ("video", "video")
    (link,) = item.links_with(LinkRole.VIDEO)
    assert link.size_kb == 1024


def test_a_file_without_a_type_is_known_by_its_ending() -> None:
    sound = '<enclosure url="https://a.example/a.mp3?x=1"/>'
    (item,) = read(rss(f"<item><title>A</title>{sound}</item>")).items
    assert item.kind == "podcast-episode"


def test_what_blog_software_adds_is_no_description() -> None:
    text = (
        "<p>How a visit begins […]</p><p>The post <a href='/'>Visits</a> appeared first on"
        " <a href='/'>The blog</a>.</p><p>Continue reading Visits →</p>"
    )
    (item,) = read(described(f"<![CDATA[{text}]]>")).items
    assert item.summary == "How a visit begins …"


def test_a_mail_address_is_no_author() -> None:
    def by(author: str) -> tuple[str, ...]:
        (item,) = read(rss(f"<item><title>A</title><author>{author}</author></item>")).items
        return item.authors

    assert by("editor@example.org (Ana Ruiz)") == ("Ana Ruiz",)
    assert by("editor@example.org") == ()


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Mon, 01 Jan 2024 23:30:00 -0500", "2024-01-01"),
        ("1 Mar 2024", "2024-03-01"),
        ("2024-03-01T00:00:00Z", "2024-03-01"),
        ("Mon, 99999999999999999999 Jan 2024 23:30:00 -0500", None),
        ("31 Feb 2024 08:00 GMT", None),
        ("soon", None),
    ],
)
def test_days(said: str, day: str | None) -> None:
    (item,) = read(rss(f"<item><title>A</title><pubDate>{said}</pubDate></item>")).items
    assert (str(item.published) if item.published else None) == day


def test_ids_stay_when_a_newer_item_with_the_same_title_comes() -> None:
    def issue(day: int) -> str:
        return (
            f"<item><title>This week</title><pubDate>{day} Mar 2024 08:00:00 GMT</pubDate></item>"
        )

    before = {item.published: item.id for item in read(rss(issue(8), issue(1))).items}
    after = {item.published: item.id for item in read(rss(issue(15), issue(8), issue(1))).items}
    assert before.items() <= after.items()
    assert "this-week-2024-03-15" in after.values()


def test_an_ill_formed_feed_is_read_with_a_warning() -> None:
    broken = rss("<item><title>First</title></item>", "<item><title>Fish & chips</title><b></item>")
    feed = read(broken)
    assert [item.title for item in feed.items][:1] == ["First"]
    assert len(feed.items) == 2
    assert feed.warnings[0].startswith("the feed is ill-formed (")
    assert feed.warnings[0].endswith("; read as far as possible")


def test_a_feed_without_a_title_is_called_after_its_host() -> None:
    feed = read(rss("<item><title>A</title></item>", head=""))
    assert feed.series.title == "pod.example"
    assert feed.warnings == ("the feed has no title; it is called “pod.example”",)


def test_a_long_description_is_cut_at_a_paragraph() -> None:
    text = "".join(f"<p>{'word ' * 100}{n}</p>" for n in range(20))
    (item,) = read(
        rss(f"<item><title>A</title><description><![CDATA[{text}]]></description></item>")
    ).items
    assert item.summary
    assert len(item.summary) <= feeds.LONGEST_SUMMARY + 20
    assert item.summary.endswith(" 2")
    (one,) = read(
        rss(f"<item><title>A</title><description>{'word ' * 900}</description></item>")
    ).items
    assert one.summary
    assert one.summary.endswith("word …")


def test_a_description_nested_without_an_end_costs_only_itself() -> None:
    deep = "&lt;div&gt;" * 1_000 + "x"
    feed = read(described(deep))
    assert [item.title for item in feed.items] == ["A"]


def test_no_part_of_a_feed_may_be_script() -> None:
    links = '<link>javascript:alert(1)</link><enclosure url="data:x" type="audio/mpeg"/>'
    (draft,) = read(rss(f"<item><title>A</title>{links}</item>")).items
    assert draft.links == ()


def test_a_feed_too_long_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_ITEMS", 2)
    feed = read(rss(*(f"<item><title>A{n}</title></item>" for n in range(3))))
    assert [item.title for item in feed.items] == ["A0", "A1"]
    assert feed.warnings == ("only the first 2 items were read",)
    monkeypatch.setattr(feeds, "MAX_BYTES", 10)
    with pytest.raises(NotUnderstood, match="longer than 10 bytes"):
        read(PODCAST)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body><p>No feed</p></body></html>",
        b"just text",
        b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel/></rss>',
        b"/etc/hostname",
        b'<?xml version="1.0" encoding="\x8e"?><rss><channel/></rss>',
        b"https://127.0.0.1:9/feed",
        b"{}",
    ],
)
def test_what_is_no_feed_is_not_understood(data: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read(data)


def test_the_name_of_a_file_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(PODCAST, "utf-8")
    with pytest.raises(NotUnderstood):
        read(str(file))


PIECES = (
    "<|>|&|;|]|\x00|é|<rss>|<channel>|<item>|<title>|</title>|</item>|<![CDATA[|a|https://a.example/"
    "|<enclosure url='x' type='audio/mpeg' length='-1'/>|<pubDate>31 Feb 2024 1:2</pubDate>"
    "|<feed xmlns='http://www.w3.org/2005/Atom'>|<entry>|<updated>0000-00-00</updated>"
    "|<link rel='next' href='http://['/>|<itunes:duration>9"
).split("|")
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(st.one_of(st.binary(max_size=200), texts.map(str.encode)))
def test_any_bytes_are_a_feed_or_not_understood(data: bytes) -> None:
    try:
        feed = read(data)
    except NotUnderstood:
        return
    ids = [draft.id for draft in feed.drafts]
    assert len(ids) == len(set(ids))
    for item in feed.items:
        assert [(r.type, r.entry) for r in item.relations] == [
            (RelationType.PART_OF, feed.series.id)
        ]


@given(st.data())
def test_a_damaged_feed_is_a_feed_or_not_understood(data: st.DataObject) -> None:
    text = bytearray(data.draw(st.sampled_from([PODCAST, ATOM])).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = start + data.draw(st.integers(0, 40))
        again = bytes(text[start:end]) * 2
        text[start:end] = data.draw(st.sampled_from([b"", again, b"<", b"&", b"]]>", b"9" * 30]))
    with suppress(NotUnderstood):
        assert read(bytes(text)).series.title
