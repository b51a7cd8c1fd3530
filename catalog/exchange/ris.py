"""RIS, the tagged lines that reference managers and databases export."""

import re
from collections.abc import Iterator

from catalog.exchange import facts
from catalog.exchange.charset import text_of
from catalog.exchange.reading import BadRecords, Pairs, Reading, Readings

KINDS: Pairs = {
    "RPRT": "publication",
    "GOVDOC": "publication",
    "CONF": "publication",
    "CPAPER": "publication",
    "MANSCPT": "publication",
    "UNPB": "publication",
    "SER": "publication",
    "JFULL": "publication",
    "JOUR": "journal-article",
    "EJOUR": "journal-article",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "book",
    "ECHAP": "book",
    "DICT": "book",
    "ENCYC": "book",
    "THES": "research-report",
    "STAT": "legislation",
    "BILL": "legislation",
    "LEGAL": "legislation",
    "NEWS": "news-article",
    "MGZN": "news-article",
    "BLOG": "news-article",
    "PAMP": "factsheet",
    "SLIDE": "presentation",
    "VIDEO": "video",
    "MPCT": "video",
    "DATA": "dataset",
    "DBASE": "database",
    "AGGR": "database",
    "ELEC": "website",
}
"""Types of reference (TY) and kinds."""

_UNTYPED = ("GEN", "MULTI", "ADVS", "SOUND", "ICOMM", "COMP")
_ARTICLES = ("JOUR", "EJOUR", "NEWS", "MGZN")
_PARTS = ("CHAP", "ECHAP", "CONF", "CPAPER")
_LINE = re.compile(r"^([A-Z][A-Z0-9]) {1,2}- ?(.*)$")
_USED = set(
    "TY ER TI T1 ST TT T2 T3 JO JF JA J2 AU A1 A2 ED PY Y1 DA PB LA UR L1 DO SN AB N2 KW VL IS SP"
    " EP M3".split()
)

_Fields = dict[str, list[str]]


def recognises(text: str) -> bool:
    """Whether a text has the first line of a record near its beginning."""
    return re.search(r"(?m)^TY {1,2}- ?\S", text[:2_000]) is not None


def read(data: bytes) -> Readings:
    """Read RIS; records are told apart by their first line (TY), so a lost last one does no harm.

    Raises BadRecords.
    """
    text = text_of(data)
    if not re.search(r"(?m)^TY {1,2}-", text):
        raise BadRecords("there is no line that begins a record (`TY  - …`)")
    for number, (line, fields, strays) in enumerate(_records(text), start=1):
        reading = Reading(number, line)
        for stray in strays:
            reading.warn(f"line {stray} is not a line of RIS and belongs to no field")
        _fill(reading, fields)
        yield reading


def _records(text: str) -> Iterator[tuple[int, _Fields, list[int]]]:
    """Yield the first line, the fields and the lines that belong nowhere, record by record."""
    fields: _Fields = {}
    strays: list[int] = []
    first, tag = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.match(line.strip("\ufeff").rstrip())
        if match and match[1] == "TY":
            if fields:
                yield first, fields, strays
                strays = []
            fields, first, tag = {"TY": [match[2].strip()]}, number, "TY"
        elif match and match[1] == "ER":
            tag = ""
        elif match:
            tag = match[1]
            fields.setdefault(tag, []).append(match[2].strip())
        elif line.strip() and tag:
            fields[tag][-1] += f" {line.strip()}"  # a value that goes on in the next line
        elif line.strip():
            strays.append(number)
    if fields:
        yield first, fields, strays


def _fill(reading: Reading, fields: _Fields) -> None:
    def values(*tags: str) -> list[str]:
        return [value for tag in tags for value in fields.get(tag, ()) if value]

    def first(*tags: str) -> str:
        return next(iter(values(*tags)), "")

    kind = first("TY").upper()
    reading.put("kind", KINDS.get(kind))
    if kind not in KINDS and kind not in _UNTYPED:
        reading.warn(f"“{kind}” is not a type of reference we know: the kind is left empty")
    titles = values("TI", "T1")
    part = kind in _ARTICLES or kind in _PARTS
    reading.put("title", next(iter(titles), "" if part else first("T2")))
    reading.add("alternative_titles", *titles[1:], *values("ST", "TT"))
    reading.add("authors", *(values("AU", "A1") or values("A2", "ED")))
    facts.put_date(reading, *values("DA", "PY", "Y1"))
    journal = first("T2", "JF", "JO", "JA", "J2") if part else first("T2", "T3")
    if journal != reading.title:
        reading.put("series.title", journal)
    if kind in _ARTICLES:
        reading.put("article.volume", first("VL"))
        reading.put("article.issue", first("IS"))
    elif "series" in reading.values:
        reading.put("series.number", first("VL") or first("IS"))
    start, end = first("SP"), first("EP")
    reading.put("length.pages", facts.pages_in(f"{start}-{end}" if end else "" if part else start))
    reading.put("publisher", first("PB"))
    reading.add("languages", *values("LA"))
    reading.put("summary", first("AB", "N2"))
    reading.add("topics", *values("KW"))
    for value in values("DO"):
        doi = facts.doi_in(value)
        reading.put("identifiers.doi", doi)
        if doi is None:
            reading.warn(f"“{value[:80]}” is not a DOI")
    for value in values("SN"):
        if not facts.put_number(reading, value):
            reading.warn(f"“{value[:80]}” is neither an ISBN nor an ISSN")
    for role, tag in (("landing", "UR"), ("download", "L1")):
        for value in values(tag):
            if not facts.put_address(reading, value, role):
                reading.warn(f"“{value[:80]}” is not a web address")
    reading.unused |= {tag for tag, found in fields.items() if any(found)} - _USED
