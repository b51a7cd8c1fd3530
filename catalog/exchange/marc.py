"""MARC 21, the records of library systems: in its binary form (ISO 2709) and as MARCXML."""

import io
import re
from collections.abc import Iterator

import pymarc
from pymarc import exceptions as marc_exceptions

from catalog.exchange import facts
from catalog.exchange.reading import BadRecords, Pairs, Reading, Readings, root_of
from catalog.safe_xml import Element, local_name

KINDS: Pairs = {
    "am": "publication",
    "as": "publication",
    "ab": "journal-article",
    "aa": "publication",
    "tm": "publication",
    "gm": "video",
    "om": "toolkit",
    "im": "",
    "mm": "",
    "em": "",
    "km": "infographic",
}
"""Type of record and bibliographic level (leader 06 and 07), and kinds."""

FORMS: Pairs = {"a": "print", "t": "print", "g": "video", "i": "audio", "j": "audio", "k": "image"}
"""Type of record (leader 06) and formats, for resources that are not online."""

_NAMESPACE = "{http://www.loc.gov/MARC21/slim}"
_USED = set(
    "001 003 005 006 007 008 020 022 024 040 041 100 110 111 245 246 260 264 300 306 336 337 338"
    " 440 490 520 650 653 655 700 710 711 773 800 810 811 830 856".split()
)
_PUNCTUATION = re.compile(r"\s*[/:;,=]\s*$")
_NO_WHOLE_NAME = re.compile(r"(?:\b[A-Z]|\b(?:Inc|Ltd|Co|Jr|Sr|etc))\.$")


def recognises_binary(data: bytes) -> bool:
    """Whether data begins with a leader of ISO 2709 as MARC 21 fills it in."""
    return (
        re.match(rb"\d{5}[a-z ][a-z ][a-z ][\x00-\x7f]{2}22\d{5}[\x00-\x7f]{3}4500", data)
        is not None
    )


def recognises_root(root: Element) -> bool:
    """Whether an XML document holds MARCXML."""
    names = [local_name(element) for element in (root, *root[:1])]
    return str(root.tag).startswith(_NAMESPACE) or names == ["collection", "record"]


def read_binary(data: bytes) -> Readings:
    """Read MARC 21 in its binary form; a broken record is one reading with a problem."""
    if not recognises_binary(data.lstrip()):
        raise BadRecords("there is no MARC 21 record at the beginning")
    reader = pymarc.MARCReader(
        io.BytesIO(data.lstrip()), to_unicode=True, permissive=True, hide_utf8_warnings=True
    )
    for number, record in enumerate(reader, start=1):
        reading = Reading(number)
        if record is not None:
            _fill_safely(reading, record)
        else:
            reason = reader.current_exception
            reading.problem = f"this record cannot be read: {reason or type(reason).__name__}"
        yield reading


def read_xml(data: bytes) -> Readings:
    """Read MARCXML, record by record, so that one odd record is one problem. Raises BadRecords."""
    root = root_of(data)
    for number, element in enumerate(root.iter("{*}record"), start=1):
        reading = Reading(number, element.sourceline)
        record = _from_xml(element, reading)
        _fill_safely(reading, record)
        yield reading


def _from_xml(element: Element, reading: Reading) -> pymarc.Record:
    """Return the record that an element describes.

    Not with the reader of pymarc, which takes files and addresses and reads XML with a parser of
    its own.
    """
    fields = []
    leader = ""
    for part in element.iterchildren("{*}leader", "{*}controlfield", "{*}datafield"):
        name, tag = local_name(part), str(part.get("tag", ""))
        if name == "leader":
            if len(part.text or "") == 24:
                leader = str(part.text)
            else:
                reading.warn("the leader is not 24 characters long: the kind is left empty")
        elif name == "controlfield":
            fields.append(pymarc.Field(tag=tag, data=str(part.text or "")))
        else:
            codes = [
                pymarc.Subfield(str(s.get("code", "")), str(s.text or ""))
                for s in part.iterchildren("{*}subfield")
            ]
            marks = pymarc.Indicators(str(part.get("ind1", " ")), str(part.get("ind2", " ")))
            fields.append(pymarc.Field(tag=tag, indicators=marks, subfields=codes))
    return pymarc.Record(fields=fields, leader=leader or " " * 24)


def _fill_safely(reading: Reading, record: pymarc.Record) -> None:
    try:
        _fill(reading, record)
    except (marc_exceptions.PymarcException, AttributeError, IndexError, ValueError) as error:
        reading.values.clear()
        reading.problem = f"this record cannot be read: {type(error).__name__}: {error}"


