"""How tests ask the running app what programs ask it."""

import requests


def get(address: str, **headers: str) -> requests.Response:
    """Ask for an address; a header is given with `_` for `-`. No redirect is followed."""
    with requests.Session() as session:
        session.trust_env = False
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return session.get(address, headers=named, allow_redirects=False, timeout=30)
