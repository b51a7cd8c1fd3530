"""A search result, and the reasons for its order, as text for a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from catalog.vocabulary import Vocabularies
from indexer.backend import Explanation, Hit, SearchResult
from indexer.fields import FACETS, FIELD_LABELS

STANDS = (
    "Ordered by its text score alone",
    "Has all of the words, some of them by another name",
    "Has all of the words as typed",
)
"""What the tiers of an explanation mean."""

SHOWN_VALUES = 5
"""Values of a facet that are printed."""

SHOWN_SCORE = 0.005
"""Smaller parts of a score are not worth a line."""


def result_to_text(
    result: SearchResult, vocabularies: Vocabularies, explained: Sequence[Explanation] = ()
) -> RenderableType:
    """Return a result for people to read: what was found, the hits, the facets."""
    return Group(*_lines(result, vocabularies, explained))


def similar_to_text(
    entry_id: str, hits: Sequence[Hit], vocabularies: Vocabularies
) -> RenderableType:
    """Return the entries like one for people to read."""
    if not hits:
        return Text(f"No entry is like {entry_id}.")
    return Group(Text(f"Most like {entry_id}:", style="bold"), *_hits(hits, 1, vocabularies))


def _lines(
    result: SearchResult, vocabularies: Vocabularies, explained: Sequence[Explanation]
) -> Iterator[RenderableType]:
    for notice in result.notices:
        yield Text(notice.text, style="yellow")
    if meant := result.did_you_mean:
        yield Text(f"Did you mean “{meant.text}”? It finds {meant.total:,}.", style="yellow")
    told = [notice.text for notice in result.notices if notice.code == "ambiguous"]
    for each in result.also_searching:
        if any(text.startswith(f"“{each.typed}”") and each.added in text for text in told):
            continue  # the notice named it already
        yield Text(f"Also searching: {each.added} ({each.reason} “{each.typed}”)", style="yellow")
    found = "1 entry" if result.total == 1 else f"{result.total:,} entries"
    yield Text(f"{found}, page {result.query.page} of {result.pages}", style="bold")
    first = (result.query.page - 1) * result.page_size + 1
    yield from _hits(result.hits, first, vocabularies, explained)
    yield Text("")
    for facet in FACETS:
        values = sorted(result.facets[facet.name], key=lambda v: (not v.chosen, -v.count))
        if values:
            shown = [f"{v.label} {v.count}" for v in values[:SHOWN_VALUES]]
            more = f", {len(values) - SHOWN_VALUES} more" if len(values) > SHOWN_VALUES else ""
            yield Text.assemble((f"{facet.label}: ", "cyan"), ", ".join(shown) + more)


def _hits(
    hits: Sequence[Hit],
    first: int,
    vocabularies: Vocabularies,
    explained: Sequence[Explanation] = (),
) -> Iterator[RenderableType]:
    for place, hit in enumerate(hits):
        yield Text("")
        yield Text.assemble((f"{first + place}. ", "dim"), (hit.entry.title, "bold"))
        yield Padding(Group(*_about(hit, vocabularies)), (0, 0, 0, 3))
        if explained:
            yield Padding(Group(*_why(explained[place])), (0, 0, 0, 3))


def _about(hit: Hit, vocabularies: Vocabularies) -> Iterator[Text]:
    entry = hit.entry
    audience = [vocabularies["audience"].label(value) for value in entry.audiences[:2]]
    published = str(entry.published) if entry.published else None
    kind = vocabularies["kind"].label(entry.kind)
    yield Text(" · ".join(filter(None, (kind, entry.publisher, published, *audience))))
    if hit.snippet:
        style = {True: "bold green", False: ""}
        yield Text.assemble(*((text, style[match]) for text, match in hit.snippet.pieces))
    yield Text(f"{entry.id}  {entry.address or ''}", style="dim")


def _why(explanation: Explanation) -> Iterator[Text]:
    """Yield the reasons for a place: what it has, and what each part adds to the text score."""
    stands = f"{STANDS[explanation.tier]}. Text score {explanation.text_score:.2f}:"
    yield Text(stands, style="magenta")
    for score, what in _parts(explanation):
        yield Text(f"{score:>8}  {what}", style="magenta")


def _parts(explanation: Explanation) -> Iterator[tuple[str, str]]:
    for reason in explanation.reasons:
        what = f"“{reason.looked_for}”"
        if reason.added_for:
            what += f" (added for “{reason.added_for}”, counts {reason.factor:g})"
        where = (
            f"{_TIMES.get(count, f'{count} times')} in {FIELD_LABELS[name].lower()} "
            f"(counts {weight:g})"
            for name, count, weight in reason.fields
        )
        yield f"+{reason.score:.2f}", f"{what}: {', '.join(where)}"
    if explanation.nearness >= SHOWN_SCORE:
        told = "words stand together as typed, are the whole title, or are many of a question's"
        yield f"+{explanation.nearness:.2f}", told
    if explanation.learned >= SHOWN_SCORE:
        yield f"+{explanation.learned:.2f}", "words that the best results share"
    for says, counts in explanation.signals:
        yield (f"×{counts:g}" if counts != 1 else "↓"), says


_TIMES = {1: "once", 2: "twice"}
