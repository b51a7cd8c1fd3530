"""Entry pages in a real browser: everything is there, safe, and at an address that lasts."""

import re
from urllib.parse import unquote

import pytest
from conftest import OpenPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def fact(page: Page, label: str) -> list[str]:
    row = page.locator("dl div", has=page.locator("dt", has_text=re.compile(f"^{label}$"))).first
    return row.locator("dd").all_inner_texts()


def test_a_guide(open_page: OpenPage) -> None:
    page = open_page("/entry?id=home-alone-guide")
    heading(page, "Left alone at home: judging supervision")
    expect(page).to_have_title("Left alone at home: judging supervision – Caseshelf")
    assert fact(page, "For") == ["Caseworkers", "Supervisors"]
    assert fact(page, "Published") == ["May 2019"]
    assert fact(page, "Length") == ["66 pages"]
    assert fact(page, "Format") == ["PDF, 587 KB"]
    assert fact(page, "Authors") == ["Rosa Lindqvist", "Per Abara"]
    assert fact(page, "DOI") == ["10.5555/alone"]
    assert page.locator(".cs-text > p[dir]").all_inner_texts() == [
        "Weighing age, time of day and the child's own view when parents go out.",
        "With two worked examples and a list of questions for the first visit.",
    ]
    download = page.get_by_role("link", name=re.compile("^Download"))
    expect(download).to_have_attribute("href", "https://www.harbour.example/alone.pdf")
    expect(download).to_have_attribute("rel", "noopener")
    page.get_by_role("link", name="Per Abara").click()
    expect(page.get_by_role("status")).to_have_text("1 resource")


def test_a_course(open_page: OpenPage) -> None:
    page = open_page("/entry?id=spotting-neglect-course")
    for text in (
        "Board of Harbour Social Workers",
        "License number SW-40",
        "Name four kinds of neglect",
        "Write down what was seen",
        "Key messages: Local guidance",
        "Notes on seeing, Quay Press",
    ):
        expect(page.get_by_text(text)).to_be_visible()
    assert fact(page, "Pass mark") == ["70%"]
    assert fact(page, "Credit") == ["2 hours"]
    assert fact(page, "Given as") == ["Self-study"]
    assert fact(page, "CE Broker number") == ["20-77123"]
    page.get_by_role("link", name="Left alone at home", exact=True).click()
    heading(page, "Left alone at home: second edition")


def test_an_episode_an_article_and_a_strategy(open_page: OpenPage) -> None:
    page = open_page("/entry?id=doorstep-podcast")
    assert fact(page, "Series") == ["Kitchen table talks, number 4"]
    assert fact(page, "Length") == ["45 min"]
    transcript = page.get_by_role("link", name=re.compile("^Transcript"))
    expect(transcript).to_have_attribute("href", "https://radio.example/4.txt")
    page = open_page("/entry?id=grandparents-article")
    assert fact(page, "Issue") == ["Volume 20, Number 10, June"]
    page = open_page("/entry?id=quay-strategy")
    assert fact(page, "Valid") == ["2015 to 2018"]
    expect(page.get_by_text("No longer valid: ended 2018")).to_be_visible()


def test_relations_lead_both_ways(open_page: OpenPage) -> None:
    page = open_page("/entry?id=doorstep-podcast")
    assert fact(page, "Described in") == ["What grandparents ask first (2018)"]
    page.get_by_role("link", name="What grandparents ask first").click()
    heading(page, "What grandparents ask first")
    assert fact(page, "Describes") == ["On the doorstep (2021)"]
    second = open_page("/entry?id=home-alone-guide-2")
    assert fact(second, "Replaces") == ["Left alone at home: judging supervision (2019)"]


def test_tags_are_links_to_searches(open_page: OpenPage) -> None:
    page = open_page("/entry?id=grandparents-article")
    page.get_by_role("link", name="Kinship care").click()
    expect(page.get_by_role("status")).to_have_text("1 resource")
    expect(page).to_have_url(re.compile(r"/\?topic=kinship-care$"))


