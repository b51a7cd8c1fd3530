"""The search engine in use, opened with the settings: the one place that chooses it."""

from catalog.vocabulary import Vocabularies
from indexer.whoosh_backend import WhooshBackend
from settings import Settings


def open_engine(
    settings: Settings, vocabularies: Vocabularies, page_size: int | None = None
) -> WhooshBackend:
    """Open the index of a knowledge base. Without a `page_size` pages are those of readers."""
    return WhooshBackend(
        settings.index_dir,
        vocabularies,
        page_size=page_size or settings.page_size,
        signals=settings.ranking_signals,
    )
