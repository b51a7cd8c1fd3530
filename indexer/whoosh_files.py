"""The index files: their schema. `bulk.py` writes segments, `segment.py` reads them.

It keeps to what Whoosh 2.7.4, Whoosh-Reloaded 2.7.5 and whoosh3 have in common. Whoosh keeps the
postings, positions, lengths, columns and stored texts; matching, ranking and counting are ours.
"""

from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from whoosh import fields, index
from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
from whoosh.columns import VarBytesColumn

from indexer.arrays import Floats as Floats
from indexer.arrays import Ints as Ints
from indexer.arrays import Mask as Mask
from indexer.fields import FACETS, SCOPES, SORT_COLUMNS

WORDS = "words"
"""The field with all searched words of an entry, each weighted by where it stands."""

SEPARATOR = "\x1f"
"""Stands between the id and the label in a term of a facet of names."""


@cache
def distribution() -> str:
    """Return which Whoosh is installed (`whoosh3 3.54.0`). Raises RuntimeError unless one is."""
    found = []
    for name in ("Whoosh", "whoosh3", "Whoosh-Reloaded"):
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    if len(found) != 1:
        names = ", ".join(found) or "none"
        raise RuntimeError(f"exactly one Whoosh must be installed, found: {names}")
    return found[0]


def schema() -> fields.Schema:
    """Return the Whoosh schema that follows from the table of fields."""
    # Documents come with their tokens made; each is written as text@position^weight.
    analyzer = (
        RegexTokenizer(r"\S+")
        | DelimitedAttributeFilter(delimiter="^", attribute="boost", default=1.0, type=float)
        | DelimitedAttributeFilter(delimiter="@", attribute="pos", default=0, type=int)
    )
    table: dict[str, Any] = {
        "id": fields.ID(unique=True, sortable=True),
        "checksum": fields.COLUMN(VarBytesColumn()),
        "title": fields.COLUMN(VarBytesColumn()),
        "authors": fields.COLUMN(VarBytesColumn()),
        "body": fields.STORED(),
        WORDS: fields.TEXT(analyzer=analyzer),
        "facet_year": fields.ID(),
        "facet_live": fields.ID(),
        "facet_signal": fields.KEYWORD(),
    }
    table |= {f"scope_{scope}": fields.TEXT(analyzer=analyzer) for scope in SCOPES}
    table |= {
        f"facet_{facet.name}": fields.ID() if facet.named else fields.KEYWORD() for facet in FACETS
    }
    table |= {f"sort_{name}": fields.COLUMN(VarBytesColumn()) for name in SORT_COLUMNS}
    return fields.Schema(**table)


def create(folder: Path) -> None:
    """Make an empty index in an empty folder."""
    index.create_in(str(folder), schema())


def text_field(scope: str | None) -> str:
    """Return the field with the words of a scope; None stands for all searched words."""
    return f"scope_{scope}" if scope else WORDS
