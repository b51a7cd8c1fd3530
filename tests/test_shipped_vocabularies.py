"""The vocabularies we ship: nothing published gets lost, nothing misleads the search unmarked."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.canonical import canonical_text
from catalog.sources import load_sources
from catalog.store import load_vocabularies
from catalog.vocabulary import (
    FACET_FILES,
    VOCABULARY_FILES,
    WORDS,
    Evidence,
    Label,
    LabelType,
    Term,
    Vocabulary,
)
from scrapers.registry import SCRAPERS

KB = Path(__file__).parents[1] / "kb"
PUBLISHED = Path(__file__).parent / "data" / "published_terms.txt"
VOCABULARIES = load_vocabularies(KB)
SCHEMES = tuple(FACET_FILES)
ABBREVIATIONS = (LabelType.ABBREVIATION, LabelType.CLOSE_ABBREVIATION)

SEEN_LABELS = 704
"""How many labels with evidence `seen` have been published; a rename must carry them along."""

MAIN_TOPICS = (
    *(term.id for term in VOCABULARIES["topic"].terms if term.broader is None),
    *("neglect", "chronic-neglect", "supervisory-neglect", "physical-abuse", "sexual-abuse"),
    *("reporting-mandated", "assessment-safety-risk", "safety-planning", "engaging-families"),
    *("engaging-fathers", "motivational-interviewing", "domestic-violence", "mental-health"),
    *("substance-use", "housing", "foster-care", "kinship-care", "family-finding", "adoption"),
    *("reunification", "guardianship", "disability", "supervision", "training", "funding"),
)


def _folded(text: str) -> str:
    """Return a text without case, accents and signs: how two labels look alike to a reader."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in letters if sign.isalnum())


def _published() -> list[tuple[str, str]]:
    lines = PUBLISHED.read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if not line.startswith("#"))
    return [(scheme, term_id) for scheme, term_id in pairs]


def _terms() -> Iterator[tuple[str, Term]]:
    for scheme in SCHEMES:
        for term in VOCABULARIES[scheme].terms:
            yield scheme, term


def _labels() -> Iterator[tuple[str, Term, Label]]:
    for scheme, term in _terms():
        for label in term.labels:
            yield scheme, term, label


@pytest.fixture(params=SCHEMES)
def vocabulary(request: pytest.FixtureRequest) -> Vocabulary:
    """Each shipped vocabulary in turn."""
    return VOCABULARIES[request.param]


def test_every_published_term_still_leads_somewhere() -> None:
    lost = [
        f"{scheme} {term_id}"
        for scheme, term_id in _published()
        if VOCABULARIES[scheme].resolve(term_id) is None
    ]
    assert not lost, "list these ids under `retired` of the terms that took their place"


def test_every_shipped_term_is_on_the_published_list_once() -> None:
    published = _published()
    missing = {(scheme, term.id) for scheme, term in _terms()} - set(published)
    assert not missing, f"add a line for each to {PUBLISHED.name}"
    assert len(published) == len(set(published))


def test_no_seen_label_was_dropped() -> None:
    seen = [label for _, _, label in _labels() if label.evidence is Evidence.SEEN]
    assert len(seen) >= SEEN_LABELS


def test_the_file_is_its_own_canonical_form(vocabulary: Vocabulary) -> None:
    file = KB / "vocabularies" / FACET_FILES[vocabulary.scheme]
    assert file.read_text(encoding="utf-8") == canonical_text(vocabulary)


def test_everyday_words_are_canonical_and_each_says_one_thing() -> None:
    words = VOCABULARIES[WORDS]
    file = KB / "vocabularies" / VOCABULARY_FILES[WORDS]
    assert file.read_text(encoding="utf-8") == canonical_text(words)
    telling = [_folded(text) for term in words.terms for text in term.names]
    assert len(telling) == len(set(telling))


def test_ids_are_given_once_and_retired_ids_stay_retired(vocabulary: Vocabulary) -> None:
    current = [term.id for term in vocabulary.terms]
    retired = [old for term in vocabulary.terms for old in term.retired]
    assert len(current + retired) == len({*current, *retired})


def test_every_term_reaches_a_top_term(vocabulary: Vocabulary) -> None:
    for term in vocabulary.terms:
        top = (term.id, *vocabulary.ancestors(term.id))[-1]
        assert vocabulary.by_id[top].broader is None, term.id


def test_terms_stand_in_the_order_they_are_shown(vocabulary: Vocabulary) -> None:
    shown = [(term.id, depth) for term, depth in vocabulary.walk()]
    assert max(depth for _, depth in shown) <= 2
    assert [term.id for term in vocabulary.terms] == [term_id for term_id, _ in shown]


def test_every_term_has_a_scope_note_of_a_few_sentences(vocabulary: Vocabulary) -> None:
    for term in vocabulary.terms:
        assert term.note, term.id
        assert term.note.endswith("."), term.id
        assert len(term.note) <= 300, term.id


def test_preferred_labels_differ(vocabulary: Vocabulary) -> None:
    assert len({_folded(term.label) for term in vocabulary.terms}) == len(vocabulary.terms)


def test_a_term_names_nothing_twice(vocabulary: Vocabulary) -> None:
    for term in vocabulary.terms:
        texts = [term.label.casefold(), *(label.text.casefold() for label in term.labels)]
        assert len(texts) == len(set(texts)), term.id


