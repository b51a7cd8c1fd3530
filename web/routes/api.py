"""The JSON API: search, one entry, facets and suggestions."""

from dataclasses import asdict
from http import HTTPStatus

from catalog.model import Entry, Status
from indexer.json_form import entry_to_json, result_to_json
from web import measures
from web.labels import called
from web.languages import PARAMETER, offered
from web.routes.answers import Answer, Refusal, json_answer, moved
from web.routes.parameters import only, query_of
from web.routes.serving import Asked
from web.shelf import Holding
from web.texts import SOURCE, language

API = "api/v1"
MAX_SUGGESTIONS = 20


def search(asked: Asked) -> Answer:
    """Answer with a page of results, as `kb search --json` prints it."""
    query = query_of(asked.params, asked.holding.vocabularies)
    return json_answer(result_to_json(measures.search(asked.holding.backend, query, "program")))


def facets(asked: Asked) -> Answer:
    """Answer with the counts of a search alone."""
    query = query_of(asked.params, asked.holding.vocabularies)
    whole = result_to_json(measures.search(asked.holding.backend, query, "program"))
    return json_answer({name: whole[name] for name in FACET_KEYS})


FACET_KEYS = ("query", "total", "facets", "years", "undated", "notices")
"""What the answer about facets takes over from a whole result."""


def entry(asked: Asked) -> Answer:
    """Answer with one entry."""
    only(asked.params)
    found = visible(asked.holding, asked.path["id"])
    if found.id != asked.path["id"]:
        return moved(f"/{API}/entries/{found.id}")
    return json_answer(entry_to_json(found))


def suggest(asked: Asked) -> Answer:
    """Answer with completions of what is being typed."""
    given = only(asked.params, "q", "limit", PARAMETER)
    limit, code = given.get("limit", "8"), given.get(PARAMETER, SOURCE)
    wrong = {}
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= MAX_SUGGESTIONS):
        wrong["limit"] = f"Give a number from 1 to {MAX_SUGGESTIONS}."
    if code not in offered():
        wrong[PARAMETER] = f"There are: {', '.join(offered())}."
    if wrong:
        errors = [{"parameter": name, "detail": detail} for name, detail in wrong.items()]
        detail = "There are parameters here that cannot be used."
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)
    found = asked.holding.backend.suggest(given.get("q", "")[:200], int(limit))
    named = asked.holding.in_language(language(code)).vocabularies
    listed = [asdict(called(each, named)) for each in found]
    return json_answer({"q": given.get("q", ""), "suggestions": listed})


def health(asked: Asked) -> Answer:
    """Answer whether the catalog can be searched; nothing about what is searched for."""
    status = asked.holding.backend.status()
    if not status.current:
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "The index is being built.")
    told = {"status": "ok", "entries": status.entries, "compared": asked.holding.compared}
    return json_answer(told, keep="no-store")


def unknown(asked: Asked) -> Answer:
    """Refuse an address under which there is nothing."""
    detail = f"There is nothing at /{asked.address}. See /{API}/openapi.json for what there is."
    raise Refusal(HTTPStatus.NOT_FOUND, detail)


def visible(holding: Holding, entry_id: str) -> Entry:
    """Return the entry that bears an id now or did so once. Raises Refusal when none is shown."""
    found = holding.entry(entry_id)
    if found is None or found.status is Status.DRAFT:
        raise Refusal(HTTPStatus.NOT_FOUND, f"There is no entry “{entry_id[:100]}”.")
    if found.status is Status.WITHDRAWN:
        successors = [successor.id for successor in holding.successors(found)]
        detail = "This entry has been withdrawn."
        raise Refusal(HTTPStatus.GONE, detail, replaced_by=successors)
    return found
