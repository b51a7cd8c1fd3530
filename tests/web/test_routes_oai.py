"""OAI-PMH as a harvester speaks it, read back with the reader of other libraries' answers."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from library import NOW, open_shelf
from lxml import etree

from catalog.exchange.oai_dc import read_response
from web.routes import oai_records
from web.routes.oai import answer
from web.routes.serving import Asked
from web.shelf import Shelf

CHANGED = int(datetime(2024, 5, 3, 8, 0, tzinfo=UTC).timestamp())
FORM = {"metadataPrefix": "oai_dc"}


@pytest.fixture(scope="module")
def dated(knowledge_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return the small knowledge base, every file changed a minute after another."""
    folder = tmp_path_factory.mktemp("oai")
    shutil.copytree(knowledge_base, folder / "kb")
    for place, path in enumerate(sorted((folder / "kb" / "entries").glob("*.yaml"))):
        os.utime(path, (CHANGED + 60 * place,) * 2)
    return open_shelf(folder / "kb", folder / "index")


def ask(shelf: Shelf, **arguments: str) -> Any:
    asked = Asked(shelf.holding, NOW, tuple(arguments.items()), origin="https://shelf.example")
    body = answer(asked).body
    assert isinstance(body, bytes)
    return etree.fromstring(body)


def text(root: Any, name: str) -> str | None:
    return root.findtext(f".//{{*}}{name}")


def error(root: Any) -> str | None:
    found = root.find(".//{*}error")
    return None if found is None else found.get("code")


def harvested(shelf: Shelf, verb: str = "ListRecords", **arguments: str) -> Iterator[Any]:
    root = ask(shelf, verb=verb, **FORM, **arguments)
    while True:
        yield from root.iter("{*}header")
        if not (token := text(root, "resumptionToken")):
            return
        root = ask(shelf, verb=verb, resumptionToken=token)


def test_the_catalog_presents_itself(dated: Shelf) -> None:
    root = ask(dated, verb="Identify")
    assert error(root) is None
    assert text(root, "responseDate") == "2024-06-01T10:30:00Z"
    assert text(root, "baseURL") == "https://shelf.example/oai"
    assert text(root, "protocolVersion") == "2.0"
    assert text(root, "earliestDatestamp") == "2024-05-03T08:00:00Z"
    assert text(root, "deletedRecord") == "transient"
    assert text(root, "adminEmail") == "webmaster@shelf.example"
    request = root.find("{*}request")
    assert (request.text, request.get("verb")) == ("https://shelf.example/oai", "Identify")
    assert text(ask(dated, verb="ListMetadataFormats"), "metadataPrefix") == "oai_dc"


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
@pytest.mark.parametrize("size", [1, 7, 48, 49, 50, 1000])
def test_every_record_comes_once(
    dated: Shelf, verb: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oai_records, "PORTION", size)
    headers = list(harvested(dated, verb))
    names = [header.findtext("{*}identifier") for header in headers]
    assert len(names) == len(set(names)) == 49  # 48 published, one withdrawn; no draft, none broken
    assert "oai:shelf.example:unfinished" not in names
    stamps = [header.findtext("{*}datestamp") for header in headers]
    assert stamps == sorted(stamps)
    deleted = [name for name, h in zip(names, headers, strict=True) if h.get("status")]
    assert deleted == ["oai:shelf.example:withdrawn-notes"]


def test_a_record_that_changes_on_the_way_comes_again_and_none_is_missed(
    dated: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oai_records, "PORTION", 10)
    first = ask(dated, verb="ListIdentifiers", **FORM)
    seen = [name.text for name in first.iter("{*}identifier")]
    path = dated.holding.catalog.path(seen[0].rpartition(":")[2])
    before = path.stat()
    os.utime(path, (CHANGED + 10**6,) * 2)
    root = first
    while token := text(root, "resumptionToken"):
        root = ask(dated, verb="ListIdentifiers", resumptionToken=token)
        seen += [name.text for name in root.iter("{*}identifier")]
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert len(set(seen)) == 49
    assert seen[0] == seen[-1]