def _fill(reading: Reading, record: pymarc.Record) -> None:
    kind = str(record.leader)[6:8]
    reading.put("kind", KINDS.get(kind))
    if kind.strip() and kind not in KINDS:
        reading.warn(f"the record type “{kind}” is no kind of ours: the kind is left empty")
    title = record.get("245")
    parts = list(_values(record, "245", "abnp"))
    reading.put("title", _joined(parts))
    reading.add("alternative_titles", *_values(record, "246", "a"))
    names = [
        _name(field, "ac" if field.tag in ("100", "700") else "ab")
        for field in record.get_fields("100", "110", "111", "700", "710", "711")
    ]
    if title is not None and not any(names):
        names = [_trimmed(name) for name in title.get_subfields("c")]
    reading.add("authors", *names)
    imprint = _imprint(record)
    reading.put("publisher", "; ".join(_trimmed(b) for b in _of(imprint, "b")[:2]))
    fixed = record.get("008")
    coded = str(fixed.data or "") if fixed is not None else ""
    year = coded[7:11] if coded[7:11].isdigit() else ""
    facts.put_date(reading, " ".join(_of(imprint, "c")) or year, year)
    _put_languages(reading, record, coded)
    _put_series(reading, record)
    _put_length(reading, record)
    reading.put(
        "summary", "\n\n".join(t for field in record.get_fields("520") for t in _of(field, "ab"))
    )
    reading.add("topics", *_values(record, "650", "a"), *_values(record, "653", "a"))
    _put_identifiers(reading, record)
    _put_links(reading, record)
    if not reading.values.get("links"):
        reading.put("format", FORMS.get(kind[:1]))
    reading.unused |= {field.tag for field in record.get_fields()} - _USED


def _imprint(record: pymarc.Record) -> pymarc.Field | None:
    """Return the field that says who published it: 264 with second indicator 1, else 260."""
    published = [f for f in record.get_fields("264") if f.indicator2 == "1"]
    return next(iter((*published, *record.get_fields("260", "264"))), None)


def _put_languages(reading: Reading, record: pymarc.Record, coded: str) -> None:
    several = [
        code[at : at + 3]
        for code in _values(record, "041", "a")
        for at in range(0, len(code), 3)  # older records run the codes together
    ]
    one = coded[35:38].strip(" |")
    reading.add("languages", *(several or ([one] if one not in ("", "und") else [])))


def _put_series(reading: Reading, record: pymarc.Record) -> None:
    host = record.get("773")
    if host is not None:
        reading.put("series.title", _joined(host.get_subfields("t", "s")[:1]))
        place = " ".join(host.get_subfields("g"))
        volume = re.search(r"\bvol(?:ume|\.)?\s*(\w+)", place, re.IGNORECASE)
        issue = re.search(r"\b(?:no|issue|number)\.?\s*([\w/-]+)", place, re.IGNORECASE)
        reading.put("article.volume", volume[1] if volume else "")
        reading.put("article.issue", issue[1] if issue else "")
        return
    for field in record.get_fields("490", "440", "830"):
        reading.put("series.title", _joined(field.get_subfields("a")))
        reading.put("series.number", _joined(field.get_subfields("v")))
        return


def _put_length(reading: Reading, record: pymarc.Record) -> None:
    extent = " ".join(_values(record, "300", "a"))
    duration = next(iter(_values(record, "306", "a")), "")
    if re.fullmatch(r"\d{6}", duration):
        hours, minutes = int(duration[:2]), int(duration[2:4])
        reading.put("length.minutes", hours * 60 + minutes or None)
    else:
        reading.put("length.minutes", facts.minutes_in(extent) if not extent.isdigit() else None)
    reading.put("length.pages", facts.pages_in(extent))


def _put_identifiers(reading: Reading, record: pymarc.Record) -> None:
    for text in _values(record, "020", "a"):
        if not facts.put_number(reading, text):
            reading.warn(f"“{text[:80]}” is not an ISBN")
    for field in record.get_fields("024"):
        if "doi" in [code.lower() for code in field.get_subfields("2")]:
            for text in field.get_subfields("a"):
                reading.put("identifiers.doi", facts.doi_in(text) or text)


def _put_links(reading: Reading, record: pymarc.Record) -> None:
    for field in record.get_fields("856"):
        related = field.indicator2 == "2"  # not this resource but one beside it
        for address in field.get_subfields("u"):
            if related:
                reading.warn(f"left out the link to a related resource: {address[:200]}")
            elif not facts.put_address(reading, address):
                reading.warn(f"“{address[:80]}” is not a web address")


def _values(record: pymarc.Record, tag: str, codes: str) -> Iterator[str]:
    """Yield the subfields of all fields with a tag, trimmed, in their order."""
    for field in record.get_fields(tag):
        yield from (t for text in _of(field, codes) if (t := _trimmed(text)))


def _of(field: pymarc.Field | None, codes: str) -> list[str]:
    return field.get_subfields(*codes) if field is not None else []


def _name(field: pymarc.Field, codes: str) -> str:
    return _trimmed(" ".join(_trimmed(part) for part in field.get_subfields(*codes)))


def _joined(parts: list[str]) -> str:
    return ": ".join(t for part in parts if (t := _trimmed(part)))


def _trimmed(text: str) -> str:
    """Return a text without the punctuation that cataloguing rules (ISBD) put between parts."""
    text = _PUNCTUATION.sub("", text.strip()).strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    return text if _NO_WHOLE_NAME.search(text) else text.removesuffix(".")