def test_back_to_results_keeps_the_search(open_page: OpenPage) -> None:
    page = open_page("/?q=visit&audience=caseworkers&from=2018")
    page.get_by_role("link", name="On the doorstep", exact=True).click()
    heading(page, "On the doorstep")
    expect(page).to_have_url(re.compile(r"/entry\?id=doorstep-podcast$"))
    page.reload()
    page.get_by_role("link", name="Back to results").click()
    expect(page).to_have_url(re.compile(r"/\?q=visit&audience=caseworkers&from=2018$"))
    expect(page.get_by_role("status")).to_have_text("2 resources")


def test_a_former_id_leads_to_the_entry(open_page: OpenPage) -> None:
    page = open_page("/entry?id=alone-guide")
    heading(page, "Left alone at home: judging supervision")
    expect(page).to_have_url(re.compile(r"/entry\?id=home-alone-guide$"))
    page = open_page("/entry/?id=alone-guide")
    expect(page).to_have_url(re.compile(r"/entry\?id=home-alone-guide$"))
    page.get_by_role("link", name="Supervisory neglect").click()
    expect(page.get_by_role("status")).to_have_text("2 resources")


@pytest.mark.parametrize("asked", ["no-such-thing", "../../etc/passwd", "unfinished"])
def test_an_unknown_id_gets_help(open_page: OpenPage, asked: str) -> None:
    page = open_page(f"/entry?id={asked}")
    heading(page, "There is no such entry")
    expect(page.get_by_text(asked, exact=True)).to_be_visible()
    page.get_by_role("link", name="Search for").click()
    expect(page.get_by_role("combobox", name="Search practice resources")).to_be_visible()


def test_no_id_gets_help(open_page: OpenPage) -> None:
    page = open_page("/entry")
    heading(page, "There is no such entry")


def test_a_withdrawn_entry_says_so_and_points_on(open_page: OpenPage) -> None:
    page = open_page("/entry?id=withdrawn-notes")
    expect(page.get_by_text("This entry has been withdrawn")).to_be_visible()
    alert = page.locator(".cs-alert")
    alert.get_by_role("link", name="Left alone at home: second edition", exact=True).click()
    heading(page, "Left alone at home: second edition")


@pytest.mark.parametrize("path", ["/?audience=judges", "/?q=stars", "/entry?id=hostile-entry"])
def test_hostile_text_stays_text(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(
        page.get_by_text('<script>window.hacked=1</script><b>Bold & "quoted"</b>').first
    ).to_be_visible()
    publisher = page.get_by_text("</span><script>window.hacked=4</script>")
    expect(publisher.locator("visible=true").first).to_be_visible()
    expect(page.locator(".cs-host").get_by_text("{{ 7*7 }} $x^2$ :smile:")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".cs-host :is(script, img, b)").count() == 0
    assert page.locator("a[href^='javascript:' i]").count() == 0


def test_hostile_addresses_stay_text(open_page: OpenPage) -> None:
    page = open_page('/?q="><img src=x onerror=window.hacked=1>&topic=<b>x</b>')
    expect(page.get_by_text("<b>x</b>").first).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".cs-host :is(script, img, b)").count() == 0


def test_an_episode_is_played_on_its_page(open_page: OpenPage) -> None:
    page = open_page("/entry?id=doorstep-podcast")
    player = page.locator("audio")
    expect(player).to_have_attribute("src", "https://radio.example/4.mp3")
    expect(player).to_have_attribute("preload", "none")
    expect(player).to_have_accessible_name("Listen to: On the doorstep")
    assert open_page("/entry?id=home-alone-guide").locator("audio").count() == 0


@pytest.mark.parametrize("more", [["clipboard-write"], []], ids=["allowed", "denied"])
def test_a_citation_is_copied(open_page: OpenPage, more: list[str]) -> None:
    page = open_page("/entry?id=home-alone-guide", permissions=["clipboard-read", *more])
    page.get_by_role("button", name="Copy the Harvard citation").click()
    expect(page.get_by_role("button", name="Copied the Harvard citation")).to_be_visible()
    expect(page.locator("#cs-told")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "Lindqvist, R. and Abara, P. (2019) ‘Left alone at home: judging supervision’. "
        "Harbour Practice Centre. Available at: https://doi.org/10.5555/alone."
    )


