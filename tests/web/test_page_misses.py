"""What the running app keeps of searches: of misses a little, of all others nothing at all."""

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import OpenPage, Serve
from playwright.sync_api import Page, expect
from test_routes_metrics import get

from indexer.misses import MissLog
from settings import Settings

SECRET = "quuxbury"


def search(page: Page, words: str) -> None:
    page.locator("#cs-q").fill(words)
    page.locator("#cs-q").press("Enter")
    expect(page.locator("#cs-heading")).to_contain_text(words)


@pytest.mark.browser
def test_misses_are_counted_once_a_visit_and_nothing_else_is_written_down(
    serve: Serve, knowledge_base: Path, open_page: OpenPage, tmp_path: Path
) -> None:
    app = serve(knowledge_base, work=tmp_path)
    page = open_page("/?q=zorblax", base=app)
    search(page, "visit quorn")
    page.get_by_label(re.compile("^Podcast episode")).first.check()
    expect(page).to_have_url(re.compile("kind=podcast-episode"))
    search(page, "zorblax")  # for the second time in this visit
    search(page, f"maria {SECRET} 03/12/2015")
    search(page, f"kova {SECRET}@example.org")
    search(page, f'title:{SECRET} "{SECRET}"')
    search(page, "neglect")
    open_page("/?q=zorblax", base=app)
    open_page("/?q=listening", base=app)  # the run before has ended with this one
    for path in ("api/v1/search", "api/v1/suggest", "feed.atom", "feed.json", "print", "share"):
        for words in (SECRET, "program", f"maria {SECRET} 3/12/2015"):
            assert get(f"{app}/{path}?q={quote(words)}").status_code == 200
    assert get(f"{app}/no/such/page?q={SECRET}").status_code in (200, 404)
    assert get(f"{app}/api/v1/search?q={SECRET}&topic={SECRET}").status_code == 422
    log = MissLog(Settings(dir=knowledge_base, var_dir=tmp_path / "var").misses_file, 90)
    today = datetime.now().astimezone().date()
    kept = [(m.words, m.times, m.found_nothing) for m in log.most_frequent(today, 2, 99)]
    assert kept == [("zorblax", 2, 2), ("visit quorn", 1, 0)]
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {"log.txt", "misses.sqlite"} <= {file.name for file in written}
    assert [f for f in written if SECRET.encode() in f.read_bytes().lower()] == []
    asked = b"zorblax" + b"|listening"
    assert not re.search(asked, (tmp_path / "log.txt").read_bytes()), "no log of what is asked"
    assert SECRET not in get(f"{app}/metrics").text
