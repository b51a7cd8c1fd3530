"""Files of one entry and of a whole result, over a real connection."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import bibtexparser
import pytest
import requests
import rispy
from asking import get
from library import NOW

from indexer.export import FORMATS
from web.routes import exports
from web.routes.answers import Refusal
from web.routes.serving import Asked
from web.shelf import Shelf


def ids(form: str, text: str) -> list[str]:
    if form == "ris":
        return [record["id"] for record in rispy.loads(text)]
    if form == "bibtex":
        return [entry.key for entry in bibtexparser.parse_string(text).entries]
    if form == "csv":
        return [row["id"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    return [item["id"] for item in json.loads(text)]


@pytest.mark.parametrize("form", FORMATS)
def test_a_whole_result(app: str, form: str) -> None:
    answer = get(f"{app}/export/{form}?topic=engagement&sort=title&page=2")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(FORMATS[form].media_type.partition(";")[0])
    assert f"caseshelf.{FORMATS[form].extension}" in answer.headers["Content-Disposition"]
    notes = [f"practice-note-{n:02}" for n in range(1, 41)]
    assert ids(form, answer.content.decode()) == ["doorstep-podcast", *notes]
    tag = answer.headers["ETag"]
    assert get(answer.url, **{"If-None-Match": tag}).status_code == 304
    assert get(f"{app}/export/{form}", **{"If-None-Match": tag}).status_code == 200
    nothing = get(f"{app}/export/{form}?q=zzzz")
    assert ids(form, nothing.content.decode()) == []


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)
def test_one_entry(app: str, form: Any) -> None:
    answer = get(f"{app}/e/hostile-entry.{form.extension}")
    assert answer.status_code == 200
    assert ids(form.name, answer.content.decode()) == ["hostile-entry"]
    former = get(f"{app}/e/alone-guide.{form.extension}")
    assert former.status_code == 301
    assert former.headers["Location"] == f"/e/home-alone-guide.{form.extension}"
    assert get(f"{app}/e/withdrawn-notes.{form.extension}").status_code == 410
    assert get(f"{app}/e/unfinished.{form.extension}").status_code == 404


def test_what_cannot_be_exported(app: str) -> None:
    unknown = get(f"{app}/export/docx")
    assert unknown.status_code == 404
    assert "ris, bibtex" in unknown.json()["detail"]
    wrong = get(f"{app}/export/ris?topic=neglekt&from=x")
    assert wrong.status_code == 422
    assert [error["parameter"] for error in wrong.json()["errors"]] == ["topic", "from"]
    head = requests.Session().head(f"{app}/export/csv", timeout=30)
    assert (head.status_code, head.content) == (200, b"")


def test_too_much_is_refused_and_not_cut(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(shelf.holding, NOW, path={"format": "ris"})
    monkeypatch.setattr(exports, "MAX_ENTRIES", 48)
    assert exports.result(asked).status == 200
    monkeypatch.setattr(exports, "MAX_ENTRIES", 47)
    with pytest.raises(Refusal, match=r"finds 48 entries, and a file holds at most 47"):
        exports.result(asked)
    narrowed = replace(asked, params=(("topic", "housing"),))
    assert exports.result(narrowed).status == 200
