"""Web addresses in one form: as a link keeps them, and as a key that tells the same place."""

import re
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_TRACKING = re.compile(r"(?:utm_\w+|hasBeenRedirected|fbclid|gclid)(?:=|$)", re.IGNORECASE)
_DEFAULT_PAGE = re.compile(r"(?<=/)(?:index|default)\.(?:html?|php|aspx?|cfm)$", re.IGNORECASE)
_HOSTS = {"api.childwelfare.gov": "www.childwelfare.gov"}  # one site under two names


def tidy_address(address: str) -> str:
    """Return an address without what leads nowhere else: tracking parameters and fragments.

    A fragment that names a page of its own (`#/course/3`, `#!news`) stays. All else keeps its
    spelling and order, because some sites mind. What is no address is returned as it is.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    netloc = parts.netloc.lower() if "@" not in parts.netloc else parts.netloc
    query = "&".join(p for p in parts.query.split("&") if not _TRACKING.match(p))
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit((parts.scheme, _HOSTS.get(netloc, netloc), parts.path, query, fragment))


def address_key(address: str) -> str:
    """Return a key that is the same for spellings of one place; for comparing only.

    Leaves out the scheme, `www.`, the name of a folder's default page, a last slash, tracking
    and fragments, and sorts the parameters.
    """
    try:
        parts = urlsplit(canonicalize_url(tidy_address(address), keep_fragments=True))
    except ValueError:
        return address
    path = _DEFAULT_PAGE.sub("", parts.path).rstrip("/")
    return urlunsplit(("", parts.netloc.removeprefix("www."), path, parts.query, parts.fragment))
