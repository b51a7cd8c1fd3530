"""What a source leads to beyond its own list: links, sitemaps, feeds, pages of any site."""

from pathlib import Path
from typing import Any

import pytest

from catalog.merging import merge_records
from catalog.sources import Defaults, Source, load_sources
from catalog.store import Catalog
from scrapers.fetcher import Fetcher
from scrapers.report import Outcome, Report
from tests.harvest.records import accept
from tests.harvest.test_run import LIMITS, run
from tests.harvest.town import build
from tests.harvest.web import Answer, Web, status

XML = {"Content-Type": "application/xml"}
PAGE = """<html lang="en"><head><title>{title}</title>
<meta property="og:title" content="{title}"><meta property="og:description" content="About it.">
</head><body><main><h1>{title}</h1><p>{text}</p>{links}</main></body></html>"""
TEXT = "A page with enough to say about one subject, so that it can be told from a list. " * 8


def page(title: str, *links: str) -> Answer:
    items = "".join(f'<li><a href="{link}">More</a></li>' for link in links)
    return Answer(PAGE.format(title=title, text=TEXT, links=f"<ul>{items}</ul>").encode())


def source(web: Web, *pages: str, scraper: str = "generic", **follow: Any) -> Source:
    return Source.model_validate(
        {
            "id": "any",
            "title": "Any",
            "scraper": scraper,
            "site": web.url("/"),
            "pages": [{"address": web.url(path)} for path in pages],
            "follow": follow or None,
            "crawl_delay": 0,
            "allow_private": True,
        }
    )


def harvest(catalog: Catalog, tmp_path: Path, owner: Source) -> Report:
    with Fetcher(tmp_path / "cache", "", LIMITS) as fetcher:
        return run(catalog, tmp_path, fetcher, owner)


def tree(web: Web) -> None:
    web.has("/list", page("List", "/a", "/b", "/private/c", "/a#part", "https://other.example/x"))
    web.has("/a", page("Subject A", "/deep"))
    web.has("/b", page("Subject B"))
    web.has("/private/c", page("Subject C"))
    web.has("/deep", page("Subject deep", "/list"))


FOLLOWED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["/list"]),
    ({"depth": 0}, ["/list"]),
    ({"depth": 1}, ["/list", "/a", "/b", "/private/c"]),
    ({"depth": 2}, ["/list", "/a", "/b", "/private/c", "/deep"]),
    ({"depth": 9, "pages": 3}, ["/list", "/a", "/b"]),
    ({"depth": 1, "exclude": ["*/private/*"]}, ["/list", "/a", "/b"]),
    ({"depth": 2, "include": ["*/a", "*/b"]}, ["/list", "/a", "/b"]),
]


@pytest.mark.parametrize(("follow", "visited"), FOLLOWED)
def test_links_are_followed_within_the_limits(
    catalog: Catalog, web: Web, tmp_path: Path, follow: dict[str, Any], visited: list[str]
) -> None:
    tree(web)
    harvest(catalog, tmp_path, source(web, "/list", **follow))
    assert web.paths() == visited


