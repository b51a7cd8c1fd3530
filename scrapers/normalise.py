"""Giving drafts one form: tidy addresses, language codes, and the defaults of their source."""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from catalog.address import address_key, without_tracking
from catalog.checks.terms import with_current_terms
from catalog.model import Draft, Link
from catalog.sources import Source, StartPage
from catalog.vocabulary import Vocabulary

_ON_SITE_ONLY = frozenset({"publisher", "access"})
_HOSTS = {"api.childwelfare.gov": "www.childwelfare.gov"}  # one site under two names


def tidy_address(address: str) -> str:
    """Return an address without what leads nowhere else: tracking parameters and fragments.

    A fragment stays when it names a page (`#/course/3`, `#!news`) or a place in a file
    (`#page=12`). All else keeps its spelling and order, because some sites mind.
    """
    parts = urlsplit(without_tracking(address))
    named = parts.fragment.startswith(("/", "!")) or "=" in parts.fragment
    host = parts.netloc.lower()
    return urlunsplit(
        parts._replace(netloc=_HOSTS.get(host, host), fragment=parts.fragment if named else "")
    )


def normalise(
    draft: Draft,
    source: Source,
    page: StartPage | None,
    vocabularies: Mapping[str, Vocabulary],
    *,
    known: bool,
    is_pages_own: bool,
) -> Draft:
    """Return a draft in the form the catalog keeps.

    The defaults of the page, then those of the source, fill fields that are empty. Who published
    a resource and whether it is free can only be taken from the source when the resource is on
    its site, or has no address and is the page itself (`is_pages_own`). `known` says whether the
    page's own address was known when it was read: if not, a link to the site's front page only
    stood in for it, and is left out.
    """
    links = tuple(dict.fromkeys(_tidy(link) for link in draft.links))
    if not known:
        front = address_key(source.site)
        links = tuple(link for link in links if address_key(link.url) != front)
    values: dict[str, object] = {
        "links": links,
        "languages": tuple(dict.fromkeys(code.partition("-")[0] for code in draft.languages)),
    }
    if draft.episode and draft.episode.transcript:
        transcript = tidy_address(draft.episode.transcript)
        values["episode"] = draft.episode.model_copy(update={"transcript": transcript})
    draft = draft.model_copy(update=values)
    on_site = _host(draft.address) == _host(source.site) if draft.address else is_pages_own
    for defaults in ([page.defaults] if page else []) + [source.defaults]:
        missing = {
            name: value
            for name, value in defaults.given()
            if not getattr(draft, name) and (on_site or name not in _ON_SITE_ONLY)
        }
        draft = draft.model_copy(update=missing)
    return with_current_terms(draft, vocabularies)


def _tidy(link: Link) -> Link:
    return link.model_copy(update={"url": tidy_address(link.url)})


def _host(address: str) -> str:
    return (urlsplit(tidy_address(address)).hostname or "").removeprefix("www.")
