"""Whether words that are searched for look like data of a case, and what gives that impression.

Nobody should search a library of guides for a person. Who does so by mistake is told, and nothing
may be recorded of such a search. What is looked for are forms (a birth date, a case number, a
telephone number), never who somebody is; years and the codes of the field (`PL 115-123`,
`42 USC 5106`, ISBNs) do not have these forms.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from catalog.folding import fold
from indexer.backend import Notice, SearchBackend, SearchResult
from indexer.fields import TEXT_FIELDS
from indexer.given_names import GIVEN_NAMES
from indexer.query import MAX_TEXT, Query

CODE = "case-data"
"""The code of the notice."""


class Sign(NamedTuple):
    """What words look like: a stable code, and its name as it stands in a sentence."""

    code: str
    name: str


PERSON = Sign("person", "the name of a person")
BIRTH_DATE = Sign("birth-date", "a date of birth")
CASE_NUMBER = Sign("case-number", "the number of a case or file")
NATIONAL_NUMBER = Sign("national-number", "a social security or insurance number")
TELEPHONE = Sign("telephone", "a telephone number")
MAIL = Sign("mail", "an e-mail address")
STREET = Sign("street", "a street address")


def signs(text: str, today: date | None = None) -> tuple[Sign, ...]:
    """Return what a text has of a person or a case; nothing for what people should search for.

    `today` is the day after which nobody can have been born.
    """
    text = _ADDRESS_OF_A_WORK.sub(" ", text[:MAX_TEXT])
    name = _has_full_name(text)
    by_name = name and bool(_IN_A_CASE.search(text))
    dates = list(_dates(text, today or datetime.now().astimezone().date()))
    whole, born, of_a_work = any(dates), _BORN.search(text), _OF_A_WORK.search(text)
    birth = bool(dates) and bool(born or (name and whole) or ((name or whole) and not of_a_work))
    found = {
        PERSON: (name and birth) or by_name or _about_somebody(text),
        BIRTH_DATE: birth,
        CASE_NUMBER: _has_case_number(text),
        NATIONAL_NUMBER: bool(_SOCIAL_SECURITY.search(text) or _NATIONAL_INSURANCE.search(text)),
        TELEPHONE: any(_FREE_OF_CHARGE.match(m[0]) is None for m in _TELEPHONE.finditer(text)),
        MAIL: bool(_MAIL.search(text)),
        STREET: _has_street(text),
    }
    return tuple(sign for sign, here in found.items() if here)


def cautioned(result: SearchResult, backend: SearchBackend) -> SearchResult:
    """Return a result with a notice before all others when its words look like data of a case.

    What an entry is called, and the numbers it has, are no such data, whatever they look like.
    """
    found = signs(result.query.text)
    if not found or _is_of_an_entry(result.query.text, backend):
        return result
    notice = Notice(
        CODE,
        "This looks like %(signs)s. What is searched for becomes part of the page's address and "
        "stays in the history of the browser. Search for the subject alone, without anything that "
        "tells who somebody is. On a device that others use, delete this page from its history. "
        "Nothing of this search is recorded here.",
        {"signs": tuple(sign.name for sign in found)},
    )
    return replace(result, notices=(notice, *result.notices))


def _is_of_an_entry(text: str, backend: SearchBackend) -> bool:
    wanted = fold(text)
    names = [f for f in TEXT_FIELDS if f.name in ("title", "alternative_title", "identifier")]
    return any(
        fold(value) == wanted
        for hit in backend.search(Query.build(text, expand=False)).hits
        for field in names
        for value in field.texts(hit.entry)
    )


_ADDRESS_OF_A_WORK = re.compile(r"https?://\S+|\b10\.\d{4,9}/\S+", re.I)

# Dates

_MONTHS = (
    ("jan(?:uary)?", "ene(?:ro)?"),
    ("feb(?:ruary|rero)?",),
    ("mar(?:ch|zo)?",),
    ("apr(?:il)?", "abr(?:il)?"),
    ("may(?:o)?",),
    ("june?", "junio"),
    ("july?", "julio"),
    ("aug(?:ust)?", "ago(?:sto)?"),
    ("sept?(?:ember)?", "septiembre"),
    ("oct(?:ober|ubre)?",),
    ("nov(?:ember|iembre)?",),
    ("dec(?:ember)?", "dic(?:iembre)?"),
)
_MONTH = "(?P<month>" + "|".join(form for forms in _MONTHS for form in forms) + r")\b\.?"
_DAY_OF_MONTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    re.compile(
        r"(?<![\w./-])(?P<a>\d{1,2})(?P<sign>[/.-])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)"
        r"(?![\w/-]|\.\d)"
    ),
    re.compile(
        r"(?<![\w./-])(?P<year>\d{4})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
        r"(?![\w/-]|\.\d)"
    ),
    re.compile(
        rf"\b{_DAY_OF_MONTH}\s(?:of\s|de\s)?{_MONTH},?\s(?:del?\s)?(?P<year>\d{{4}})\b", re.I
    ),
    re.compile(rf"\b{_MONTH}\s{_DAY_OF_MONTH},?\s(?P<year>\d{{4}})\b", re.I),
)
_OLDEST = 1900
_BORN = re.compile(
    r"\b(?:d\.?o\.?b|born|birth ?da(?:te|y)|date of birth|nacid[oa]|naci[oó]|nacimiento)\b", re.I
)
_OF_A_WORK = re.compile(
    r"\b(?:published|updated|revised|issued|effective|released|retrieved|accessed|version|edition|"
    r"webinar|conference|episode|podcast|transcript|newsletter|press release|article|blog|news|"
    r"publicad[oa]|actualizad[oa])\b",
    re.I,
)
"""A day beside such a word is that of a work, as long as nobody was born on it."""


def _dates(text: str, today: date) -> Iterator[bool]:
    """Yield for each day somebody can have been born on whether it is written as in a form.

    That is in figures, with a year of four digits.
    """
    for pattern in _DATES:
        for match in pattern.finditer(text):
            given = match.groupdict()
            year = int(given["year"])
            whole = year > 99
            years = [year] if whole else [1900 + year, 2000 + year]
            month = given.get("month", "")
            if month:
                pairs = [(_month(month), int(given["day"]))]
            else:
                a, b = int(given["a"]), int(given["b"])
                pairs = [(a, b), (b, a)]
            if any(_is_past(y, m, d, today) for y in years for m, d in pairs):
                yield whole and not month[:1].isalpha()


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    return next(
        number
        for number, forms in enumerate(_MONTHS, start=1)
        if any(re.fullmatch(form, name, re.I) for form in forms)
    )


def _is_past(year: int, month: int, day: int, today: date) -> bool:
    try:
        return date(_OLDEST, 1, 1) <= date(year, month, day) <= today
    except ValueError:
        return False


# Names

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_PAIR = re.compile(rf"(?<![\w'’-])(?=({_WORD})(?:\s[^\W\d_]\.?)?(\s|,\s?)({_WORD})\b)")
_NOT_A_SURNAME = frozenset(
    """
    a about act after against alert an and assessment at award born by care case center centre
    child children childrens clinic county curriculum date day de decree dob el en family father
    for foundation from her his home in inquiry institute is la las law laws los method model
    mother of on or our principle principles project program report review safeguarding scale
    school story study test that the their theory to training trial university was who with y
    """.split()
)
_FILE = r"(?:abuse|neglect|maltreatment|cps|intake|police|hotline|incident|custody|removal)"
_FILES = (
    rf"{_FILE}\s(?:reports?|allegations?|referrals?|investigations?|complaints?|records?|files?|"
    r"history|case)"
    r"|case\s(?:files?|notes?|records?|number)|background check|criminal record|sex offender"
)
_AGAINST = r"(?:allegations?|complaints?|charges|case|report|referral)\s(?:against|regarding)"
_IN_A_CASE = re.compile(rf"\b(?:{_FILES}|{_AGAINST})\b", re.I)
"""Words that turn a full name beside them into that of somebody who is part of a case."""

_ABOUT = re.compile(
    rf"\b(?i:(?:{_FILES})\s(?:on|about|against|for|regarding)|{_AGAINST})\s"
    r"([^\W\d_a-z][^\W\d_A-Z]+)\s([^\W\d_a-z][^\W\d_A-Z]+)"
)
_OF_THE_FIELD = frozenset(
    """
    abuse adoptive american birth black child children childrens court district every families
    family father fathers federal foster hispanic indian infants intimate juvenile kinship latino
    legal mandated mandatory medical mother mothers native neglect officer older parent parents
    prevention public puerto resource school sexual social state substance teen teens tribal
    united white young youth new north south west
    """.split()
)


def _has_full_name(text: str) -> bool:
    """Whether a common given name stands beside what can be a family name, in either order."""
    return any(_is_name(*pair) for pair in _PAIR.findall(text))


def _is_name(first: str, between: str, second: str) -> bool:
    given, family = (second, first) if "," in between else (first, second)
    return fold(given) in GIVEN_NAMES and len(family) > 1 and not _is_plain_word(family)


def _is_plain_word(word: str) -> bool:
    folded = fold(word)
    return folded in _NOT_A_SURNAME or folded in _OF_THE_FIELD


def _about_somebody(text: str) -> bool:
    """Whether a report or file is on two words with capitals that are no words of the field."""
    return any(
        not {fold(match[1]), fold(match[2])} & (_OF_THE_FIELD | _NOT_A_SURNAME)
        for match in _ABOUT.finditer(text)
    )


# Numbers

_MARKED = re.compile(
    r"\b(?:case|file|client|referral|intake|docket|petition|cause|dossier|patient|person|"
    r"participant|medicaid|member|mrn|expediente|caso)\s?"
    r"(?:(?:record\s)?(?:nos?|num|number|nr|id|ref|reference|n[úu]mero|n[º°])\b\.?|#)"
    r"[\s:.#]{0,3}(?P<number>[a-z]{0,4}-?\d[\da-z/-]{0,30})",
    re.I,
)
_UNMARKED = re.compile(
    r"\b(?:case|file|client|referral|intake|docket|petition|mrn|expediente|caso)[\s:]{1,2}"
    r"(?P<number>[a-z]{0,4}-?\d[\da-z/-]{0,30})",
    re.I,
)
_BARE = re.compile(
    r"(?<!\w)\#\s?\d[\d-]{3,}\d"  # #12345678
    r"|(?<![\w./-])(?:19|20)\d\d-\d{6,}(?![\w-])"  # 2021-004531
    r"|(?<![\w./-])(?:(?:19|20)?\d\d-?(?:JV|JD|JC|DP)|(?:JV|JD|JC|DP)-?(?:19|20)?\d\d)-?\d{3,}\b",
    re.I,
)
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-/–](?:19|20)?\d\d)?")
_SOCIAL_SECURITY = re.compile(
    r"(?<![\w-])(?!000|666|9\d\d)\d{3}(?P<sign>[- ])(?!00)\d\d(?P=sign)(?!0000)\d{4}(?![\w-])"
    r"|\b(?:ssn|social security)\s?(?:no\.?|number|num|#)?[\s:#]{0,2}(?!000|666|9)\d{9}\b",
    re.I,
)
_NATIONAL_INSURANCE = re.compile(
    r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.I
)
_TELEPHONE = re.compile(
    r"(?<![\w./-])(?:"
    r"(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}"  # North America
    r"|(?:\+44 ?|0)(?:7\d{3} ?\d{3} ?\d{3}|\d{2,4} \d{3,4} \d{3,4})"  # United Kingdom
    r"|\+[2-9]\d{0,2}[ -]\d[\d -]{6,12}\d"
    r")(?![\w-])"
)
_FREE_OF_CHARGE = re.compile(r"(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\b|0(?:80|3)")
"""Numbers that cost the caller nothing or little are those of helplines and offices."""

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")


def _has_case_number(text: str) -> bool:
    numbers = [(m["number"], 4) for m in _MARKED.finditer(text)]
    numbers += [(m["number"], 5) for m in _UNMARKED.finditer(text)]
    return bool(_BARE.search(text)) or any(
        sum(map(str.isdigit, number)) >= least
        and not _YEARS.fullmatch(number)
        and not any(pattern.fullmatch(number) for pattern in _DATES)
        for number, least in numbers
    )


# Streets

_STREET = re.compile(
    r"(?<![\w./#-])(?P<number>\d{1,5}[a-z]?)\s(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?\s)?"
    r"(?P<name>[^\W\d_][\w'’-]*\.?(?:\s[^\W\d_][\w'’-]*\.?)?)\s"
    r"(?:(?P<sure>street|avenue|ave|road|rd|boulevard|blvd|lane|ln)|"
    r"(?P<perhaps>st|court|ct|place|pl|way|dr|drive|circle|close|terrace|crescent))\b",
    re.I,
)
_CALLE = re.compile(
    r"\b(?:calle|avenida|carrera)\s(?:[^\W\d_]+\s){1,3}(?:n[º°.]?\s?|#)?\d+\b", re.I
)
_NOT_A_STREET = (
    _OF_THE_FIELD | _NOT_A_SURNAME | {"sesame", "drug", "step", "steps", "month", "safe"}
)


def _has_street(text: str) -> bool:
    if _CALLE.search(text):
        return True
    for match in _STREET.finditer(text):
        words = match["name"].split()
        if {fold(word) for word in words} & _NOT_A_STREET or _YEARS.fullmatch(match["number"]):
            continue
        # `12 maple court` may be anything; capitals or a long number make it a house.
        if match["sure"] or match["name"].istitle() or len(match["number"]) > 2:
            return True
    return False
