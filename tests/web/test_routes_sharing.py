"""Passing on and printing without scripts, over a real connection."""

import re
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
import segno
from asking import get
from axe_playwright_python.sync_playwright import Axe
from conftest import OpenPage
from library import TODAY
from lxml import html
from test_routes_exports import NOW, ids

from indexer.export import FORMATS
from indexer.query import Query
from web.addresses import Site
from web.routes import exports
from web.routes.answers import Refusal
from web.routes.serving import Asked
from web.routes.sharing import dialog, paper
from web.selection import selection
from web.sharing import Shared, code, share, shared, since_shared
from web.shelf import Shelf


def tree(answer: requests.Response) -> Any:
    assert answer.status_code == 200
    return html.document_fromstring(answer.content)


def test_a_search_to_pass_on(app: str) -> None:
    answer = get(f"{app}/share?topic=engagement&page=2&sort=title&shared=2020-01-01&junk=1")
    page = tree(answer)
    link = page.xpath("//input[@id='cs-share-link']/@value")[0]
    assert re.fullmatch(
        rf"{re.escape(app)}/\?topic=engagement&sort=title&shared=\d{{4}}-\d\d-\d\d&found=41", link
    )
    text = page.xpath("//textarea")[0].text
    assert text.startswith("Resources about family engagement\n41 resources on ")
    assert link in text
    assert "The first of them:\n- On the doorstep (2021)\n- Practice note 01 (2001)" in text
    mail = page.xpath("//a[starts-with(@href, 'mailto:')]/@href")[0]
    assert parse_qs(urlsplit(mail).query)["body"][0].replace("\r\n", "\n") == text.strip("\n")
    assert len(page.xpath("//figure//*[local-name()='svg']")) == 1
    saved = page.xpath("//a[@download]/@href")
    assert saved == [f"export/{form}?topic=engagement&sort=title" for form in FORMATS]
    assert page.xpath("//script") == []


def test_what_is_shared_under_an_invented_host_is_kept_by_nobody(app: str) -> None:
    answer = get(f"{app}/share", Host="library.example")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert tree(answer).xpath("//input/@value")[0].startswith("http://library.example/?shared=")


def test_everything_on_paper(app: str) -> None:
    page = tree(get(f"{app}/print?topic=engagement&sort=title"))
    assert page.findtext(".//h1") == "Resources about family engagement"
    assert len(page.xpath("//ol/li")) == 41
    shown = " ".join(page.text_content().split())
    assert "41 resources on" in shown
    assert f"{app}/?topic=engagement&sort=title" in shown
    assert "https://notes.example/40" in shown
    assert "{{ 7*7 }}" in tree(get(f"{app}/print?audience=judges")).text_content()


def test_too_much_for_paper(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MAX_ENTRIES", 40)
    with pytest.raises(Refusal, match="at most 40"):
        paper(Asked(shelf.holding, NOW))
    offered = dialog(Asked(shelf.holding, NOW, here="http://library.example")).body
    assert isinstance(offered, bytes)
    assert "holds at most 40 resources: narrow the search" in offered.decode()
    assert b"export/ris" not in offered
    assert b"feed.atom" in offered


LIST = (
    "title=Team+reading&note=Read+both."
    "&item=doorstep-podcast:Listen&item=alone-guide&item=never-was"
)


def test_a_list_on_paper_and_as_a_file(app: str) -> None:
    page = tree(get(f"{app}/print?{LIST}"))
    assert page.findtext(".//h1") == "Team reading"
    assert [h.text for h in page.xpath("//h2")] == [
        "On the doorstep",
        "Left alone at home: judging supervision",
    ]
    assert page.xpath("//p[@class='cs-note']/text()") == ["Listen"]
    for form in FORMATS:
        answer = get(f"{app}/export/{form}?{LIST}")
        assert ids(form, answer.content.decode()) == ["doorstep-podcast", "home-alone-guide"]
        kept = get(f"{app}/export/{form}?id=first-visits")
        assert ids(form, kept.content.decode()) == ["doorstep-podcast", "home-alone-guide"]
        search = get(f"{app}/export/{form}?id=kin")
        assert ids(form, search.content.decode()) == ["grandparents-article"]


def test_a_list_to_pass_on(app: str) -> None:
    page = tree(get(f"{app}/share?{LIST}"))
    link = page.xpath("//input[@id='cs-share-link']/@value")[0]
    assert dict(parse_qsl(urlsplit(link).query))["title"] == "Team reading"
    assert urlsplit(link).path == "/list"
    assert "shared=" not in link
    assert "Read both.\n2 resources on" in page.xpath("//textarea")[0].text
    assert "The whole list is in the link" in page.text_content()
    kept = tree(get(f"{app}/share?id=first-visits"))
    assert kept.xpath("//input/@value") == [f"{app}/list?id=first-visits"]
    assert "Librarians keep this list" in kept.text_content()


def test_a_code_says_the_link() -> None:
    link = "https://library.example/?topic=neglect&shared=2026-05-03&found=57"
    size = segno.make(link, error="m", micro=False).symbol_size(border=4)[0]
    drawn = code(link) or ""
    assert f'viewBox="0 0 {size} {size}"' in drawn
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert code("https://library.example/?" + "x" * 2000) is None


def test_a_shared_link_says_what_has_changed(shelf: Shelf) -> None:
    backend = shelf.holding.backend

    def since(params: str) -> tuple[int | None, int, int] | None:
        asked = tuple(parse_qsl(params))
        result = backend.search(Query.from_params(asked))
        told = since_shared(shared(asked), result, backend, TODAY)
        return told and (told.found, told.added, told.gone)

    # Everything in the small catalog came on 5 January 2024.
    assert since("topic=neglect") is None
    assert since("topic=neglect&shared=2024-06-01&found=1") is None  # made today
    assert since("topic=neglect&shared=2030-01-01") is None
    assert since("topic=neglect&shared=soon&found=4") is None
    assert since("topic=neglect&shared=2024-01-05&found=4") == (4, 0, 0)
    assert since("topic=neglect&shared=2024-02-01&found=6") == (6, 0, 2)
    assert since("topic=neglect&shared=2024-01-04&found=1") == (1, 4, 1)
    assert since("topic=neglect&shared=2024-01-05&found=1") == (1, 0, -3)
    assert since("topic=neglect&shared=2024-01-01&found=many") == (None, 4, 0)
    assert since("topic=neglect&shared=0001-01-01&found=1") is None
    assert since("topic=neglect&shared=9999-12-31") is None


def test_the_link_of_a_search_is_its_canonical_one(shelf: Shelf) -> None:
    asked = (("page", "3"), ("topic", "relative-care"), ("shared", "2020-01-01"))
    made = share(selection(shelf.holding, asked), Site("https://library.example"), TODAY)
    assert made.link == ("https://library.example/?topic=kinship-care&shared=2024-06-01&found=1")
    assert shared(tuple(parse_qsl(made.link.partition("?")[2]))) == Shared(TODAY, 1)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", ["/print?topic=neglect", f"/share?{LIST}", "/share?q=visit"])
def test_the_documents_read_well(open_page: OpenPage, path: str, scheme: str, width: int) -> None:
    size = {"width": width, "height": 800}
    context: dict[str, Any] = {"color_scheme": scheme, "viewport": size}
    page = open_page("/print?q=visit", **context)
    page.goto(page.url.partition("/print")[0] + path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
