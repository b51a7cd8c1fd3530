"""The page of an entry without scripts, as crawlers, previews and old browsers get it."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from asking import get
from axe_playwright_python.sync_playwright import Axe
from conftest import OpenPage
from lxml import html
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]


def tree(answer: requests.Response) -> Any:
    assert answer.content.startswith(b"<!DOCTYPE html>")
    return html.document_fromstring(answer.content)


def meta(page: Any, name: str) -> list[str]:
    return page.xpath("//meta[@name=$name or @property=$name]/@content", name=name)


def data(page: Any) -> Any:
    (script,) = page.xpath("//script")
    assert script.get("type") == "application/ld+json"
    return json.loads(script.text)


def test_a_guide(app: str) -> None:
    answer = get(f"{app}/e/home-alone-guide")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = tree(answer)
    assert page.findtext(".//title") == "Left alone at home: judging supervision – Caseshelf"
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{app}/e/home-alone-guide"]
    assert meta(page, "og:title") == ["Left alone at home: judging supervision"]
    assert meta(page, "og:url") == [f"{app}/e/home-alone-guide"]
    assert meta(page, "description")[0].startswith("Weighing age, time of day")
    assert meta(page, "DC.creator") == ["Rosa Lindqvist", "Per Abara"]
    assert meta(page, "DC.subject") == ["Supervisory neglect"]
    assert "https://doi.org/10.5555/alone" in meta(page, "DC.identifier")
    assert page.findtext(".//h1") == "Left alone at home: judging supervision"
    shown = " ".join(page.text_content().split())
    assert "With two worked examples" in shown
    assert "66 pages" in shown
    newer = page.xpath("//a[contains(., 'Newer edition')]/@href")
    assert newer == ["e/home-alone-guide-2"]


def test_structured_data(app: str) -> None:
    guide = data(tree(get(f"{app}/e/home-alone-guide")))
    assert guide["@context"] == "https://schema.org"
    assert guide["@id"] == f"{app}/e/home-alone-guide"
    assert guide["url"] == "https://www.harbour.example/alone"
    assert guide["datePublished"] == "2019-05"
    assert guide["numberOfPages"] == 66
    assert guide["isAccessibleForFree"] is True
    assert guide["sameAs"] == "https://doi.org/10.5555/alone"
    course = data(tree(get(f"{app}/e/spotting-neglect-course")))
    assert course["@type"] == "Course"
    assert course["numberOfCredits"] == 2
    assert course["teaches"] == ["Name four kinds of neglect", "Write down what was seen"]
    assert course["courseCode"] == "HPC-221"
    episode = data(tree(get(f"{app}/e/doorstep-podcast")))
    assert (episode["@type"], episode["timeRequired"]) == ("PodcastEpisode", "PT45M")
    assert episode["isPartOf"]["name"] == "Kitchen table talks"


def test_it_says_how_to_cite_the_entry(app: str) -> None:
    page = tree(get(f"{app}/e/home-alone-guide"))
    rows = page.xpath("//section[@aria-labelledby='cs-cite']//div")
    said = {row.findtext("dt"): row.findtext("dd") for row in rows}
    assert list(said) == ["APA", "Harvard", "Chicago"]
    assert said["APA"] == (
        "Lindqvist, R., & Abara, P. (2019, May). Left alone at home: judging supervision. "
        "Harbour Practice Centre. https://doi.org/10.5555/alone"
    )


def test_text_from_entries_stays_text(app: str) -> None:
    answer = get(f"{app}/e/hostile-entry")
    page = tree(answer)
    title = '<script>window.hacked=1</script><b>Bold & "quoted"</b>'
    assert page.findtext(".//h1") == title
    assert data(page)["name"] == title
    assert data(page)["publisher"]["name"] == "</span><script>window.hacked=4</script>"
    assert meta(page, "og:title") == [title]
    assert len(page.xpath("//script")) == 1
    assert page.xpath("//img") == []
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_former_withdrawn_and_unknown(app: str) -> None:
    former = get(f"{app}/e/alone-guide")
    assert (former.status_code, former.headers["Location"]) == (301, "/e/home-alone-guide")
    gone = get(f"{app}/e/withdrawn-notes")
    assert gone.status_code == 410
    page = tree(gone)
    assert "This entry has been withdrawn" in page.text_content()
    assert meta(page, "robots") == ["noindex"]
    assert "e/home-alone-guide-2" in page.xpath("//a/@href")
    for unknown in ("nobody", "unfinished", "%3Cscript%3E"):
        answer = get(f"{app}/e/{unknown}")
        assert answer.status_code == 404
        page = tree(answer)
        assert page.findtext(".//h1") == "There is no such entry"
        assert page.xpath("//script") == []


def test_every_link_leads_somewhere(app: str) -> None:
    address = f"{app}/e/home-alone-guide"
    page = tree(get(address))
    base = urljoin(address, page.find(".//base").get("href"))
    links = {urljoin(base, href) for href in page.xpath("//body//@href | //link/@href")}
    ours = {link for link in links if link.startswith(app)}
    assert {f"{app}/e/home-alone-guide-2", f"{app}/opensearch.xml"} <= ours
    assert {f"{app}/e/home-alone-guide.{ext}" for ext in ("ris", "bib", "csv")} <= ours
    for link in sorted(ours):
        assert get(link).status_code == 200, link


def test_an_invented_host_gets_into_no_page(app: str) -> None:
    page = tree(get(f"{app}/e/quay-strategy", Host="evil.example"))
    assert b"evil.example" not in html.tostring(page)
    assert page.xpath("//link[@rel='canonical']") == []


def test_a_page_that_is_known_is_not_sent_again(app: str) -> None:
    tag = get(f"{app}/e/quay-strategy").headers["ETag"]
    assert get(f"{app}/e/quay-strategy", **{"If-None-Match": tag}).status_code == 304


def test_the_colours_are_those_of_the_theme() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    css = (ROOT / "web" / "assets" / "plain.css").read_text("utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    for mode, text in (("light", light), ("dark", dark)):
        said = dict(re.findall(r"--st-([a-z-]+): (#[0-9a-f]{6});", text))
        kept = {
            re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name): value
            for name, value in theme[mode].items()
            if value.startswith("#")
        }
        assert said.items() <= kept.items()
        assert set(said) >= {"text-color", "background-color", "link-color", "border-color"}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_reads_well_in_a_browser(open_page: OpenPage, scheme: str, width: int) -> None:
    size = {"width": width, "height": 800}
    page = open_page("/e/spotting-neglect-course", color_scheme=scheme, viewport=size)
    expect(page.get_by_text("License number SW-40")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_it_needs_no_scripts_and_leads_to_the_app(open_page: OpenPage) -> None:
    page = open_page("/e/home-alone-guide", java_script_enabled=False)
    page.get_by_role("link", name=re.compile("Newer edition")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Left alone at home: second edition")
    assert page.url.endswith("/e/home-alone-guide-2")
    page = open_page("/e/home-alone-guide")
    page.get_by_role("link", name="Open in the catalog").click()
    expect(page).to_have_url(re.compile(r"/entry\?id=home-alone-guide$"))
    expect(page.locator("#cs-heading")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "headers", "code", "said"),
    [
        ("", {}, "en", "At a glance"),
        ("", {"Accept-Language": "es-US,en;q=0.5"}, "es", "De un vistazo"),
        ("", {"Accept-Language": "es", "Cookie": "caseshelf-language=en"}, "en", "At a glance"),
        ("?lang=es", {"Cookie": "caseshelf-language=en"}, "es", "De un vistazo"),
    ],
)
def test_the_page_is_in_the_readers_language(
    app: str, query: str, headers: dict[str, str], code: str, said: str
) -> None:
    answer = get(f"{app}/e/spotting-neglect-course{query}", **headers)
    assert answer.headers["Content-Language"] == code
    assert {"Accept-Language", "Cookie"} <= set(re.split(", *", answer.headers["Vary"]))
    page = tree(answer)
    assert page.get("lang") == code
    assert said in page.text_content()
    other = page.xpath("//a[@hreflang]/@href")
    assert other == [f"e/spotting-neglect-course?lang={'en' if code == 'es' else 'es'}"]
    # What programs read of it is the same for everybody.
    english = tree(get(f"{app}/e/spotting-neglect-course"))
    assert data(page) == data(english)
    assert meta(page, "DC.subject") == meta(english, "DC.subject") == ["Neglect", "Medical neglect"]
