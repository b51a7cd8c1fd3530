"""One entry, or everything a search finds, as a file."""

from http import HTTPStatus

from indexer.export import FORMATS, Format, export
from web import measures
from web.routes.answers import Answer, Refusal, moved
from web.routes.api import visible
from web.routes.parameters import only, query_of
from web.routes.serving import Asked
from web.selection import is_list, of_list

MAX_ENTRIES = 2_000
"""Entries in one file; more would keep the server busy for too long."""

EXTENSIONS = {form.extension: form for form in FORMATS.values()}


def result(asked: Asked) -> Answer:
    """Answer with everything a search finds, on whatever page it is, or what stands on a list."""
    form = FORMATS.get(asked.path["format"])
    if form is None:
        detail = f"There is no such format. There are: {', '.join(FORMATS)}."
        raise Refusal(HTTPStatus.NOT_FOUND, detail)
    holding = asked.holding
    if is_list(asked.params):
        found = of_list(holding, asked.params).entries()
        whole = "".join(export(found, form, holding.vocabularies))
        headers = _saved(f"caseshelf-list.{form.extension}")
        return Answer(whole.encode("utf-8", "replace"), form.media_type, headers=headers)
    query = query_of(asked.params, holding.vocabularies).on_page(1)
    first = measures.search(holding.backend, query, "program")
    refuse_too_many(first.total)
    body = export(holding.backend.every(first.query), form, holding.vocabularies)
    generation = holding.backend.status().generation
    return Answer(
        (piece.encode("utf-8", "replace") for piece in body if piece),
        form.media_type,
        headers=_saved(f"caseshelf.{form.extension}"),
        version=f"{generation} {form.name} {first.query.to_url()}",
    )


def refuse_too_many(total: int) -> None:
    """Raise Refusal when a search finds more than one file or print may hold."""
    if total > MAX_ENTRIES:
        detail = (
            f"The search finds {total:,} entries, and a file holds at most {MAX_ENTRIES:,}. "
            f"Narrow the search, or ask page by page at /api/v1/search."
        )
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, detail)


def single(asked: Asked, form: Format) -> Answer:
    """Answer with one entry."""
    only(asked.params)
    found = visible(asked.holding, asked.path["id"])
    if found.id != asked.path["id"]:
        return moved(f"/e/{found.id}.{form.extension}")
    body = "".join(export([found], form, asked.holding.vocabularies))
    name = f"{found.id}.{form.extension}"
    return Answer(body.encode("utf-8", "replace"), form.media_type, headers=_saved(name))


def _saved(name: str) -> dict[str, str]:
    """Ask browsers to save the file under a name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
