"""OAI-PMH 2.0: the protocol by which libraries collect each other's records (openarchives.org)."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree

from catalog.exchange import write_dc
from catalog.model import Status, is_id
from web.addresses import stable_address
from web.routes.answers import Answer
from web.routes.oai_records import BadToken, Selection, Stamped, earliest, one, portion
from web.routes.serving import Asked
from web.routes.xml import Element, add, document, possible
from web.screens import SITE

PATH = "oai"
OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIX = "oai_dc"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Arguments = Mapping[str, str]


class _Error(Exception):
    """An error of the protocol, by its code."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


def answer(asked: Asked) -> Answer:
    """Answer a request of a harvester; errors of the protocol are answers as well."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    add(root, "responseDate", f"{asked.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    request = add(root, "request", f"{asked.root}{PATH}")
    try:
        arguments = _arguments(asked)
        body = _VERBS[arguments["verb"]](asked, arguments)
    except _Error as error:
        if error.code not in ("badVerb", "badArgument"):
            _say_again(request, dict(asked.params))
        add(root, "error", str(error), code=error.code)
    else:
        _say_again(request, arguments)
        root.append(body)
    return Answer(document(root), "text/xml; charset=utf-8", keep="no-store")


def _say_again(request: Element, arguments: Arguments) -> None:
    for name, value in arguments.items():
        request.set(name, possible(value))


def _arguments(asked: Asked) -> Arguments:
    given = dict(asked.params)
    verb = given.get("verb", "")
    names = [name for name, _ in asked.params]
    if verb not in _VERBS or names.count("verb") > 1:
        raise _Error("badVerb", f"Give one verb: {', '.join(_VERBS)}.")
    if len(names) > len(set(names)):
        raise _Error("badArgument", "An argument stands more than once.")
    allowed, needed = _ARGUMENTS[verb]
    unknown = set(names) - {"verb", *allowed}
    if unknown:
        raise _Error("badArgument", f"{verb} takes: {', '.join(allowed) or 'no arguments'}.")
    if "resumptionToken" in given:
        if len(given) > 2:
            raise _Error("badArgument", "A resumptionToken stands alone.")
        return given
    if missing := [name for name in needed if name not in given]:
        raise _Error("badArgument", f"{verb} needs {', '.join(missing)}.")
    if given.get("metadataPrefix", PREFIX) != PREFIX:
        raise _Error("cannotDisseminateFormat", f"There is only {PREFIX}.")
    if "set" in given:
        raise _Error("noSetHierarchy", "There are no sets.")
    return given


def _identify(asked: Asked, _: Arguments) -> Element:
    body = _element("Identify")
    first = datetime.fromtimestamp(earliest(asked.holding.catalog), UTC)
    for name, value in (
        ("repositoryName", SITE),
        ("baseURL", f"{asked.root}{PATH}"),
        ("protocolVersion", "2.0"),
        ("adminEmail", asked.mail or f"webmaster@{_host(asked)}"),
        ("earliestDatestamp", f"{first:%Y-%m-%dT%H:%M:%SZ}"),
        ("deletedRecord", "transient"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ):
        add(body, name, value)
    return body


def _formats(asked: Asked, arguments: Arguments) -> Element:
    if "identifier" in arguments:
        _known(asked, arguments["identifier"])
    body = _element("ListMetadataFormats")
    form = add(body, "metadataFormat")
    add(form, "metadataPrefix", PREFIX)
    add(form, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    add(form, "metadataNamespace", OAI_DC)
    return body


def _sets(_: Asked, __: Arguments) -> Element:
    raise _Error("noSetHierarchy", "There are no sets.")


def _record(asked: Asked, arguments: Arguments) -> Element:
    body = _element("GetRecord")
    _add_record(body, _known(asked, arguments["identifier"]), asked)
    return body


def _list(asked: Asked, arguments: Arguments) -> Element:
    token = arguments.get("resumptionToken")
    try:
        wanted = Selection.resumed(token) if token else _selected(arguments)
    except BadToken as error:
        raise _Error("badResumptionToken", str(error)) from None
    found, after = portion(asked.holding.catalog, wanted)
    if not found and not token:
        raise _Error("noRecordsMatch", "No record changed in that time.")
    body = _element(arguments["verb"])
    for stamped in found:
        if arguments["verb"] == "ListRecords":
            _add_record(body, stamped, asked)
        else:
            _add_header(body, stamped, asked)
    if after or token:
        add(body, "resumptionToken", after)
    return body


def _selected(arguments: Arguments) -> Selection:
    start, end = arguments.get("from"), arguments.get("until")
    if start and end and len(start) != len(end):
        raise _Error("badArgument", "Write `from` and `until` alike.")
    first = _moment(start) if start else None
    last = _moment(end) if end else None
    if last and end and _DAY.fullmatch(end):
        last += timedelta(days=1, seconds=-1)
    if first and last and first > last:
        raise _Error("badArgument", "`from` is later than `until`.")
    wanted = Selection()
    return Selection(
        int(first.timestamp()) if first else wanted.first,
        int(last.timestamp()) if last else wanted.last,
    )


def _moment(text: str) -> datetime:
    try:
        if _DAY.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
        if _SECOND.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise _Error("badArgument", "Write dates as 2024-05-03 or 2024-05-03T10:00:00Z.")


def _known(asked: Asked, identifier: str) -> Stamped:
    start = f"oai:{_host(asked)}:"
    entry_id = identifier.removeprefix(start)
    found = None
    if identifier.startswith(start) and is_id(entry_id):
        found = one(asked.holding.catalog, entry_id)
    if found is None:
        raise _Error("idDoesNotExist", f"Identifiers here are {start}ID.")
    return found


def _host(asked: Asked) -> str:
    return urlsplit(asked.root).hostname or ""


def _element(name: str) -> Element:
    return etree.Element(f"{{{OAI}}}{name}", nsmap={None: OAI})


def _add_header(parent: Element, stamped: Stamped, asked: Asked) -> None:
    header = add(parent, "header")
    if stamped.entry.status is Status.WITHDRAWN:
        header.set("status", "deleted")
    add(header, "identifier", f"oai:{_host(asked)}:{stamped.entry.id}")
    add(header, "datestamp", stamped.datestamp)


def _add_record(parent: Element, stamped: Stamped, asked: Asked) -> None:
    record = add(parent, "record")
    _add_header(record, stamped, asked)
    if stamped.entry.status is Status.WITHDRAWN:
        return
    metadata = add(record, "metadata")
    dc = etree.SubElement(metadata, f"{{{OAI_DC}}}dc", nsmap={PREFIX: OAI_DC, "dc": DC})
    schema = f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    dc.set(f"{{{XSI}}}schemaLocation", schema)
    for name, value in write_dc.elements(stamped.entry, asked.holding.vocabularies):
        add(dc, f"{{{DC}}}{name}", value)
    add(dc, f"{{{DC}}}identifier", asked.root + stable_address(stamped.entry.id))


_VERBS: dict[str, Callable[[Asked, Arguments], Element]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "ListIdentifiers": _list,
    "ListRecords": _list,
    "GetRecord": _record,
}
_LIST = ("metadataPrefix", "from", "until", "set", "resumptionToken")
_ARGUMENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Identify": ((), ()),
    "ListMetadataFormats": (("identifier",), ()),
    "ListSets": (("resumptionToken",), ()),
    "ListIdentifiers": (_LIST, ("metadataPrefix",)),
    "ListRecords": (_LIST, ("metadataPrefix",)),
    "GetRecord": (("identifier", "metadataPrefix"), ("identifier", "metadataPrefix")),
}
"""The arguments a verb takes, and those it must have."""
