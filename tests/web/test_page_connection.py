"""What a reader sees while the server cannot be reached, and when it can be again."""

import re

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

pytestmark = pytest.mark.browser

SERVER = re.compile("/_stcore/")


def test_a_lost_connection_is_told_calmly_and_mends_itself(browser: Browser, app: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    lines: list[WebSocketRoute] = []

    def connect(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket(SERVER, connect)
    page.goto(f"{app}/?topic=neglect")
    said = page.get_by_text("There is no connection")
    expect(page.locator(".cs-card").first).to_be_visible()
    expect(said).to_be_hidden()

    page.route(SERVER, lambda route: route.abort())
    lines[-1].close()
    expect(said).to_be_visible()
    expect(page.locator(".stDialog")).to_have_count(0)
    page.locator("summary", has_text="Format").click()  # what is there can be used
    expect(page.get_by_role("checkbox", name="PDF")).to_be_visible()

    page.unroute(SERVER)
    expect(said).to_be_hidden()
    expect(page).to_have_url(f"{app}/?topic=neglect")
    context.close()