def test_a_label_that_two_terms_share_says_so(vocabulary: Vocabulary) -> None:
    bearers: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for term in vocabulary.terms:
        bearers[_folded(term.label)].append((term.id, False))
        for label in term.labels:
            bearers[_folded(label.text)].append((term.id, label.ambiguous is not None))
    unmarked = {
        text: found
        for text, found in bearers.items()
        if len({term_id for term_id, _ in found}) > 1 and not all(marked for _, marked in found)
    }
    assert not unmarked


def test_a_place_code_that_also_means_something_else_says_so() -> None:
    other = {
        label.text
        for scheme, _, label in _labels()
        if scheme != "jurisdiction" and label.type in ABBREVIATIONS
    }
    shared = [(scheme, term, label) for scheme, term, label in _labels() if label.text in other]
    places = {label.text for scheme, _, label in shared if scheme == "jurisdiction"}
    assert places >= {"AR", "ID", "IL", "MI"}
    for _, term, label in shared:
        assert label.text not in places or label.ambiguous, (term.id, label.text)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("AR", {"differential-response", "us-ar"}),
        ("CA", {"canada", "us-ca"}),
        ("CPS", {"child-protection", "courts"}),
        ("DA", {"domestic-violence", "courts"}),
        ("ICPC", {"interstate-placement", "case-planning"}),
        ("ID", {"disability", "us-id"}),
        ("IL", {"transition-to-adulthood", "us-il"}),
        ("MI", {"motivational-interviewing", "mental-health", "us-mi"}),
        ("SCR", {"fatalities-case-reviews", "reporting-mandated"}),
        ("SEN", {"disability", "plans-of-safe-care"}),
        ("CAF", {"thresholds-early-help"}),
        ("DR", {"differential-response"}),
        ("IM", {"statutory-guidance"}),
        ("LA", {"us-la"}),
        ("LAC", {"out-of-home-care"}),
        ("PAT", {"home-visiting"}),
        ("PI", {"statutory-guidance"}),
        ("PIP", {"cqi-evaluation"}),
        ("contact", {"family-time-visits"}),
        ("core group", {"case-planning"}),
        ("drift", {"chronic-neglect"}),
        ("episode", {"podcast-episode"}),
        ("home study", {"caregiver-licensing", "course"}),
        ("kin", {"kinship-care"}),
        ("log", {"record-keeping"}),
        ("removal", {"placement"}),
        ("report", {"publication"}),
        ("visits", {"family-time-visits"}),
    ],
)
def test_what_can_mean_something_else_leads_to_each_meaning_and_says_so(
    text: str, meanings: set[str]
) -> None:
    found = [(term.id, label) for _, term, label in _labels() if label.text == text]
    assert {term_id for term_id, _ in found} == meanings
    assert all(label.ambiguous for _, label in found)


@pytest.mark.parametrize(
    ("scheme", "text", "term_id"),
    [
        ("topic", "leaves kids alone", "supervisory-neglect"),
        ("topic", "won't engage", "engaging-families"),
        ("topic", "dirty home", "physical-neglect"),
        ("topic", "serious case review", "fatalities-case-reviews"),
        ("topic", "supervisión", "supervision"),
        ("topic", "family group conference", "family-group-decision-making"),
        ("kind", "7-minute briefing", "briefing"),
        ("audience", "social worker", "caseworkers"),
        ("access", "no registration", "free"),
        ("access", "login", "registration"),
        ("access", "subscription", "paid"),
    ],
)
def test_words_people_use_lead_to_one_term(scheme: str, text: str, term_id: str) -> None:
    found = [term.id for s, term, label in _labels() if (s, label.text) == (scheme, text)]
    assert found == [term_id]


@pytest.mark.parametrize("term_id", MAIN_TOPICS)
def test_main_topics_have_a_spanish_label(term_id: str) -> None:
    labels = VOCABULARIES["topic"].by_id[term_id].labels
    assert any(label.type is LabelType.SPANISH for label in labels)


def test_every_state_has_its_postal_code_as_an_abbreviation() -> None:
    places = VOCABULARIES["jurisdiction"]
    states = [i for i in places.narrower("us") if len(i) == len("us-xx")]
    assert len(states) == 51  # with the District of Columbia
    for state in states:
        codes = [label.text for label in places.by_id[state].labels if label.type in ABBREVIATIONS]
        assert codes == [state.removeprefix("us-").upper()]
    names = [places.label(state) for state in states]
    assert names == sorted(names)


def test_every_source_has_a_scraper_that_reads_its_pages() -> None:
    for source in load_sources(KB).values():
        scraper = SCRAPERS[source.scraper]
        assert source.pages, source.id
        for address in (source.site, *(page.address for page in source.pages)):
            assert scraper.serves(address), f"{source.id}: {address}"


def test_every_source_has_a_kind_for_what_its_pages_list_without_one() -> None:
    # An entry cannot be without a kind, so a draft without one could not be accepted.
    assert not [source.id for source in load_sources(KB).values() if not source.defaults.kind]


def test_sources_leave_unsaid_only_what_the_vocabularies_know() -> None:
    sources = load_sources(KB)
    assert len(sources) >= 5
    schemes = {
        "kind": "kind",
        "languages": "language",
        "jurisdictions": "jurisdiction",
        "topics": "topic",
        "audiences": "audience",
        "access": "access",
    }
    for source in sources.values():
        for defaults in (source.defaults, *(page.defaults for page in source.pages)):
            for field, value in defaults.given():
                if field in schemes:
                    given = {value} if isinstance(value, str) else set(value)
                    assert given <= VOCABULARIES[schemes[field]].by_id.keys(), source.id
