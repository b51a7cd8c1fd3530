"""Puts a finished page on the glass: one Streamlit component, whatever the page shows."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st

from indexer.query import Params
from web import languages, texts
from web.screens import Screen
from web.texts import Language

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


def language(setting: str) -> Language:
    """Return the language to show pages in; `setting` is for who chose none, or empty.

    A choice comes with the address once. It is remembered here for the visit, and in a cookie for
    the next one, so that addresses stay the same for everybody.
    """
    if asked := languages.asked_for(parameters()):
        st.session_state[languages.COOKIE] = asked
    chosen = st.session_state.get(languages.COOKIE)
    choices = (chosen, st.context.cookies.get(languages.COOKIE), setting)
    return texts.language(languages.choose(choices, st.context.headers.get("Accept-Language")))


def counts(words: str) -> bool:
    """Whether words of a search that missed count: each does once in a visit."""
    counted: set[str] = st.session_state.setdefault("missed", set())
    if words in counted:
        return False
    counted.add(words)
    return True


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
            "language": texts.spoken().code,
            "cookie": languages.cookie(asked),
        },
    )
