"""Long lists of filters, what is not recorded, and the year, in a real browser."""

import re

import pytest
from conftest import OpenPage
from playwright.sync_api import Locator, Page, expect
from test_page_for_all import DESKTOP, PHONE, violations
from test_page_search import count_of, option, parameters, shows

pytestmark = pytest.mark.browser
DEVICES = pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])


def facet(page: Page, name: str, device: dict[str, object]) -> Locator:
    """Open a facet, on a phone behind its button."""
    if device is PHONE and not page.locator(".cs-filter-list").is_visible():
        page.get_by_role("button", name=re.compile("^Filters")).tap()
    panel = page.locator(f"#cs-facet-{name}")
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    return panel


@DEVICES
def test_a_value_is_found_in_a_long_facet(open_page: OpenPage, device: dict[str, object]) -> None:
    page = open_page("/?q=visit", **device)
    panel = facet(page, "publisher", device)
    expect(option(page, "House 23")).to_be_hidden()
    box = panel.get_by_role("searchbox", name="Find in Publisher")
    box.fill("HÓUSE 2")
    expect(panel.locator(".cs-found")).to_have_text("10 found")
    expect(option(page, "House 23")).to_be_visible()
    expect(option(page, "House 3")).to_be_hidden()
    box.fill("house 23")
    expect(panel.locator(".cs-found")).to_have_text("1 found")
    assert violations(page) == []
    promised = count_of(page, "House 23")
    option(page, "House 23").check()
    shows(page, promised)
    expect(box).to_have_value("house 23")  # it stays, and goes on hiding the others
    expect(option(page, "House 22")).to_be_hidden()
    box.fill("zzyzx")
    expect(panel.locator(".cs-found")).to_have_text("Nothing here has this")
    box.press("Escape")
    expect(box).to_have_value("")
    expect(option(page, "Harbour Practice Centre")).to_be_visible()
    assert parameters(page) == [("q", "visit"), ("publisher", "house-23")]


def test_what_is_found_below_a_term_shows_its_way_there(open_page: OpenPage) -> None:
    page = open_page()
    box = page.get_by_role("searchbox", name="Find in Topic")
    box.fill("special topic 07")
    expect(option(page, "Special topic 07")).to_be_visible()
    expect(option(page, "Housing")).to_be_visible()
    expect(option(page, "Neglect")).to_be_hidden()


def test_a_topic_below_takes_the_place_of_the_one_above_and_back(open_page: OpenPage) -> None:
    page = open_page("/?audience=caseworkers&audience=caregivers&audience=supervisors")
    option(page, "Neglect").check()
    shows(page, 4)
    promised = count_of(page, "Medical neglect")
    option(page, "Medical neglect").check()
    shows(page, promised)
    expect(option(page, "Neglect")).not_to_be_checked()
    option(page, "Supervisory neglect").check()  # beside each other
    shows(page, 3)
    option(page, "Neglect").check()
    shows(page, 4)
    expect(option(page, "Medical neglect")).not_to_be_checked()
    assert [value for name, value in parameters(page) if name == "topic"] == ["neglect"]


@DEVICES
def test_what_is_not_recorded_can_be_chosen(open_page: OpenPage, device: dict[str, object]) -> None:
    page = open_page("/?kind=strategy-plan&kind=journal-article&kind=podcast-episode", **device)
    panel = facet(page, "format", device)
    missing = panel.get_by_role("checkbox", name=re.compile("^Not recorded 2 resources$"))
    missing.check()
    shows(page, 2)
    expect(missing).to_be_checked()
    assert ("format", "not-recorded") in parameters(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("with no format recorded")
    page.get_by_role("link", name="Remove Format: No format recorded").evaluate("e => e.click()")
    shows(page, 3)


def test_what_has_no_year_stands_beside_the_years(open_page: OpenPage) -> None:
    page = open_page("/?from=2022")
    shows(page, 2)
    undated = page.locator("#cs-year-not-recorded")
    expect(undated).to_have_accessible_name("Not recorded 1 resource")
    undated.check()
    shows(page, 3)
    assert parameters(page) == [("from", "2022"), ("year", "not-recorded")]
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Resources since 2022 or without a year"
    )
    page.get_by_role("link", name="Remove Published: since 2022").click()
    shows(page, 1)
    expect(page.locator(".cs-card h2")).to_have_text(["Practice note 40"])


def test_lengths_and_access_are_filters(open_page: OpenPage) -> None:
    page = open_page()
    facet(page, "length", DESKTOP)
    names = page.locator("#cs-facet-length .cs-name").all_inner_texts()
    assert names == [
        "30 to 60 minutes",
        "1 to 3 hours",
        "Up to 10 pages",
        "Over 50 pages",
        "To listen to",
        "Not recorded",
    ]
    option(page, "Over 50 pages").check()
    option(page, "To listen to").check()
    shows(page, 2)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Resources to listen to or of over 50 pages"
    )
    facet(page, "access", DESKTOP)
    free = page.get_by_role("checkbox", name=re.compile("^Free 2"))
    expect(free).to_have_accessible_description("Opens at once, without an account")


def test_names_that_did_not_come_with_the_page_are_found(open_page: OpenPage) -> None:
    page = open_page()
    panel = facet(page, "publisher", DESKTOP)
    # As if the page held only its first names: the box asks for the others.
    page.evaluate(
        """() => {
            document.getElementById('cs-publisher-house-23').closest('li').remove();
            document.getElementById('cs-find-publisher').dataset.unsent = '1';
        }"""
    )
    panel.get_by_role("searchbox", name="Find in Publisher").fill("house 23")
    expect(option(page, "House 23")).to_be_visible()
    assert count_of(page, "House 23") == 1
    option(page, "House 23").check()
    shows(page, 1)
    assert parameters(page) == [("publisher", "house-23")]


def test_the_years_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#cs-from").focus()
    page.keyboard.type("2019")
    page.keyboard.press("Tab")
    page.keyboard.type("2021")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Apply years")).to_be_focused()
    page.keyboard.press("Enter")
    shows(page, 3)
    page.keyboard.press("Tab")
    expect(page.locator(".cs-presets a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?from=\d{4}$"))
