"""Feeds, and other libraries over OAI-PMH: lists that roll on from one run to the next."""

from pathlib import Path

from catalog.store import Catalog
from scrapers.report import Outcome
from tests.harvest.records import accept
from tests.harvest.test_following import harvest, source
from tests.harvest.web import Answer, Web

XML = {"Content-Type": "text/xml"}
FIRST = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
SECOND = "/oai?verb=ListRecords&resumptionToken=t2"


def part(*titles: str, token: str = "", deleted: str = "") -> Answer:
    records = "".join(
        f"<record><header><identifier>oai:x:{title}</identifier></header><metadata>"
        '<dc xmlns="http://purl.org/dc/elements/1.1/">'
        f"<title>{title}</title><language>eng</language><type>Report</type></dc>"
        "</metadata></record>"
        for title in titles
    )
    if deleted:
        records += (
            '<record><header status="deleted">'
            f"<identifier>oai:x:{deleted}</identifier></header></record>"
        )
    body = f"<ListRecords>{records}<resumptionToken>{token}</resumptionToken></ListRecords>"
    space = "http://www.openarchives.org/OAI/2.0/"
    return Answer(f'<OAI-PMH xmlns="{space}">{body}</OAI-PMH>'.encode(), headers=XML)


def test_another_library_is_read_part_by_part(catalog: Catalog, web: Web, tmp_path: Path) -> None:
    web.has(FIRST, part("On neglect", "On kin", token="t2"))
    web.has(SECOND, part("On visits", deleted="On bees"))
    library = source(web, FIRST, scraper="oai-pmh", pages=5)
    report = harvest(catalog, tmp_path, library)
    assert web.paths() == [FIRST, SECOND]
    assert [item.title for item in report.of(Outcome.NEW)] == ["On neglect", "On kin", "On visits"]
    assert report.warnings == [], "what we never had is no news"
    drafts = catalog.drafts()[0]
    assert (drafts["on-kin"].kind, drafts["on-kin"].languages) == ("publication", ("en",))
    again = harvest(catalog, tmp_path, library)
    assert [len(again.of(outcome)) for outcome in (Outcome.NEW, Outcome.CHANGED)] == [0, 0]


def test_a_library_that_answers_with_an_error_is_not_understood(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    error = b'<OAI-PMH><error code="cannotDisseminateFormat">no dc</error></OAI-PMH>'
    web.has(FIRST, Answer(error, headers=XML))
    report = harvest(catalog, tmp_path, source(web, FIRST, scraper="oai-pmh"))
    (item,) = report.of(Outcome.NOT_UNDERSTOOD)
    assert item.reason == "the library answers cannotDisseminateFormat: no dc"


def feed(*numbers: int) -> Answer:
    items = "".join(
        f"<item><title>Talk {n}</title><link>https://talk.example/{n}</link></item>"
        for n in numbers
    )
    head = "<title>Desk talk</title><link>https://talk.example/</link>"
    return Answer(
        f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode(), headers=XML
    )


def test_a_list_for_machines_is_read_to_its_end_unless_a_limit_is_set(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    web.has(FIRST, part("On neglect", token="t2"))
    web.has(SECOND, part("On visits"))
    assert len(harvest(catalog, tmp_path, source(web, FIRST, scraper="oai-pmh")).items) == 2
    web.asked.clear()
    report = harvest(catalog, tmp_path, source(web, FIRST, scraper="oai-pmh", pages=1))
    assert web.paths() == [FIRST]
    ((_, said),) = report.warnings
    assert said.startswith("it leads to more pages than `follow.pages` allows (1)")


def test_records_are_known_by_their_identifier_however_the_list_is_cut(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    library = source(web, FIRST, scraper="oai-pmh")
    web.has(FIRST, part("On neglect", "On kin", token="t2"))
    web.has(SECOND, part("On visits"))
    harvest(catalog, tmp_path, library)
    accept(catalog)
    web.has(FIRST, part("On neglect", token="t9"))
    renamed = part("On kin", "On visits")
    body = renamed.body.replace(b"<title>On kin<", b"<title>On kinship<")
    web.has("/oai?verb=ListRecords&resumptionToken=t9", Answer(body, headers=XML))
    report = harvest(catalog, tmp_path, library)
    (changed,) = report.of(Outcome.CHANGED)
    assert (changed.draft, changed.title) == ("on-kin", "On kinship")
    assert not report.of(Outcome.NEW)
    assert not report.of(Outcome.GONE)


def test_an_episode_that_moved_to_the_next_part_of_its_feed_is_still_read(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    owner = source(web, "/feed", scraper="feed")

    def talk(number: int, title: str, onward: str = "") -> Answer:
        link = f"<a:link rel='{onward}' href='/feed?2'/>" if onward else ""
        return Answer(
            f"<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'><channel>"
            f"<title>Desk talk</title>{link}<item><guid>urn:talk:{number}</guid>"
            f"<title>{title}</title><link>https://talk.example/{title}</link></item>"
            "</channel></rss>".encode(),
            headers=XML,
        )

    web.has("/feed", talk(1, "First"))
    harvest(catalog, tmp_path, owner)
    accept(catalog)
    web.has("/feed", talk(2, "Second", "prev-archive"))
    web.has("/feed?2", talk(1, "The-first"))
    report = harvest(catalog, tmp_path, owner)
    assert [item.draft for item in report.of(Outcome.NEW)] == ["second"]
    assert [item.draft for item in report.of(Outcome.CHANGED)] == ["first"]


def test_an_item_that_has_left_the_feed_is_not_gone(
    catalog: Catalog, web: Web, tmp_path: Path
) -> None:
    owner = source(web, "/feed", scraper="feed")
    web.has("/feed", feed(3, 2, 1))
    harvest(catalog, tmp_path, owner)
    accept(catalog)
    assert "talk-1" in catalog.ids()
    web.has("/feed", feed(4, 3, 2))
    report = harvest(catalog, tmp_path, owner)
    assert [item.title for item in report.of(Outcome.NEW)] == ["Talk 4"]
    assert report.of(Outcome.GONE) == []
