"""The web application: `streamlit run app.py` serves the page and everything for machines."""

import logging
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import streamlit as st

from catalog.problem import BadFile
from engine import open_engine
from indexer.generations import IndexBusy
from indexer.misses import MissLog
from settings import Settings
from web.routes.serving import Service
from web.routes.table import routes
from web.shelf import Holding, Shelf, settle
from web.templates import prepare

log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def shelf(settings: Settings) -> Shelf:
    """Open the knowledge base once for all readers; an index that is missing is built first."""
    opened = Shelf(
        settings.dir,
        partial(open_engine, settings),
        links_file=settings.links_file,
        inventory_file=settings.inventory_file,
    )
    settle()
    misses.tidy(now().date())
    return opened


def now() -> datetime:
    """Return the moment it is, in the time of where the app runs."""
    return datetime.now().astimezone()


_settings = Settings()


misses = MissLog(_settings.misses_file, _settings.misses_days)
"""Where searches that found nothing are counted."""


def _holding() -> Holding:
    return shelf(_settings).holding


_service = Service(
    holding=_holding,
    now=now,
    public_url=_settings.public_url,
    allowed_hosts=_settings.allowed_hosts,
    requests_per_minute=_settings.requests_per_minute,
    contact=_settings.contact,
    language=_settings.language,
    report_to=_settings.reports,
    metrics_for=_settings.metrics_for,
)


@asynccontextmanager
async def _opening(_: st.App) -> AsyncIterator[None]:
    """Open the knowledge base as soon as the process starts, before anybody asks for it."""
    threading.Thread(target=_open, name="open-shelf", daemon=True).start()
    yield


def _open() -> None:
    try:
        _holding()
    except (BadFile, IndexBusy) as error:  # whoever asks is told as well, and it is tried again
        log.error("%s", error)
    prepare()


# What a start and changes of the files led to is of use in the log of a service.
logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
logging.getLogger("web").setLevel(logging.INFO)

# Each step of receiving and sending lets other threads run, and then waits until one that makes a
# page is interrupted: 5 ms by default, which is most of what many readers at once would wait for.
sys.setswitchinterval(0.001)

# Streamlit looks for this name: with it, one process answers both people and machines.
app = st.App(Path(__file__).with_name("app_page.py"), lifespan=_opening, routes=routes(_service))
