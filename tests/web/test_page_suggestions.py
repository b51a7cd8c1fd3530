"""Suggestions while typing, in a real browser: by keyboard, by finger, and without them."""

import json
import re

import pytest
from conftest import OpenPage
from playwright.sync_api import Locator, Page, Request, Route, expect
from test_page_for_all import DESKTOP, PHONE, violations
from test_page_search import parameters, shows

pytestmark = pytest.mark.browser
SUGGEST = re.compile("/api/v1/suggest")


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search practice resources")


def offered(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions")


def answer(page: Page, *suggestions: dict[str, str | None]) -> list[str]:
    """Answer all questions for suggestions alike; returns the list of what will be asked."""
    asked: list[str] = []

    def reply(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=json.dumps({"q": "", "suggestions": list(suggestions)}))

    page.route(SUGGEST, reply)
    return asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_suggestions_are_grouped_and_readable_by_all(
    open_page: OpenPage, device: dict[str, object], scheme: str
) -> None:
    page = open_page(color_scheme=scheme, **device)
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    box(page).press_sequentially("negl")
    expect(offered(page)).to_be_visible()
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    topics = offered(page).get_by_role("group", name="Filter by topic")
    expect(topics.get_by_role("option").first).to_have_text("Neglect")
    titles = offered(page).get_by_role("group", name="Open a resource")
    expect(titles.get_by_role("option", name="Quay neglect strategy")).to_be_visible()
    expect(page.locator("#cs-suggested")).to_have_text(re.compile(r"^\d+ suggestions$"))
    box(page).press("ArrowDown")
    assert violations(page) == []
    if device is PHONE:
        boxes = [each.bounding_box() for each in offered(page).get_by_role("option").all()]
        assert all(each and each["height"] >= 44 for each in boxes)


def test_the_keys_of_a_combobox(open_page: OpenPage) -> None:
    page = open_page()
    box(page).press_sequentially("negl")
    options = offered(page).get_by_role("option")
    expect(options.first).to_be_visible()
    count = options.count()
    box(page).press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-activedescendant", "cs-suggestion-0")
    expect(box(page)).to_be_focused()
    box(page).press("ArrowUp")  # back into the box
    expect(box(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    box(page).press("ArrowUp")  # and round to the last one
    expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
    box(page).press("Escape")
    expect(offered(page)).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("negl")
    box(page).press("ArrowDown")
    expect(offered(page)).to_be_visible()
    box(page).press("Tab")
    expect(offered(page)).to_be_hidden()
    assert parameters(page) == []


def test_enter_searches_unless_a_suggestion_is_chosen(open_page: OpenPage) -> None:
    page = open_page()
    box(page).press_sequentially("negl")
    expect(offered(page)).to_be_visible()
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=negl$"))
    expect(offered(page)).to_be_hidden()


def test_a_term_filters_by_it_and_keeps_the_other_filters(open_page: OpenPage) -> None:
    page = open_page("/?audience=caseworkers")
    box(page).press_sequentially("kins")
    expect(offered(page)).to_be_visible()
    box(page).press("ArrowDown")
    box(page).press("Enter")
    shows(page, 1)
    assert parameters(page) == [("topic", "kinship-care"), ("audience", "caseworkers")]
    expect(box(page)).to_have_value("")


def test_a_title_opens_its_entry_by_a_tap(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    box(page).press_sequentially("on the door")
    offered(page).get_by_role("option", name="On the doorstep").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("On the doorstep")


def test_an_author_is_searched_for_and_a_publisher_filtered_by(open_page: OpenPage) -> None:
    page = open_page()
    answer(
        page,
        {"text": "Rosa Lindqvist", "source": "author", "value": None},
        {"text": "Quay Press", "source": "publisher", "value": "quay-press"},
        {"text": "Nobody knows this", "source": "of-another-time", "value": "x"},
    )
    box(page).press_sequentially("ros")
    expect(offered(page).get_by_role("option")).to_have_text(["Rosa Lindqvist", "Quay Press"])
    offered(page).get_by_role("option", name="Rosa Lindqvist").click()
    shows(page, 1)
    assert parameters(page) == [("q", 'author:"Rosa Lindqvist"')]
    box(page).fill("quay")
    offered(page).get_by_role("option", name="Quay Press").click()
    shows(page, 1)
    assert parameters(page) == [("publisher", "quay-press")]


def test_another_name_is_shown_with_the_preferred_one(open_page: OpenPage) -> None:
    page = open_page()
    hostile = "<img src=x onerror=window.hacked=9>"
    answer(
        page,
        {
            "text": "Motivational interviewing",
            "source": "topic",
            "value": "motivational-interviewing",
            "matched": "talking about change",
        },
        # No need to say by which other name, when its own has what is typed.
        {"text": "Changing homes", "source": "topic", "value": "x", "matched": "change of home"},
        {"text": hostile, "source": "title", "value": "hostile-entry"},
    )
    box(page).press_sequentially("chang")
    expect(offered(page).get_by_role("option")).to_have_text(
        [
            "Motivational interviewing – also called talking about change",
            "Changing homes",
            hostile,
        ]
    )
    assert page.evaluate("window.hacked") is None


def test_a_late_answer_is_dropped(open_page: OpenPage) -> None:
    page = open_page()
    waiting: list[Route] = []

    def reply(route: Route) -> None:
        if "q=ne&" in route.request.url:
            waiting.append(route)  # this one comes last
            return
        text = {"text": "The right one", "source": "title", "value": "x"}
        route.fulfill(body=json.dumps({"q": "", "suggestions": [text]}))

    page.route(SUGGEST, reply)
    with page.expect_request(SUGGEST):
        box(page).press_sequentially("ne")
    box(page).press_sequentially("gl")
    expect(offered(page).get_by_role("option")).to_have_text(["The right one"])
    late = {"text": "Too late", "source": "title", "value": "y"}
    waiting[0].fulfill(body=json.dumps({"q": "", "suggestions": [late]}))
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(offered(page).get_by_role("option")).to_have_text(["The right one"])


def test_without_suggestions_one_searches_all_the_same(open_page: OpenPage) -> None:
    page = open_page()
    page.route(SUGGEST, lambda route: route.fulfill(status=200, body="<not json>"))
    with page.expect_response(SUGGEST):
        box(page).press_sequentially("doorst")
    expect(offered(page)).to_be_hidden()
    box(page).press_sequentially("ep")
    box(page).press("Enter")
    shows(page, 1)


def test_a_fast_typist_asks_once(open_page: OpenPage) -> None:
    page = open_page()
    asked: list[Request] = []
    page.on("request", lambda request: SUGGEST.search(request.url) and asked.append(request))
    with page.expect_response(SUGGEST):
        page.evaluate(
            """() => {
                const box = document.getElementById('cs-q');
                box.focus();
                for (const text of ['n', 'ne', 'neg', 'negl']) {
                    box.value = text;
                    box.dispatchEvent(new InputEvent('input', {bubbles: true}));
                }
            }"""
        )
    expect(offered(page)).to_be_visible()
    assert ["q=negl&" in request.url for request in asked] == [True]
