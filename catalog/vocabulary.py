"""Controlled vocabularies: terms with an id, a label, other labels and a place in a tree (SKOS)."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property

from pydantic import Field, field_validator

from catalog.model import Line, Part, TermId, Text

NOT_RECORDED = "not-recorded"
"""What stands in a link, in every facet, for the entries that have no value there."""


class LabelType(StrEnum):
    """How an alternative label relates to its term."""

    SYNONYM = "synonym"
    ABBREVIATION = "abbreviation"
    SPANISH = "spanish"
    CLOSE = "close"  # skos:closeMatch: near, not the same
    CLOSE_ABBREVIATION = "close-abbreviation"


LABEL_LANGUAGES: Mapping[str, LabelType] = {"es": LabelType.SPANISH}
"""Languages beside English that labels can be in, by code."""


class Evidence(StrEnum):
    """Whether a label was met in a source or is a proposal a librarian still has to confirm."""

    SEEN = "seen"
    PROPOSED = "proposed"


class Label(Part):
    """Another way people name a term."""

    text: Line = Field(description="The words people use.")
    type: LabelType = Field(
        default=LabelType.SYNONYM, description="How the words relate to the term."
    )
    evidence: Evidence = Field(
        default=Evidence.PROPOSED, description="Met in a source (seen), or still to be confirmed."
    )
    ambiguous: Line | None = Field(default=None, description="What else the label can mean.")


class Term(Part):
    """One concept: what entries are tagged with and what URLs name."""

    id: TermId = Field(description="Permanent id; it is in every link people have shared.")
    label: Line = Field(description="The name readers see.")
    broader: TermId | None = Field(default=None, description="Id of the term above this one.")
    note: Text | None = Field(default=None, description="Scope note: what belongs here.")
    labels: tuple[Label, ...] = Field(default=(), description="Other ways people name it.")
    retired: tuple[TermId, ...] = Field(default=(), description="Ids that lead here as well.")

    @property
    def names(self) -> tuple[str, ...]:
        """Everything people call it: its label, then its other labels."""
        return (self.label, *(label.text for label in self.labels))

    @field_validator("id")
    @classmethod
    def _not_reserved(cls, given: str) -> str:
        if given == NOT_RECORDED:
            raise ValueError(f"`{NOT_RECORDED}` stands for entries without a term; take another id")
        return given


class Vocabulary(Part):
    """All terms of one facet, in display order.

    A vocabulary that loads may still be wrong (a broader term that does not exist, a loop):
    `kb check` finds that. The methods here stay finite and never raise on such data.
    """

    scheme: TermId = Field(description="Name of the facet and of its URL parameter.")
    title: Line = Field(description="The name librarians see.")
    terms: tuple[Term, ...] = Field(description="The terms, in display order.")

    @cached_property
    def by_id(self) -> Mapping[str, Term]:
        """The terms by their current ids."""
        return {term.id: term for term in self.terms}

    @cached_property
    def _successors(self) -> Mapping[str, str]:
        return {old: term.id for term in self.terms for old in term.retired}

    @cached_property
    def _narrower(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for term in self.terms:
            if term.broader:
                below.setdefault(term.broader, []).append(term.id)
        return {broader: tuple(ids) for broader, ids in below.items()}

    def resolve(self, term_id: str) -> str | None:
        """Return the current id for a current or retired one; None when nothing bears it."""
        return term_id if term_id in self.by_id else self._successors.get(term_id)

    def label(self, term_id: str) -> str:
        """Return the label of a term, or the id itself when the term is unknown."""
        term = self.by_id.get(term_id)
        return term.label if term else term_id

    def in_language(self, code: str) -> "Vocabulary":
        """Return the vocabulary with the labels that readers of a language see.

        That is a term's first label in that language; a term without one keeps its own. Notes
        have one language only and are left out.
        """
        wanted = LABEL_LANGUAGES.get(code)
        if wanted is None:
            return self
        terms = []
        for term in self.terms:
            name = next((each.text for each in term.labels if each.type is wanted), term.label)
            label = name[:1].upper() + name[1:]
            terms.append(term.model_copy(update={"label": label, "note": None}))
        return Vocabulary(scheme=self.scheme, title=self.title, terms=tuple(terms))

    def narrower(self, term_id: str) -> tuple[str, ...]:
        """Return the ids directly below a term, in display order."""
        return self._narrower.get(term_id, ())

    def ancestors(self, term_id: str) -> tuple[str, ...]:
        """Return the ids above a term, nearest first."""
        found: list[str] = []
        term = self.by_id.get(term_id)
        while term and term.broader and term.broader not in (*found, term_id):
            found.append(term.broader)
            term = self.by_id.get(term.broader)
        return tuple(found)

    def walk(self) -> Iterator[tuple[Term, int]]:
        """Yield every term reachable from the top with its depth (0 = top), parents first."""
        seen: set[str] = set()

        def below(term: Term, depth: int) -> Iterator[tuple[Term, int]]:
            if term.id in seen:  # two terms with one id can make a loop of a tree
                return
            seen.add(term.id)
            yield term, depth
            for term_id in self.narrower(term.id):
                yield from below(self.by_id[term_id], depth + 1)

        for term in self.terms:
            if term.broader is None:
                yield from below(term, 0)


FACET_FILES: Mapping[str, str] = {
    "topic": "topics.yaml",
    "audience": "audiences.yaml",
    "kind": "kinds.yaml",
    "format": "formats.yaml",
    "jurisdiction": "jurisdictions.yaml",
    "language": "languages.yaml",
    "access": "access.yaml",
}
"""Each vocabulary's scheme (also its facet and URL parameter) and its file in `kb/vocabularies`."""

WORDS = "word"
"""Scheme of the words that say the same (*mother*, *mom*, *mum*, *madre*).

They tag nothing: they only let people search in their own words. The file may be missing.
"""

VOCABULARY_FILES: Mapping[str, str] = {**FACET_FILES, WORDS: "words.yaml"}
"""Every vocabulary's scheme and its file."""

Vocabularies = Mapping[str, Vocabulary]
"""The vocabularies of a knowledge base by scheme: those of `FACET_FILES`, and maybe `WORDS`."""
