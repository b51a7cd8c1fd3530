"""The pure parts of the pages: words, chips, trees of options, histograms, cards, repairs."""

import shutil
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.dates import PartialDate
from catalog.link_checks import Answer, LinkCheck, write_link_checks
from catalog.model import Entry, Period, RelationType
from catalog.problem import BadFile
from catalog.store import Catalog
from catalog.vocabulary import Vocabularies
from indexer.backend import (
    Expansion,
    FacetCount,
    Hit,
    Notice,
    SearchResult,
    Snippet,
    YearCount,
)
from indexer.generations import IndexBusy
from indexer.query import Query, Sort
from indexer.whoosh_backend import WhooshBackend
from web import details, panel, phrases, repairs, sentence
from web.addresses import entry_address, search_address, way_out
from web.cards import Badge, Tone, badges, card, validity
from web.remarks import remarks
from web.screens import entry_screen, page_links, search_screen
from web.shelf import BACKGROUND, Holding, Shelf
from web.texts import counted
from web.years import BARS, YearPanel, years

TODAY = date(2024, 6, 1)


def label(facet: str, value: str) -> str:
    text = value.replace("-", " ")
    return text[:1].upper() + text[1:]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "All resources"),
        ("q=kinship", "Resources matching “kinship”"),
        ("kind=guide", "Guides"),
        ("kind=form-or-template&kind=policy", "Forms or templates or policies"),
        (
            "kind=podcast-episode&topic=kinship-care&audience=caseworkers&from=2018",
            "Podcast episodes about kinship care, for caseworkers, since 2018",
        ),
        ("topic=a&topic=b&topic=c", "Resources about a, b or c"),
        ("jurisdiction=england&language=spanish", "Resources in England, in Spanish"),
        ("jurisdiction=United-States&q=x", "Resources matching “x”, in the United States"),
        ("format=PDF&publisher=quay", "Resources as PDF, published by Quay"),
        ("series=talks&access=free", "Resources in the series Talks, that are free"),
        ("access=free", "Resources that are free"),
        ("length=over-50-pages", "Resources of over 50 pages"),
        (
            "topic=a&length=watch&length=under-10-minutes",
            "Resources about a, of under 10 minutes or watch",
        ),
        ("year=not-recorded", "Resources without a year"),
        ("from=2019&year=not-recorded", "Resources since 2019 or without a year"),
        ("access=not-recorded", "Resources with no access recorded"),
        (
            "topic=a&topic=not-recorded&format=PDF&to=2019",
            "Resources about a or with no topic recorded, as PDF, until 2019",
        ),
        (
            "kind=guide&publisher=quay&publisher=not-recorded",
            "Guides published by Quay or with no publisher recorded",
        ),
        ("from=2019&to=2019", "Resources in 2019"),
        ("to=2019", "Resources until 2019"),
        (f"q={'kinship+' * 90}care", f"Resources matching “{'kinship ' * 9}kinship…”"),
    ],
)
def test_a_search_in_words(given: str, said: str) -> None:
    assert sentence.sentence(Query.from_url(given), label) == said


def test_each_chip_leads_to_the_search_without_it() -> None:
    query = Query.from_url("q=home+visit&topic=b&topic=a&from=2001&to=2003&sort=title&page=4")
    found = {chip.text: chip.address for chip in sentence.chips(query, label)}
    assert found == {
        "“home visit”": "./?topic=a&topic=b&from=2001&to=2003&sort=title",
        "A": "./?q=home+visit&topic=b&from=2001&to=2003&sort=title",
        "B": "./?q=home+visit&topic=a&from=2001&to=2003&sort=title",
        "from 2001 to 2003": "./?q=home+visit&topic=a&topic=b&sort=title",
    }


def test_the_usual_order_needs_no_parameter() -> None:
    assert list(sentence.orders(Query.build("x")))[:2] == [
        ("", "Best match", True),
        ("newest", "Newest", False),
    ]
    by_newest = list(sentence.orders(Query.build(sort=Sort.NEWEST)))
    assert by_newest[0] == ("", "Newest", True)
    assert "Best match" not in [text for _, text, _ in by_newest]


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("Guide", "Guides"),
        ("Policy or procedure", "Policies or procedures"),
        ("Form or template", "Forms or templates"),
        ("Statutory guidance", "Statutory guidance"),
        ("Legislation", "Legislation"),
        ("Podcast series", "Podcast series"),
        ("Issue brief", "Issue briefs"),
        ("Survey", "Surveys"),
        ("Address", "Addresses"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    assert phrases.plural(one) == many


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 hour"), (0, "0 hours"), (2.5, "2.5 hours"), (1204, "1,204 hours")],
)
def test_amounts(number: float, said: str) -> None:
    assert counted(number, "%(count)s hour", "%(count)s hours") == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (1, "1 min")]
)
def test_running_times(minutes: int, said: str) -> None:
    assert phrases.running_time(minutes) == said


