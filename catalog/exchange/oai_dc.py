"""Dublin Core as libraries hand it out over OAI-PMH 2.0 (metadata prefix `oai_dc`)."""

from dataclasses import dataclass

from catalog.exchange import facts
from catalog.exchange.reading import BadRecords, Pairs, Reading, Readings, root_of
from catalog.plain import plain_text
from catalog.safe_xml import Element, local_name, text_in

KINDS: Pairs = {
    "text": "publication",
    "report": "publication",
    "working paper": "publication",
    "workingpaper": "publication",
    "conferenceobject": "publication",
    "preprint": "publication",
    "article": "journal-article",
    "journal article": "journal-article",
    "book": "book",
    "bookpart": "book",
    "book part": "book",
    "thesis": "research-report",
    "doctoralthesis": "research-report",
    "masterthesis": "research-report",
    "bachelorthesis": "research-report",
    "lecture": "presentation",
    "presentation": "presentation",
    "movingimage": "video",
    "moving image": "video",
    "video": "video",
    "dataset": "dataset",
    "website": "website",
    "image": "infographic",
    "stillimage": "infographic",
}
"""Types of resource, in lower case and without the address they may begin with, and kinds."""

MEDIA_TYPES: Pairs = {
    "text/html": "html",
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "doc",
    "application/vnd.ms-excel": "spreadsheet",
    "text/csv": "spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "spreadsheet",
    "application/vnd.ms-powerpoint": "slides",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "slides",
    "audio/mpeg": "audio",
    "video/mp4": "video",
    "image/jpeg": "image",
    "image/png": "image",
}
"""Media types and formats."""

_GENERAL = {"text", "image"}
_USED = set(
    "title creator subject description publisher date type format identifier language".split()
)


@dataclass(frozen=True)
class Response:
    """One answer to ListRecords.

    `identifiers` are those of the readings, one each. `deleted` are identifiers of records that
    the library withdrew. With a `resumption_token` the list goes on; None when it is complete.
    """

    readings: tuple[Reading, ...]
    identifiers: tuple[str, ...]
    deleted: tuple[str, ...]
    resumption_token: str | None


def recognises_root(root: Element) -> bool:
    """Whether an XML document is an answer of OAI-PMH, or records in `oai_dc` alone."""
    return local_name(root) == "OAI-PMH" or root.find(".//{*}dc/{*}title") is not None


def read(data: bytes) -> Readings:
    """Read the records of a saved answer. Raises BadRecords."""
    response = read_response(data)
    yield from response.readings


def read_response(data: bytes) -> Response:
    """Read an answer to ListRecords or GetRecord.

    An answer without records is none of the errors (`noRecordsMatch`). Raises BadRecords for any
    other error the library reports, and for what is no such answer.
    """
    root = root_of(data)
    if not recognises_root(root):
        raise BadRecords(f"this is no answer of OAI-PMH: it begins with <{local_name(root)}>")
    for error_element in root.iterchildren("{*}error"):
        if error_element.get("code") != "noRecordsMatch":
            code, said = error_element.get("code", "error"), text_in(error_element)
            raise BadRecords(f"the library answers {code}: {said}")
    readings: list[Reading] = []
    identifiers: list[str] = []
    deleted: list[str] = []
    records = list(root.iter("{*}record")) or list(root.iter("{*}dc"))
    for record in records:
        header = record.find("{*}header")
        named = header.find("{*}identifier") if header is not None else None
        identifier = text_in(named) if named is not None else ""
        if header is not None and header.get("status") == "deleted":
            deleted.append(identifier)
            continue
        reading = Reading(len(readings) + 1, record.sourceline)
        _fill(reading, record)
        readings.append(reading)
        identifiers.append(identifier)
    token = root.find(".//{*}resumptionToken")
    more = text_in(token) if token is not None else ""
    return Response(tuple(readings), tuple(identifiers), tuple(deleted), more or None)


def _fill(reading: Reading, record: Element) -> None:
    dc = next(iter(record.iter("{*}dc")), None)
    if dc is None:
        reading.problem = "this record has no Dublin Core in it: ask for `oai_dc`"
        return
    fields: dict[str, list[str]] = {}
    for element in dc.iterchildren():
        name = local_name(element)
        if name and (text := plain_text("".join(element.itertext()))):
            fields.setdefault(name, []).append(text)

    titles = fields.get("title", [])
    reading.put("title", next(iter(titles), ""))
    reading.add("alternative_titles", *titles[1:])
    reading.add("authors", *fields.get("creator", ()))
    reading.add("topics", *fields.get("subject", ()))
    reading.put("summary", max(fields.get("description", [""]), key=len))
    reading.put("publisher", "; ".join(fields.get("publisher", ())))
    dates = fields.get("date", [])
    if dates:
        # The day of issue is the one that says least: the others are of uploads and changes.
        facts.put_date(reading, min(dates, key=lambda d: (len(d.strip()), d)))
    reading.add("languages", *fields.get("language", ()))
    _put_kind(reading, fields.get("type", []))
    for media_type in fields.get("format", ()):
        reading.put("format", MEDIA_TYPES.get(media_type.lower()))
    _put_identifiers(reading, fields.get("identifier", []))
    reading.unused |= fields.keys() - _USED


def _put_kind(reading: Reading, types: list[str]) -> None:
    """Set the kind: what says most (`Report`) goes before what says little (`Text`)."""
    plain = [said.rpartition("/")[2].casefold().strip() for said in types]
    for said in sorted(plain, key=lambda word: word in _GENERAL):
        reading.put("kind", KINDS.get(said))
    if types and "kind" not in reading.values:
        reading.warn(f"no kind of ours: {', '.join(types)[:200]}; the kind is left empty")


def _put_identifiers(reading: Reading, identifiers: list[str]) -> None:
    other = []
    for text in identifiers:
        if facts.put_address(reading, text):
            continue
        if doi := facts.doi_in(text):
            reading.put("identifiers.doi", doi)
        elif not (text[:4].upper() in ("ISBN", "ISSN", "978-") and facts.put_number(reading, text)):
            other.append(text)
    if other:
        reading.unused.add("identifier")
