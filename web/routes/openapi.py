"""The description of the API (OpenAPI 3.1), made from the table of fields and the models."""

from typing import Any

from pydantic import TypeAdapter

from catalog.model import Entry
from catalog.vocabulary import NOT_RECORDED, Vocabularies, Vocabulary
from indexer.backend import Expansion, FacetCount, Suggestion, YearCount
from indexer.fields import FACETS
from indexer.json_form import LIBRARIAN_FIELDS
from indexer.query import MAX_PAGE, MAX_TEXT, MAX_VALUES, Sort
from web.languages import PARAMETER, offered
from web.routes.answers import LONG, PROBLEM, Answer, json_answer
from web.routes.api import API, FACET_KEYS, MAX_SUGGESTIONS
from web.routes.parameters import only
from web.routes.serving import Asked

Schema = dict[str, Any]


def document(asked: Asked) -> Answer:
    """Answer with the description."""
    only(asked.params)
    return json_answer(describe(asked.holding.vocabularies), keep=LONG)


def describe(vocabularies: Vocabularies) -> Schema:
    """Return the description of the API of a catalog with these vocabularies."""
    searched = _search_parameters(vocabularies)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Caseshelf",
            "version": "1",
            "description": "Practice resources for child-welfare work: search, filters, entries.",
        },
        "servers": [{"url": f"/{API}"}],
        "paths": {
            "/search": _path("A page of results", searched, "Result"),
            "/facets": _path("The counts of a search", searched, "Facets"),
            "/suggest": _path("Completions", _suggest_parameters(), "Suggestions"),
            "/entries/{id}": _path("One entry", [_ID], "Entry", _ENTRY_RESPONSES),
        },
        "components": {"schemas": _schemas(), "responses": _RESPONSES},
    }


_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Id of the entry; a former id redirects.",
    "schema": {"type": "string"},
}
_PROBLEM_CONTENT = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_RESPONSES = {
    "Problem": {"description": "What is wrong (RFC 9457)", "content": _PROBLEM_CONTENT},
    "Moved": {
        "description": "The entry has another id",
        "headers": {"Location": {"schema": {"type": "string"}}},
    },
    "Unchanged": {"description": "The answer is the one that If-None-Match names"},
}
_AS_PROBLEM = {"$ref": "#/components/responses/Problem"}
_ENTRY_RESPONSES = {
    "301": {"$ref": "#/components/responses/Moved"},
    "404": _AS_PROBLEM,
    "410": _AS_PROBLEM,
}


def _path(
    summary: str, parameters: list[Schema], schema: str, more: Schema | None = None
) -> Schema:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    responses = {
        "200": {
            "description": summary,
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": content,
        },
        "304": {"$ref": "#/components/responses/Unchanged"},
        **(more or {}),
        "default": _AS_PROBLEM,
        **dict.fromkeys(("414", "422", "429", "503"), _AS_PROBLEM),
    }
    operation = schema.lower()
    return {"get": {"operationId": operation, "summary": summary, "parameters": parameters,
                    "responses": responses}}  # fmt: skip


def _parameter(name: str, description: str, **schema: Any) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_DAY = {"type": "string", "format": "date"}


def _search_parameters(vocabularies: Vocabularies) -> list[Schema]:
    year = {"type": "string", "pattern": "^[0-9]{4}$"}
    return [
        _parameter("q", "The words, in the query language.", type="string", maxLength=MAX_TEXT),
        *(
            _parameter(
                facet.name,
                f"{facet.label}: {'the slug of a name' if facet.named else 'an id'}; "
                f"may be repeated.",
                type="array",
                maxItems=MAX_VALUES,
                items=_values(vocabularies.get(facet.name, facet.ranges)),
            )
            for facet in FACETS
        ),
        _parameter("from", "First year of publication.", **year),
        _parameter("to", "Last year of publication.", **year),
        _parameter("year", "Entries without a year, as well.", type="string", enum=[NOT_RECORDED]),
        _parameter("added", "First day of those the entries were added on.", **_DAY),
        _parameter("sort", "Order of the results.", type="string", enum=list(Sort)),
        _parameter("expand", "no: only what is typed is searched for.", type="string", enum=["no"]),
        _parameter("page", "Page, from 1.", type="integer", minimum=1, maximum=MAX_PAGE),
        _parameter("shared", "Of a shared link: when it was made. Changes nothing here.", **_DAY),
        _parameter(
            "found",
            "Of a shared link: how much it found. Changes nothing here.",
            type="integer",
            minimum=0,
            maximum=99_999_999,
        ),
    ]