def test_the_link_and_the_files_are_the_servers(open_page: OpenPage) -> None:
    page = open_page("/entry?id=home-alone-guide")
    with page.expect_download() as saved:
        page.get_by_role("link", name="RIS").click()
    assert saved.value.suggested_filename == "home-alone-guide.ris"
    heading(page, "Left alone at home: judging supervision")
    page.get_by_role("link", name="/e/home-alone-guide").click()
    expect(page).to_have_url(re.compile(r"/e/home-alone-guide$"))
    page.get_by_role("combobox", name="Search practice resources").fill("doorstep")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="On the doorstep", exact=True)).to_be_visible()


def test_what_is_like_it(open_page: OpenPage) -> None:
    page = open_page("/entry?id=spotting-neglect-course")
    likes = page.get_by_role("region", name="More like this").get_by_role("link")
    titles = likes.all_inner_texts()
    assert "Quay neglect strategy" in titles
    assert "Spotting neglect early" not in titles
    likes.filter(has_text="Quay neglect strategy").click()
    heading(page, "Quay neglect strategy")


def test_a_problem_is_reported_by_mail(open_page: OpenPage) -> None:
    page = open_page("/entry?id=quay-strategy")
    link = page.get_by_role("link", name="Report a problem with this entry")
    address = link.get_attribute("href") or ""
    assert address.startswith("mailto:library@quay.example?subject=Problem%20with%20an%20entry")
    written = unquote(address)
    assert "Entry: quay-strategy" in written
    assert re.search(r"Address: http://127\.0\.0\.1:\d+/e/quay-strategy", written)


def test_a_search_starts_on_the_page_of_an_entry(open_page: OpenPage) -> None:
    page = open_page("/entry?id=quay-strategy")
    page.keyboard.press("/")
    page.keyboard.type("doorstep")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?q=doorstep$"))
    expect(page.get_by_role("status")).to_have_text("1 resource")


def test_when_it_was_looked_at(open_page: OpenPage) -> None:
    page = open_page("/entry?id=quay-strategy")
    page.get_by_text("About this entry").click()
    assert fact(page, "Added to this catalog") == ["5 January 2024"]
    assert fact(page, "Last reviewed") == ["1 February 2016"]
    assert fact(page, "To be reviewed by") == ["1 February 2018"]


def test_all_editions_of_a_work(open_page: OpenPage) -> None:
    page = open_page("/entry?id=withdrawn-notes")
    editions = page.get_by_role("region", name="All editions").get_by_role("listitem")
    expect(editions).to_have_text(
        [
            "Left alone at home: second edition, 2023",
            "Left alone at home: judging supervision, 2019",
            "Notes that were withdrawn (shown here)",
        ]
    )
    other = open_page("/entry?id=doorstep-podcast")
    expect(other.get_by_role("region", name="All editions")).to_have_count(0)


def test_whether_links_opened_when_they_were_checked(open_page: OpenPage) -> None:
    page = open_page("/?q=doorstep")
    shown = page.get_by_role("listitem").filter(has_text="On the doorstep")
    expect(shown.get_by_text("Link did not open on 9 January 2024")).to_be_visible()
    page.get_by_role("link", name="On the doorstep", exact=True).click()
    heading(page, "On the doorstep")
    expect(page.locator(".cs-checked")).to_have_text(
        [
            "Link last checked: 9 January 2024, did not open",
            "Link last checked: 9 January 2024, opens",
        ]
    )
    other = open_page("/entry?id=home-alone-guide")
    expect(other.locator(".cs-checked")).to_have_text(
        [
            "Link last checked: 9 January 2024, moved to new.harbour.example",
            "Link last checked: 9 January 2024, the site does not let programs check it",
        ]
    )
    expect(other.get_by_text("Link did not open")).to_have_count(0)
    expect(open_page("/entry?id=quay-strategy").locator(".cs-checked")).to_have_count(0)
