"""A harvest run: what lands in the inbox, what is news, and what is left alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.acceptance import Acceptance
from catalog.merge import with_values
from catalog.model import Draft, Entry
from catalog.sources import Source
from catalog.store import Catalog
from catalog.vocabulary import Vocabulary
from scrapers.fetcher import Fetcher
from scrapers.harvest import Harvest
from scrapers.inbox import Inbox
from scrapers.normalise import normalise
from scrapers.report import Outcome, Report
from scrapers.scraper import Findings
from tests.harvest.shelf import FAULTY, SHELF
from tests.harvest.web import Answer, Web, status

SCRAPERS = {"shelf": SHELF, "faulty": FAULTY}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def source(**values: Any) -> Source:
    defaults = {
        "id": "shelf",
        "title": "Shelf",
        "scraper": "shelf",
        "site": "https://shelf.example/",
    }
    return Source.model_validate(defaults | values)


def harvest(
    catalog: Catalog, folder: Path, *, when: datetime = NOW, owner: Source | None = None
) -> Report:
    owner = owner or source()
    return Harvest(catalog, {owner.id: owner}, when, SCRAPERS).read(folder, owner)


def page(folder: Path, *lines: str, name: str = "page.html", start: str = "SHELF") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join([start, *lines]), encoding="utf-8")
    return folder


def files(catalog: Catalog) -> dict[str, tuple[int, bytes]]:
    """Return every file of the knowledge base with its time and content."""
    return {
        str(f): (f.stat().st_mtime_ns, f.read_bytes())
        for f in catalog.folder.rglob("*")
        if f.is_file()
    }


def counts(report: Report) -> dict[str, int]:
    return {o.value: len(report.of(o)) for o in Outcome if report.of(o)}


def draft(catalog: Catalog, draft_id: str) -> Draft:
    return catalog.drafts()[0][draft_id]


def accept(catalog: Catalog, *ids: str) -> None:
    run = Acceptance(catalog, NOW.date())
    for result in run.accept(ids or run.waiting()):
        assert not result.reasons


LINES = (
    "Guide to neglect | https://shelf.example/guide | 2019 | manual-of-care",
    "Manual of care | https://shelf.example/manual | 2018 |",
)


def taken_in(catalog: Catalog, tmp_path: Path) -> Path:
    """Harvest and accept the lines of a saved page; return its folder."""
    saved = page(tmp_path / "saved", *LINES)
    harvest(catalog, saved)
    accept(catalog)
    return saved


def test_what_a_page_lists_waits_in_the_inbox(catalog: Catalog, tmp_path: Path) -> None:
    report = harvest(catalog, page(tmp_path / "saved", *LINES))
    assert counts(report) == {"new": 2}
    assert report.ok
    found = draft(catalog, "guide-to-neglect")
    assert [r.entry for r in found.relations] == ["manual-of-care"]
    assert found.harvest
    assert (found.harvest.source, found.harvest.address) == ("shelf", "file:page.html")
    assert (found.harvest.item, found.harvest.when) == ("guide-to-neglect", NOW)
    assert set(found.harvest.fields) == {
        "title",
        "kind",
        "published",
        "topics",
        "links",
        "relations",
    }


@pytest.mark.parametrize("accepted", [False, True])
def test_harvesting_again_changes_no_file(catalog: Catalog, tmp_path: Path, accepted: bool) -> None:
    saved = page(tmp_path / "saved", *LINES)
    harvest(catalog, saved)
    if accepted:
        accept(catalog)
    before = files(catalog)
    for days in range(1, 4):
        report = harvest(catalog, saved, when=NOW + timedelta(days=days))
        assert counts(report) == {"unchanged": 2}
        assert files(catalog) == before


def test_from_page_to_entry_and_back_an_edit_survives(catalog: Catalog, tmp_path: Path) -> None:
    saved = taken_in(catalog, tmp_path)
    entry = catalog.read("guide-to-neglect")
    catalog.write(with_values(entry, {"title": "A better title"}))
    page(saved, LINES[0].replace("2019", "2021").replace("Guide to", "The guide to"), LINES[1])
    report = harvest(catalog, saved)
    assert counts(report) == {"changed": 1, "unchanged": 1}
    (result,) = Acceptance(catalog, NOW.date()).accept(["guide-to-neglect"])
    assert [k.field for k in result.kept] == ["title"]
    assert "A better title | The guide to neglect | set by a person, stays" in str(result)
    entry = catalog.read("guide-to-neglect")
    assert (entry.title, str(entry.published)) == ("A better title", "2021")
    before = files(catalog)
    assert counts(harvest(catalog, saved)) == {"unchanged": 2}
    assert files(catalog) == before


def test_a_changed_page_renews_what_waits_and_keeps_what_a_librarian_wrote_into_it(
    catalog: Catalog, tmp_path: Path
) -> None:
    saved = page(tmp_path / "saved", *LINES)
    harvest(catalog, saved)
    waiting = draft(catalog, "manual-of-care")
    catalog.write_draft(with_values(waiting, {"kind": "manual", "summary": "Ours."}))
    page(saved, LINES[0], LINES[1].replace("2018", "2022"))
    report = harvest(catalog, saved)
    assert counts(report) == {"changed": 1, "unchanged": 1}
    renewed = draft(catalog, "manual-of-care")
    assert (renewed.kind, renewed.summary, str(renewed.published)) == ("manual", "Ours.", "2022")


def test_a_change_that_is_taken_back_takes_back_its_proposal(
    catalog: Catalog, tmp_path: Path
) -> None:
    saved = taken_in(catalog, tmp_path)
    page(saved, LINES[0], LINES[1].replace("2018", "2022"))
    harvest(catalog, saved)
    assert list(catalog.drafts()[0]) == ["manual-of-care"]
    page(saved, *LINES)
    assert counts(harvest(catalog, saved)) == {"unchanged": 2}
    assert catalog.drafts()[0] == {}


MATCHES = [
    # how the entry that is there differs from what the page lists -> whether it is the same
    (
        "the same place, spelled otherwise",
        {"title": "Other", "url": "http://www.shelf.example/guide/"},
        True,
    ),
    ("title, year and publisher", {"title": "GUIDE to Neglect!", "year": "2019"}, True),
    (
        "the same title in another year is an edition",
        {"title": "Guide to neglect", "year": "2012"},
        False,
    ),
    ("nothing in common", {"title": "Other"}, False),
]


@pytest.mark.parametrize(("name", "values", "same"), MATCHES)
def test_a_draft_finds_the_entry_of_its_resource(
    catalog: Catalog, tmp_path: Path, name: str, values: dict[str, str], same: bool
) -> None:
    url = values.get("url")
    entry = Entry.model_validate(
        {
            "id": "written-by-hand",
            "title": values["title"],
            "kind": "guide",
            "published": values.get("year"),
            "links": [{"role": "landing", "url": url}] if url else [],
            "added": "2020-01-01",
        }
    )
    catalog.write(entry)
    report = harvest(catalog, page(tmp_path / "saved", *LINES))
    manual = draft(catalog, "manual-of-care")
    assert draft(catalog, "written-by-hand") if same else draft(catalog, "guide-to-neglect")
    assert counts(report) == ({"new": 1, "changed": 1} if same else {"new": 2})
    assert manual.id == "manual-of-care"


def test_relations_follow_a_draft_to_the_entry_it_means(catalog: Catalog, tmp_path: Path) -> None:
    catalog.write(
        Entry.model_validate(
            {
                "id": "m",
                "title": "Manual of care",
                "kind": "guide",
                "published": "2018",
                "added": "2020-01-01",
            }
        )
    )
    harvest(catalog, page(tmp_path / "saved", *LINES))
    assert [r.entry for r in draft(catalog, "guide-to-neglect").relations] == ["m"]


def test_a_new_id_is_free_also_of_former_ids(catalog: Catalog, tmp_path: Path) -> None:
    catalog.write(
        Entry.model_validate(
            {
                "id": "x",
                "title": "X",
                "kind": "guide",
                "former_ids": ["manual-of-care"],
                "added": "2020-01-01",
            }
        )
    )
    harvest(catalog, page(tmp_path / "saved", *LINES))
    assert sorted(catalog.drafts()[0]) == ["guide-to-neglect", "manual-of-care-2"]


def test_what_several_pages_describe_is_harvested_from_one(
    catalog: Catalog, tmp_path: Path
) -> None:
    saved = page(tmp_path / "saved", *LINES)
    page(saved, LINES[1], "Third | https://shelf.example/3 | |", name="second.html")
    first = harvest(catalog, saved)
    assert counts(first) == {"new": 3, "unchanged": 1}
    assert "described already, from file:page.html" in str(first.to_json())
    before = files(catalog)
    assert counts(harvest(catalog, saved)) == {"unchanged": 4}
    assert files(catalog) == before


def test_another_source_does_not_take_over(catalog: Catalog, tmp_path: Path) -> None:
    saved = page(tmp_path / "saved", *LINES)
    one, two = source(), source(id="other")
    harvest(catalog, saved)
    run = Harvest(catalog, {"shelf": one, "other": two}, NOW, SCRAPERS)
    assert counts(run.read(saved, two)) == {"unchanged": 2}


def test_a_source_configured_later_takes_over_what_its_scraper_brought(
    catalog: Catalog, tmp_path: Path
) -> None:
    saved = taken_in(catalog, tmp_path)
    named = source(id="city-shelf")
    assert counts(harvest(catalog, saved, owner=named)) == {"unchanged": 2}


DEFAULTS = {
    "publisher": "The Shelf",
    "languages": ["en"],
    "jurisdictions": ["us"],
    "topics": ["trauma-informed"],
    "access": "free",
}


def test_defaults_fill_what_is_empty_and_only_that(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    lines = ("Here | https://www.shelf.example/a | |", "Elsewhere | https://other.example/b | |")
    address = web.has("/list", Answer("\n".join(["SHELF", *lines]).encode()))
    owner = source(
        site=web.url("/"),
        allow_private=True,
        crawl_delay=0,
        defaults=DEFAULTS,
        pages=[
            {
                "address": address,
                "defaults": {"jurisdictions": ["us-mn"], "topics": ["trauma-informed"]},
            }
        ],
    )
    owner = owner.model_copy(update={"site": "https://shelf.example/"})
    with Fetcher(tmp_path / "cache") as fetcher:
        run = Harvest(catalog, {"shelf": owner}, NOW, SCRAPERS)
        report = run.fetch([owner], fetcher, tmp_path / "work")
    assert counts(report) == {"new": 2}
    here, elsewhere = draft(catalog, "here"), draft(catalog, "elsewhere")
    assert here.topics == ("neglect",), "what the page says wins"
    assert here.jurisdictions == ("us-mn",), "the page's default comes before the source's"
    assert here.languages == ("en",)
    assert (here.publisher, here.access) == ("The Shelf", "free")
    assert (elsewhere.publisher, elsewhere.access) == (None, None), "others publish elsewhere"


def test_a_listed_resource_without_a_link_takes_no_publisher_from_the_source(
    catalog: Catalog, tmp_path: Path
) -> None:
    owner = source(defaults=DEFAULTS)
    saved = page(tmp_path / "saved", "The page itself", "An assigned reading | | 2013 |")
    harvest(catalog, saved, owner=owner)
    assert draft(catalog, "the-page-itself").publisher == "The Shelf"
    reading = draft(catalog, "an-assigned-reading")
    assert (reading.publisher, reading.access) == (None, None)
    assert reading.languages == ("en",)


def test_addresses_and_terms_get_their_one_form(catalog: Catalog, tmp_path: Path) -> None:
    harvest(
        catalog,
        page(
            tmp_path / "saved",
            "A | https://API.childwelfare.gov/x.pdf?a=1&utm_source=m&hasBeenRedirected=1#top | |",
            "B | https://shelf.example/app#/course/3 | |",
            "C | https://shelf.example/file.pdf#page=12 | |",
        ),
    )
    assert [d.address for d in catalog.drafts()[0].values()] == [
        "https://www.childwelfare.gov/x.pdf?a=1",
        "https://shelf.example/app#/course/3",
        "https://shelf.example/file.pdf#page=12",
    ]


def test_terms_and_languages_are_the_ones_in_use() -> None:
    topics = Vocabulary.model_validate(
        {
            "scheme": "topic",
            "title": "Topics",
            "terms": [{"id": "neglect", "label": "Neglect", "retired": ["child-neglect"]}],
        }
    )
    draft = Draft.model_validate({"id": "a", "title": "A", "languages": ["en-gb", "en", "es"]})
    owner = source(defaults={"topics": ["child-neglect"]})
    result = normalise(draft, owner, None, {"topic": topics}, known=True, is_pages_own=True)
    assert result.topics == ("neglect",)
    assert result.languages == ("en", "es")


def test_trouble_with_one_page_is_reported_and_the_others_go_on(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    good = Answer(b"SHELF\nGood | https://shelf.example/g | | | odd")
    web.has("/good", good)
    web.has("/gone", status(404))
    web.has("/other", Answer(b"<p>Not that</p>"))
    web.has("/empty", Answer(b"SHELF"))

    def at(name: str, scraper: str, *paths: str) -> Source:
        pages = [{"address": web.url(path)} for path in paths]
        return source(
            id=name,
            scraper=scraper,
            site=web.url("/"),
            pages=pages,
            allow_private=True,
            crawl_delay=0,
        )

    sources = {
        s.id: s
        for s in (
            at("shelf", "shelf", "/gone", "/other", "/empty", "/good"),
            at("broken", "faulty", "/good"),
            at("unknown", "no-such-scraper", "/good"),
        )
    }
    seen: list[tuple[str, int, int, str]] = []
    with Fetcher(tmp_path / "cache") as fetcher:
        run = Harvest(catalog, sources, NOW, SCRAPERS)
        report = run.fetch(
            sources.values(), fetcher, tmp_path / "work", lambda *step: seen.append(step)
        )
    assert counts(report) == {"new": 1, "failed": 3, "not understood": 2}
    assert not report.ok
    assert [step[1:3] for step in seen if step[0] == "shelf"] == [(n, 4) for n in range(1, 5)]
    reasons = {(i.page.rsplit("/", 1)[1], i.source): i.reason for i in report.items}
    assert "no such page" in reasons["gone", "shelf"]
    assert "looked for SHELF" in reasons["other", "shelf"]
    assert "nothing on the page" in reasons["empty", "shelf"]
    assert "ZeroDivisionError" in reasons["good", "broken"]
    assert "there are: shelf, faulty, feed, oai-pmh, generic" in reasons["good", "unknown"]
    assert report.warnings == [(web.url("/good"), "one line was odd")]
    text = str(report)
    for item in (*report.of(Outcome.FAILED), *report.of(Outcome.NOT_UNDERSTOOD)):
        assert item.page in text
        assert item.reason in text


@pytest.mark.parametrize("place", ["entries", "inbox"])
def test_a_file_that_cannot_be_read_is_not_written_over(
    catalog: Catalog, tmp_path: Path, place: str
) -> None:
    broken = catalog.folder / place / "manual-of-care.yaml"
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("title: [", encoding="utf-8")
    report = harvest(catalog, page(tmp_path / "saved", *LINES))
    assert counts(report) == {"new": 1, "failed": 1}
    assert "manual-of-care.yaml cannot be read" in str(report)
    assert broken.read_text(encoding="utf-8") == "title: ["


def test_a_comment_in_a_draft_is_not_lost(catalog: Catalog, tmp_path: Path) -> None:
    saved = page(tmp_path / "saved", *LINES)
    harvest(catalog, saved)
    file = catalog.draft_path("manual-of-care")
    file.write_text(file.read_text("utf-8") + "# ask Ann\n", "utf-8")
    page(saved, LINES[0], LINES[1].replace("2018", "2022"))
    report = harvest(catalog, saved)
    assert [i.draft for i in report.of(Outcome.FAILED)] == ["manual-of-care"]
    assert file.read_text("utf-8").endswith("# ask Ann\n")


TEXT = st.text(min_size=1, max_size=30).filter(lambda t: bool(t.strip()))
DRAFTS = st.lists(
    st.fixed_dictionaries(
        {"title": TEXT},
        optional={
            "summary": TEXT,
            "publisher": TEXT,
            "published": st.sampled_from(["2019", "2019-05", "2019-05-31"]),
            "length": st.sampled_from([{"pages": 3}, {"minutes": 90}]),
            "course": st.fixed_dictionaries(
                {"credit_hours": st.floats(0.25, 40)},
                optional={"objectives": st.lists(TEXT, max_size=2)},
            ),
        },
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(pages=st.lists(DRAFTS, min_size=1, max_size=3), accepted=st.booleans())
def test_whatever_pages_say_harvesting_them_again_changes_no_file(
    pages: list[list[dict[str, Any]]], accepted: bool
) -> None:
    with TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder))

        def run(when: datetime) -> None:
            inbox = Inbox(catalog, {"shelf": source()}, ["shelf"])
            for number, values in enumerate(pages):
                found = Findings()
                for fields in values:
                    found.add(kind="course" if "course" in fields else "guide", **fields)
                inbox.propose(found.scraped().drafts, source(), f"file:{number}", when)

        run(NOW)
        if accepted:
            accept(catalog)
        before = files(catalog)
        run(NOW + timedelta(days=1))
        assert files(catalog) == before
