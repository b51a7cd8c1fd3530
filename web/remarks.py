"""How the words of a search were read: what was added, what they can mean, what was ignored."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.backend import Expansion, Notice, NoticeValue, SearchResult
from indexer.case_data import CODE as CASE_DATA
from indexer.query import Query
from web import phrases
from web.addresses import search_address
from web.texts import gettext, listed, number

SAID_OTHERWISE = ("nothing-found", "filters-exclude-all")
"""Notices that other parts of the page tell: what to change, with the hits it would give."""


@dataclass(frozen=True)
class Piece:
    """A part of a remark: plain text, other words that were searched for, or a link."""

    text: str
    address: str | None = None
    added: bool = False


@dataclass(frozen=True)
class Remark:
    """A sentence about how the search was read; `code` says which."""

    code: str
    pieces: tuple[Piece, ...]


def remarks(result: SearchResult) -> Iterator[Remark]:
    """Yield what a reader should know of how the words were read, the weightiest first."""
    query = result.query
    for notice in result.notices:
        if notice.code == CASE_DATA:
            yield Remark(notice.code, (Piece(_translated(notice)),))
    if (meant := result.did_you_mean) and result.total:  # else it is the first of the repairs
        yield Remark(
            "did-you-mean",
            _filled(
                gettext("Did you mean %(words)s? It finds %(resources)s."),
                words=Piece(meant.text, search_address(query.with_text(meant.text))),
                resources=Piece(phrases.resources(meant.total)),
            ),
        )
    told: set[tuple[NoticeValue, NoticeValue]] = set()  # words, and what was searched for them
    for notice in sorted(result.notices, key=lambda each: "meanings" not in each.values):
        values = notice.values
        if isinstance(meanings := values.get("meanings"), tuple):
            told |= {(values["typed"], meaning) for meaning in meanings}
            yield _ambiguous(query, str(values["typed"]), meanings)
        elif "other" in values:
            told.add((values["typed"], values["meaning"]))
            yield _uncertain(query, notice)
        elif notice.code not in (CASE_DATA, *SAID_OTHERWISE):
            yield Remark(notice.code, (Piece(_translated(notice)),))
    if result.also_searching and result.total:
        others: dict[str, list[Expansion]] = {}
        for each in result.also_searching:
            if (each.typed, each.added) not in told:
                others.setdefault(each.typed, []).append(each)
        yield _also_searching(query, others)
    elif query.text and not query.expand:
        every = search_address(query.with_expansion(True))
        yield Remark(
            "own-words",
            _filled(
                gettext("Only your own words were searched for. %(link)s"),
                link=Piece(gettext("Other names as well"), every),
            ),
        )


def _translated(notice: Notice) -> str:
    """Say a notice in the reader's language."""
    filled: dict[str, str] = {}
    for name, value in notice.values.items():
        if isinstance(value, int):
            filled[name] = number(value)
        elif isinstance(value, str):
            filled[name] = gettext(value) if name == "facet" else value
        else:
            filled[name] = listed(map(gettext, value) if name == "signs" else value, "or")
    return gettext(notice.message, **filled)


def _filled(sentence: str, **parts: Piece | Sequence[Piece]) -> tuple[Piece, ...]:
    """Put pieces in the places that a sentence has for them: `%(name)s`."""
    pieces: list[Piece] = []
    for place, text in enumerate(re.split(r"%\((\w+)\)s", sentence)):
        if place % 2:
            part = parts[text]
            pieces += [part] if isinstance(part, Piece) else part
        elif text:
            pieces.append(Piece(text))
    return tuple(pieces)


def _ambiguous(query: Query, typed: str, meanings: Sequence[str]) -> Remark:
    """Offer each meaning of an abbreviation in its place."""
    pieces = {f"meaning{n}": _instead(query, typed, each) for n, each in enumerate(meanings)}
    return Remark(
        "ambiguous",
        _filled(
            gettext("“%(typed)s” can mean %(meanings)s. All of them were searched for."),
            typed=Piece(typed),
            meanings=_filled(listed((f"%({name})s" for name in pieces), "or"), **pieces),
        ),
    )


def _uncertain(query: Query, notice: Notice) -> Remark:
    """Offer the one meaning that was searched for, as the words can mean something else."""
    typed, meaning, other = (str(notice.values[name]) for name in ("typed", "meaning", "other"))
    pieces = {"meaning": _instead(query, typed, meaning), "other": Piece(other)}
    return Remark(notice.code, _filled(gettext(notice.message), typed=Piece(typed), **pieces))


def _instead(query: Query, typed: str, meaning: str) -> Piece:
    """Return a meaning with a link to the search for it in the place of what was typed."""
    # A label may hold a backslash: in the place of a pattern it is text.
    text = re.sub(rf"\b{re.escape(typed)}\b", meaning.replace("\\", r"\\"), query.text, flags=re.I)
    address = None if text == query.text else search_address(query.with_text(text))
    return Piece(meaning, address, added=True)


def _also_searching(query: Query, added: Mapping[str, Sequence[Expansion]]) -> Remark:
    names: list[Piece] = []
    for typed, others in added.items():
        words: list[Piece] = []
        for other in others:
            words += [Piece(", ")] if words else []
            words.append(Piece(other.added, added=True))
        names += [Piece(", ")] if names else []
        names += _filled(gettext("%(names)s (for “%(typed)s”)"), names=words, typed=Piece(typed))
    only = Piece(gettext("Search only for my words"), search_address(query.with_expansion(False)))
    said = _filled(gettext("Also searching for: %(names)s."), names=names) if names else ()
    return Remark("also-searching", (*said, *([Piece(" ")] if said else []), only))
