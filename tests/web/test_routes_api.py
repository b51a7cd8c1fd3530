"""The API over a real connection: answers, errors, limits, and its own description of itself."""

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from web.routes.api import API
from web.routes.limits import MAX_ADDRESS, RateLimit
from web.routes.openapi import describe
from web.routes.serving import Service, origin

PROBLEM = "application/problem+json"


class Client:
    """Asks the running app; nothing is followed or repeated."""

    def __init__(self, base: str, session: requests.Session) -> None:
        self.base, self.session = base, session

    def get(self, path: str, *params: tuple[str, str], **headers: str) -> requests.Response:
        address = f"{self.base}{path}" + (f"?{urlencode(params)}" if params else "")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.get(address, headers=named, allow_redirects=False, timeout=30)

    def json(self, path: str, *params: tuple[str, str]) -> Any:
        answer = self.get(path, *params)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def client(app: str) -> Iterator[Client]:
    with requests.Session() as session:
        session.trust_env = False
        yield Client(app, session)


def holds(schema: str, data: Any) -> None:
    document = describe({})
    named = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    Draft202012Validator(named).validate(data)


def test_search_says_what_the_page_shows(client: Client) -> None:
    found = client.json(f"/{API}/search", ("q", "neglect"), ("topic", "neglect"))
    holds("Result", found)
    assert found["query"] == {"q": "neglect", "topic": ["neglect"]}
    assert found["permalink"] == "?q=neglect&topic=neglect"
    assert {hit["id"] for hit in found["hits"]} >= {"quay-strategy", "spotting-neglect-course"}
    assert all("note" not in hit and "harvest" not in hit for hit in found["hits"])
    chosen = [value for value in found["facets"]["topic"] if value["chosen"]]
    assert [value["value"] for value in chosen] == ["neglect"]


def test_a_retired_value_leads_on_and_a_gone_publisher_gets_a_notice(client: Client) -> None:
    moved = client.json(f"/{API}/search", ("topic", "relative-care"))
    assert moved["query"]["topic"] == ["kinship-care"]
    gone = client.json(f"/{API}/search", ("publisher", "closed-house"))
    assert [notice["code"] for notice in gone["notices"]] == ["no-longer-used"]


@pytest.mark.parametrize("page", range(1, 5))
def test_every_page_keeps_to_the_description(client: Client, page: int) -> None:
    holds("Result", client.json(f"/{API}/search", ("page", str(page)), ("sort", "title")))


def test_facets_are_those_of_the_search(client: Client) -> None:
    params = (("q", "listening"), ("from", "2003"))
    facets = client.json(f"/{API}/facets", *params)
    holds("Facets", facets)
    whole = client.json(f"/{API}/search", *params)
    assert facets == {name: whole[name] for name in facets}
    assert facets["years"]


def test_one_entry(client: Client) -> None:
    entry = client.json(f"/{API}/entries/spotting-neglect-course")
    holds("Entry", entry)
    assert entry["course"]["approvals"][0]["number"] == "SW-40"
    assert entry["address"] == "https://learn.example/neglect"


