"""`kb new` and `kb scraper` as people use them."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from catalog.store import Catalog
from cli import app
from commands import extracting
from scrapers.any_resource import TYPES, read, take_in
from scrapers.fetcher import Fetcher, FetchError, Limits
from scrapers.page import NotUnderstood, Page
from scrapers.scaffold import scaffold
from settings import Settings
from tests.harvest.web import Answer, Web
from tests.scrapers.generic.judged import PAGES
from tests.scrapers.generic.test_scraper_pdf import made

PAGE = PAGES / "seen" / "news-spanish.html"
ADDRESS = "https://www.elfaro.example/sociedad/2020-11-08/mas-familias-piden-ayuda.html"
WHEN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KB_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("KB_DIR", raising=False)
    folder = tmp_path / "kb"
    shutil.copytree(Settings().dir / "vocabularies", folder / "vocabularies")
    return folder


def run(kb: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--kb", str(kb)])


def files(kb: Path) -> dict[str, bytes]:
    return {str(f.relative_to(kb)): f.read_bytes() for f in kb.rglob("*.yaml")}


def test_a_saved_page_is_printed_with_the_origin_of_each_value(kb: Path) -> None:
    before = files(kb)
    result = run(kb, "new", "--html", PAGE, "--url", ADDRESS, "--json")
    assert result.exit_code == 0, result.output
    said: dict[str, Any] = json.loads(result.stdout)
    assert said["draft"]["title"] == "Más familias piden ayuda antes de la crisis"
    assert said["origins"]["published"] == "article:published_time"
    assert set(said["origins"]) <= set(said["draft"])
    assert "topics" in said["missing"]
    assert files(kb) == before


def test_a_page_goes_into_the_inbox_and_again_changes_nothing(kb: Path) -> None:
    first = run(kb, "new", "--html", PAGE, "--url", ADDRESS)
    assert first.exit_code == 0, first.output
    assert "new" in first.output
    assert "authors" in first.output
    assert "not found: topics, audiences" in first.output
    drafts, problems = Catalog(kb).drafts()
    assert not problems
    (draft,) = drafts.values()
    assert draft.harvest
    assert (draft.harvest.source, draft.harvest.address) == ("web", ADDRESS)
    before = files(kb)
    again = run(kb, "new", "--html", PAGE, "--url", ADDRESS)
    assert again.exit_code == 0, again.output
    assert "unchanged" in again.output
    assert files(kb) == before


def test_a_pdf_is_taken_in(kb: Path, tmp_path: Path) -> None:
    file = tmp_path / "guide.pdf"
    file.write_bytes(made())
    result = run(kb, "new", file)
    assert result.exit_code == 0, result.output
    (draft,) = Catalog(kb).drafts()[0].values()
    assert draft.title == "Working with families at home"
    assert draft.harvest
    assert draft.harvest.address == "file:guide.pdf"


@pytest.mark.parametrize("name", ["not-found", "login-wall", "script-shell"])
def test_a_page_with_nothing_in_it_is_said_to_have_nothing(kb: Path, name: str) -> None:
    result = run(kb, "new", "--html", PAGES / "seen" / f"{name}.html", "--url", ADDRESS)
    assert result.exit_code == 1
    assert "not understood: " in result.stderr
    assert not (kb / "inbox").exists()


def test_the_own_network_is_never_entered(kb: Path) -> None:
    with Web() as site:
        result = run(kb, "new", site.url("/page"))
        assert result.exit_code == 1
        assert "open internet" in result.stderr
        assert not site.asked


def test_what_is_neither_address_nor_pdf_is_refused(kb: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>x</p>", "utf-8")
    assert "neither a web address nor a file" in run(kb, "new", "nothing").stderr
    assert "--html" in run(kb, "new", tmp_path / "page.html").stderr
    assert run(kb, "new").exit_code == 2
    assert run(kb, "new", "--html", PAGE, "--url", "elfaro").exit_code == 2


def test_pages_and_pdfs_are_fetched_and_told_apart(kb: Path, tmp_path: Path) -> None:
    web = {"Content-Type": "text/html; charset=utf-8"}
    with (
        Web() as site,
        Fetcher(tmp_path / "cache", limits=Limits(tries=1), sleep=lambda _: None) as fetcher,
    ):
        site.answers["/page"] = [Answer(PAGE.read_bytes(), headers=web)]
        site.answers["/file"] = [Answer(made(), headers={"Content-Type": "application/pdf"})]
        site.answers["/data"] = [Answer(b"{}", headers={"Content-Type": "application/json"})]
        local = ("127.0.0.1",)
        page = read(fetcher.fetch(site.url("/page"), 0, local, TYPES))
        file = read(fetcher.fetch(site.url("/file"), 0, local, TYPES))
        with pytest.raises(FetchError, match="application/json"):
            fetcher.fetch(site.url("/data"), 0, local, TYPES)
    assert page.draft.authors == ("Lucía Benítez",)
    assert file.draft.format == "pdf"
    items = take_in(file, file.draft.address or "", Catalog(kb), WHEN)
    assert [str(item.outcome) for item in items] == ["new"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    (root / "scrapers" / "sites").mkdir(parents=True)
    (root / "tests" / "scrapers" / "pages").mkdir(parents=True)
    return root


def test_a_scraper_is_started_with_a_module_and_a_page_that_go_together(
    kb: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracting, "CHECKOUT", checkout)
    result = run(kb, "scraper", "el-faro", "--html", PAGE, "--url", ADDRESS)
    assert result.exit_code == 0, result.output
    module, page, record = (checkout / line for line in result.stdout.splitlines()[:3])
    assert module == checkout / "scrapers" / "sites" / "el_faro.py"
    assert page.parent == checkout / "tests" / "scrapers" / "pages" / "el-faro"
    scope: dict[str, Any] = {"__name__": "el_faro"}
    exec(compile(module.read_text("utf-8"), module, "exec"), scope)
    scraper, html = scope["SCRAPER"], page.read_text("utf-8")
    written = yaml.safe_load(record.read_text("utf-8"))
    assert scraper.name == "el-faro"
    assert scraper.recognises(Page(html))
    assert not scraper.recognises(Page("<h1></h1>"))
    assert [d.title for d in scraper.scrape(html, ADDRESS)] == [written["drafts"][0]["title"]]
    with pytest.raises(NotUnderstood, match="looked for"):
        scraper.scrape("", "https://example.org/")
    assert "La mitad llegó por consejo" not in html
    assert run(kb, "scraper", "el-faro", "--html", PAGE, "--url", ADDRESS).exit_code == 1


@pytest.mark.parametrize(
    ("name", "address", "reason"),
    [
        ("El Faro", ADDRESS, "small letters"),
        ("el-faro", "", "web address"),
        ("gateway", "https://www.childwelfare.gov/x", "already"),
    ],
)
def test_a_scraper_that_cannot_be_is_not_started(
    checkout: Path, name: str, address: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        scaffold(checkout, name, "<h1>A title of a page</h1>", address)
    assert not list((checkout / "scrapers" / "sites").iterdir())
    with pytest.raises(ValueError, match="no checkout"):
        scaffold(checkout / "elsewhere", "el-faro", "<h1>A title</h1>", ADDRESS)
