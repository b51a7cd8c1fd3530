"""The texts of the pages in the reader's language: gettext over `web/locale/*.po`.

English sentences in the code are the message ids. Values are put in by name: `%(count)s`.
"""

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

SOURCE = "en"
"""The language that the code is written in."""

LOCALE_FOLDER = Path(__file__).parent / "locale"

_REGIONS = {"en": "en_GB", "es": "es_US"}
"""Whose way of writing dates and numbers a language follows where that is not its own."""


@dataclass(frozen=True)
class Language:
    """A language that pages can be in."""

    code: str
    locale: Locale
    translations: NullTranslations


@cache
def language(code: str) -> Language:
    """Return an offered language; its file is read once. Raises FileNotFoundError."""
    locale = Locale.parse(_REGIONS.get(code, code))
    if code == SOURCE:
        return Language(code, locale, NullTranslations())
    with (LOCALE_FOLDER / f"{code}.po").open("rb") as file:
        catalog = read_po(file, locale=code)
    compiled = io.BytesIO()  # what gettext reads is made here, so that no made file is kept
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Language(code, locale, GNUTranslations(compiled))


_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


def spoken() -> Language:
    """Return the language of the page that is being made."""
    return _spoken.get() or language(SOURCE)


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Make what is made inside in a language, for this thread alone."""
    token = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(token)


def gettext(message: str, /, **values: object) -> str:
    """Return a text in the reader's language, with values put in."""
    text = spoken().translations.gettext(message)
    return text % values if values else text


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a text whose meaning depends on where it stands."""
    text = spoken().translations.pgettext(context, message)
    return text % values if values else text


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a text that goes with a number."""
    text = spoken().translations.ngettext(one, many, count)
    return text % values if values else text


def mark(message: str) -> str:
    """Return a text as it is, and have it translated: for tables that are made at import."""
    return message


def counted(count: float, one: str, many: str) -> str:
    """Return a number with its noun: `counted(2, "%(count)s page", "%(count)s pages")`."""
    whole = int(count) if count == int(count) else 2  # 1.5 hours are several
    return ngettext(one, many, whole, count=number(count))


def number(count: float) -> str:
    """Return a number as it is written: `1,204`, `2.5`."""
    if count < 1000 and count == int(count):  # most are small, and there are hundreds on a page
        return str(int(count))
    return str(format_decimal(count, "#,##0.##", locale=spoken().locale))


def decimal(count: float) -> str:
    """Return a number with one decimal place: `2.0`."""
    return str(format_decimal(count, "#,##0.0", locale=spoken().locale))


def listed(items: Iterable[str], word: Literal["and", "or"] = "and") -> str:
    """Join items as in a sentence: `A, B and C`."""
    names = list(items)
    style: Literal["standard", "or"] = "or" if word == "or" else "standard"
    joined = str(format_list(names, style, spoken().locale)) if names else ""
    return _euphonic(joined, names[-1]) if spoken().code == "es" and len(names) > 1 else joined


def _euphonic(joined: str, last: str) -> str:
    """Write the Spanish conjunction as the sound after it asks: `e informes`, `u hogares`."""
    start = joined.removesuffix(last)
    if re.match(r"h?[ií](?![aeoáéó])", last, re.IGNORECASE):
        start = re.sub(r" y $", " e ", start)
    if re.match(r"h?[oó]", last, re.IGNORECASE):
        start = re.sub(r" o $", " u ", start)
    return start + last


def day(when: date) -> str:
    """Return a date in words: `3 May 2018`."""
    return str(format_date(when, "long", locale=spoken().locale))


def month(when: date) -> str:
    """Return the month of a date: `May 2018`."""
    return str(format_skeleton("yMMMM", when, locale=spoken().locale))
