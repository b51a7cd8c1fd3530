"""A search result as JSON: what the API and `kb search --json` print."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from catalog.model import Entry, to_plain
from indexer.backend import Explanation, Hit, SearchResult

LIBRARIAN_FIELDS = ("note", "harvest", "review")
"""Fields of an entry that are for librarians and stay out of results."""


def result_to_json(result: SearchResult, explained: Sequence[Explanation] = ()) -> dict[str, Any]:
    """Return a result as plain data; the values of `query` and `facets` are URL parameters.

    With the explanations of its hits each hit holds its own.
    """
    hits = [_hit(hit) for hit in result.hits]
    for hit, explanation in zip(hits, explained, strict=False):
        hit["explanation"] = _explanation(explanation)
    return {
        "query": _params(result),
        "permalink": "?" + result.query.to_url(),
        "total": result.total,
        "page": result.query.page,
        "pages": result.pages,
        "page_size": result.page_size,
        "hits": hits,
        "facets": {
            name: [
                {
                    "value": value.value,
                    "label": value.label,
                    "count": value.count,
                    "chosen": value.chosen,
                    "depth": value.depth,
                }
                for value in values
            ]
            for name, values in result.facets.items()
        },
        "years": [{"year": year.year, "count": year.count} for year in result.years],
        "undated": result.undated,
        "notices": [{"code": notice.code, "text": notice.text} for notice in result.notices],
        "also_searching": [
            {"typed": each.typed, "added": each.added, "reason": each.reason}
            for each in result.also_searching
        ],
        "did_you_mean": _correction(result),
    }


def similar_to_json(entry_id: str, hits: Sequence[Hit]) -> dict[str, Any]:
    """Return the entries like one as plain data."""
    return {"like": entry_id, "hits": [_hit(hit) for hit in hits]}


def _correction(result: SearchResult) -> dict[str, Any] | None:
    if (meant := result.did_you_mean) is None:
        return None
    permalink = "?" + result.query.with_text(meant.text).to_url()
    return {"q": meant.text, "total": meant.total, "permalink": permalink}


def _params(result: SearchResult) -> dict[str, str | list[str]]:
    params: dict[str, str | list[str]] = {
        name: value for name, value in result.query.to_params() if name not in result.query.filters
    }
    return params | {name: list(values) for name, values in result.query.filters.items()}


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data, with the address to open first, for readers."""
    plain = {k: v for k, v in to_plain(entry).items() if k not in LIBRARIAN_FIELDS}
    return plain | {"address": entry.address}


def _hit(hit: Hit) -> dict[str, Any]:
    plain = entry_to_json(hit.entry)
    plain["score"] = round(hit.score, 6)
    plain["snippet"] = hit.snippet and {
        "field": hit.snippet.field,
        "pieces": [{"text": text, "match": match} for text, match in hit.snippet.pieces],
    }
    return plain


def _explanation(explanation: Explanation) -> dict[str, Any]:
    plain = asdict(explanation)
    for reason in plain["reasons"]:
        reason["fields"] = [
            {"field": name, "occurrences": count, "weight": weight}
            for name, count, weight in reason["fields"]
        ]
    return plain
