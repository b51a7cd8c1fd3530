"""The page as Streamlit runs it, from top to bottom, for every click; `app.py` serves it."""

import logging

import streamlit as st

from app import misses, now, shelf
from catalog.problem import BadFile
from settings import Settings
from web import list_screens, page, screens
from web.addresses import ENTRY_PATH, LIST_PATH, LISTS_PATH, Site
from web.shelf import Holding, Shelf
from web.texts import gettext, speaking, spoken
from web.turns import in_turn

log = logging.getLogger(__name__)


def opened_shelf() -> Shelf:
    """Return the shelf that the whole app shares, and say so while it is being opened."""

    @st.cache_resource(show_spinner=gettext("Preparing the catalog…"))
    def opened() -> Shelf:
        return shelf(Settings())

    return opened()


def site() -> Site:
    """Return what pages must know of the outside."""
    settings = Settings()
    return Site(settings.public_url.rstrip("/") or page.origin(), settings.reports)


def screen(path: str, holding: Holding) -> screens.Screen:
    """Make the page of what the knowledge base holds."""
    today = now().date()
    if path == ENTRY_PATH:
        return screens.entry_screen(holding, page.parameters(), today, site())
    if path == LIST_PATH:
        return list_screens.list_screen(holding, page.parameters(), today)
    if path == LISTS_PATH:
        return list_screens.lists_screen(holding)
    return screens.search_screen(holding, page.parameters(), today)


def current_screen(path: str) -> screens.Screen:
    """Make the page for the current address; what goes wrong is logged and said calmly."""
    try:
        holding = opened_shelf().holding.in_language(spoken())
        return in_turn(lambda: screen(path, holding))
    except BadFile as error:
        log.error("%s", error)
        return screens.trouble_screen(error.problems)
    except Exception:
        log.exception("The page could not be made")
        return screens.trouble_screen()


# The pages are only names for addresses. The one component is mounted here, outside of both, so
# that it stays in place when a reader goes from one to the other.
search = st.Page(lambda: None, title=screens.SITE, url_path="", default=True)
entry = st.Page(lambda: None, title=screens.SITE, url_path=ENTRY_PATH)
list_of_entries = st.Page(lambda: None, title=screens.SITE, url_path=LIST_PATH)
lists = st.Page(lambda: None, title=screens.SITE, url_path=LISTS_PATH)
opened = st.navigation([search, entry, list_of_entries, lists], position="hidden")
with speaking(page.language(Settings().language)):
    shown = current_screen(opened.url_path)
    page.show(shown, page.parameters())
# After the page was shown: nobody waits for this.
if shown.miss and page.counts(shown.miss.words):
    misses.add(shown.miss, now().date())
