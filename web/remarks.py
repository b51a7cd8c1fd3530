"""How the words of a search were read: what was added, what they can mean, what was ignored."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.backend import Expansion, SearchResult
from indexer.query import Query
from web import phrases
from web.addresses import search_address

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
    if (meant := result.did_you_mean) and result.total:  # else it is the first of the repairs
        yield Remark(
            "did-you-mean",
            (
                Piece("Did you mean "),
                Piece(meant.text, search_address(query.with_text(meant.text))),
                Piece(f"? It finds {phrases.amount(meant.total, 'resource')}."),
            ),
        )
    added: dict[str, list[Expansion]] = {}
    for each in result.also_searching:
        added.setdefault(each.typed, []).append(each)
    ambiguous = {typed: several for typed, several in added.items() if _meanings(several) > 1}
    for typed, meanings in ambiguous.items():
        yield _ambiguous(query, typed, meanings)
    told = tuple(f"“{typed}” can mean" for typed in ambiguous)  # now with links
    for notice in result.notices:
        if notice.code not in SAID_OTHERWISE and not notice.text.startswith(told or "\0"):
            yield Remark(notice.code, (Piece(notice.text),))
    if result.also_searching and result.total:
        others = {typed: some for typed, some in added.items() if typed not in ambiguous}
        yield _also_searching(query, others)
    elif query.text and not query.expand:
        every = search_address(query.with_expansion(True))
        yield Remark(
            "own-words",
            (Piece("Only your own words were searched for. "), Piece("Other names as well", every)),
        )


def _ambiguous(query: Query, typed: str, meanings: Sequence[Expansion]) -> Remark:
    """Offer each meaning of an abbreviation in its place."""
    pieces = [Piece(f"“{typed}” can mean ")]
    for place, meaning in enumerate(meanings):
        # A label may hold a backslash: in the place of a pattern it is text.
        instead = meaning.added.replace("\\", r"\\")
        text = re.sub(rf"\b{re.escape(typed)}\b", instead, query.text, flags=re.I)
        pieces += [Piece(" or ")] if place else []
        address = None if text == query.text else search_address(query.with_text(text))
        pieces.append(Piece(meaning.added, address, added=True))
    return Remark("ambiguous", (*pieces, Piece(". All of them were searched for.")))


def _meanings(added: Sequence[Expansion]) -> int:
    """Count what words can mean; a broader name is no other meaning."""
    return sum(each.reason != "broader than" for each in added)


def _also_searching(query: Query, added: Mapping[str, Sequence[Expansion]]) -> Remark:
    pieces: list[Piece] = []
    for typed, others in added.items():
        for other in others:
            lead = ", " if pieces else "Also searching for: "
            pieces += [Piece(lead), Piece(other.added, added=True)]
        pieces.append(Piece(f" (for “{typed}”)"))
    only = Piece("Search only for my words", search_address(query.with_expansion(False)))
    return Remark("also-searching", (*pieces, Piece(". " if pieces else ""), only))
