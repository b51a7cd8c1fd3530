"""Which language a reader gets, and how words, numbers and labels come out in it."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalog.vocabulary import Vocabulary
from indexer.query import Query
from settings import Settings
from web import languages, phrases, sentence, texts
from web.labels import facet_label, relabelled, vocabularies_in
from web.remarks import remarks
from web.routes import api
from web.routes.answers import Refusal
from web.routes.serving import Asked
from web.shelf import Shelf


@pytest.mark.parametrize(
    ("choices", "accepted", "code"),
    [
        ((), None, "en"),
        ((), "es", "es"),
        ((), "es-MX,es;q=0.9,en;q=0.8", "es"),
        ((), "en-US,en;q=0.9,es;q=0.8", "en"),
        ((), "fr, es;q=0.7, en;q=0.3", "es"),
        ((), "es;q=0, en", "en"),
        ((), "en;q=0.5, es", "es"),
        ((), "*", "en"),
        ((), ";;;q=,es;q=9,\n" + "x," * 10_000, "es"),
        (("es",), "en", "es"),
        (("en", "es"), "es", "en"),
        ((None, "", "es-US"), "en", "es"),
        (("klingon", "../es"), "es", "es"),
    ],
)
def test_what_was_chosen_comes_before_what_the_browser_asks_for(
    choices: tuple[str | None, ...], accepted: str | None, code: str
) -> None:
    assert languages.choose(choices, accepted) == code


def test_an_address_can_choose_a_language() -> None:
    assert languages.asked_for((("q", "x"), ("lang", "es"))) == "es"
    assert languages.asked_for((("lang", "xx"),)) is None
    assert languages.asked_for(()) is None
    assert languages.cookie((("lang", "es"),)) == "caseshelf-language=es"
    assert languages.cookie((("q", "es"),)) == ""
    assert languages.chosen_in("./", "es") == "./?lang=es"
    assert languages.chosen_in("./?q=a+b", "en") == "./?q=a+b&lang=en"


def test_the_language_is_no_part_of_a_search() -> None:
    assert Query.from_url("topic=neglect&lang=es").to_url() == "topic=neglect"


def test_the_setting_names_the_languages_there_are() -> None:
    for code in languages.offered():
        assert Settings(language=code).language == code  # type: ignore[arg-type]
    assert [languages.own_name(code) for code in languages.offered()] == ["English", "Español"]


def test_numbers_dates_and_lists_in_spanish() -> None:
    with texts.speaking(texts.language("es")):
        assert texts.day(date(2018, 5, 3)) == "3 de mayo de 2018"
        assert texts.month(date(2018, 5, 3)) == "mayo de 2018"
        assert [texts.number(n) for n in (7, 1204, 2.5)] == ["7", "1,204", "2.5"]
        assert phrases.resources(1) == "1 recurso"
        assert phrases.resources(1204) == "1,204 recursos"
        assert texts.counted(1.5, "%(count)s hour", "%(count)s hours") == "1.5 horas"
    assert phrases.resources(1204) == "1,204 resources"


@pytest.mark.parametrize(
    ("items", "word", "said"),
    [
        (["a", "b", "c"], "and", "a, b y c"),
        (["guías", "informes"], "and", "guías e informes"),
        (["padres", "hijos"], "and", "padres e hijos"),
        (["agua", "hielo"], "and", "agua y hielo"),
        (["abuso", "otros"], "or", "abuso u otros"),
        (["calles", "hogares"], "or", "calles u hogares"),
        (["abuso", "negligencia"], "or", "abuso o negligencia"),
        (["abuso"], "or", "abuso"),
        ([], "or", ""),
    ],
)
def test_spanish_conjunctions_follow_the_sound(items: list[str], word: str, said: str) -> None:
    with texts.speaking(texts.language("es")):
        assert texts.listed(items, "or" if word == "or" else "and") == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "Todos los recursos"),
        ("kind=guía", "Recursos de tipo guía"),
        (
            "kind=guía&topic=negligencia&audience=trabajadores-sociales&from=2018",
            "Recursos de tipo guía sobre negligencia, para trabajadores sociales, desde 2018",
        ),
        ("q=casa&language=Español", "Recursos que coinciden con “casa”, en español"),
        ("length=menos-de-10-minutos&length=watch", "Recursos de menos de 10 minutos o watch"),
        ("access=gratis&from=2019&to=2019", "Recursos que son gratis, de 2019"),
        ("publisher=quay&year=not-recorded", "Recursos publicados por Quay, sin año"),
        ("access=not-recorded", "Recursos sin datos de acceso"),
    ],
)
def test_a_search_in_spanish_words(given: str, said: str) -> None:
    def label(facet: str, value: str) -> str:
        text = value.replace("-", " ")
        return text[:1].upper() + text[1:]

    with texts.speaking(texts.language("es")):
        assert sentence.sentence(Query.from_url(given), label) == said


def test_a_term_is_called_by_its_first_spanish_label() -> None:
    topics = Vocabulary.model_validate(
        {
            "scheme": "topic",
            "title": "Topics",
            "terms": [
                {
                    "id": "neglect",
                    "label": "Neglect",
                    "note": "What is not done.",
                    "labels": [
                        {"text": "child neglect"},
                        {"text": "negligencia", "type": "spanish"},
                        {"text": "descuido", "type": "spanish"},
                    ],
                },
                {"id": "courts", "label": "Courts"},
            ],
        }
    )
    assert topics.by_id["neglect"].label == "Neglect"
    spanish = topics.in_language("es")
    assert (spanish.label("neglect"), spanish.label("courts")) == ("Negligencia", "Courts")
    assert spanish.by_id["neglect"].note is None
    assert topics.in_language("en") is topics
    assert topics.label("neglect") == "Neglect"


def test_languages_without_a_label_are_named_as_the_locale_names_them(shelf: Shelf) -> None:
    spanish = vocabularies_in(shelf.holding.vocabularies, texts.language("es"))
    assert spanish["language"].label("en") == "Inglés"
    assert shelf.holding.vocabularies["language"].label("en") == "English"


def test_a_holding_is_translated_once(shelf: Shelf) -> None:
    holding = shelf.holding
    spanish = holding.in_language(texts.language("es"))
    assert holding.in_language(texts.language("es")) is spanish
    assert spanish.catalog is holding.catalog
    assert holding.in_language(texts.language("en")).vocabularies is holding.vocabularies


def test_values_of_filters_are_called_as_readers_call_them(shelf: Shelf) -> None:
    language = texts.language("es")
    holding = shelf.holding.in_language(language)
    result = holding.backend.search(Query.build(filters={"length": ["over-50-pages"]}))
    with texts.speaking(language):
        found = relabelled(result, holding.vocabularies).facets
        assert facet_label("publisher") == "Editorial"
    assert {c.label for c in found["length"]} >= {"Más de 50 páginas", "Sin datos"}
    assert {c.label for c in found["publisher"]} >= {"Harbour Practice Centre"}
    assert relabelled(result, holding.vocabularies) is result


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        (
            "q=MI&audience=wizards",
            "no-longer-used",
            "Público: se omitió lo que ya no se usa: “wizards”.",
        ),
        ("from=2020&to=2010", "years-swapped", "Se leyó como los años de 2010 a 2020."),
        (
            "q=SE",
            "ambiguous",
            "“SE” puede significar Supervision o Sweden. Se buscaron todos los significados.",
        ),
        ("q=visit+qqqq", "unknown-words", "Ninguna ficha tiene estas palabras: “qqqq”."),
        ("q=grandparnets+visit", "did-you-mean", "¿Quiso decir grandparents visit? "),
    ],
)
def test_what_is_said_of_a_query_is_said_in_spanish(
    shelf: Shelf, url: str, code: str, said: str
) -> None:
    result = shelf.holding.backend.search(Query.from_url(url))
    with texts.speaking(texts.language("es")):
        told = {r.code: "".join(p.text for p in r.pieces) for r in remarks(result)}
    assert told[code].startswith(said)


def test_texts_are_those_of_one_thread() -> None:
    assert texts.spoken().code == "en"
    with texts.speaking(texts.language("es")):
        with texts.speaking(texts.language("en")):
            assert texts.gettext("Results") == "Results"
        assert texts.gettext("Results") == "Resultados"
    assert texts.gettext("Results") == "Results"


def test_a_language_without_a_file_is_not_offered() -> None:
    assert "fr" not in languages.offered()
    with pytest.raises(FileNotFoundError, match=r"fr\.po"):
        texts.language("fr")
    assert Path(texts.LOCALE_FOLDER, "es.po").is_file()


def suggested(shelf: Shelf, **params: str) -> list[str]:
    asked = Asked(shelf.holding, datetime(2024, 6, 1, tzinfo=UTC), tuple(params.items()))
    body = api.suggest(asked).body
    assert isinstance(body, bytes)
    return [each["text"] for each in json.loads(body)["suggestions"]]


def test_suggestions_name_tags_in_the_language_asked_for(shelf: Shelf) -> None:
    assert "Supervision" in suggested(shelf, q="supervis")
    assert "Supervisión" in suggested(shelf, q="supervis", lang="es")
    assert "Supervision" not in suggested(shelf, q="supervis", lang="es")
    with pytest.raises(Refusal) as refused:
        suggested(shelf, q="supervis", lang="klingon", limit="0")
    assert [each["parameter"] for each in refused.value.errors] == ["limit", "lang"]
