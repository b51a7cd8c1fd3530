"""Words that look like data of a case: the reader is told, and the words are kept nowhere."""

from urllib.parse import quote

import pytest
import requests
from conftest import OpenPage
from playwright.sync_api import expect
from test_page_for_all import DESKTOP, PHONE, violations
from test_routes_metrics import get

SECRET = "Zebedee"
TYPED = f"maria {SECRET} dob 3/12/2015 neglect"


@pytest.mark.browser
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_reader_is_told_before_all_else_and_still_finds(
    open_page: OpenPage, device: dict[str, object]
) -> None:
    page = open_page(f"/?q={quote(TYPED)}", **device)
    first = page.locator("[data-notice]").first
    expect(first).to_have_attribute("data-notice", "case-data")
    expect(first).to_contain_text("the name of a person or a date of birth")
    expect(first).to_contain_text("history of the browser")
    assert page.locator(".cs-card").count() > 0
    assert violations(page) == []


@pytest.mark.browser
def test_a_reader_is_told_in_spanish(open_page: OpenPage) -> None:
    page = open_page("/?q=caso+n%C3%BAmero+4531-21&lang=es")
    told = page.locator("[data-notice=case-data]")
    expect(told).to_contain_text("Esto parece ser el número de un caso o expediente.")


def answered(address: str) -> requests.Response:
    answer = get(address)
    assert answer.status_code == 200, answer.text
    return answer


def test_programs_are_told_and_nothing_on_the_way_keeps_the_answer(app: str) -> None:
    asked = f"{app}/api/v1/search?q={quote(TYPED)}"
    assert answered(asked).json()["notices"][0]["code"] == "case-data"
    addresses = [asked, f"{app}/feed.atom?q={quote(TYPED)}", f"{app}/print?q={quote(TYPED)}"]
    addresses += [f"{app}/api/v1/suggest?q={quote(TYPED)}"]
    assert {answered(a).headers["Cache-Control"] for a in addresses} == {"no-store"}
    usual = answered(f"{app}/api/v1/search?q=neglect")
    assert "max-age" in usual.headers["Cache-Control"]
    assert usual.json()["notices"] == []


@pytest.mark.parametrize("words", ["10.5555/alone", "HPC-221", "20-77123", "id:HPC-221"])
def test_numbers_that_entries_have_are_no_data_of_a_case(app: str, words: str) -> None:
    found = answered(f"{app}/api/v1/search?q={quote(words)}").json()
    assert found["total"] == 1
    assert found["notices"] == []
