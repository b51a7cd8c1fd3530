"""Which entries match, in which order, and what the searcher is told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf_of_examples import TERMS, entry, found, put, term, vocabularies

from indexer.backend import SearchBackend
from indexer.expanding import PLENTY
from indexer.matching import ENOUGH, required
from indexer.query import MAX_TEXT, Query, Sort


def codes(backend: SearchBackend, text: str) -> list[str]:
    return [notice.code for notice in backend.search(Query.build(text)).notices]


def added(backend: SearchBackend, text: str) -> list[tuple[str, str, str]]:
    result = backend.search(Query.build(text))
    return [(each.typed, each.added, each.reason) for each in result.also_searching]


def enough(backend: SearchBackend, text: str) -> list[str]:
    """Return what has enough of the words, by title; nothing is added to it to fill a page."""
    return [hit.entry.id for hit in backend.search(Query.build(text, sort=Sort.TITLE)).hits]


def test_how_many_words_must_match() -> None:
    assert [required(n) for n in range(8)] == [0, 1, 2, 2, 3, 1, 1, 1]


def test_most_words_must_match_and_all_words_come_first(backend: SearchBackend) -> None:
    put(
        backend,
        entry("a-three", "Kova lumi nexar", summary="and much more text " * 20),
        entry("b-two", "Kova lumi", summary="kova lumi kova lumi"),
        entry("c-one", "Kova"),
    )
    assert enough(backend, "kova lumi nexar") == ["b-two", "a-three"]
    assert enough(backend, "kova nexar") == ["a-three"]
    assert enough(backend, "the kova of a nexar") == ["a-three"]
    assert set(enough(backend, "kova kova kova")) == set(enough(backend, "kova"))
    assert found(backend, "kova lumi nexar")[0] == "a-three"


def test_the_date_of_publication_is_found_by_its_year_and_month(backend: SearchBackend) -> None:
    put(
        backend,
        entry("june", "Kova", published="2018-06"),
        entry("year", "Kova", published="2018"),
        entry("other", "Kova", published="2019-06-30"),
    )
    assert set(found(backend, "kova 2018")[:2]) == {"june", "year"}
    assert found(backend, "kova AND june AND 2018") == ["june"]


def test_when_few_have_most_of_the_words_those_with_some_follow(backend: SearchBackend) -> None:
    put(
        backend,
        entry("all", "Orbit", summary="kova and, somewhere else, lumi " + "more text " * 50),
        entry("some", "Kova"),
        entry("none", "Nexar"),
    )
    assert found(backend, "kova lumi") == ["all", "some"]
    assert codes(backend, "kova lumi") == ["some-words"]
    assert backend.search(Query.build("kova lumi")).total == 2
    assert found(backend, "kova AND lumi") == ["all"]
    assert found(backend, "kova lumi -nexar") == ["all"]
    assert found(backend, "title:orbit kova lumi") == ["all"]
    put(backend, *(entry(f"all-{i}", "Lumi", summary="Kova") for i in range(ENOUGH - 1)))
    assert len(found(backend, "kova lumi")) == ENOUGH
    assert codes(backend, "kova lumi") == []


@pytest.mark.parametrize("sort", [each for each in Sort if each != Sort.RELEVANCE])
def test_other_orders_list_only_what_has_enough_of_the_words(
    backend: SearchBackend, sort: Sort
) -> None:
    put(backend, entry("all", "Kova lumi"), entry("some", "Kova"))
    result = backend.search(Query.build("kova lumi", sort=sort))
    assert ([hit.entry.id for hit in result.hits], result.notices) == (["all"], ())


def test_a_question_is_ranked_by_its_score_and_any_of_its_words_will_do(
    backend: SearchBackend,
) -> None:
    put(
        backend,
        entry("all", "Orbit", summary="Nexar, pluto, kova and lumi. " + "Something else. " * 60),
        entry("two", "Kova lumi", summary="kova lumi"),
        entry("one", "Kova"),
    )
    question = "How do kova and lumi orbit with pluto or nexar?"
    assert set(found(backend, question)) == {"all", "two", "one"}
    assert found(backend, question)[-1] == "one"
    first, *_ = backend.explain(Query.build(question))
    assert first.tier == 0


def test_a_short_sentence_is_a_question_too(backend: SearchBackend) -> None:
    put(backend, entry("two", "Kova lumi"), entry("one", "Kova"), entry("all", "Kova lumi nexar"))
    assert enough(backend, "kova lumi nexar") == ["two", "all"]
    for text in (
        "what is a kova to do with the lumi and nexar",
        "which kova lumi nexar?",
        "Kova lumi nexar.",
    ):
        assert found(backend, text) == ["all", "two", "one"]
        assert codes(backend, text) == []
    assert enough(backend, "the kova of lumi?") == enough(backend, "kova lumi")


def test_in_a_question_the_words_of_a_hyphenated_word_count_apart(backend: SearchBackend) -> None:
    put(
        backend,
        entry("together", "Quasar", summary="A kova-lumi in orbit near pluto or sirius."),
        entry("apart", "Quasar", summary="Of lumi, in orbit near pluto or sirius, and the kova."),
        entry("one", "Quasar", summary="The lumi in orbit near pluto or sirius, rigel."),
        entry("neither", "Quasar", summary="The nexar in orbit near pluto or sirius, rigel."),
    )
    question = "How does kova-lumi orbit near pluto or sirius?"
    assert found(backend, question) == ["together", "apart", "one", "neither"]
    assert enough(backend, "kova-lumi") == ["together"]
    reasons = backend.explain(Query.build(question))[2].reasons
    assert ("kova-lumi", (("summary", 1, 1.0),)) in [(r.looked_for, r.fields) for r in reasons]


def test_a_word_in_the_title_counts_once_more_in_a_question(backend: SearchBackend) -> None:
    put(
        backend,
        entry("often", "Quasar", summary="Kova kova kova kova. Kova kova kova kova. Sirius."),
        entry("title", "Kova", summary="Quasar and the rest of it, sirius and other things."),
        *(entry(f"x-{i}", "Rigel", summary="lumi nexar pluto orbit") for i in range(9)),
    )

    def worth(text: str) -> dict[str, float]:
        explained = backend.explain(Query.build(text))
        return {e.entry_id: r.score for e in explained for r in e.reasons if r.looked_for == "kova"}

    alone, asked = worth("kova"), worth("kova lumi nexar pluto orbit")
    assert asked["often"] == pytest.approx(alone["often"])
    assert asked["title"] > 1.2 * alone["title"]


def test_the_words_of_the_best_results_help_to_order_a_question(backend: SearchBackend) -> None:
    put(
        backend,
        entry("a", "Kova lumi nexar", summary="quasar"),
        entry("b", "Kova lumi pluto", summary="quasar"),
        entry("c-with", "Orbit", summary="kova lumi sirius quasar"),
        entry("c-without", "Orbit", summary="kova lumi sirius rigel"),
        *(entry(f"x-{i}", "Orbit", summary="orbit pluto nexar sirius") for i in range(6)),
    )
    order = found(backend, "kova lumi nexar pluto orbit")
    assert order.index("c-with") < order.index("c-without")
    explained = backend.explain(Query.build("kova lumi nexar pluto orbit"))
    assert explained[0].learned > 0
    assert all(each.learned == 0 for each in backend.explain(Query.build("kova lumi nexar")))


def test_a_word_counts_more_in_the_title_than_in_the_summary(backend: SearchBackend) -> None:
    put(backend, entry("one", "Lumi", summary="Kova"), entry("two", "Kova", summary="Lumi"))
    assert found(backend, "kova") == ["two", "one"]
    assert found(backend, "lumi") == ["one", "two"]


def test_words_that_stand_together_as_typed_come_first(backend: SearchBackend) -> None:
    put(backend, entry("a", "Kova nexar lumi"), entry("b", "Lumi kova nexar"))
    assert found(backend, "kova lumi") == ["a", "b"]
    put(backend, entry("a", "Lumi nexar kova"), entry("b", "Nexar kova lumi"))
    assert found(backend, "kova lumi") == ["b", "a"]


@pytest.mark.parametrize("text", ["kova lumi", "The Kova of Lumi", "kova-lumi"])
def test_an_entry_whose_title_was_typed_comes_first(backend: SearchBackend, text: str) -> None:
    longer = entry("a", f"About {text}, again", summary="Kova lumi. " * 4, topics=["neglect"])
    long_text = "It has a long summary in which other things are said. " * 5
    put(backend, longer, entry("b", text, summary=long_text), entry("c", f"{text} again"))
    assert found(backend, text)[0] == "b"


OPERATORS = {
    "kova AND lumi": "both",
    "kova OR lumi": "both kova lumi",
    "kova NOT lumi": "kova",
    "kova -lumi": "kova",
    "-kova": "lumi nothing",
    "kova -(lumi OR nexar)": "kova",
    "(kova OR lumi) AND nexar": "",
    '"kova lumi"': "both",
    '"lumi kova"': "",
    "title:kova": "both kova",
    "author:orbit": "lumi",
    'author:"ada orbit"': "lumi",
    'author:"orbit ada"': "",
    "publisher:pluto": "kova",
    "id:978-0-13-110362-7": "nothing",
    "9780131103627": "nothing",
    "id:50-23449": "both",
    "50-23449": "both",
    "id:5023449": "both",
    "id:both": "both",
    "kova title:lumi": "both",
    "NOT kova NOT lumi": "nothing",
}


@pytest.fixture
def four(backend: SearchBackend) -> SearchBackend:
    put(
        backend,
        entry("both", "Kova lumi", course={"approvals": [{"board": "FL", "number": "50-23449"}]}),
        entry("kova", "Kova", publisher="Pluto"),
        entry("lumi", "Sirius", summary="Lumi", authors=["Ada Orbit"]),
        entry("nothing", "Sirius", identifiers={"isbn": ["9780131103627"]}),
    )
    return backend


@pytest.mark.parametrize("text", OPERATORS)
def test_operators_phrases_and_scopes(four: SearchBackend, text: str) -> None:
    result = four.search(Query.build(text))
    strict = "relaxed" not in {notice.code for notice in result.notices}
    assert sorted(hit.entry.id for hit in result.hits if strict) == OPERATORS[text].split()


@pytest.mark.parametrize(
    ("text", "expected", "code"),
    [
        ("kova sirius", ["both", "kova", "lumi", "nothing"], "relaxed"),
        ('"lumi kova"', ["both", "lumi", "kova"], "relaxed"),
        ("title:orbit", ["lumi"], "relaxed"),
        ("kova AND sirius", ["both", "kova", "lumi", "nothing"], "relaxed"),
        ("kova rigel", ["both", "kova"], "unknown-words"),
        ("rigel quasar", [], "unknown-words"),
        ("rigel AND quasar", [], "nothing-found"),
        ("author:rigel", [], "unknown-words"),
        ('"rigel quasar"', [], "unknown-words"),
        ("the of and", ["both", "kova", "lumi", "nothing"], "only-common-words"),
        ('"the of"', ["both", "kova", "lumi", "nothing"], "only-common-words"),
        ("kova " * (MAX_TEXT // 5) + "lumi", ["both", "kova"], "text-cut"),
        ('kova "lumi', ["both", "kova", "lumi"], "quote-unclosed"),
        ("kova lumi", ["both", "kova", "lumi"], "some-words"),
        ('kova "the of"', ["both", "kova"], "phrase-ignored"),
    ],
)
def test_what_is_ignored_or_relaxed_is_told(
    four: SearchBackend, text: str, expected: list[str], code: str
) -> None:
    assert sorted(found(four, text)) == sorted(expected)
    assert code in codes(four, text)


def test_relaxing_does_not_depend_on_filters(four: SearchBackend) -> None:
    result = four.search(Query.build("kova", {"kind": ["course"]}))
    assert result.total == 0
    assert [notice.code for notice in result.notices] == ["filters-exclude-all"]
    assert result.notices[0].text == (
        "Entries that match the words, but not the chosen filters: 2."
    )
    assert [(value.value, value.count) for value in result.facets["kind"]][:2] == [
        ("publication", 2),
        ("guide", 2),
    ]


# The thesaurus


@pytest.fixture
def tagged(backend: SearchBackend) -> SearchBackend:
    put(
        backend,
        entry("mi", "Kova", topics=["interviewing"]),
        entry("text", "Motivational interviewing for beginners"),
        entry("michigan", "Lumi", jurisdictions=["us-michigan"]),
        entry("oregon", "Nexar", jurisdictions=["us-oregon"]),
        entry("engage", "Orbit", topics=["engagement"]),
        entry("parents", "Parents who do not engage"),
        entry("neglect", "Pluto", topics=["medical-neglect"]),
    )
    return backend


def test_an_abbreviation_finds_its_term_by_tag_and_by_text(tagged: SearchBackend) -> None:
    assert set(found(tagged, "MI")) == {"mi", "text", "michigan"}
    assert ("MI", "Motivational interviewing", "same as") in added(tagged, "MI")
    assert "ambiguous" in codes(tagged, "MI")


def test_an_abbreviation_that_clashes_needs_its_capitals(tagged: SearchBackend) -> None:
    assert found(tagged, "OR nexar") == ["oregon"]  # OR joins nothing here
    assert set(found(tagged, "US")) == {"michigan", "oregon"}
    put(tagged, entry("mi-word", "Mi casa"), entry("us-word", "Around us"))
    assert found(tagged, "us") == ["us-word"]
    assert set(found(tagged, "US")) == {"michigan", "oregon", "us-word"}
    assert found(tagged, "mi") == ["mi-word"]
    assert added(tagged, "mi") == []


def test_small_letters_will_do_when_no_entry_has_the_word(tagged: SearchBackend) -> None:
    assert set(found(tagged, "mi")) == {"mi", "text", "michigan"}


def test_a_common_word_is_not_read_as_an_abbreviation(tagged: SearchBackend) -> None:
    assert added(tagged, "nexar or lumi") == []
    assert codes(tagged, "nexar or lumi") == ["relaxed"]


def test_capitals_say_nothing_when_everything_is_in_capitals(tagged: SearchBackend) -> None:
    assert found(tagged, "LUMI IN MI NEXAR") == found(tagged, "lumi in mi nexar")


def test_a_label_of_several_words_is_found_as_typed_words_and_as_its_term(
    tagged: SearchBackend,
) -> None:
    assert found(tagged, "parents won't engage") == ["parents", "engage"]
    assert set(found(tagged, "won't engage")) == {"parents", "engage"}
    assert added(tagged, "won't engage") == [("won't engage", "Engaging families", "same as")]


def test_a_close_label_says_so_and_counts_less(tagged: SearchBackend) -> None:
    assert found(tagged, "involvement") == ["engage"]
    assert added(tagged, "involvement") == [("involvement", "Engaging families", "close to")]


def test_accents_and_languages_meet(tagged: SearchBackend) -> None:
    put(tagged, entry("s", "Rigel", topics=["supervision"]), entry("t", "Supervising staff"))
    assert found(tagged, "supervisión") == ["t", "s"]
    assert found(tagged, "SUPERVISION") == ["t", "s"]


def test_a_term_in_few_entries_finds_the_one_above_it_lower_and_never_the_reverse(
    tagged: SearchBackend,
) -> None:
    put(tagged, entry("own", "Pluto", topics=["neglect"]))
    assert set(found(tagged, "neglect")) == {"own", "neglect"}  # what is below a tag has the tag
    assert ("neglect", "Medical neglect", "broader than") not in added(tagged, "neglect")
    assert found(tagged, "medical neglect") == ["neglect", "own"]
    assert added(tagged, "medical neglect") == [("medical neglect", "Neglect", "broader than")]
    put(tagged, *(entry(f"m-{i}", "Pluto", topics=["medical-neglect"]) for i in range(3)))
    assert added(tagged, "medical neglect") == []


def test_one_word_of_a_label_says_little_when_few_entries_have_what_it_means(
    backend: SearchBackend,
) -> None:
    about = entry("about", "Child abuse and neglect", topics=["maltreatment"])
    word = entry("word", "Provide", summary="Provide, provide.", topics=["maltreatment"])
    put(backend, about, word, *(entry(f"x-{i}", "Quasar") for i in range(9)))
    assert found(backend, "failure to provide") == ["about", "word"]
    both = entry("both", "Quasar", summary="Failure to provide", topics=["maltreatment"])
    put(backend, both)
    assert found(backend, "failure to provide")[0] == "both"


def test_a_word_that_many_entries_have_is_not_read_as_something_close(
    tagged: SearchBackend,
) -> None:
    assert found(tagged, "involvement") == ["engage"]
    put(tagged, *(entry(f"typed-{i}", "Involvement") for i in range(PLENTY)))
    assert "engage" not in found(tagged, "involvement")
    assert added(tagged, "involvement") == []
    assert "engage" in found(tagged, "involvement kova")
    put(tagged, *(entry(f"capitals-{i}", "MI") for i in range(PLENTY)))
    assert ("MI", "Motivational interviewing", "same as") in added(tagged, "MI")


def test_words_of_a_longer_label_are_found_through_the_whole_label_alone(
    tagged: SearchBackend,
) -> None:
    put(tagged, entry("tagged", "Quasar", topics=["neglect"]))
    assert set(found(tagged, "failure to provide")) == {"tagged", "neglect"}
    assert found(tagged, "failure") == []
    put(tagged, entry("kin", "Quasar", topics=["kinship-care"]))
    assert found(tagged, "GCP2") == ["kin"]


def test_everyday_words_for_forms_are_looked_up_only_when_they_stand_alone(
    open_backend: Callable[..., SearchBackend], tmp_path: Path
) -> None:
    terms = [term("play-kind", "Practice idea", None, ("play", "synonym", {"ambiguous": "games"}))]
    backend = open_backend(tmp_path, vocabularies(kind=[*TERMS["kind"], *terms]), 20)
    put(backend, entry("idea", "Kova", kind="play-kind"), entry("text", "Play with kova"))
    assert added(backend, "play") == [("play", "Practice idea", "same as")]
    assert added(backend, "kova play") == []


def test_other_names_can_be_switched_off(tagged: SearchBackend) -> None:
    query = Query.from_url("?q=won%27t+engage&expand=no&page=2")
    assert query.to_url() == "q=won%27t+engage&expand=no&page=2"
    result = tagged.search(query.on_page(1))
    assert [hit.entry.id for hit in result.hits] == ["parents", "engage"]
    assert result.also_searching == ()
    assert query.toggled("kind", "guide").to_url() == "q=won%27t+engage&kind=guide&expand=no"
    assert tagged.search(Query.build("involvement", expand=False)).total == 0
    assert tagged.search(Query.build("involvement", expand=False).with_expansion(True)).total == 1


def test_a_subject_is_likelier_meant_than_a_place(tagged: SearchBackend) -> None:
    for number in range(5):
        put(tagged, entry(f"place-{number}", "Lumi", jurisdictions=["us-michigan"]))
    order = found(tagged, "MI")
    assert max(order.index("mi"), order.index("text")) < order.index("michigan")


def test_a_word_in_several_tags_counts_once(tagged: SearchBackend) -> None:
    put(
        tagged,
        entry("x-one", "Quasar", topics=["neglect"]),
        entry("y-two", "Quasar", topics=["neglect", "medical-neglect"]),
        entry("z-title", "Neglect quasar"),
    )
    assert found(tagged, "neglect quasar")[:3] == ["z-title", "x-one", "y-two"]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_what_was_typed_stands_above_what_was_added(data: st.DataObject) -> None:
    """Whatever label is typed: entries with its words first, those found by its term after."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from indexer.whoosh_backend import WhooshBackend

    labels = [
        (term["id"], label["text"])
        for term in TERMS["topic"]
        for label in term["labels"]
        if label["type"] in ("synonym", "close", "abbreviation") and "engage" not in label["text"]
    ]
    topic, label = data.draw(st.sampled_from(labels))
    filler = " kova lumi nexar" * data.draw(st.integers(0, 40))
    with TemporaryDirectory() as folder:
        backend = WhooshBackend(Path(folder), vocabularies())
        title = next(term["label"] for term in TERMS["topic"] if term["id"] == topic)
        put(
            backend,
            entry("typed", "Kova", summary=f"{filler} {label}"),
            entry("added", title, alternative_titles=[title], summary=f"{title}. " * 5),
        )
        assert found(backend, label) == ["typed", "added"]


def test_excluding_excludes_what_was_typed_alone(tagged: SearchBackend) -> None:
    assert "text" in found(tagged, "interviewing OR lumi -MI")
    assert "mi" in found(tagged, "kova -text")


def test_a_query_of_many_words_is_answered(tagged: SearchBackend) -> None:
    text = " ".join(f"w{i}" for i in range(150)) + " kova"
    assert found(tagged, text) == ["mi"]
