"""Which language a reader gets: the one they chose, else the setting's, else their browser's."""

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import urlencode

from babel import Locale

from indexer.query import Params
from web.texts import LOCALE_FOLDER, SOURCE

PARAMETER = "lang"
"""The parameter of an address that chooses a language; it is no part of what is searched for."""

COOKIE = "caseshelf-language"
"""Keeps the choice until the browser is closed; `web/assets/page.js` sets it."""

_MOST_WISHES = 20
"""Languages of a browser that are looked at; the header comes from outside."""


@cache
def offered() -> tuple[str, ...]:
    """Return the codes of the languages there are: English, and each that has a file of texts."""
    return (SOURCE, *sorted(file.stem for file in LOCALE_FOLDER.glob("*.po")))


def own_name(code: str) -> str:
    """Return what a language is called by those who speak it: `Español`."""
    name = Locale.parse(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


def asked_for(parameters: Params) -> str | None:
    """Return the language that an address chooses, if it is offered."""
    return next(
        (known for name, tag in parameters if name == PARAMETER and (known := _known(tag))), None
    )


def cookie(parameters: Params) -> str:
    """Return the cookie that remembers what an address chooses; empty when it chooses nothing."""
    asked = asked_for(parameters)
    return f"{COOKIE}={asked}" if asked else ""


def choose(choices: Iterable[str | None], accepted: str | None) -> str:
    """Return the first of the choices that is offered, else what the browser likes best.

    `accepted` is the header Accept-Language (RFC 9110, 12.5.4).
    """
    for code in choices:
        if code and (known := _known(code)):
            return known
    wishes = (_known(tag) for tag in _by_weight(accepted or ""))
    return next(filter(None, wishes), SOURCE)


def chosen_in(address: str, code: str) -> str:
    """Return an address of ours that chooses a language as well."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({PARAMETER: code})}"


def _known(tag: str) -> str | None:
    """Return the offered language for a tag such as `es-MX`, or None."""
    code = re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]
    return code if code in offered() else None


def _by_weight(accepted: str) -> list[str]:
    """Return the language tags of the header, the most wanted first."""
    weighted = []
    for wish in accepted.split(",")[:_MOST_WISHES]:
        tag, _, parameter = wish.partition(";")
        weight = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameter)
        weighted.append((float(weight[1]) if weight else 1.0, tag))
    return [tag for weight, tag in sorted(weighted, key=lambda each: -each[0]) if weight]
