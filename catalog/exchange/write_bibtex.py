"""Writing BibLaTeX; the table of types is the reader's."""

import re
from collections.abc import Iterator

from catalog.exchange.bibtex import KINDS
from catalog.exchange.writing import family_and_given, further, labels, notes, one_line, word
from catalog.model import Entry
from catalog.vocabulary import Vocabularies

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\lbrace{}",  # not \{: BibTeX counts that as a brace
    "}": r"\rbrace{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "%&#$_"},
}
_VERBATIM = {"{": "%7B", "}": "%7D", "\\": "%5C"}


def write(entry: Entry, vocabularies: Vocabularies) -> str:
    """Return one entry, with an empty line after it."""
    kind = word(KINDS, entry, vocabularies, "misc")
    fields = [f"  {name} = {{{value}}}" for name, value in _fields(entry, kind, vocabularies)]
    return f"@{kind}{{{entry.id},\n" + ",\n".join(fields) + "\n}\n\n"


def _fields(entry: Entry, kind: str, vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{_escaped(entry.title)}}}"  # braced: its capitals stay as they are
    if entry.alternative_titles:
        yield "shorttitle", f"{{{_escaped(entry.alternative_titles[0])}}}"
    if entry.authors:
        yield "author", " and ".join(_name(author) for author in entry.authors)
    if entry.published:
        yield "date", str(entry.published)
    if entry.publisher:
        yield "publisher", f"{{{_escaped(entry.publisher)}}}"
    if entry.series_title:
        yield ("journaltitle" if kind == "article" else "series"), _escaped(entry.series_title)
    if entry.article and entry.article.volume:
        yield "volume", _escaped(entry.article.volume)
    number = entry.article.issue if entry.article else entry.series_number
    if number:
        yield "number", _escaped(number)
    if entry.length and entry.length.pages:
        yield "pagetotal", str(entry.length.pages)
    if entry.summary:
        yield "abstract", _escaped(entry.summary)
    if words := labels(entry, vocabularies):
        yield "keywords", ", ".join(_escaped(label.replace(",", "")) for label in words)
    if entry.languages:
        yield "language", entry.languages[0]
    if known := entry.identifiers:
        if known.doi:
            yield "doi", _verbatim(known.doi)
        if known.isbn:
            yield "isbn", ", ".join(known.isbn)
    if entry.address:
        yield "url", _verbatim(entry.address)
    if said := [*notes(entry, vocabularies), *further(entry)]:
        yield "note", _escaped(". ".join(said))


def _escaped(text: str) -> str:
    """Return plain text as LaTeX that shows the same; no two marks become a dash or a quote."""
    plain = re.sub(r"[\\{}~^%&#$_]", lambda mark: _SPECIAL[mark[0]], one_line(text))
    return re.sub(r"([-`'?!<>])(?=[-`'<>])", r"\1{}", plain)


def _verbatim(address: str) -> str:
    return re.sub(r"[\\{}]", lambda mark: _VERBATIM[mark[0]], one_line(address))


def _name(author: str) -> str:
    if parts := family_and_given(author):
        return ", ".join(f"{{{_escaped(part)}}}" for part in parts)
    return f"{{{_escaped(author)}}}"
