"""Puts a finished page on the glass: one Streamlit component, whatever the page shows."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st

from indexer.query import Params
from web.screens import Screen

_ASSETS = Path(__file__).parent / "assets"

_STYLES = ("page.css", "share.css")
_SCRIPTS = ("morph.js", "find.js", "suggestions.js", "share.js", "page.js")
"""They are sent as one: a component takes a single script and a single style sheet."""

_component = st.components.v2.component(
    "caseshelf_page",
    html='<div class="cs-host"></div>',
    css="\n".join((_ASSETS / name).read_text(encoding="utf-8") for name in _STYLES),
    js="\n".join((_ASSETS / name).read_text(encoding="utf-8") for name in _SCRIPTS),
    isolate_styles=False,  # so that browsers can translate the page and screen readers see one
)


def parameters() -> Params:
    """Return the parameters of the address as ordered pairs."""
    return tuple((name, v) for name in st.query_params for v in st.query_params.get_all(name))


def origin() -> str | None:
    """Return scheme and host under which the reader has the app open."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None


def show(screen: Screen, asked: Params) -> None:
    """Show a page that was made for these parameters."""
    st.set_page_config(page_title=screen.title, layout="wide")
    _component(
        key="page",
        data={
            "html": screen.html,
            "address": screen.address,
            "asked": urlencode(asked),
            "name": screen.name,
        },
    )