def test_a_list_is_no_resource_and_what_it_lists_is(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    tree(web)
    report = harvest(catalog, tmp_path, source(web, "/list", depth=1))
    assert [i.title for i in report.of(Outcome.NEW)] == ["Subject A", "Subject B", "Subject C"]
    assert report.ok


def test_sitemaps_are_read_with_what_they_lead_to(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    tree(web)

    def sitemap(kind: str, *places: tuple[str, str]) -> Answer:
        tag = "sitemap" if kind == "sitemapindex" else "url"
        items = "".join(
            f"<{tag}><loc>{web.url(path)}</loc><lastmod>{day}</lastmod></{tag}>"
            for path, day in places
        )
        head = f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        return Answer(f"{head}{items}</{kind}>".encode(), headers=XML)

    index = web.has("/index.xml", sitemap("sitemapindex", ("/pages.xml", "2026-01-01")))
    web.has(
        "/pages.xml",
        sitemap("urlset", ("/a", "2025-05-01"), ("/b", "2020-05-01"), ("/private/c", "2026-01-01")),
    )
    owner = source(web, depth=0, sitemaps=[index], since="2025", exclude=["*/private/*"])
    report = harvest(catalog, tmp_path, owner)
    assert web.paths() == ["/index.xml", "/pages.xml", "/a"]
    assert [i.title for i in report.of(Outcome.NEW)] == ["Subject A"]


def test_a_feed_is_read_page_by_page(catalog: Catalog, web: Web, tmp_path: Path) -> None:
    def feed(number: int, more: str) -> Answer:
        return Answer(
            f"""<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
            <title>Desk talk</title><link>https://talk.example/</link>{more}
            <item><title>Talk {number}</title><link>https://talk.example/{number}</link>
            <enclosure url="https://talk.example/{number}.mp3" type="audio/mpeg"/></item>
            </channel></rss>""".encode(),
            headers={"Content-Type": "application/rss+xml"},
        )

    second = web.has("/feed?page=2", feed(1, ""))
    web.has("/feed", feed(2, f'<atom:link rel="next" href="{second}"/>'))
    report = harvest(catalog, tmp_path, source(web, "/feed", scraper="feed", depth=0, pages=5))
    titles = [item.title for item in report.of(Outcome.NEW)]
    assert {"Desk talk", "Talk 1", "Talk 2"} <= set(titles)
    assert web.paths() == ["/feed", "/feed?page=2"]
    assert not harvest(
        catalog, tmp_path, source(web, "/feed", scraper="feed", depth=0, pages=5)
    ).of(Outcome.NEW)


def test_a_whole_town_is_harvested_and_then_unchanged(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    town = build(web, 60)
    report = harvest(catalog, tmp_path, town)
    assert len(report.of(Outcome.NEW)) > 60
    assert any("no such page" in reason for _, reason in report.warnings)
    assert any("robots.txt does not allow" in reason for _, reason in report.warnings)
    assert report.of(Outcome.NOT_UNDERSTOOD)
    again = harvest(catalog, tmp_path, town)
    assert not [*again.of(Outcome.NEW), *again.of(Outcome.CHANGED), *again.of(Outcome.GONE)]


FOLLOW = """\
sources:
- id: city
  title: City
  scraper: generic
  site: https://city.example/
  follow:
    depth: 2
    pages: 50
    include:
    - '*/topics/*'
    since: 2024-06
"""


def test_following_is_configured_in_the_sources(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(FOLLOW, "utf-8")
    follow = load_sources(tmp_path)["city"].follow
    assert follow
    assert (follow.depth, follow.pages, follow.include) == (2, 50, ("*/topics/*",))
    assert str(follow.since) == "2024-06"


def test_a_page_that_fails_leads_nowhere(catalog: Catalog, web: Web, tmp_path: Path) -> None:
    web.has("/list", status(404))
    report = harvest(catalog, tmp_path, source(web, "/list", depth=3))
    assert [item.outcome for item in report.items] == [Outcome.FAILED]
    assert report.items[0].page == web.url("/list")


def test_links_that_lead_nowhere_are_named_and_fail_no_run(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    dead = {
        "/missing": status(404),
        "/closed/a": page("Closed"),
        "/letter.doc": Answer(b"PK", headers={"Content-Type": "application/msword"}),
    }
    web.has("/robots.txt", Answer(b"User-agent: *\nDisallow: /closed/"))
    web.has("/list", page("List", "/a", *dead))
    web.has("/a", page("Subject A"))
    for path, answer in dead.items():
        web.has(path, answer)
    report = harvest(catalog, tmp_path, source(web, "/list", depth=1))
    assert report.ok
    assert {place for place, _ in report.warnings} == {web.url(path) for path in dead}
    report = harvest(catalog, tmp_path, source(web, "/list", "/missing", depth=1))
    assert [item.page for item in report.of(Outcome.FAILED)] == [web.url("/missing")]
    web.has("/a", status(403))
    assert not harvest(catalog, tmp_path, source(web, "/list", depth=1)).ok, "it may open again"


@pytest.mark.parametrize("paths", [("/may", "/june"), ("/june", "/may")])
def test_two_pages_with_one_title_are_two_resources_until_they_are_merged(
    catalog: Catalog, web: Web, tmp_path: Path, paths: tuple[str, str]
) -> None:
    web.has("/list", page("List", "/may"))
    for path in paths:
        web.has(path, page("News of the month"))
    owner = source(web, "/list", depth=1)
    owner = owner.model_copy(update={"defaults": Defaults(kind="guide", publisher="Town")})
    harvest(catalog, tmp_path, owner)
    accept(catalog)
    web.has("/list", page("List", *paths))
    report = harvest(catalog, tmp_path, owner)
    assert [(i.draft, i.page) for i in report.of(Outcome.NEW)] == [
        ("news-of-the-month-2", web.url("/june"))
    ]
    accept(catalog)
    assert {i.outcome for i in harvest(catalog, tmp_path, owner).items} == {Outcome.UNCHANGED}
    merge_records(catalog, "news-of-the-month", "news-of-the-month-2")
    assert {i.outcome for i in harvest(catalog, tmp_path, owner).items} == {Outcome.UNCHANGED}


def test_a_page_that_moved_is_the_same_resource(catalog: Catalog, web: Web, tmp_path: Path) -> None:
    web.has("/list", page("List", "/may"))
    web.has("/may", page("News of the month"))
    owner = source(web, "/list", depth=1)
    harvest(catalog, tmp_path, owner)
    web.has("/list", page("List", "/news/may"))
    web.has("/news/may", page("News of the month"))
    (item,) = harvest(catalog, tmp_path, owner).items
    assert (item.outcome, item.draft) == (Outcome.CHANGED, "news-of-the-month")
