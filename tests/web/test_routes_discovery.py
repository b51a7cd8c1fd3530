"""Sitemap, robots.txt and OpenSearch over a real connection."""

from dataclasses import replace
from urllib.robotparser import RobotFileParser

import pytest
from asking import get
from library import NOW
from lxml import etree

from web.routes import discovery
from web.routes.answers import Refusal
from web.routes.serving import Asked
from web.shelf import Shelf

PUBLIC = "https://shelf.example"


def locations(body: object) -> list[str]:
    assert isinstance(body, bytes)
    root = etree.fromstring(body)
    return [str(each.text) for each in root.iter(f"{{{discovery.SITEMAP}}}loc")]


def test_the_sitemap_lists_every_published_entry_once(app: str) -> None:
    answer = get(f"{app}/sitemap.xml")
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    found = locations(answer.content)
    assert found[0] == f"{app}/"
    assert len(found) == len(set(found)) == 1 + 48
    assert f"{app}/e/hostile-entry" in found
    assert not [address for address in found if "withdrawn" in address or "unfinished" in address]
    for address in found[1:4]:
        assert get(address).status_code == 200
    assert get(f"{app}/sitemap.xml", Host="evil.example").status_code == 421


def test_a_long_sitemap_comes_in_parts(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(shelf.holding, NOW, origin=PUBLIC)
    whole = locations(discovery.sitemap(asked).body)
    monkeypatch.setattr(discovery, "PAGES", 2)
    assert locations(discovery.sitemap(asked).body) == [
        f"{PUBLIC}/sitemaps/1.xml",
        f"{PUBLIC}/sitemaps/2.xml",
    ]
    parts = [
        locations(discovery.sitemap_part(replace(asked, path={"number": number})).body)
        for number in ("1", "2")
    ]
    assert [*parts[0], *parts[1]] == whole
    for number in ("3", "0", "-1", "x", "99999999999"):
        with pytest.raises(Refusal):
            discovery.sitemap_part(replace(asked, path={"number": number}))


def test_robots_reach_entries_but_no_combination_of_filters(app: str) -> None:
    answer = get(f"{app}/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == [f"{app}/sitemap.xml"]
    assert robots.can_fetch("any", f"{app}/e/quay-strategy")
    assert robots.can_fetch("any", f"{app}/")
    assert not robots.can_fetch("any", f"{app}/export/ris")
    assert "Disallow: /*?" in answer.text.splitlines()
    assert "Sitemap" not in get(f"{app}/robots.txt", Host="evil.example").text


def test_browsers_can_take_up_the_search(app: str) -> None:
    answer = get(f"{app}/opensearch.xml")
    assert answer.headers["Content-Type"].startswith("application/opensearchdescription+xml")
    root = etree.fromstring(answer.content)
    urls = {each.get("type"): each.get("template") for each in root.iter("{*}Url")}
    assert urls["text/html"] == f"{app}/?q={{searchTerms}}"
    given = urls["application/x-suggestions+json"].replace("{searchTerms}", "negl")
    words, found = get(given).json()
    assert (words, found[0]) == ("negl", "Neglect")
    assert get(urls["application/atom+xml"].replace("{searchTerms}", "negl")).status_code == 200
