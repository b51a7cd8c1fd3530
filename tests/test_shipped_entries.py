"""The entries we ship: enough of them, tagged, at their publishers' own addresses, none lost."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from catalog import checks
from catalog.model import Entry, Status
from catalog.store import Catalog

KB = Path(__file__).parents[1] / "kb"
PUBLISHED = Path(__file__).parent / "data" / "published_entries.txt"
CATALOG = Catalog(KB)
ENTRIES, PROBLEMS = CATALOG.load()

# A harvested entry says no more than its page does; what a person catalogued by hand is complete.
BY_HAND = {entry_id: entry for entry_id, entry in ENTRIES.items() if entry.harvest is None}

AT_LEAST = 150
"""What this first collection promises; it may only grow."""

MIRRORS = frozenset(
    "abcdocz coek cupdf docest docobook docplayer docsbay docslib documentcloud doczz dokumen "
    "fdocument fdocumento fdocuments issuu kipdf mafiadoc paperzz pdfcookie pdffox pdfslide "
    "readkong scribd slideplayer slideserve slideshare spotidoc studylib vdoc vdocument "
    "vdocuments wixlib yumpu".split()
)
"""Names, as they stand in host names, of sites that copy other people's documents."""

MIRROR_HOSTS = ("documents.pub", "info.5y1.org", "music.amazon.com", "blogspot.com")
"""Hosts of copies whose name alone would say too little."""

NOT_CANONICAL = {
    "api.childwelfare.gov": "www.childwelfare.gov",
    "wwwstaging.casey.org": "www.casey.org",
}
"""Other hosts under which a publisher's pages have been seen, and the one to use."""


def _is_mirror(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    named = not MIRRORS.isdisjoint(host.split("."))
    return named or any(host == mirror or host.endswith(f".{mirror}") for mirror in MIRROR_HOSTS)


def _published_ids() -> list[str]:
    lines = PUBLISHED.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _urls(entry: Entry) -> list[str]:
    transcript = entry.episode and entry.episode.transcript
    return [*(link.url for link in entry.links), *((transcript,) if transcript else ())]


def test_every_entry_can_be_read() -> None:
    assert not PROBLEMS
    assert len(ENTRIES) >= AT_LEAST


def test_the_checks_find_no_error() -> None:
    report = checks.run(KB, date(2026, 11, 21))
    assert not [str(problem) for problem in report.problems if problem.severity == "error"]


@pytest.mark.parametrize("field", ["topics", "audiences", "kind", "jurisdictions", "languages"])
def test_every_entry_is_tagged(field: str) -> None:
    assert not [entry_id for entry_id, entry in ENTRIES.items() if not getattr(entry, field)]


def test_no_entry_drowns_in_topics() -> None:
    assert not [entry_id for entry_id, entry in BY_HAND.items() if len(entry.topics) > 5]


@pytest.mark.parametrize("field", ["publisher", "address", "summary"])
def test_every_entry_made_by_hand_is_complete(field: str) -> None:
    assert not [entry_id for entry_id, entry in BY_HAND.items() if not getattr(entry, field)]


def test_no_address_leads_to_a_copy() -> None:
    copies = [(i, url) for i, entry in ENTRIES.items() for url in _urls(entry) if _is_mirror(url)]
    assert not copies, "give the publisher's own address"


@pytest.mark.parametrize(
    ("url", "mirror"),
    [
        ("https://docslib.org/doc/1633735/chronic-child-neglect", True),
        ("https://es.slideshare.net/someone/guia", True),
        ("https://vdocuments.mx/document/302.html", True),
        ("https://documents.pub/document/a-planning-guide.html", True),
        ("https://someone.blogspot.com/2010/01/course.html", True),
        ("https://www.childwelfare.gov/documents/neglect.pdf", False),
        ("https://webarchive.library.unt.edu/web/2017/http://www.nctsn.org/", False),
    ],
)
def test_a_copy_is_known_by_its_host(url: str, mirror: bool) -> None:
    assert _is_mirror(url) is mirror


def test_addresses_use_the_publishers_public_host() -> None:
    hosts = {urlsplit(url).hostname for entry in ENTRIES.values() for url in _urls(entry)}
    assert hosts.isdisjoint(NOT_CANONICAL)


def test_summaries_differ() -> None:
    same = defaultdict(list)
    for entry_id, entry in ENTRIES.items():
        if entry.summary:
            same[entry.summary.casefold()].append(entry_id)
    assert not [ids for ids in same.values() if len(ids) > 1]


def test_a_summary_written_by_hand_has_two_to_five_sentences_at_most_600_characters() -> None:
    for entry_id, entry in BY_HAND.items():
        assert entry.summary, entry_id
        sentences = entry.summary.count(". ") + entry.summary.count("? ") + 1
        assert 2 <= sentences <= 5, entry_id
        assert len(entry.summary) <= 600, entry_id


def test_a_publisher_has_one_name() -> None:
    spellings = defaultdict(set)
    for entry in ENTRIES.values():
        if entry.publisher:
            letters = "".join(sign for sign in entry.publisher.casefold() if sign.isalnum())
            spellings[letters.removeprefix("the")].add(entry.publisher)
    assert not [names for names in spellings.values() if len(names) > 1]


def test_what_replaces_another_says_so_on_both_sides() -> None:
    pairs = {"replaces": "replaced-by", "replaced-by": "replaces"}
    for entry in ENTRIES.values():
        for relation in entry.relations:
            if relation.type in pairs:
                back = {(r.type, r.entry) for r in ENTRIES[relation.entry].relations}
                assert (pairs[relation.type], entry.id) in back, entry.id


def test_every_published_entry_still_leads_somewhere() -> None:
    published = _published_ids()
    assert len(published) >= AT_LEAST
    assert len(published) == len(set(published))
    lost = [entry_id for entry_id in published if CATALOG.resolve(entry_id) is None]
    assert not lost, "list these ids under `former_ids` of the entries that took their place"


def test_the_collection_is_broad() -> None:
    shown = [entry for entry in ENTRIES.values() if entry.status is Status.PUBLISHED]
    for vocabulary, field in (("topic", "topics"), ("jurisdiction", "jurisdictions")):
        used = {tag for entry in shown for tag in getattr(entry, field)}
        tops = {(tag, *CATALOG.vocabularies[vocabulary].ancestors(tag))[-1] for tag in used}
        expected = {"topic": 10, "jurisdiction": 3}[vocabulary]
        assert len(tops) >= expected, sorted(tops)
    assert {language for entry in shown for language in entry.languages} >= {"en", "es"}
    dated = sum(1 for entry in shown if entry.published)
    assert dated >= 100