@pytest.mark.parametrize(
    ("kilobytes", "said"), [(587, "587 KB"), (1023, "1023 KB"), (2676, "2.6 MB")]
)
def test_sizes(kilobytes: int, said: str) -> None:
    assert phrases.size(kilobytes) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [("2018", "2018"), ("2018-02", "February 2018"), ("2018-05-03", "3 May 2018")],
)
def test_dates(given: str, said: str) -> None:
    assert phrases.day(PartialDate.parse(given)) == said


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("short", 5, "short"),
        ("a few words too many", 11, "a few words…"),
        ("a few words too many", 10, "a few…"),
        ("unbroken" * 9, 8, "unbroken…"),
    ],
)
def test_what_is_too_long_is_cut_at_a_word(text: str, most: int, shown: str) -> None:
    assert phrases.cut(text, most) == shown


@pytest.mark.parametrize(
    ("span", "said", "tone"),
    [
        ({"from": "2023", "to": "2026"}, "Valid 2023 to 2026", Tone.PLAIN),
        ({"to": "2024"}, "Valid until 2024", Tone.PLAIN),
        ({"to": "2024-05"}, "No longer valid: ended May 2024", Tone.WARNING),
        ({"from": "2025"}, "Not yet valid: from 2025", Tone.WARNING),
    ],
)
def test_validity(span: dict[str, str], said: str, tone: Tone) -> None:
    badge = validity(Period.model_validate(span), TODAY)
    assert (badge.text, badge.tone) == (said, tone)


def counts(*given: tuple[str, int, int, bool]) -> list[FacetCount]:
    return [FacetCount(v, v.upper(), n, chosen, depth) for v, depth, n, chosen in given]


def flat(options: Iterable[panel.Option], depth: int = 0) -> list[tuple[str, int]]:
    return [row for o in options for row in [(o.value, depth), *flat(o.below, depth + 1)]]


def test_a_tree_from_depths() -> None:
    options = panel.tree(
        counts(
            ("a", 0, 5, False),
            ("a1", 1, 3, False),
            ("a11", 2, 1, True),
            ("a2", 1, 0, False),
            ("b", 0, 0, False),
            ("c", 0, 0, True),
            ("d", 0, 0, False),
            ("d1", 1, 0, True),
        )
    )
    assert flat(options) == [("a", 0), ("a1", 1), ("a11", 2), ("c", 0), ("d", 0), ("d1", 1)]
    assert [option.unfolded for option in options] == [True, False, True]


@given(st.integers(0, 30), st.sets(st.integers(0, 30)))
def test_a_cut_hides_nothing_chosen_and_never_one_or_two(size: int, chosen: set[int]) -> None:
    options = [panel.Option(str(n), str(n), 1, n in chosen) for n in range(size)]
    first, rest = panel.cut(options)
    assert len(rest) not in (1, 2)
    assert not any(option.chosen for option in rest)
    assert sorted(first + rest, key=lambda o: int(o.value)) == options


def test_names_stand_by_count_and_the_ends_are_kept() -> None:
    names = counts(
        ("a", 0, 1, False), ("b", 0, 7, False), ("c", 0, 3, True), ("not-recorded", 0, 9, False)
    )
    result = SearchResult(Query(), 1, (), {"publisher": tuple(names)}, ())
    (found,) = panel.facets(result, {})
    assert [option.value for option in found.first] == ["c", "b", "a", "not-recorded"]


def test_of_very_many_names_only_the_commonest_are_sent() -> None:
    names = counts(*((f"n{n}", 0, n, False) for n in range(1, 1001)))
    result = SearchResult(Query(), 1, (), {"publisher": tuple(names)}, ())
    (found,) = panel.facets(result, {})
    sent = [option.count for option in (*found.first, *found.rest)]
    assert sent == list(range(1000, 1000 - panel.MOST_NAMES, -1))
    assert found.unsent == 1000 - panel.MOST_NAMES
    assert found.searched


