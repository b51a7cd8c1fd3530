"""One running app over a small knowledge base, and real Chromium to read it with."""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import library
import pytest
from library import build, open_shelf
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from catalog.link_checks import LinkChecks, write_link_checks
from settings import Settings
from web.shelf import Holding, Shelf

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # milliseconds; only reached when something is broken
NOT_OURS = re.compile(r"/(entry|lists?)/_stcore/(health|host-config)$")
"""Streamlit looks for itself under the page's own path first and is told that it is not there."""

WHY = "no Chromium was found: install chromium, or run `playwright install chromium`"


def system_chromium() -> str | None:
    """Return the path of the Chromium that the system has installed."""
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None)


def has_chromium() -> bool:
    """Whether there is a Chromium: the system's, or the one that playwright installed."""
    if system_chromium():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the browser tests where there is no browser; never in CI, where they must run."""
    needing = [item for item in items if item.get_closest_marker("browser")]
    if needing and os.environ.get("CI") != "true" and not has_chromium():
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]
        config.stash[LEFT_OUT] = len(needing)


LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say why tests were left out."""
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} browser tests did not run: {WHY}", yellow=True)


@pytest.fixture(scope="session")
def knowledge_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small knowledge base; tests do not change it."""
    folder = tmp_path_factory.mktemp("web") / "kb"
    build(folder)
    return folder


Serve = Callable[..., str]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Return a function that starts the app over a folder and gives its address.

    What it is given as `links` is what checks of links have found before. In `work` are `var` and
    all that it writes to its output, `log.txt`.
    """
    running: list[tuple[subprocess.Popen[bytes], Path]] = []

    def start(folder: Path, links: LinkChecks | None = None, work: Path | None = None) -> str:
        port = _free_port()
        work = work or tmp_path_factory.mktemp("served")
        log = work / "log.txt"
        if links:
            write_link_checks(Settings(dir=folder, var_dir=work / "var").links_file, links)
        environment = {
            **os.environ,
            "KB_DIR": str(folder),
            "KB_VAR_DIR": str(work / "var"),
            "KB_REPORT_TO": "library@quay.example",
            "KB_REQUESTS_PER_MINUTE": "1000000",  # all tests are one client
            "PYTHONWARNINGS": "error::DeprecationWarning,error::FutureWarning",
        }
        options = {
            "server.port": port,
            "server.address": "127.0.0.1",
            "server.headless": "true",
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += [f"--{name}={value}" for name, value in options.items()]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        running.append((process, log))
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(address, process, log)
        return address

    yield start
    for process, _ in running:
        process.terminate()
    for process, log in running:
        process.wait(10)
        said = log.read_text(encoding="utf-8")
        assert not re.search(r"Traceback|[A-Z]\w*Warning|deprecat", said), said


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except OSError:
            with pytest.raises(subprocess.TimeoutExpired):  # a pause that ends early if it dies
                process.wait(0.1)
    pytest.fail(f"the app did not start: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def app(serve: Serve, knowledge_base: Path) -> str:
    """Return the address of the app over the small knowledge base."""
    return serve(knowledge_base, library.LINKS)


@pytest.fixture(scope="session")
def shelf(knowledge_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return the small knowledge base as the routes see it, without a server."""
    index = tmp_path_factory.mktemp("shelf")
    return open_shelf(knowledge_base, index)


@pytest.fixture
def folder(tmp_path: Path, knowledge_base: Path) -> Path:
    """Return a copy of the knowledge base that a test may change."""
    return Path(shutil.copytree(knowledge_base, tmp_path / "kb"))


@pytest.fixture(scope="session")
def holding(shelf: Shelf) -> Holding:
    """Return what the small knowledge base holds."""
    return shelf.holding


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        path = system_chromium() or playwright.chromium.executable_path
        assert Path(path).exists(), WHY
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, app: str) -> Iterator[OpenPage]:
    """Return a function that opens an address of the app in a browser of its own.

    At the end no page may have reported an error to its console.
    """
    contexts = []
    errors: list[str] = []

    def report(message: ConsoleMessage) -> None:
        if message.type == "error" and not NOT_OURS.search(message.location.get("url", "")):
            errors.append(f"{message.text} ({message.location.get('url')})")

    def opener(path: str = "/", base: str = app, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", report)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{base}{path}")
        expect(page.locator("#cs-heading")).to_be_visible()
        return page

    yield opener
    for context in contexts:
        context.close()
    assert errors == []
