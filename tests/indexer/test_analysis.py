"""What is indexed for a text, and which spellings are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import chunks, compact, fold, language_in, normal, tokens
from indexer.orthography import american
from indexer.stemming import LANGUAGES, SPANISH, language_of, stem
from indexer.units import units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Neglected children", "0:neglect 1:child"),
        ("the child's parents’ views", "1:child 2:parent 3:view"),
        ("Supervisión de la adopción", "0:supervis 3:adopcion"),
        ("at-risk", "0:atrisk 1:risk"),
        ("family-centered", "0:familycent 0:famili 1:center"),
        ("well-being", "0:wellb 0:well 1:be"),
        ("GCP2", "0:gcp2 0:gcp 1:2"),
        ("PL 115-123", "0:pl 1:115123 1:115 2:123"),
        ("PL 115–123", "0:pl 1:115123 1:115 2:123"),
        ("50-23449", "0:5023449 0:50 1:23449"),
        ("0-3", "0:0-3 0:0 1:3"),
        ("W-2", "0:w2 0:w 1:2"),
        ("W2", "0:w2 0:w 1:2"),
        ("U.S. law", "0:us 0:u 1:s 2:law"),
        ("and/or parent/carer", "2:parent 3:carer"),
        ("10.1016/j.chiabu.2018.01.001", None),
        ("2019", "0:2019"),
        ("what is it about", ""),
        ("— … !", ""),
        ("e\u0301tude", "0:etud"),
    ],
)
def test_tokens(text: str, expected: str | None) -> None:
    found = " ".join(f"{token.position}:{token.text}" for token in tokens(text)[0])
    if expected is None:
        assert compact(text) in found
    else:
        assert found == expected


@pytest.mark.parametrize(
    "pair",
    """behaviour behavior|colours colors|neighbourhood neighborhood|favourite favorite
    |honoured honored|organisation organization|organise organize|recognising recognizing
    |prioritised prioritized|hospitalisation hospitalization|criticise criticize
    |paediatric pediatric|anaemia anemia|foetal fetal|haemorrhage hemorrhage|orthopaedic orthopedic
    |centre center|centres centers|theatre theater|metre meter|kilometres kilometers|fibre fiber
    |programme program|programmes programs|counselling counseling|counsellor counselor
    |labelled labeled|travelling traveling|enrol enroll|fulfil fulfill|analyse analyze
    |defence defense|licence license|offence offense|practise practice|practising practicing
    |judgement judgment|dialogue dialog|catalogues catalogs|enquiry inquiry|advisor adviser
    |skilful skillful|ageing aging|labour labor|oestrogen estrogen|manoeuvre maneuver""".split("|"),
)
def test_british_and_american_spellings_are_one(pair: str) -> None:
    british, other = pair.split()
    assert stem(british) == stem(other)


@pytest.mark.parametrize(
    "pair",
    """university universal|international intern|organization organic|emergency emerge
    |adding ads|interval interview|care car""".split("|"),
)
def test_words_that_only_look_alike_are_two(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    "word",
    """four hour your our tour pour sour flour detour devour exercise exercises advise supervise
    supervised raised promise premises otherwise expertise surprising enterprise franchise
    four-year Israel aerial maestro does shoe poem metal literature acre genre fire more there
    hundred telling selling fully bullying controlled tells course court source journal tourist
    fence science evidence audience prince grammar christmas crises""".split(),
)
def test_words_that_are_spelt_alike_everywhere_stay(word: str) -> None:
    assert american(word.lower()) == word.lower()


@given(st.text())
def test_chunks_lie_in_the_text_and_tokens_are_plain(text: str) -> None:
    text = normal(text)
    for chunk in chunks(text):
        assert text[chunk.start : chunk.end] == chunk.text
    for token in tokens(text)[0]:
        assert token.text
        assert not any(c.isspace() or c in "^@=" for c in token.text)
        assert fold(token.text) == token.text


@given(st.text())
def test_what_is_typed_has_the_forms_that_are_indexed(text: str) -> None:
    indexed = {token.text for language in LANGUAGES for token in tokens(text, language)[0]}
    for unit in units(text, capitals=False):
        for form in unit.forms + unit.spanish:
            assert {token for token, _ in form} <= indexed


@pytest.mark.parametrize(
    "forms",
    """adopción adopciones ADOPCION|evaluación evaluaciones evaluacion|niños niñas niño ninos
    |supervisores supervisor supervisora|protección proteccion|visitas visita|jóvenes joven
    |supervisada supervisadas supervisado|tecnología tecnologia tecnologías|apoyar apoyando"""
    "".split("|"),
)
def test_forms_of_a_spanish_word_are_one(forms: str) -> None:
    assert len({stem(fold(form), SPANISH) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La adopción: ¿dónde empiezo?", "1:es:adopcion 3:es:empiez"),
        ("los niños y las niñas", "1:es:nin 4:es:nin"),
        ("50-23449, W-2 y GCP2", "0:5023449 0:50 1:23449 2:w2 2:w 3:2 5:gcp2 5:gcp 6:2"),
        ("EE.UU.", "0:es:eeuu 0:es:ee 1:es:uu"),
    ],
)
def test_spanish_tokens_are_never_english_ones_but_codes_are_alike(
    text: str, expected: str
) -> None:
    found = tokens(text, SPANISH)[0]
    assert " ".join(f"{token.position}:{token.text}" for token in found) == expected


@pytest.mark.parametrize(
    ("languages", "text", "expected"),
    [
        ([], "¿Qué es el maltrato?", "en"),
        (["en", "es"], "Los niños", "en"),
        (["cy"], "Plant", "en"),
        (["es"], "Investigaciones", "es"),
        (["es-419", "en"], "Guía para padres", "es"),
        (["es"], "Adoption: Where Do I Start?", "en"),
        (["es"], "No me pegue a mí", "es"),
    ],
)
def test_the_language_of_a_text(languages: list[str], text: str, expected: str) -> None:
    assert language_in(language_of(languages), text) == expected
