"""Xapian as a peer, where its Python bindings are (Debian: the package python3-xapian).

They are made for the Python of the system; the same version in an environment can use them with
`PYTHONPATH=/usr/lib/python3/dist-packages`.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import xapian

from benchmarks.peers import FACETS, SHOWN, TITLE, Peer, asked_for, passes, plain
from catalog.model import Entry
from indexer.query import Query

WIDTH = 20
"""Values of one facet that an entry can have: one slot for each, as match spies count slots."""

SLOTS = {name: range(WIDTH * place, WIDTH * place + WIDTH) for place, name in enumerate(FACETS)}


class Xapian(Peer):
    """Xapian with value slots that match spies count."""

    name = "Xapian"

    def build(self, entries: Sequence[Entry]) -> None:
        """Index all entries in an empty folder."""
        database = xapian.WritableDatabase(str(self.folder / "db"), xapian.DB_CREATE_OR_OPEN)
        for entry in entries:
            database.add_document(self._document(entry))
        database.commit()
        database.close()

    def open(self) -> None:
        """Make ready for answers."""
        self.database = xapian.Database(str(self.folder / "db"))
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(xapian.Stem("english"))
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_default_op(xapian.Query.OP_AND)
        self.parser.set_database(self.database)

    def _document(self, entry: Entry) -> Any:
        made = plain(entry, self.documents)
        document, generator = xapian.Document(), xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("english"))
        generator.set_document(document)
        generator.index_text(made["title"], round(TITLE))
        generator.increase_termpos()
        generator.index_text(made["summary"])
        document.set_data(json.dumps([entry.id, made["title"], made["summary"]]))
        for name, slots in SLOTS.items():
            values = [str(made["year"] or "")] if name == "year" else made[name]
            for slot, value in zip(slots, values, strict=False):
                document.add_value(slot, value)
                document.add_boolean_term(_term(name, value))
        document.add_boolean_term(f"Q{entry.id}")
        return document

    def update(self, entry: Entry) -> None:
        """Replace one entry, so that the next answer knows it."""
        database = xapian.WritableDatabase(str(self.folder / "db"), xapian.DB_OPEN)
        database.replace_document(f"Q{entry.id}", self._document(entry))
        database.commit()
        database.close()
        self.database.reopen()

    def answer(self, query: Query) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Return the first 20 entries and the counts of each facet."""
        make = xapian.Query
        flags = xapian.QueryParser.FLAG_PHRASE
        phrase, groups = asked_for(query)
        texts = [query.text] if phrase else [" ".join(group) for group in groups]
        asked = make(make.OP_OR, [self.parser.parse_query(text, flags) for text in texts])
        if not query.text:
            asked = make.MatchAll
        filters = {
            name: make(make.OP_OR, [make(_term(name, value)) for value in values])
            for name, values in query.filters.items()
        }
        if query.year_from is not None:
            slot = SLOTS["year"][0]
            span = str(query.year_from), str(query.year_to)
            filters["year"] = make(make.OP_VALUE_RANGE, slot, *span)
        hits: list[Any] = []
        counts: dict[str, Any] = {}
        for without, names in passes(query):
            chosen = asked
            for name, each in filters.items():
                if name != without:
                    chosen = make(make.OP_FILTER, chosen, each)
            enquire = xapian.Enquire(self.database)
            enquire.set_query(chosen)
            if not query.text:
                enquire.set_weighting_scheme(xapian.BoolWeight())
                enquire.set_sort_by_value(SLOTS["year"][0], True)
            spies = [(name, xapian.ValueCountMatchSpy(s)) for name in names for s in SLOTS[name]]
            for _, spy in spies:
                enquire.add_matchspy(spy)
            found = enquire.get_mset(0, 0 if without else SHOWN, self.database.get_doccount())
            for name, spy in spies:
                each = {value.term: value.termfreq for value in spy.values()}
                counts[name] = counts.get(name, Counter()) + Counter(each)
            if without is None:
                hits = [json.loads(match.document.get_data()) for match in found]
        return hits, counts


def _term(name: str, value: str) -> str:
    return f"X{name.upper()}:{value}"
