"""Web addresses: what of them only tracks readers, and when two lead to the same place."""

import re
from urllib.parse import urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|hasbeenredirected|fbclid|gclid|dclid|msclkid|mc_[ce]id|_hs(?:enc|mi)|igshid", re.I
)


def without_tracking(url: str) -> str:
    """Return an address without the parameters that only tell a site where a reader came from.

    The rest stays as it was, character by character.
    """
    parts = urlsplit(url)
    kept = [
        pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])
    ]
    query = "&".join(kept)
    return url if query == parts.query else urlunsplit(parts._replace(query=query))


def address_key(url: str) -> str:
    """Return what two addresses that lead to the same place have in common.

    Leaves out the scheme, `www.`, the default port, a final slash and tracking parameters. The
    fragment counts: pages that list many resources tell them apart by it.
    """
    parts = urlsplit(without_tracking(url))
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}{fragment}"