def _values(vocabulary: Vocabulary | None) -> Schema:
    """Describe the values of a facet: the ids of its terms and those that lead to them."""
    if vocabulary is None:
        return {"type": "string", "minLength": 1, "pattern": r"\S"}
    ids = [name for term in vocabulary.terms for name in (term.id, *term.retired)]
    return {"type": "string", "enum": [*dict.fromkeys(ids), NOT_RECORDED]}


def _suggest_parameters() -> list[Schema]:
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_SUGGESTIONS, "default": 8}
    return [
        _parameter("q", "What has been typed so far.", type="string"),
        _parameter("limit", "How many at most.", **limit),
        _parameter(PARAMETER, "Language of the labels.", type="string", enum=[*offered()]),
    ]


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(schema: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}


def _schemas() -> dict[str, Schema]:
    template = "#/components/schemas/{model}"
    entry = Entry.model_json_schema(ref_template=template, mode="serialization")
    schemas: dict[str, Schema] = entry.pop("$defs")
    for name in LIBRARIAN_FIELDS:
        del entry["properties"][name]
    optional = {name for name, field in Entry.model_fields.items() if not field.is_required()}
    for schema in (entry, *schemas.values()):
        _relax(schema)
    entry["required"] = [n for n in entry["properties"] if n not in optional] + ["address"]
    entry["properties"]["address"] = {"type": ["string", "null"], "description": "Where it is."}
    del entry["additionalProperties"]
    piece = _object(text={"type": "string"}, match={"type": "boolean"})
    snippet = _object(field={"type": "string"}, pieces={"type": "array", "items": piece})
    text, number = {"type": "string"}, {"type": "integer", "minimum": 0}
    schemas["Notice"] = _object(code=text, text=text)
    for name, kind in (
        ("FacetCount", FacetCount),
        ("YearCount", YearCount),
        ("Expansion", Expansion),
        ("Suggestion", Suggestion),
    ):
        schemas[name] = TypeAdapter(kind).json_schema(mode="serialization")
    hit = _object(score={"type": "number"}, snippet={"anyOf": [snippet, {"type": "null"}]})
    correction = _object(q=text, total=number, permalink=text)
    counts = {facet.name: _list("FacetCount") for facet in FACETS}
    result = _object(
        query={"type": "object"},
        permalink=text,
        total=number,
        page=number,
        pages=number,
        page_size=number,
        hits=_list("Hit"),
        facets=_object(**counts),
        years=_list("YearCount"),
        undated=number,
        notices=_list("Notice"),
        also_searching=_list("Expansion"),
        did_you_mean={"anyOf": [correction, {"type": "null"}]},
    )
    facets = _object(**{name: result["properties"][name] for name in FACET_KEYS})
    error = _object(parameter=text, detail=text)
    problem = _object(type=text, title=text, status=number, detail=text)
    problem["properties"]["errors"] = {"type": "array", "items": error}
    return schemas | {
        "Entry": entry,
        "Hit": {"allOf": [{"$ref": "#/components/schemas/Entry"}, hit]},
        "Result": result,
        "Facets": facets,
        "Suggestions": _object(q=text, suggestions=_list("Suggestion")),
        "Problem": problem,
    }


def _relax(schema: Schema) -> None:
    """Require nothing: what is unset or empty is left out of the JSON."""
    schema.pop("required", None)
