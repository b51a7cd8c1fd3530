"""Searching and filtering in a real browser: every state is in the address, and comes from it."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from conftest import OpenPage, Serve
from library import build
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def parameters(page: Page) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def titles(page: Page) -> list[str]:
    return page.locator(".cs-card h2").all_inner_texts()


def option(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(rf"^{name} [\d,]+ resource"))


def count_of(page: Page, name: str) -> int:
    text = page.locator("label", has=option(page, name)).locator(".cs-number").inner_text()
    return int(re.sub(r"\D", "", text))


def shows(page: Page, total: int) -> None:
    noun = "resource" if total == 1 else "resources"
    expect(page.get_by_role("status")).to_contain_text(f"{total} {noun}")


def test_the_start_shows_the_newest_and_the_topics(open_page: OpenPage) -> None:
    page = open_page()
    shows(page, 48)
    assert titles(page)[:2] == ["Left alone at home: second edition", "Spotting neglect early"]
    assert count_of(page, "Neglect") == 4
    expect(page).to_have_title("Caseshelf")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert parameters(page) == []


def test_enter_and_the_button_both_search(open_page: OpenPage) -> None:
    page = open_page()
    box = page.get_by_role("combobox", name="Search practice resources")
    box.fill("doorstep")
    box.press("Enter")
    shows(page, 1)
    assert parameters(page) == [("q", "doorstep")]
    expect(page).to_have_title("Resources matching “doorstep” – Caseshelf")
    box.fill("grandparents")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".cs-card h2")).to_have_text(["What grandparents ask first"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Resources matching “grandparents”")


def test_a_card_answers_what_a_reader_asks(open_page: OpenPage) -> None:
    page = open_page("/?q=worked+examples")
    card = page.locator(".cs-card").first
    for text in (
        "Left alone at home: judging supervision",
        "Guide",
        "2019",
        "66 pages",
        "PDF, 587 KB",
        "Free",
        "For Caseworkers; Supervisors",
        "United States",
        "Harbour Practice Centre",
    ):
        expect(card).to_contain_text(text)
    expect(card.locator("mark").first).to_have_text("worked")
    way = card.get_by_role("link", name="Open at harbour.example")
    expect(way).to_have_attribute("href", "https://www.harbour.example/alone")
    expect(way).to_have_attribute("rel", "noopener")
    newer = card.get_by_role("link", name="Newer edition: 2023")
    expect(newer).to_have_attribute("href", "entry?id=home-alone-guide-2")


def test_state_badges(open_page: OpenPage) -> None:
    page = open_page("/?kind=strategy-plan")
    card = page.locator(".cs-card")
    expect(card).to_contain_text("No longer valid: ended 2018")
    expect(card).to_contain_text("Review overdue")


def test_choosing_filters_narrows_and_every_count_keeps_its_promise(open_page: OpenPage) -> None:
    page = open_page()
    promised = count_of(page, "Supervisors")
    option(page, "Supervisors").check()
    shows(page, promised)
    assert parameters(page) == [("audience", "supervisors")]
    other = count_of(page, "Judges")  # counts leave out the choice in their own facet
    option(page, "Judges").check()
    shows(page, promised + other)
    assert parameters(page) == [("audience", "judges"), ("audience", "supervisors")]
    in_kind = count_of(page, "Strategy or plan")
    option(page, "Strategy or plan").check()
    shows(page, in_kind)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Strategies or plans for judges or supervisors"
    )
    expect(option(page, "Podcast episode")).to_have_count(0)  # it would give nothing


def test_a_topic_chooses_what_is_below_it_and_unfolds(open_page: OpenPage) -> None:
    page = open_page()
    expect(option(page, "Medical neglect")).to_be_hidden()
    page.get_by_role("button", name="More exact: Neglect").click()
    expect(option(page, "Medical neglect")).to_be_visible()
    assert parameters(page) == []
    option(page, "Neglect").check()
    shows(page, 4)
    expect(option(page, "Supervisory neglect")).to_be_visible()
    page.get_by_role("link", name="Start over").click()
    shows(page, 48)
    expect(option(page, "Supervisory neglect")).to_be_hidden()


def test_a_long_list_is_cut_but_nothing_chosen_is_hidden(open_page: OpenPage) -> None:
    page = open_page("/?jurisdiction=finland")
    expect(option(page, "Finland")).to_be_checked()
    expect(option(page, "Finland")).to_be_visible()
    expect(option(page, "Norway")).to_be_hidden()
    more = page.get_by_role("button", name="Show 3 more in Place")
    more.click()
    expect(option(page, "Norway")).to_be_visible()
    option(page, "Norway").check()
    shows(page, 6)
    expect(option(page, "Norway")).to_be_checked()


def test_a_link_shows_the_same_in_another_browser(open_page: OpenPage) -> None:
    page = open_page("/?q=visit")
    option(page, "Caseworkers").check()
    page.get_by_role("spinbutton", name="From").fill("2004")
    page.get_by_role("button", name="Apply years").click()
    page.get_by_label("Sort by").select_option("Oldest")
    expect(page).to_have_url(re.compile("sort=oldest"))
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".cs-pages [aria-current]")).to_have_text("2")
    path = page.url.partition("127.0.0.1")[2].partition("/")[2]
    other = open_page(f"/{path}")
    expect(other.get_by_role("status")).to_have_text(page.get_by_role("status").inner_text())
    assert titles(other) == titles(page)
    assert other.url == page.url
    assert other.locator("input:checked").count() == page.locator("input:checked").count() == 1
    expect(other.get_by_role("spinbutton", name="From")).to_have_value("2004")
    expect(other.get_by_label("Sort by")).to_have_value("oldest")
    expect(other.get_by_role("combobox", name="Search practice resources")).to_have_value("visit")


def test_back_forward_and_reload_go_through_the_states(open_page: OpenPage) -> None:
    page = open_page()
    option(page, "Supervisors").check()
    shows(page, 3)
    option(page, "Strategy or plan").check()
    shows(page, 1)
    page.locator(".cs-card h2 a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay neglect strategy")
    page.go_back()
    shows(page, 1)
    page.go_back()
    shows(page, 3)
    expect(option(page, "Strategy or plan")).not_to_be_checked()
    page.go_back()
    shows(page, 48)
    page.go_forward()
    shows(page, 3)
    expect(option(page, "Supervisors")).to_be_checked()
    page.reload()
    shows(page, 3)
    assert parameters(page) == [("audience", "supervisors")]


def test_orders(open_page: OpenPage) -> None:
    page = open_page("/?topic=neglect")
    assert page.locator("#cs-sort option").all_inner_texts() == [
        "Newest",
        "Oldest",
        "Title",
        "Recently added",
    ]
    page.get_by_label("Sort by").select_option("Oldest")
    expect(page.locator(".cs-card h2").first).to_have_text("Quay neglect strategy")
    assert ("sort", "oldest") in parameters(page)
    page.get_by_label("Sort by").select_option("Newest")
    expect(page.locator(".cs-card h2").first).to_have_text("Left alone at home: second edition")
    assert parameters(page) == [("topic", "neglect")]
    with_words = open_page("/?q=neglect")
    expect(with_words.get_by_label("Sort by")).to_have_value("")
    assert with_words.locator("#cs-sort option").first.inner_text() == "Best match"


def test_pages(open_page: OpenPage) -> None:
    page = open_page("/?topic=engagement&sort=title")
    first = titles(page)
    assert len(first) == 20
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("status")).to_contain_text("page 2 of 3")
    assert not set(first) & set(titles(page))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("link", name="Page 3").click()
    expect(page.locator(".cs-card")).to_have_count(1)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".cs-card")).to_have_count(20)
    option(page, "Caseworkers").check()  # another search starts at its first page
    expect(page).not_to_have_url(re.compile("page="))
    past = open_page("/?topic=engagement&page=99")
    expect(past.get_by_text("There is no page 99")).to_be_visible()
    past.get_by_role("link", name="Go to page 3").click()
    expect(past.locator(".cs-card")).to_have_count(1)


def test_years_by_number_and_bar(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("spinbutton", name="From").fill("2019")
    page.get_by_role("spinbutton", name="To").fill("2021")
    page.get_by_role("spinbutton", name="To").press("Enter")
    shows(page, 3)
    assert parameters(page) == [("from", "2019"), ("to", "2021")]
    expect(page.get_by_role("heading", level=1)).to_have_text("Resources from 2019 to 2021")
    page.get_by_role("link", name="Remove Published: from 2019 to 2021").click()
    shows(page, 48)
    expect(page.get_by_role("img", name="Results by year, 2000 to 2023; most in")).to_be_visible()
    page.locator(".cs-bars g").nth(11).click()
    shows(page, 1)
    assert parameters(page) == [("from", "2011"), ("to", "2011")]
    backwards = open_page("/?from=2021&to=2019")
    shows(backwards, 3)
    assert parameters(backwards) == [("from", "2019"), ("to", "2021")]


def test_chips_take_one_part_away_and_start_over_takes_all(open_page: OpenPage) -> None:
    page = open_page("/?q=visit&audience=caseworkers&kind=podcast-episode&from=2018")
    shows(page, 1)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Podcast episodes matching “visit”, for caseworkers, since 2018"
    )
    page.get_by_role("link", name="Remove Kind: Podcast episode").click()
    shows(page, 2)
    expect(page.get_by_role("heading", level=1)).to_be_focused()  # the chip is gone
    page.get_by_role("link", name="Remove Words: “visit”").click()
    expect(page.get_by_role("combobox", name="Search practice resources")).to_have_value("")
    assert parameters(page) == [("audience", "caseworkers"), ("from", "2018")]
    page.get_by_role("link", name="Start over").click()
    shows(page, 48)
    assert parameters(page) == []


def test_retired_and_unknown_values_never_break_a_link(open_page: OpenPage) -> None:
    page = open_page("/?topic=relative-care&audience=wizards&sort=banana&page=x&nonsense=1")
    shows(page, 1)
    expect(page.get_by_text("“wizards” is no longer used")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?topic=kinship-care$"))
    page.go_back()  # the address was replaced, not added
    assert page.url == "about:blank"


def test_nothing_found_offers_repairs_that_keep_their_promise(open_page: OpenPage) -> None:
    page = open_page("/?q=doorstep&kind=course")
    expect(page.get_by_role("status")).to_have_text("Nothing found")
    repair = page.locator(".cs-repairs li", has_text="Without the filter Kind: Course")
    expect(repair).to_contain_text("1 resource")
    repair.get_by_role("link").click()
    shows(page, 1)
    assert parameters(page) == [("q", "doorstep")]
    lost = open_page("/?q=zzyzx")
    expect(
        lost.get_by_role("heading", name="Nothing like this is in the catalog yet")
    ).to_be_visible()


def test_other_words_that_were_searched_are_named(open_page: OpenPage) -> None:
    page = open_page("/?q=MI")
    expect(page.locator("[data-notice=also-searching]")).to_contain_text(
        re.compile("Motivational interviewing", re.I)
    )
    expect(page.locator(".cs-card h2").first).to_have_text("On the doorstep")


def test_focus_and_place_stay_when_results_change(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 1280, "height": 500})
    choice = option(page, "Podcast episode")
    choice.scroll_into_view_if_needed()
    place = page.locator("[data-testid=stMain]").evaluate("e => e.scrollTop")
    assert place > 0
    choice.focus()
    page.keyboard.press("Space")
    shows(page, 1)
    expect(choice).to_be_focused()
    expect(choice).to_be_checked()


def test_back_from_an_entry_returns_to_the_place(open_page: OpenPage) -> None:
    page = open_page()
    link = page.get_by_role("link", name="Practice note 19", exact=True)
    link.scroll_into_view_if_needed()
    scroller = page.locator("[data-testid=stMain]")
    place = scroller.evaluate("e => e.scrollTop")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice note 19")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert scroller.evaluate("e => e.scrollTop") == 0
    page.go_back()
    shows(page, 48)
    assert place > 0
    assert scroller.evaluate("e => e.scrollTop") == pytest.approx(place, abs=2)


def test_librarians_are_told_of_bad_files(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_text("For librarians: 1 file could not be read").click()
    expect(page.locator(".cs-problems li")).to_contain_text("entries/broken.yaml:4")


def test_a_broken_knowledge_base_says_what_to_repair_and_recovers(
    open_page: OpenPage, serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "kb"
    build(folder)
    topics = folder / "vocabularies" / "topics.yaml"
    good = topics.read_text(encoding="utf-8")
    topics.write_text("scheme: topic\ntitle: Topic\nterms:\n  - id: UPPER CASE\n", encoding="utf-8")
    address = serve(folder)
    page = open_page("/", base=address)
    expect(page.get_by_role("alert")).to_contain_text("Please try again")
    page.locator(".cs-problems summary").click()
    expect(page.locator(".cs-problems li").first).to_contain_text("vocabularies/topics.yaml:4")
    topics.write_text(good, encoding="utf-8")
    page.get_by_role("link", name="Try again").click()
    shows(page, 48)