def test_former_withdrawn_and_unknown_entries(client: Client) -> None:
    former = client.get(f"/{API}/entries/alone-guide")
    assert (former.status_code, former.headers["Location"]) == (
        301,
        f"/{API}/entries/home-alone-guide",
    )
    gone = client.get(f"/{API}/entries/withdrawn-notes")
    assert (gone.status_code, gone.headers["Content-Type"]) == (410, PROBLEM)
    assert gone.json()["replaced_by"] == ["home-alone-guide-2"]
    for unknown in ("unfinished", "broken", "nobody", "%F0%28", "%3Cscript%3E"):
        answer = client.get(f"/{API}/entries/{unknown}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM), unknown
        holds("Problem", answer.json())


def test_suggestions(client: Client) -> None:
    found = client.json(f"/{API}/suggest", ("q", "neg"), ("limit", "2"))
    holds("Suggestions", found)
    assert len(found["suggestions"]) == 2
    neglect = {"text": "Neglect", "source": "topic", "value": "neglect", "matched": None}
    assert found["suggestions"][0] == neglect
    assert client.json(f"/{API}/suggest") == {"q": "", "suggestions": []}


@pytest.mark.parametrize(
    ("path", "given", "parameter", "said"),
    [
        ("search", "from=soon", "from", "not a year"),
        ("search", "to=", "to", "not a year"),
        ("search", "sort=", "sort", "not an order"),
        ("search", "page=", "page", "from 1"),
        ("search", "to=20188", "to", "not a year"),
        ("search", "from=٢٠١٨", "from", "not a year"),
        ("search", "sort=best", "sort", "relevance, newest"),
        ("search", "year=2018", "year", "from and to"),
        ("search", "page=0", "page", "from 1"),
        ("search", "page=9999999", "page", "from 1"),
        ("search", "page=-1", "page", "from 1"),
        ("search", "topics=neglect", "topics", "Did you mean topic?"),
        ("search", "x=1", "x", "There are: q,"),
        ("search", "topic=neglekt", "topic", "Did you mean neglect?"),
        ("search", "topic=", "topic", "empty"),
        ("search", "q=a&q=b", "q", "more than once"),
        ("search", "q=" + "a" * 1001, "q", "1,000 characters"),
        ("facets", "audience=%00", "audience", "no audience"),
        ("facets", "&".join(["topic=neglect"] * 101), "topic", "more than 100 times"),
        ("suggest", "limit=many", "limit", "from 1 to 20"),
        ("suggest", "limit=21", "limit", "from 1 to 20"),
        ("suggest", "query=a", "query", "There are: q, limit, lang."),
        ("entries/quay-strategy", "format=xml", "format", "no such parameter"),
    ],
)
def test_a_wrong_parameter_is_named(
    client: Client, path: str, given: str, parameter: str, said: str
) -> None:
    answer = client.get(f"/{API}/{path}?{given}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, PROBLEM)
    problem = answer.json()
    holds("Problem", problem)
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert said in problem["errors"][0]["detail"]


def test_all_wrong_parameters_are_named_at_once(client: Client) -> None:
    answer = client.get(f"/{API}/search?from=a&to=b&sort=c")
    assert [error["parameter"] for error in answer.json()["errors"]] == ["from", "to", "sort"]


@pytest.mark.parametrize("text", ['"', "((((", "NOT", "title:", "<script>", "\x00", "💥", "a:b:c"])
def test_no_text_is_an_error(client: Client, text: str) -> None:
    holds("Result", client.json(f"/{API}/search", ("q", text)))


def test_an_answer_that_is_known_is_not_sent_again(client: Client) -> None:
    path = f"/{API}/search?q=neglect"
    first = client.get(path)
    tag = first.headers["ETag"]
    assert "max-age" in first.headers["Cache-Control"]
    for wanted in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = client.get(path, If_None_Match=wanted)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(path, If_None_Match='W/"other"').status_code == 200
    assert client.get(f"/{API}/search?q=visit", If_None_Match=tag).status_code == 200


def test_long_answers_are_compressed_when_asked(client: Client) -> None:
    packed = client.get(f"/{API}/search", Accept_Encoding="gzip")
    plain = client.get(f"/{API}/search", Accept_Encoding="identity")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2


def raw(base: str, method: str, path: str, body: bytes | None = None) -> tuple[int, Any, bytes]:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    connection.request(method, path, body)
    answer = connection.getresponse()
    seen = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return seen


def test_head_gives_the_headers_alone(app: str) -> None:
    status, headers, body = raw(app, "HEAD", f"/{API}/search?q=neglect")
    _, full, content = raw(app, "GET", f"/{API}/search?q=neglect")
    assert (status, body) == (200, b"")
    assert headers["etag"] == full["etag"]
    assert int(headers["content-length"]) == len(content)


def test_the_health_of_the_service(app: str, client: Client) -> None:
    assert client.json("/healthz") == {"status": "ok", "entries": 48, "compared": True}
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(app: str, method: str) -> None:
    status, headers, body = raw(app, method, f"/{API}/search")
    assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert json.loads(body)["status"] == 405
    assert raw(app, "OPTIONS", f"/{API}/search")[0] == 204


def test_long_addresses_and_bodies_are_refused(app: str) -> None:
    assert raw(app, "GET", f"/{API}/suggest?q=" + "a" * MAX_ADDRESS)[0] == 414
    assert raw(app, "GET", f"/{API}/search", b"q=neglect")[0] == 413


def test_an_unknown_address_leads_to_the_description(client: Client) -> None:
    for path in ("/api", "/api/", "/api/v1", "/api/v2/search", "/api/v1/search/more"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "openapi.json" in answer.json()["detail"]
    for hostile in ("..%2f..%2fsettings.py", "entries/%00"):
        assert client.get(f"/api/v1/{hostile}").status_code == 400


def test_the_description_is_valid_and_covers_every_route(client: Client) -> None:
    document = client.json(f"/{API}/openapi.json")
    validate(document)
    assert set(document["paths"]) == {"/search", "/facets", "/suggest", "/entries/{id}"}
    given = {p["name"]: p["schema"] for p in document["paths"]["/search"]["get"]["parameters"]}
    named = set(given)
    assert {"kinship-care", "relative-care"} <= set(given["topic"]["items"]["enum"])
    assert "enum" not in given["publisher"]["items"]
    assert named >= {"q", "topic", "audience", "series", "access", "from", "to", "sort", "page"}


def test_a_client_that_asks_too_often_waits_and_others_do_not() -> None:
    now = [0.0]
    limit = RateLimit(60, lambda: now[0])
    assert [limit.wait("a") for _ in range(60)] == [0] * 60
    assert limit.wait("a") == 1
    assert limit.wait("b") == 0
    now[0] = 1.0
    assert [limit.wait("a"), limit.wait("a")] == [0, 1]
    now[0] = 1000.0
    assert [limit.wait("a") for _ in range(61)] == [0] * 60 + [1]


@pytest.mark.parametrize(
    ("public", "host", "expected"),
    [
        ("", "localhost:8501", "http://localhost:8501"),
        ("", "LocalHost", "http://LocalHost"),
        ("", "[::1]:8501", "http://[::1]:8501"),
        ("", "evil.example", None),
        ("", "localhost:80@evil.example", None),
        ("", "localhost.evil.example", None),
        ("", "localhost/x", None),
        ("", "", None),
        ("https://shelf.example/", "evil.example", "https://shelf.example"),
    ],
)
def test_only_known_host_names_get_into_addresses(
    public: str, host: str, expected: str | None
) -> None:
    def never() -> Any:
        raise AssertionError

    service = Service(never, never, public, ("localhost", "127.0.0.1", "[::1]"))
    assert origin(service, "http", host) == expected
