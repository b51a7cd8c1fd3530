"""One run over a small web where everything happens that can: each page has its own outcome."""

from pathlib import Path

from catalog.store import Catalog
from scrapers.client import Limits
from scrapers.fetcher import Fetcher
from scrapers.report import Outcome
from tests.harvest.test_fetcher import BOMB, drip_body, endless
from tests.harvest.test_run import run, shelf, source
from tests.harvest.web import Answer, Clock, Web, moved, status

HTML = {"Content-Type": "text/html"}
PAGES: dict[str, tuple[list[Answer], str]] = {
    # path: answers in turn, and the outcome or a part of the reason
    "/plain": ([shelf("plain")], "new"),
    "/closed/page": ([shelf("closed")], "robots.txt does not allow"),
    "/moved": ([moved("/new-place", 301)], "new"),
    "/moved-to-closed": ([moved("/closed/page")], "robots.txt does not allow"),
    "/round": ([moved("/round")], "more than 5 times"),
    "/busy": ([status(429, Retry_After="7"), shelf("busy")], "new"),
    "/ill": ([status(500), status(502), shelf("ill")], "new"),
    "/dead": ([status(500)], "has an error"),
    "/gone": ([status(410)], "no such page"),
    "/drip": ([Answer(raw=drip_body)], "not complete after 5 seconds"),
    "/endless": ([Answer(raw=endless)], "larger than 100,000 bytes"),
    "/bomb": ([Answer(BOMB, headers=HTML | {"Content-Encoding": "gzip"})], "larger than"),
    "/charset": (
        [
            Answer(
                "SHELF\nFrüh | https://shelf.example/frueh | |".encode("latin-1"),
                headers={"Content-Type": "text/html; charset=klingon"},
            )
        ],
        "new",
    ),
    "/private": ([moved("http://10.1.2.3/")], "allow_private"),
    "/metadata": ([moved("http://169.254.169.254/latest/")], "allow_private"),
    "/file": ([moved("file:///etc/passwd")], "only http and https"),
    "/other": ([Answer(b"<p>Something else</p>")], "looked for SHELF"),
    # What a site asks holds for all of it, so this comes last.
    "/leave-me": ([status(503, Retry_After="86400")], "harvest it again later"),
}


def test_every_page_has_its_outcome_and_none_stops_the_others(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    web.has("/robots.txt", Answer(b"User-agent: *\nDisallow: /closed/"))
    web.has("/new-place", shelf("moved"))
    for path, (answers, _) in PAGES.items():
        web.has(path, *answers)
    owner = source(web.url("/"), *(web.url(path) for path in PAGES))
    clock, limits = Clock(), Limits(20, 20, 5, page_bytes=100_000, jitter_seconds=0)
    with Fetcher(tmp_path / "cache", "", limits, clock, clock.sleep) as fetcher:
        report = run(catalog, tmp_path, fetcher, owner)
    found = {item.page.removeprefix(web.url("")): item for item in report.items}
    assert set(found) == set(PAGES)
    for path, (_, expected) in PAGES.items():
        item = found[path]
        if expected == "new":
            assert item.outcome is Outcome.NEW, path
        else:
            assert expected in item.reason, path
    assert 7 in clock.waits, "it waits as long as it was asked to"
    assert {d.title for d in catalog.drafts()[0].values()} >= {"plain", "moved", "busy", "Früh"}
