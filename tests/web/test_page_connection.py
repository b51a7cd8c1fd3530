"""What a reader sees while the server cannot be reached or is late, and when its answer comes."""

import re

import pytest
from conftest import OpenPage
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from test_page_search import option, parameters, shows

pytestmark = pytest.mark.browser

SERVER = re.compile("/_stcore/")


class Line:
    """The line between a page and the server, made anew: a test can lose or hold up what it has."""

    def __init__(self, page: Page) -> None:
        self._losing = self._holding = False
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket(SERVER, self._connect)
        page.clock.install()  # so that waiting can be made short
        page.reload()
        self._page = page

    def _connect(self, line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def ask(message: str | bytes) -> None:
            if not self._losing:
                server.send(message)

        def answer(message: str | bytes) -> None:
            self._held.append((line, message)) if self._holding else line.send(message)

        line.on_message(ask)
        server.on_message(answer)

    def lose_questions(self, losing: bool = True) -> None:
        self._losing = losing

    def hold_answers(self) -> None:
        self._holding = True

    def bring_answers(self) -> None:
        self._holding = False
        for line, message in self._held:
            line.send(message)
        self._held.clear()

    def wait_for_answer(self) -> None:
        """Wait until the server has answered something that is held up."""
        for _ in range(2_000):
            if self._held:
                return
            self._page.wait_for_timeout(10)
        pytest.fail("the server did not answer")


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


def test_a_lost_question_is_asked_again(open_page: OpenPage) -> None:
    page = open_page("/?topic=neglect")
    line = Line(page)
    shows(page, 4)
    line.lose_questions()
    page.get_by_role("link", name="Start over").click()
    expect(page.locator(".cs-host")).to_have_attribute("aria-busy", "true")
    line.lose_questions(False)
    page.clock.fast_forward("01:00")
    shows(page, 48)


def test_a_page_that_comes_late_is_not_taken_for_the_one_awaited(open_page: OpenPage) -> None:
    page = open_page("/?topic=neglect")
    line = Line(page)
    shows(page, 4)
    option(page, "Course").check()
    shows(page, 1)
    line.hold_answers()
    page.go_back()
    line.wait_for_answer()
    line.lose_questions()
    page.get_by_role("link", name="Start over").click()
    line.bring_answers()
    line.lose_questions(False)
    page.clock.fast_forward("01:00")
    shows(page, 48)
    assert parameters(page) == []
