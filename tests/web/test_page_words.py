"""How the words of a search were read, and what a reader can do about it, in a real browser."""

import re

import pytest
from conftest import OpenPage
from playwright.sync_api import Page, expect
from test_page_connection import Line
from test_page_for_all import DESKTOP, PHONE, violations
from test_page_search import option, parameters, shows

pytestmark = pytest.mark.browser
DEVICES = pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])


def notice(page: Page, code: str) -> str:
    return page.locator(f"[data-notice={code}]").inner_text()


@DEVICES
def test_only_my_words_and_back(open_page: OpenPage, device: dict[str, object]) -> None:
    page = open_page("/?q=working+alongside+families&kind=guide", **device)
    total = page.get_by_role("status").inner_text()
    assert re.search("Family engagement", notice(page, "also-searching"), re.I)
    page.get_by_role("link", name="Search only for my words").click()
    expect(page.locator("[data-notice=own-words]")).to_be_visible()
    assert ("expand", "no") in parameters(page)
    expect(page.get_by_role("status")).not_to_have_text(total)
    assert violations(page) == []
    page.get_by_role("link", name="Other names as well").click()
    expect(page.get_by_role("status")).to_have_text(total)
    assert ("expand", "no") not in parameters(page)


def test_only_my_words_stays_while_filters_change(open_page: OpenPage) -> None:
    page = open_page("/?q=visit&expand=no")
    shows(page, 42)
    option(page, "Podcast episode").check()
    shows(page, 1)
    assert parameters(page) == [("q", "visit"), ("kind", "podcast-episode"), ("expand", "no")]


def test_the_order_follows_the_words(open_page: OpenPage) -> None:
    page = open_page("/?sort=oldest")
    page.locator("#cs-q").fill("visit")
    page.locator("#cs-q").press("Enter")
    shows(page, 42)
    assert parameters(page) == [("q", "visit")]
    page.get_by_label("Sort by").select_option("Title")
    expect(page).to_have_url(re.compile("sort=title"))
    page.locator("#cs-q").fill("doorstep visit")
    page.locator("#cs-q").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=doorstep\+visit&sort=title$"))


def test_other_words_are_searched_with_their_other_names(open_page: OpenPage) -> None:
    page = open_page("/?q=visit&expand=no")
    page.locator("#cs-q").fill("MI")
    page.locator("#cs-q").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=MI$"))


def test_an_order_stays_while_there_is_one_result(open_page: OpenPage) -> None:
    page = open_page("/?topic=kinship-care&sort=title")
    shows(page, 1)
    option(page, "Journal article").check()
    expect(page).to_have_url(re.compile("kind=journal-article&sort=title$"))


@DEVICES
def test_an_abbreviation_with_several_meanings(
    open_page: OpenPage, device: dict[str, object]
) -> None:
    page = open_page("/?q=SE", **device)
    assert notice(page, "ambiguous") == (
        "“SE” can mean Supervision or Sweden. All of them were searched for."
    )
    assert violations(page) == []
    page.get_by_role("link", name="Supervision", exact=True).click()
    assert parameters(page) == [("q", "Supervision")]
    expect(page.locator(".cs-card h2 mark").first).to_be_visible()


def test_another_spelling_stands_first_when_nothing_was_found(open_page: OpenPage) -> None:
    page = open_page("/?q=grandparnets")
    expect(page.get_by_role("status")).to_have_text("Nothing found")
    repair = page.locator(".cs-repairs li").first
    expect(repair).to_have_text(re.compile("^Search for “grandparents”.*1 resource$", re.S))
    repair.get_by_role("link").click()
    shows(page, 1)


def test_the_arrows_go_from_result_to_result(open_page: OpenPage) -> None:
    page = open_page("/?q=visit")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent") != "Skip to the results":
        page.keyboard.press("Tab")
    expect(page.locator(".cs-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    titles = page.locator(".cs-card h2 a")
    while not titles.first.evaluate("e => e === document.activeElement"):
        page.keyboard.press("Tab")
    for n in range(1, 5):
        page.keyboard.press("ArrowDown")
        expect(titles.nth(n)).to_be_focused()
        expect(titles.nth(n)).to_be_in_viewport()
    page.keyboard.press("ArrowUp")
    expect(titles.nth(3)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#cs-q")).to_be_focused()


@DEVICES
def test_a_slow_search_says_so(open_page: OpenPage, device: dict[str, object]) -> None:
    page = open_page(**device)
    line = Line(page)
    shows(page, 48)
    line.hold_answers()
    page.locator("#cs-q").fill("doorstep")
    page.locator("#cs-q").press("Enter")
    expect(page.get_by_text("Still searching…")).to_be_visible()
    expect(page.locator(".cs-host")).to_have_attribute("aria-busy", "true")
    assert violations(page) == []
    line.bring_answers()
    shows(page, 1)
    expect(page.get_by_text("Still searching…")).to_be_hidden()
