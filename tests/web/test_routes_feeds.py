"""Feeds over a real connection, read back with feedparser."""

import http.client
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import feedparser
import pytest
from asking import get
from library import NOW

from catalog.model import Entry
from indexer.backend import Hit
from web.routes.feeds import atom, json_feed
from web.routes.serving import Asked
from web.shelf import Holding, Shelf


def test_an_atom_feed_of_a_search(app: str) -> None:
    answer = get(f"{app}/feed.atom?topic=relative-care&sort=title&page=3&from=soon&x=1")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.feed.title == "Resources about kinship care – Caseshelf"
    assert feed.feed.link == f"{app}/?topic=kinship-care"
    assert feed.feed.id == f"{app}/feed.atom?topic=kinship-care"
    (entry,) = feed.entries
    assert entry.title == "What grandparents ask first"
    assert entry.link == entry.id == f"{app}/e/grandparents-article"
    assert entry.summary == "Interviews with forty kinship carers about money, school and sleep."
    assert entry.published == "2024-01-05T00:00:00Z"
    assert [tag.label for tag in entry.tags] == ["Kinship care"]
    assert entry.author == "Quay Press"


def test_a_json_feed_of_a_search(app: str) -> None:
    answer = get(f"{app}/feed.json?q=doorstep")
    assert answer.headers["Content-Type"] == "application/feed+json"
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"{app}/?q=doorstep"
    assert feed["items"][0]["url"] == f"{app}/e/doorstep-podcast"
    assert feed["items"][0]["external_url"] == "https://radio.example/4.mp3"
    assert feed["items"][0]["tags"] == ["Motivational interviewing"]


def test_text_from_entries_stays_text(app: str) -> None:
    title = '<script>window.hacked=1</script><b>Bold & "quoted"</b>'
    address = f"{app}/feed.atom?topic=housing"
    assert b"<script" not in get(address).content
    feed = feedparser.parse(get(address).content, sanitize_html=False)
    assert feed.entries[0].title == title
    assert get(f"{app}/feed.json?topic=housing").json()["items"][0]["title"] == title


def test_a_feed_that_is_known_is_not_sent_again(app: str) -> None:
    tag = get(f"{app}/feed.atom").headers["ETag"]
    assert get(f"{app}/feed.atom", If_None_Match=tag).status_code == 304


def test_an_empty_feed_is_a_feed(app: str) -> None:
    feed = feedparser.parse(get(f"{app}/feed.atom?q=zzzz").content)
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json"])
def test_an_invented_host_gets_into_no_feed(app: str, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(app).netloc, timeout=30)
    connection.request("GET", path, headers={"Host": "evil.example"})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 421
    assert "KB_PUBLIC_URL" in body


def test_the_public_address_is_used_and_the_newest_stand_first(shelf: Shelf) -> None:
    catalog = shelf.holding.catalog
    given = {"id": "fresh", "title": "Fresh \x07 bell", "kind": "guide", "added": date(2024, 5, 1)}
    entry = Entry.model_construct(**{**catalog.read("quay-strategy").__dict__, **given})
    holding = Holding(catalog, OneMore(shelf.holding, entry), (), {})  # type: ignore[arg-type]
    asked = Asked(holding, NOW, address="feed.atom", origin="https://shelf.example")
    body = atom(asked).body
    assert isinstance(body, bytes)
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert feed.entries[0].link == "https://shelf.example/e/fresh"
    assert feed.entries[0].title == "Fresh \ufffd bell"
    assert feed.feed.updated == "2024-05-01T00:00:00Z"
    assert json_feed(asked).media_type == "application/feed+json"


class OneMore:
    """A search that finds one more entry, first."""

    def __init__(self, holding: Holding, entry: Entry) -> None:
        self._holding, self._entry = holding, entry

    def search(self, query: object) -> object:
        found = self._holding.backend.search(query)  # type: ignore[arg-type]
        return replace(found, hits=(Hit(self._entry, 0.0), *found.hits))
