"""A search result, and the reasons for its order, as text for a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from catalog.vocabulary import Vocabularies
from indexer.backend import Explanation, Hit, SearchResult
from indexer.fields import FACETS, FIELD_LABELS

TIERS = (
    "ranked by the text score",
    "all of the words, with other names for some",
    "all of the words as typed",
)
SHOWN_VALUES = 5
"""Values of a facet that are printed."""


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
    for each in result.also_searching:
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
    yield Text(
        f"score {explanation.score:.3f}: {TIERS[explanation.tier]}; "
        f"text score {explanation.text_score:.2f}",
        style="magenta",
    )
    for reason in explanation.reasons:
        where = ", ".join(
            f"{FIELD_LABELS[name]} {count} × {weight:g}" for name, count, weight in reason.fields
        )
        what = f"“{reason.looked_for}”"
        if reason.added_for:
            what += f" (for “{reason.added_for}”, counts {reason.factor:g})"
        yield Text(f"  {reason.score:6.2f}  {what} in {where}", style="magenta")
    if explanation.nearness > 0.005:
        yield Text(
            f"  {explanation.nearness:6.2f}  words stand together, are the title, or are many",
            style="magenta",
        )
    if explanation.learned > 0.005:
        yield Text(
            f"  {explanation.learned:6.2f}  words that the best results share", style="magenta"
        )
