"""BibTeX and BibLaTeX, the records of those who write in LaTeX."""

import logging
import re
from collections.abc import Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
)
from pylatexenc.latex2text import LatexNodes2Text

from catalog.exchange import facts
from catalog.exchange.charset import text_of
from catalog.exchange.reading import BadRecords, Pairs, Reading, Readings

KINDS: Pairs = {
    "report": "publication",
    "techreport": "publication",
    "booklet": "publication",
    "inproceedings": "publication",
    "conference": "publication",
    "proceedings": "publication",
    "unpublished": "publication",
    "article": "journal-article",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "inbook": "book",
    "incollection": "book",
    "manual": "manual",
    "thesis": "research-report",
    "phdthesis": "research-report",
    "mastersthesis": "research-report",
    "legislation": "legislation",
    "movie": "video",
    "video": "video",
    "dataset": "dataset",
    "online": "website",
    "electronic": "website",
    "www": "website",
}
"""Types of entry and kinds."""

_PARTS = ("article", "inproceedings", "conference", "inbook", "incollection")
_USED = set(
    "title subtitle shorttitle author editor date year month publisher institution school"
    " organization journal journaltitle booktitle series volume number pages pagetotal abstract"
    " keywords language langid url doi isbn issn".split()
)
_PIECE = re.compile(r'\{(?P<braces>.*)\}|"(?P<quotes>.*)"|(?P<name>[^\s{}"#]+)', re.DOTALL)
_BARE = re.compile(r"(?<!\\)([%&#])")
_DEEPEST = 50
_LATEX = LatexNodes2Text(math_mode="verbatim")

# The parser tells of each broken entry in the log as well; here the report does.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())


def recognises(text: str) -> bool:
    """Whether a text holds entries as BibTeX writes them."""
    return re.search(r"(?m)^\s*@[A-Za-z]+\s*[{(]\s*[^\s,{}()=]*\s*[,=]", text[:20_000]) is not None


def read(data: bytes) -> Readings:
    """Read BibTeX; an entry that cannot be read is one reading with a problem.

    Raises BadRecords.
    """
    text = text_of(data)
    if not re.search(r"@[A-Za-z]+\s*[{(]", text):
        raise BadRecords("there is no entry (`@book{…}`)")
    library = parse_string(text, parse_stack=[])
    strings = {s.key.lower(): str(s.value) for s in library.strings}
    number = 0
    for block in library.blocks:
        entry: object = block
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            entry = block.ignore_error_block
        if not isinstance(entry, Entry | ParsingFailedBlock):
            continue
        number += 1
        reading = Reading(number, (entry.start_line or 0) + 1)
        if isinstance(entry, Entry):
            _fill(reading, entry, strings)
        else:
            reading.problem = "this entry cannot be read: look for a brace or comma that is missing"
        yield reading


def _fill(reading: Reading, entry: Entry, strings: Mapping[str, str]) -> None:
    raw: dict[str, str] = {}
    for given in entry.fields:
        name = given.key.lower()
        if name in raw:
            reading.warn(f"there are two fields `{name}`: the first was read")
        else:
            raw[name] = _resolved(str(given.value), strings)

    def text(*names: str) -> str:
        return next((plain for name in names if (plain := _plain(raw.get(name, "")))), "")

    kind = entry.entry_type.lower()
    reading.put("kind", KINDS.get(kind))
    if kind not in KINDS and kind != "misc":
        reading.warn(f"the type “{kind[:80]}” is no kind of ours: the kind is left empty")
    reading.put("title", ": ".join(filter(None, (text("title"), text("subtitle")))))
    reading.add("alternative_titles", text("shorttitle"))
    reading.add("authors", *(_names(raw.get("author", "")) or _names(raw.get("editor", ""))))
    facts.put_date(reading, text("date"), f"{text('month')} {text('year')}".strip())
    reading.put("publisher", text("publisher", "institution", "school", "organization"))
    reading.put("series.title", text("journal", "journaltitle", "booktitle", "series"))
    if kind == "article":
        reading.put("article.volume", text("volume"))
        reading.put("article.issue", text("number"))
    elif "series" in reading.values:
        reading.put("series.number", text("number", "volume"))
    pages = text("pagetotal") or (text("pages") if kind in _PARTS else "")
    reading.put("length.pages", facts.pages_in(pages))
    reading.put("summary", text("abstract"))
    reading.add("topics", *(word.strip() for word in re.split("[,;]", text("keywords"))))
    reading.add("languages", text("language", "langid"))
    _put_identifiers(reading, raw)
    reading.unused |= {name for name, value in raw.items() if value} - _USED


def _put_identifiers(reading: Reading, raw: Mapping[str, str]) -> None:
    """Addresses and numbers are no LaTeX, apart from a backslash that some programs put there."""
    doi, isbn, url = (
        raw.get(name, "").replace("\\", "").strip() for name in ("doi", "isbn", "url")
    )
    if doi:
        reading.put("identifiers.doi", facts.doi_in(doi) or doi)
    if isbn and not facts.put_number(reading, isbn):
        reading.warn(f"“{isbn[:80]}” is not an ISBN")
    if url and not facts.put_address(reading, url):
        reading.warn(f"“{url[:80]}” is not a web address")


def _resolved(value: str, strings: Mapping[str, str]) -> str:
    """Return a value without its quotes or braces, `acf # { for Children}` put together."""
    found = []
    for piece in _pieces(value.strip()):
        match = _PIECE.fullmatch(piece.strip())
        if match is None:
            found.append(piece)
        elif (name := match["name"]) is not None:
            said = strings.get(name.lower())
            found.append(name if said is None else said.strip('{}"'))
        else:
            found.append(match["braces"] if match["braces"] is not None else match["quotes"])
    return "".join(found)


def _pieces(value: str) -> list[str]:
    """Split a value at `#` outside of braces and quotes."""
    pieces, depth, quoted = [""], 0, False
    for character in value:
        if character == "#" and not depth and not quoted:
            pieces.append("")
            continue
        depth += (character == "{") - (character == "}")
        if character == '"' and not depth:
            quoted = not quoted
        pieces[-1] += character
    return pieces


def _plain(latex: str) -> str:
    """Return LaTeX as plain text; what is no LaTeX stays as it is."""
    if not any(mark in latex for mark in ("\\", "{", "}", "~", "--", "``")):
        return latex.strip()
    if latex.count("{") > _DEEPEST and max(_depths(latex)) > _DEEPEST:
        return latex.replace("{", "").replace("}", "").strip()
    # In LaTeX these begin a comment or a column; in abstracts people mean them as they are.
    plain: str = _LATEX.latex_to_text(_BARE.sub(r"\\\1", latex))
    return plain.strip()


def _depths(latex: str) -> list[int]:
    depth, depths = 0, [0]
    for character in latex:
        depth += (character == "{") - (character == "}")
        depths.append(depth)
    return depths


def _names(people: str) -> list[str]:
    """Return the names that `and` divides, a body's name in braces as one; `others` is no name."""
    names = (_plain(name) for name in split_multiple_persons_names(people))
    return [name for name in names if name and name.lower() != "others"]