def test_a_facet_of_which_nothing_is_recorded_is_not_shown() -> None:
    missing = {"series": tuple(counts(("not-recorded", 0, 9, False)))}
    assert list(panel.facets(SearchResult(Query(), 1, (), missing, ()), {})) == []
    chosen = {"series": tuple(counts(("not-recorded", 0, 9, True)))}
    assert len(list(panel.facets(SearchResult(Query(), 1, (), chosen, ()), {}))) == 1


@pytest.mark.parametrize(
    ("url", "said", "links"),
    [
        (
            "q=mi+training",
            "“MI” can mean Motivational interviewing or Michigan. All of them were searched for.",
            ["q=Motivational+interviewing+training", "q=Michigan+training"],
        ),
        ("q=unsaid", "“MI” can mean Motivational interviewing or Michigan. All of them were", []),
    ],
)
def test_an_abbreviation_offers_its_meanings(url: str, said: str, links: list[str]) -> None:
    added = [Expansion("MI", name, "same as") for name in ("Motivational interviewing", "Michigan")]
    values = {"typed": "MI", "meanings": tuple(each.added for each in added)}
    told = Notice("ambiguous", "“%(typed)s” can mean %(meanings)s. All of them.", values)
    query = Query.from_url(url)
    result = SearchResult(query, 1, (), {}, (), (told,), tuple(added))
    first, second = remarks(result)
    assert "".join(piece.text for piece in first.pieces).startswith(said)
    assert [p.address for p in first.pieces if p.address] == [f"./?{link}" for link in links]
    assert [p.address for p in second.pieces if p.address] == [f"./?{url}&expand=no"]


def test_an_abbreviation_that_can_mean_something_else_offers_what_it_was_read_as() -> None:
    read, other = "Family group decision-making", "a (curious) \\1 thing"
    told = Notice(
        "ambiguous",
        "“%(typed)s” was also read as %(meaning)s. It can mean something else: %(other)s.",
        {"typed": "FGC", "meaning": read, "other": other},
    )
    result = SearchResult(Query.build("fgc plan"), 1, (), {}, (), (told,))
    (remark,) = remarks(result)
    assert "".join(piece.text for piece in remark.pieces) == told.text
    assert [p.address for p in remark.pieces if p.address] == [
        "./?q=Family+group+decision-making+plan"
    ]


def year_panel(counted: dict[int, int], query: str = "") -> YearPanel:
    found = tuple(YearCount(year, count) for year, count in counted.items())
    return years(SearchResult(Query.from_url(query), 1, (), {}, found, undated=7), 2024)


def test_a_histogram_of_years() -> None:
    found = year_panel({2018: 10, 2019: 1, 2021: 5}, "from=2019&to=2020")
    assert [(b.label, b.count, b.height, b.inside) for b in found.bars] == [
        ("2018", 10, 100, False),
        ("2019", 1, 10, True),
        ("2020", 0, 0, True),
        ("2021", 5, 50, False),
    ]
    assert found.bars[0].address == "./?from=2018&to=2018"
    assert found.summary == "Results by year, 2018 to 2021; most in 2018 (10)"
    assert (found.lowest, found.highest) == (2018, 2021)
    assert (found.chosen, found.undated, found.undated_chosen) == (1, 7, False)


def test_what_has_no_year_stands_beside_the_span() -> None:
    alone = year_panel({2018: 10, 2019: 1}, "year=not-recorded")
    assert [bar.inside for bar in alone.bars] == [False, False]
    both = year_panel({2018: 10, 2019: 1}, "from=2019&year=not-recorded")
    assert [bar.inside for bar in both.bars] == [False, True]
    assert both.chosen == 2
    assert both.bars[0].address == "./?from=2018&to=2018&year=not-recorded"


@given(st.dictionaries(st.integers(1900, 2030), st.integers(1, 50), min_size=1))
def test_a_histogram_loses_no_result(counted: dict[int, int]) -> None:
    bars = year_panel(counted).bars
    assert sum(bar.count for bar in bars) == sum(counted.values())
    assert len(bars) <= BARS
    assert all(bool(bar.count) == bool(bar.height) for bar in bars)


