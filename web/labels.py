"""What terms, facets and searched fields are called in the reader's language."""

from dataclasses import replace

from catalog.vocabulary import LABEL_LANGUAGES, NOT_RECORDED, Vocabularies, Vocabulary
from indexer.backend import FacetCount, SearchResult, Suggestion
from indexer.fields import FACETS, TEXT_FIELDS, Facet
from web.texts import SOURCE, Language, gettext, spoken


def vocabularies_in(vocabularies: Vocabularies, language: Language) -> Vocabularies:
    """Return the vocabularies with the labels that readers of a language see."""
    if language.code == SOURCE:
        return vocabularies
    found = {name: terms.in_language(language.code) for name, terms in vocabularies.items()}
    found["language"] = _named(found["language"], language)
    return found


def _named(languages: Vocabulary, language: Language) -> Vocabulary:
    """Name the languages that have no label of their own; their ids are BCP 47."""
    terms = []
    for term in languages.terms:
        own = LABEL_LANGUAGES.get(language.code) in {label.type for label in term.labels}
        name = None if own else language.locale.languages.get(term.id)
        terms.append(term.model_copy(update={"label": _capital(name)}) if name else term)
    return Vocabulary(scheme=languages.scheme, title=languages.title, terms=tuple(terms))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


_FACETS = {facet.name: facet for facet in FACETS}
_FIELDS = {field.name: field.label for field in TEXT_FIELDS}


def facet_label(name: str) -> str:
    """Return what a facet is called."""
    return gettext(_FACETS[name].label)


def inner_facet_label(name: str) -> str:
    """Return what a facet is called inside a sentence."""
    return facet_label(name).lower()


def field_label(name: str) -> str | None:
    """Return what a searched field is called; None for what is no text of the entry itself."""
    label = _FIELDS.get(name)
    return gettext(label) if label else None


def relabelled(result: SearchResult, vocabularies: Vocabularies) -> SearchResult:
    """Return a result whose facet values are called as the reader calls them."""
    if spoken().code == SOURCE:
        return result
    facets = {
        name: tuple(_relabelled(count, _FACETS[name], vocabularies) for count in counts)
        for name, counts in result.facets.items()
    }
    return replace(result, facets=facets)


def called(suggestion: Suggestion, vocabularies: Vocabularies) -> Suggestion:
    """Return a suggestion of a term under the name that readers of the vocabularies see."""
    terms = vocabularies.get(suggestion.source)
    if terms is None or suggestion.value is None:
        return suggestion
    return replace(suggestion, text=terms.label(suggestion.value))


def _relabelled(count: FacetCount, facet: Facet, vocabularies: Vocabularies) -> FacetCount:
    if count.value == NOT_RECORDED:
        label = gettext("Not recorded")
    elif facet.vocabulary:
        label = vocabularies[facet.name].label(count.value)
    elif facet.ranges:
        label = gettext(count.label)
    else:
        return count
    return replace(count, label=label)
