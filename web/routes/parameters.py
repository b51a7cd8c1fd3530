"""Reading the parameters of a search strictly: machines are told what is wrong with them."""

from collections.abc import Iterator
from difflib import get_close_matches
from http import HTTPStatus

from catalog.vocabulary import NOT_RECORDED, Vocabularies
from indexer.fields import FACETS
from indexer.query import FACET_NAMES, MAX_PAGE, MAX_TEXT, MAX_VALUES, Params, Query, Sort, day
from web.routes.answers import Refusal

SINGLE = ("q", "from", "to", "year", "added", "sort", "expand", "page", "shared", "found")
"""The parameters of a search that stand once; those of the facets may repeat."""

BY_NAME = {facet.name: facet for facet in FACETS}


def query_of(params: Params, vocabularies: Vocabularies) -> Query:
    """Return the search that parameters ask for. Raises Refusal with every error in them."""
    if errors := [
        {"parameter": name, "detail": detail} for name, detail in _errors(params, vocabularies)
    ]:
        count = "One parameter" if len(errors) == 1 else f"{len(errors)} parameters"
        detail = f"{count} cannot be used."
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)
    return Query.from_params(params)


def only(params: Params, *known: str) -> dict[str, str]:
    """Return parameters by name. Raises Refusal for one that is not known or stands twice."""
    errors = list(_misplaced(params, known, known))
    if errors:
        listed = [{"parameter": name, "detail": detail} for name, detail in errors]
        detail = "There are parameters here that cannot be used."
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=listed)
    return dict(params)


def _misplaced(
    params: Params, known: tuple[str, ...], single: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    names = [name for name, _ in params]
    for name in dict.fromkeys(names):
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
            yield name[:80], f"There is no such parameter. {hint}"
        elif name in single and names.count(name) > 1:
            yield name, "It stands more than once."


def _errors(params: Params, vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    yield from _misplaced(params, (*SINGLE, *FACET_NAMES), SINGLE)
    names = [name for name, _ in params]
    for name in FACET_NAMES:
        if names.count(name) > MAX_VALUES:
            yield name, f"It stands more than {MAX_VALUES} times."
    for name, value in params:
        facet = name in BY_NAME
        if detail := _wrong_value(name, value, vocabularies) if facet else _wrong(name, value):
            yield name, detail


def _wrong(name: str, value: str) -> str | None:
    """Say what is wrong with a parameter that stands once."""
    shown = f"“{value[:80]}”"
    number = value.isascii() and value.isdigit()
    if name == "q" and len(value) > MAX_TEXT:
        return f"At most {MAX_TEXT:,} characters are read."
    if name in ("from", "to") and not (number and len(value) == 4):
        return f"{shown} is not a year of four digits."
    if name == "year" and value != NOT_RECORDED:
        return f"{shown} is not “{NOT_RECORDED}”, the one value there is. See from and to."
    if name in ("added", "shared") and not day(value):
        return f"{shown} is not a day like 2026-05-03."
    if name == "found" and not (number and len(value) < 9):
        return f"{shown} is not a number."
    if name == "sort" and value not in set(Sort):
        return f"{shown} is not an order. There are: {', '.join(Sort)}."
    if name == "expand" and value != "no":
        return f"{shown} is not “no”, the one value there is."
    if name == "page" and not (number and len(value) < 7 and 1 <= int(value) <= MAX_PAGE):
        return f"{shown} is not a page from 1 to {MAX_PAGE:,}."
    return None


def _wrong_value(facet: str, value: str, vocabularies: Vocabularies) -> str | None:
    """Say what is wrong with a chosen value.

    Publishers and series come and go with their entries, so that an unknown one is no error; the
    answer has a notice for it.
    """
    if not value.strip():
        return "It is empty."
    terms = BY_NAME[facet].terms(vocabularies)
    if terms is None or value.strip() == NOT_RECORDED or terms.resolve(value.strip()):
        return None
    near = get_close_matches(value, terms.by_id, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"“{value[:80]}” is no {facet} of this catalog.{hint}"