def test_records_are_read_by_the_reader_of_other_libraries(dated: Shelf) -> None:
    asked = Asked(
        dated.holding,
        NOW,
        (
            ("verb", "GetRecord"),
            ("identifier", "oai:shelf.example:home-alone-guide"),
            *FORM.items(),
        ),
        origin="https://shelf.example",
    )
    body = answer(asked).body
    assert isinstance(body, bytes)
    response = read_response(body)
    (reading,) = response.readings
    values = reading.values
    assert values["title"] == "Left alone at home: judging supervision"
    assert values["authors"] == ["Rosa Lindqvist", "Per Abara"]
    assert values["published"] == "2019-05"
    assert values["identifiers"]["doi"] == "10.5555/alone"
    assert values["topics"] == ["Supervisory neglect"]
    assert "https://shelf.example/e/home-alone-guide" in [link["url"] for link in values["links"]]


def test_only_what_changed_in_a_time(dated: Shelf) -> None:
    whole = [header.findtext("{*}datestamp") for header in harvested(dated)]
    part = list(harvested(dated, **{"from": whole[3], "until": whole[5]}))
    assert [header.findtext("{*}datestamp") for header in part] == whole[3:6]
    day = list(harvested(dated, **{"from": "2024-05-03", "until": "2024-05-03"}))
    assert len(day) == 49
    none = ask(dated, verb="ListRecords", **FORM, **{"from": "2024-05-04"})
    assert error(none) == "noRecordsMatch"


def test_a_withdrawn_record_is_deleted_and_has_no_metadata(dated: Shelf) -> None:
    name = "oai:shelf.example:withdrawn-notes"
    root = ask(dated, verb="GetRecord", identifier=name, **FORM)
    assert root.find(".//{*}header").get("status") == "deleted"
    assert root.find(".//{*}metadata") is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "Identify", "x": "1"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "GetRecord", **FORM}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", **FORM, "set": "a"}, "noSetHierarchy"),
        ({"verb": "ListSets"}, "noSetHierarchy"),
        ({"verb": "ListRecords", **FORM, "from": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", **FORM, "from": "2024-13-01"}, "badArgument"),
        (
            {"verb": "ListRecords", **FORM, "from": "2024-02-01", "until": "2024-01-01"},
            "badArgument",
        ),
        (
            {"verb": "ListRecords", **FORM, "from": "2024-02-01", "until": "2024-03-01T00:00:00Z"},
            "badArgument",
        ),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "\ud800é"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "MCAx", **FORM}, "badArgument"),
        ({"verb": "GetRecord", "identifier": "oai:other:quay-strategy", **FORM}, "idDoesNotExist"),
        (
            {"verb": "GetRecord", "identifier": "oai:shelf.example:unfinished", **FORM},
            "idDoesNotExist",
        ),
        ({"verb": "GetRecord", "identifier": "oai:shelf.example:../x", **FORM}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "\x00<&"}, "idDoesNotExist"),
    ],
)
def test_errors_have_the_codes_of_the_protocol(
    dated: Shelf, arguments: dict[str, str], code: str
) -> None:
    root = ask(dated, **arguments)
    assert error(root) == code
    if code in ("badVerb", "badArgument"):
        assert dict(root.find("{*}request").attrib) == {}


def test_an_argument_that_stands_twice_is_an_error(dated: Shelf) -> None:
    asked = Asked(dated.holding, NOW, origin="https://shelf.example")
    twice = replace(asked, params=(("verb", "ListSets"), ("resumptionToken", "a")) * 2)
    body = answer(twice).body
    assert isinstance(body, bytes)
    assert b'code="badVerb"' in body


def test_over_a_connection_by_get_and_by_form(app: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        arguments = {"verb": "ListRecords", **FORM}
        asked = session.get(f"{app}/oai", params=arguments, timeout=30)
        assert asked.headers["Content-Type"] == "text/xml; charset=utf-8"
        sent = session.post(f"{app}/oai", data=arguments, timeout=30)
        undated = [
            re.sub(rb"<responseDate>.*?</responseDate>", b"", a.content) for a in (asked, sent)
        ]
        assert undated[0] == undated[1]
        long = session.post(f"{app}/oai", data={"verb": "a" * 9000}, timeout=30)
        assert long.status_code == 413
        other = session.post(f"{app}/oai", json=arguments, timeout=30)
        assert other.status_code == 415
        assert (
            session.get(f"{app}/oai", headers={"Host": "evil.example"}, timeout=30).status_code
            == 421
        )
