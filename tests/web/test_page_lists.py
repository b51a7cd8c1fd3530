"""Lists in a real browser: ticking, ordering, notes, passing on; librarians' lists; the start."""

import re
from typing import Any

import pytest
from conftest import OpenPage
from playwright.sync_api import Page, expect
from test_page_for_all import DESKTOP, PHONE, violations

pytestmark = pytest.mark.browser

THREE = "/list?title=Team&item=doorstep-podcast:Listen&item=quay-strategy&item=alone-guide"


def titles(page: Page) -> list[str]:
    return page.locator(".cs-card h2").all_inner_texts()


def test_ticking_across_searches(open_page: OpenPage) -> None:
    page = open_page("/?q=doorstep")
    mine = page.locator("#cs-own-list")
    expect(mine).to_be_hidden()
    page.get_by_role("checkbox", name="Add to list: On the doorstep").check()
    expect(mine).to_have_accessible_name("My list 1")
    expect(page.locator("#cs-told")).to_have_text("Added to my list")
    page.get_by_role("combobox", name="Search practice resources").fill("grandparents")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=grandparents"))
    page.get_by_role("link", name="What grandparents ask first").click()
    page.get_by_role("checkbox", name="Add to list").check()
    page.reload()
    expect(page.get_by_role("checkbox", name="Add to list")).to_be_checked()
    mine.click()
    expect(page).to_have_url(re.compile(r"/list\?item=doorstep-podcast&item=grandparents-article$"))
    shown = ["On the doorstep", "What grandparents ask first"]
    expect(page.locator(".cs-card h2")).to_have_text(shown)
    page.go_back()
    page.get_by_role("checkbox", name="Add to list").uncheck()
    expect(mine).to_have_accessible_name("My list 1")
    mine.click()
    page.locator("summary", has_text="Change this list").click()
    page.get_by_role("button", name="Start a new list").click()
    expect(page.get_by_text("Nothing is on this list yet.")).to_be_visible()
    expect(mine).to_be_hidden()


def test_ordering_notes_and_title_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(THREE)
    assert titles(page)[0] == "On the doorstep"
    page.locator("summary", has_text="Change this list").press("Enter")
    down = page.get_by_role("button", name="Move down: On the doorstep")
    down.press("Enter")
    page.keyboard.press("Enter")  # before the first has come back
    expect(page.locator("#cs-told")).to_have_text("Now 3 of 3")
    expect(page.locator(".cs-card h2").last).to_have_text("On the doorstep")
    expect(page.get_by_role("button", name="Move up: On the doorstep")).to_be_focused()
    page.get_by_role("button", name="Remove from the list: Quay neglect strategy").press("Enter")
    expect(page.get_by_role("status")).to_have_text("2 resources")
    page.get_by_role("textbox", name="Note on On the doorstep").fill("On the way: 45 min")
    page.get_by_role("textbox", name="Title").fill("For new colleagues")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("For new colleagues")
    expect(page.locator(".cs-note")).to_have_text("On the way: 45 min")
    expect(page).to_have_url(
        re.compile(r"title=For\+new\+colleagues&item=home-alone-guide&item=doorstep-podcast%3AOn")
    )
    page.reload()
    shown = ["Left alone at home: judging supervision", "On the doorstep"]
    expect(page.locator(".cs-card h2")).to_have_text(shown)


def test_a_list_of_others_is_not_taken_for_ones_own(open_page: OpenPage) -> None:
    page = open_page("/?q=grandparents")
    page.get_by_role("checkbox", name="Add to list: What grandparents ask first").check()
    page.goto(page.url.partition("/?")[0] + THREE)
    page.get_by_role("button", name="Add all to my list").click()
    expect(page.locator("#cs-own-list")).to_have_accessible_name("My list 4")
    expect(page.get_by_role("button", name="Add all to my list")).to_be_hidden()
    page.locator("#cs-own-list").click()
    expect(page.get_by_role("status")).to_have_text("4 resources")
    page.locator("summary", has_text="Change this list").click()
    page.get_by_role("button", name="Remove from the list: On the doorstep").click()
    expect(page.get_by_role("status")).to_have_text("3 resources")
    expect(page.locator("#cs-own-list")).to_have_accessible_name("My list 3")


def test_what_is_gone_is_named(open_page: OpenPage) -> None:
    page = open_page(
        "/list?item=withdrawn-notes&item=never-was&item=<b>x</b>&item=doorstep-podcast"
    )
    expect(page.get_by_role("status")).to_have_text("1 resource")
    card = page.locator(".cs-card", has_text="Notes that were withdrawn")
    expect(card).to_contain_text("Withdrawn from the catalog")
    expect(card.get_by_role("link")).to_have_text("Left alone at home: second edition")
    expect(page.locator(".cs-card", has_text="never-was")).to_contain_text("Not in the catalog")
    expect(page.locator(".cs-card").get_by_text("<b>x</b>")).to_be_visible()


def test_a_long_list_has_a_packed_link_that_opens_again(open_page: OpenPage) -> None:
    items = "&".join(f"item=practice-note-{n:02}:Note+{n}" for n in range(40, 0, -1))
    page = open_page(f"/list?title=Notes&{items}")
    expect(page).to_have_url(re.compile(r"/list\?packed=1\.[\w-]+$"))
    expect(page.get_by_role("status")).to_have_text("40 resources")
    page.reload()
    expect(page.get_by_role("status")).to_have_text("40 resources")
    assert titles(page)[0] == "Practice note 40"
    damaged = open_page("/list?packed=1.abc")
    expect(damaged.get_by_text("This link is damaged.")).to_be_visible()
    empty = open_page("/list")
    expect(empty.get_by_text("Nothing is on this list yet.")).to_be_visible()


