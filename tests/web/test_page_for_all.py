"""Readable by all: phones, keyboards, screen readers, light and dark, paper."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import OpenPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
STATES = {
    "start": "/",
    "filtered": "/?q=visit&topic=engagement&audience=caseworkers&from=2001&jurisdiction=finland",
    "not recorded": "/?format=not-recorded&year=not-recorded&from=2015&access=free&length=listen",
    "own words": "/?q=MI&expand=no&kind=guide&kind=podcast-episode",
    "meanings": "/?q=SE",
    "pages": "/?topic=engagement&page=2",
    "past the end": "/?page=99",
    "nothing": "/?q=doorstep&kind=course",
    "notices": "/?q=MI&audience=wizards",
    "hostile": "/?audience=judges",
    "spanish": "/?language=es",
    "entry": "/entry?id=home-alone-guide",
    "course": "/entry?id=spotting-neglect-course",
    "withdrawn": "/entry?id=withdrawn-notes",
    "unknown entry": "/entry?id=nothing-here",
}
RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ]
}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
def test_no_axe_violations(
    open_page: OpenPage, state: str, device: dict[str, Any], scheme: str
) -> None:
    page = open_page(STATES[state], color_scheme=scheme, **device)
    if device is PHONE and page.locator(".cs-filters").count():
        page.locator(".cs-filters").click()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == []


def test_axe_would_find_a_fault(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate("document.querySelector('#cs-heading').style.color = '#ddd'")
    assert any(found.startswith("color-contrast:") for found in violations(page))


@pytest.mark.parametrize(
    "path", ["/", "/?q=visit&topic=engagement", "/entry?id=spotting-neglect-course"]
)
def test_a_phone_shows_results_first_and_nothing_is_cut_off(open_page: OpenPage, path: str) -> None:
    page = open_page(path, **PHONE)
    width = page.locator("[data-testid=stMain]").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert width[0] == width[1]
    if path.startswith("/?") or path == "/":
        expect(page.locator(".cs-filter-list")).to_be_hidden()
        first = ".cs-topics a" if path == "/" else ".cs-card"
        box = page.locator(first).first.bounding_box()
        assert box
        assert box["y"] < 844 / 2


def test_a_marked_word_in_a_title_stays_in_its_line_on_a_phone(open_page: OpenPage) -> None:
    title = open_page("/?q=alone", **PHONE).locator(".cs-card h2 a:has(mark)").first
    assert title.inner_text() == "Left alone at home: second edition"


def test_filters_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/?kind=guide", **PHONE)
    button = page.get_by_role("button", name="Filters (1)")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.tap()
    page.locator("summary", has_text="Audience").tap()
    page.get_by_role("checkbox", name=re.compile("^Supervisors")).tap()
    expect(page.get_by_role("status")).to_contain_text("2 resources")
    expect(page.locator(".cs-filter-list")).to_be_visible()  # it stays open for the next choice
    page.get_by_role("button", name="Show 2 resources").tap()
    expect(page.locator(".cs-filter-list")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters (2)")).to_be_visible()


def test_everything_to_tap_on_a_phone_is_large_enough(open_page: OpenPage) -> None:
    page = open_page("/?q=visit&kind=guide", **PHONE)
    page.locator(".cs-filters").tap()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cs-host :is('
            + 'a, button, select, summary, .cs-option label, input:not([type=checkbox]))')]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_a_whole_visit_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search practice resources")).to_be_focused()
    page.keyboard.type("visit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("42 resources")
    expect(page.get_by_role("combobox", name="Search practice resources")).to_be_focused()
    for _ in range(60):  # Tab order: box, button, filters
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "podcast-episode":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("1 resource")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "On the doorstep":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("On the doorstep")
    while page.evaluate("!document.activeElement.matches('[data-back]')"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 resource")


def test_a_slash_in_the_box_is_a_slash(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("CA/N")
    expect(page.get_by_role("combobox", name="Search practice resources")).to_have_value("CA/N")


def test_names_for_screen_readers(open_page: OpenPage) -> None:
    page = open_page("/?topic=kinship-care")
    expect(page.get_by_role("group", name="Audience").first).to_be_visible()
    expect(page.get_by_role("checkbox", name="Caregivers 1 resource")).to_be_visible()
    expect(page.get_by_role("region", name="Filters")).to_be_visible()
    expect(page.get_by_role("list", name="Results")).to_be_visible()
    status = page.get_by_role("status")
    expect(status).to_have_attribute("aria-live", "polite")
    same = status.evaluate_handle("e => e")
    page.get_by_role("link", name="Start over").click()
    expect(status).to_contain_text("48 resources")
    assert same.evaluate("e => e.isConnected")  # a region that was replaced would stay silent


def test_states_are_told_to_screen_readers(open_page: OpenPage) -> None:
    page = open_page("/?topic=neglect&kind=course&from=2001&year=not-recorded")
    chips = page.get_by_role("list", name="Chosen filters").get_by_role("link")
    for place, name in enumerate(
        [
            "Remove Topic: Neglect",
            "Remove Kind: Course",
            "Remove Published: since 2001",
            "Remove Published: Without a year",
            "Start over",
        ]
    ):
        expect(chips.nth(place)).to_have_accessible_name(name)
    expect(page.locator("summary:has(.cs-chosen)")).to_have_text(
        [
            re.compile(rf"^\s*{told}$")
            for told in ("Topic 1 chosen", "Kind 1 chosen", "Year 2 chosen")
        ]
    )
    expect(page.get_by_role("checkbox", name="Neglect 1 resource", exact=True)).to_be_checked()
    fold = page.get_by_role("button", name="More exact: Neglect")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("checkbox", name=re.compile("^Medical neglect"))).to_be_hidden()
    expect(page.get_by_role("combobox", name="Search practice resources")).to_have_attribute(
        "aria-expanded", "false"
    )
    assert page.title() == page.get_by_role("heading", level=1).inner_text() + " – Caseshelf"


def test_texts_in_other_languages_say_so(open_page: OpenPage) -> None:
    page = open_page("/?language=es")
    expect(page.locator(".cs-card h2")).to_have_attribute("lang", "es")


def test_less_motion_when_asked(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    page.locator(".cs-host").evaluate("e => e.setAttribute('aria-busy', 'true')")
    duration = page.locator(".cs-host").evaluate(
        "e => getComputedStyle(e, '::before').transitionDuration"
    )
    assert duration == "0s"


def test_paper_shows_results_and_their_address(open_page: OpenPage) -> None:
    page = open_page("/?topic=kinship-care")
    page.emulate_media(media="print")
    expect(page.locator(".cs-side")).to_be_hidden()
    expect(page.locator(".cs-search")).to_be_hidden()
    expect(page.locator(".cs-print")).to_have_text(page.url)
    expect(page.locator(".cs-card")).to_be_visible()


def test_streamlit_shows_none_of_its_own_controls(open_page: OpenPage) -> None:
    page = open_page()
    for name in ("stAppDeployButton", "stMainMenu", "stSidebar", "stToolbar"):
        expect(page.locator(f"[data-testid={name}]")).to_be_hidden()
