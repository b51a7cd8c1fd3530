"""Whole documents that need no scripts: what is around them, and what they may load."""

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from markupsafe import Markup

from web.routes.answers import BRIEFLY, HTML, Answer
from web.templates import render

_ASSETS = Path(__file__).parents[1] / "assets"
_STYLES = ("plain.css", "page.css", "share.css")

HEADERS = {
    # Nothing is run, and nothing loaded but sound, whatever the text of an entry may hold.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; media-src https:; base-uri 'self'; "
        "form-action 'self'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def document(
    template: str, status: HTTPStatus = HTTPStatus.OK, keep: str = BRIEFLY, **values: Any
) -> Answer:
    """Answer with a document made from a template that extends `document.html`."""
    body = render(template, css=_css(), **values)
    return Answer(body.encode("utf-8", "replace"), HTML, status.value, keep=keep, headers=HEADERS)


@cache
def _css() -> Markup:
    text = "\n".join((_ASSETS / file).read_text(encoding="utf-8") for file in _STYLES)
    return Markup(text)  # noqa: S704 - our own file