def test_librarians_lists(open_page: OpenPage) -> None:
    page = open_page("/lists")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lists")
    expect(page.locator(".cs-kept li")).to_have_text(
        [
            re.compile(r"^Before the first visit\s+Two things to know at the door.\s+2 resources$"),
            re.compile(r"^Kinship, always new\s+1 resource · named search$"),
        ]
    )
    page.get_by_role("link", name="Before the first visit").click()
    expect(page).to_have_url(re.compile(r"/list\?id=first-visits$"))
    expect(page.get_by_text("Kept by librarians")).to_be_visible()
    expect(page.locator(".cs-note")).to_have_text("For the way there.")
    assert page.locator("[data-list-form]").count() == 0
    page.get_by_role("link", name="All lists").click()
    page.get_by_role("link", name="Kinship, always new").click()
    expect(page).to_have_url(re.compile(r"/\?topic=kinship-care$"))
    gone = open_page("/list?id=no-such-list")
    expect(gone.get_by_text("There is no list no-such-list any more.")).to_be_visible()


def test_the_start_page(open_page: OpenPage) -> None:
    page = open_page("/")
    topics = page.get_by_role("region", name="Start from a topic").get_by_role("link")
    expect(topics.filter(has_text="Neglect")).to_have_accessible_name("Neglect 4 resources")
    holds = page.get_by_role("region", name="What the catalog holds")
    expect(holds).to_contain_text("2000–2023")
    expect(holds).to_contain_text("Spanish 1")
    lists = page.get_by_role("region", name="Lists kept by librarians")
    expect(lists.get_by_role("link", name="All lists")).to_be_visible()
    topics.filter(has_text="Kinship care").click()
    expect(page).to_have_url(re.compile(r"/\?topic=kinship-care$"))
    expect(page.get_by_role("region", name="Start from a topic")).to_be_hidden()


def test_sharing_a_search(open_page: OpenPage) -> None:
    page = open_page(
        "/?q=visit&topic=engagement", permissions=["clipboard-read", "clipboard-write"]
    )
    opener = page.get_by_role("link", name="Share, print or save")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Share this search")
    expect(dialog).to_be_visible()
    link = dialog.get_by_role("textbox", name="Link").input_value()
    assert re.search(r"/\?q=visit&topic=engagement&shared=\d{4}-\d\d-\d\d&found=41$", link)
    dialog.get_by_role("button", name="Copy the link").click()
    expect(dialog.get_by_role("button", name="Copied the link")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    with page.expect_download() as saved:
        dialog.get_by_role("link", name="BibTeX").click()
    assert saved.value.suggested_filename == "caseshelf.bib"
    with page.expect_popup() as printed:
        dialog.get_by_role("link", name="Print all 41 resources").click()
    expect(printed.value.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_shared_search_says_what_has_changed(open_page: OpenPage) -> None:
    page = open_page("/?topic=neglect&shared=2024-01-04&found=5")
    expect(page.locator("#cs-since")).to_have_text(
        "This search was shared on 4 January 2024, when it found 5 resources. Since then: 4 added, "
        "5 withdrawn or no longer fitting."
    )
    expect(page).to_have_url(re.compile("shared=2024-01-04&found=5$"))
    page.get_by_role("link", name="4 added").click()
    expect(page).to_have_url(re.compile(r"/\?topic=neglect&added=2024-01-05$"))
    chips = page.get_by_role("list", name="Chosen filters")
    expect(chips).to_contain_text("Added since 5 January 2024")
    page.get_by_role("checkbox", name=re.compile("^Course")).check()
    expect(page).to_have_url(re.compile("topic=neglect&kind=course&added=2024-01-05$"))
    page = open_page("/?topic=neglect&shared=2024-01-05&found=4")
    expect(page.locator("#cs-since")).to_contain_text("Nothing was added since.")


def test_feeds_are_found_by_browsers(open_page: OpenPage) -> None:
    page = open_page("/?topic=neglect")
    links = "[...document.head.querySelectorAll('link[rel=alternate]')]"
    feeds = f"{links}.map(e => e.getAttribute('href'))"
    assert page.evaluate(feeds) == ["./feed.atom?topic=neglect", "./feed.json?topic=neglect"]
    page.get_by_role("link", name="Start over").click()
    expect(page.get_by_role("status")).to_have_text("48 resources")
    assert page.evaluate(feeds) == ["./feed.atom", "./feed.json"]


STATES = {
    "list": THREE,
    "gone": "/list?item=withdrawn-notes&item=never-was",
    "empty list": "/list",
    "kept": "/list?id=first-visits",
    "lists": "/lists",
    "since": "/?topic=neglect&shared=2024-01-04&found=5",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", [*STATES, "dialog"])
def test_no_axe_violations(
    open_page: OpenPage, state: str, device: dict[str, Any], scheme: str
) -> None:
    page = open_page(STATES.get(state, "/?q=visit"), color_scheme=scheme, **device)
    if state == "dialog":
        page.get_by_role("link", name="Share, print or save").click()
        expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == []
    width = page.locator("[data-testid=stMain]").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert width[0] == width[1]


def test_everything_to_tap_on_a_list_is_large_enough(open_page: OpenPage) -> None:
    page = open_page(THREE, **PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cs-host :is('
            + 'a, button, select, summary, label, input:not([type=checkbox]))')]
            .filter(e => e.checkVisibility() && !e.matches('.cs-label')
                && e.getBoundingClientRect().height < 44)
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []
