"""Languages as tags name them, as two-letter codes."""

import re

_NAMES = {
    "en": "eng english inglés englisch anglais inglese",
    "es": "spa spanish español espanol castellano",
    "fr": "fra fre french français francais",
    "de": "deu ger german deutsch",
    "pt": "por portuguese português portugues",
    "it": "ita italian italiano",
    "cy": "cym wel welsh cymraeg",
    "gd": "gla gaelic",
    "ar": "ara arabic",
}
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}


def language(text: str) -> str | None:
    """Return the code in `en-GB`, `es_ES`, `eng` or `English`; None for what is no language."""
    text = text.strip().lower()
    if match := re.fullmatch(r"([a-z]{2})(?:[-_][a-z0-9]{2,8}){0,3}", text):
        return match[1] if match[1] != "xx" else None
    return _CODES.get(re.split(r"[\s,;/(-]", text)[0])
