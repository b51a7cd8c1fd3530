"""OAI-PMH 2.0: what another library hands out, as Dublin Core, one part of the list at a time."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from catalog.exchange.oai_dc import read_response
from catalog.exchange.reading import BadRecords
from catalog.exchange.records import drafts_of
from catalog.exchange.terms import Terms
from catalog.model import Draft
from catalog.vocabulary import Vocabularies
from scrapers.page import NotUnderstood, clean


@dataclass(frozen=True)
class OaiPart:
    """One answer to ListRecords; with a `next_page` the list goes on there.

    `items` are the identifiers of the drafts, `deleted` those of what the library withdrew.
    """

    drafts: tuple[Draft, ...]
    next_page: str | None
    warnings: tuple[str, ...]
    items: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


def read_part(data: bytes, address: str, vocabularies: Vocabularies) -> OaiPart:
    """Read an answer that came from an address such as `…?verb=ListRecords&metadataPrefix=oai_dc`.

    Raises NotUnderstood.
    """
    try:
        response = read_response(data)
    except BadRecords as error:
        raise NotUnderstood(str(error)) from None
    found = drafts_of(response.readings, Terms(vocabularies))
    warnings = [
        f"{identifier or record.title or f'record {record.number}'}: {said}"
        for identifier, record in zip(response.identifiers, found.records, strict=True)
        for said in (record.problem, *record.warnings)
        if said
    ]
    named = [
        (record.draft, clean(identifier)[:1000] or record.draft.id)
        for identifier, record in zip(response.identifiers, found.records, strict=True)
        if record.draft
    ]
    token = response.resumption_token
    return OaiPart(
        tuple(draft for draft, _ in named),
        _further(address, token) if token else None,
        tuple(warnings),
        items=tuple(item for _, item in named),
        deleted=tuple(clean(name)[:1000] for name in response.deleted),
    )


def _further(address: str, token: str) -> str:
    """Return where a list goes on: the token stands for all other arguments (protocol, 3.5)."""
    query = urlencode({"verb": "ListRecords", "resumptionToken": token})
    return urlunsplit(urlsplit(address)._replace(query=query, fragment=""))