def test_presets_choose_and_take_back() -> None:
    plain = year_panel({2020: 1}).presets
    assert [preset.label for preset in plain] == ["Last 5 years", "Last 10 years"]  # with results
    assert plain[0].address == "./?from=2019"
    chosen = year_panel({2020: 1}, "from=2019").presets[0]
    assert (chosen.chosen, chosen.address) == (True, "./")


def test_no_dates_no_histogram() -> None:
    found = year_panel({})
    assert (found.bars, found.summary, found.lowest) == ((), "No dated results", None)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//x.example", "", None],
)
def test_only_web_addresses_lead_out(address: str | None) -> None:
    assert way_out(address) is None


def test_addresses() -> None:
    assert search_address(Query.build()) == "./"
    assert entry_address("a-b") == "entry?id=a-b"
    way = way_out("https://www.quay.example:8443/a")
    assert way
    assert way.host == "quay.example"


@pytest.fixture(scope="module")
def holding(knowledge_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Holding:
    folder = tmp_path_factory.mktemp("index")
    return Shelf(knowledge_base, lambda terms: WhooshBackend(folder, terms)).holding


def test_where_the_marks_go(holding: Holding) -> None:
    entry = holding.catalog.read("doorstep-podcast")

    def shown(snippet: Snippet | None) -> tuple[object, object]:
        made = card(Hit(entry, 1.0, snippet), holding.vocabularies, holding.successors, TODAY)
        return made.title, made.found and (made.found.label, made.found.pieces)

    marked = (("On the ", False), ("doorstep", True))
    assert shown(Snippet("title", marked)) == (marked, None)
    assert shown(Snippet("title", marked[1:])) == ((("On the doorstep", False),), None)
    assert shown(Snippet("author", marked)) == ((("On the doorstep", False),), ("Author", marked))
    assert shown(Snippet("label", marked))[1] == ("Tagged", marked)


def test_a_long_summary_is_cut_at_a_word(holding: Holding) -> None:
    entry = holding.catalog.read("doorstep-podcast").model_copy(update={"summary": "word " * 100})
    made = card(Hit(entry, 1.0), holding.vocabularies, holding.successors, TODAY)
    ((text, marked),) = made.passage
    assert text.endswith("word…")
    assert len(text) <= 241
    assert not marked


def test_badges_name_the_newer_edition_first(holding: Holding) -> None:
    entry = Entry.model_validate(
        {
            **holding.catalog.read("home-alone-guide").model_dump(by_alias=True),
            "valid": {"to": "2020"},
            "review": {"by": "2024-05-31"},
        }
    )
    found = list(badges(entry, holding.successors, TODAY))
    assert [badge.text for badge in found] == [
        "Newer edition: 2023",
        "No longer valid: ended 2020",
        "Review overdue",
    ]


@pytest.mark.parametrize(
    ("review", "said"),
    [
        ({"last": "2024-03-02"}, ["Reviewed March 2024"]),
        ({"last": "2024-03-02", "by": "2024-06-01"}, ["Reviewed March 2024"]),
        ({"last": "2022-03-02", "by": "2024-05-31"}, ["Review overdue"]),
        ({"by": "2025-01-01"}, []),
    ],
)
def test_the_state_of_review(holding: Holding, review: dict[str, str], said: list[str]) -> None:
    plain = holding.catalog.read("practice-note-01").model_dump(by_alias=True)
    entry = Entry.model_validate({**plain, "review": review})
    assert [badge.text for badge in badges(entry, holding.successors, TODAY)] == said


def test_a_card_names_languages_but_english(holding: Holding) -> None:
    def said(*languages: str) -> str:
        entry = holding.catalog.read("practice-note-01")
        hit = Hit(entry.model_copy(update={"languages": languages}), 1.0)
        return card(hit, holding.vocabularies, holding.successors, TODAY).languages

    assert [said("en"), said("es"), said("en", "es"), said()] == [
        "",
        "Spanish",
        "English and Spanish",
        "",
    ]


def test_the_newer_edition_may_be_the_one_that_says_so(holding: Holding) -> None:
    old = holding.catalog.read("practice-note-01")
    assert list(badges(old, holding.successors, TODAY)) == []
    linked = {old.id: [(RelationType.REPLACES, "practice-note-02")]}
    told = replace(holding, linked_from=linked)
    assert [b.address for b in badges(old, told.successors, TODAY)] == ["entry?id=practice-note-02"]


def test_every_repair_gives_what_it_says(holding: Holding) -> None:
    for url in (
        "q=doorstep&kind=course",
        "q=doorstep+NOT+visit",
        "q=doorstep&audience=judges&from=2022",
        "q=grandparnets",
        "q=doorstep&year=not-recorded",
    ):
        result = holding.backend.search(Query.from_url(url))
        assert result.total == 0
        found = repairs.repairs(result, holding.backend, label)
        assert found
        for repair in found:
            assert holding.backend.search(Query.from_url(repair.address)).total == repair.total > 0


def test_repairs_search_a_bounded_number_of_times(holding: Holding) -> None:
    query = Query.build(" ".join(f"zzyzx{n} AND" for n in range(300)) + " qqq")
    result = holding.backend.search(query)
    assert repairs.repairs(result, holding.backend, label) == []


@pytest.mark.parametrize("current", range(1, 10))
def test_pages_around_the_current_one(holding: Holding, current: int) -> None:
    links = page_links(Query.build(page=current), 9)
    numbers = [link.number for link in links]
    assert {1, 9, current} <= set(numbers)
    assert {current - 1, current + 1} & set(range(1, 10)) <= set(numbers)
    for before, gap, after in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if gap is None:
            assert before is not None
            assert after is not None
            assert after - before > 2
    assert [link.number for link in links if link.current] == [current]


ON_THE_PAGE = frozenset(
    "title alternative_titles authors publisher url board number course_number ce_broker doi "
    "volume issue month cost credit_types objectives points basis transcript".split()
)
"""Fields whose text must stand on the entry's page as it is; others are put into words."""


def texts(value: object, name: str = "") -> Iterable[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from texts(below, key)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below, name)
    elif isinstance(value, str) and name in ON_THE_PAGE:
        yield value


@pytest.mark.parametrize(
    ("entry_id", "least"),
    [("spotting-neglect-course", 12), ("doorstep-podcast", 4), ("grandparents-article", 5)],
)
def test_nothing_an_entry_holds_is_left_out(holding: Holding, entry_id: str, least: int) -> None:
    html = entry_screen(holding, (("id", entry_id),), TODAY).html
    wanted = list(texts(holding.catalog.read(entry_id).model_dump(mode="json")))
    assert len(wanted) >= least
    assert [text for text in wanted if text not in html] == []


def test_relations_that_lead_nowhere_are_not_shown(holding: Holding) -> None:
    entry = holding.catalog.read("home-alone-guide")
    assert list(details.relations(entry, [], lambda _: None)) == []


def test_a_slip_of_the_pen_is_offered_as_a_link_that_keeps_the_filters(holding: Holding) -> None:
    chosen = (("audience", "caseworkers"),)
    html = search_screen(holding, (("q", "negelct"), *chosen), TODAY).html
    assert 'href="./?q=neglect&amp;audience=caseworkers" data-top>Search for “neglect”' in html
    assert "Search for “" not in search_screen(holding, (("q", "neglect"), *chosen), TODAY).html


def test_screens_escape_whatever_the_address_says(holding: Holding) -> None:
    html = search_screen(holding, (("q", "<script>"), ("topic", "<img>")), TODAY).html
    assert "<script>" not in html
    assert "<img>" not in html
    html = entry_screen(holding, (("id", '"><script>'),), TODAY).html
    assert "<script>" not in html


@pytest.fixture
def folder(tmp_path: Path, knowledge_base: Path) -> Path:
    """Return a copy of the knowledge base that a test may change."""
    return Path(shutil.copytree(knowledge_base, tmp_path / "kb"))


def test_changes_on_disk_are_picked_up(tmp_path: Path, folder: Path) -> None:
    shelf = Shelf(folder, lambda terms: WhooshBackend(tmp_path / "index", terms))
    before = shelf.holding
    assert [problem.line for problem in before.problems] == [4]
    shelf.refresh()
    assert shelf.holding is before  # nothing changed: nothing was read again
    catalog = Catalog(folder)
    new = catalog.read("grandparents-article").model_copy(
        update={"id": "new-one", "title": "Quite new"}
    )
    catalog.write(new)
    (folder / "entries" / "broken.yaml").unlink()
    shelf.refresh()
    found = shelf.holding.backend.search(Query.build("quite new"))
    assert [hit.entry.id for hit in found.hits] == ["new-one"]
    assert shelf.holding.problems == ()
    assert [other for _, other in shelf.holding.linked_from["doorstep-podcast"]] == [
        "grandparents-article",
        "new-one",
    ]
    assert before.backend.search(Query.build()).total in (48, 49)  # a run under way goes on


def test_a_renamed_term_is_picked_up(tmp_path: Path, folder: Path) -> None:
    shelf = Shelf(folder, lambda terms: WhooshBackend(tmp_path / "index", terms))
    file = folder / "vocabularies" / "topics.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("label: Kinship care", "label: Family carers"), encoding="utf-8")
    shelf.refresh()
    screen = search_screen(shelf.holding, (("topic", "kinship-care"),), TODAY)
    assert screen.title == "Resources about family carers – Caseshelf"


def test_a_visit_starts_a_look_in_the_background(tmp_path: Path, folder: Path) -> None:
    shelf = Shelf(folder, lambda terms: WhooshBackend(tmp_path / "index", terms), patience=0)
    (folder / "entries" / "home-alone-guide.yaml").unlink()
    before = shelf.holding
    for thread in threading.enumerate():
        if thread.name == BACKGROUND:
            thread.join()
    assert shelf.holding is not before
    assert shelf.holding.entry("home-alone-guide") is None


def test_a_half_saved_vocabulary_leaves_the_last_state(tmp_path: Path, folder: Path) -> None:
    shelf = Shelf(folder, lambda terms: WhooshBackend(tmp_path / "index", terms))
    before = shelf.holding
    (folder / "vocabularies" / "topics.yaml").write_text("scheme: to", encoding="utf-8")
    with pytest.raises(BadFile):
        shelf.refresh()
    assert shelf.holding is before


def test_a_busy_index_is_shown_as_it_is(tmp_path: Path, folder: Path) -> None:
    def open_backend(terms: Vocabularies) -> WhooshBackend:
        return WhooshBackend(tmp_path / "index", terms, lock_timeout=0)

    with (
        pytest.raises(IndexBusy),
        WhooshBackend(tmp_path / "index", Catalog(folder).vocabularies).writer(),
    ):
        Shelf(folder, open_backend)  # there is no index yet
    first = Shelf(folder, open_backend)
    (folder / "entries" / "home-alone-guide.yaml").unlink()
    with first.holding.backend.writer():
        second = Shelf(folder, open_backend)
        assert second.holding.backend.search(Query.build()).total == 48
    second.refresh()
    assert second.holding.backend.search(Query.build()).total == 47


def test_checks_of_links_are_picked_up_and_may_be_missing_or_bad(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "links.json"
    shelf = Shelf(folder, lambda terms: WhooshBackend(tmp_path / "index", terms), links_file=file)
    before = shelf.holding
    assert before.links == {}
    write_link_checks(file, library.LINKS)
    shelf.refresh()
    assert shelf.holding.links == library.LINKS
    assert shelf.holding.catalog is before.catalog  # nothing else was read again
    file.write_text("{", encoding="utf-8")
    for _ in range(3):
        shelf.refresh()
    assert shelf.holding.links == {}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    file.unlink()
    shelf.refresh()
    assert shelf.holding.links == {}


@pytest.mark.parametrize(
    ("answer", "gone_since", "tone"),
    [
        (Answer.OPENS, None, None),
        (Answer.MOVED, None, None),
        (Answer.CLOSED, None, None),
        (Answer.FAILED, None, Tone.PLAIN),
        (Answer.GONE, TODAY, Tone.PLAIN),
        (Answer.GONE, date(2024, 5, 30), Tone.WARNING),
    ],
)
def test_a_card_says_that_a_link_did_not_open(
    holding: Holding, answer: Answer, gone_since: date | None, tone: Tone | None
) -> None:
    entry = holding.catalog.read("doorstep-podcast")
    check = LinkCheck(checked=TODAY, answer=answer, gone_since=gone_since)
    made = card(
        Hit(entry, 1.0),
        holding.vocabularies,
        holding.successors,
        TODAY,
        {str(entry.address): check},
    )
    said = [Badge("Link did not open on 1 June 2024", tone)] if tone else []
    assert list(made.badges) == said
