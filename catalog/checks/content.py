"""Checks of what an entry says: its summary, its addresses, and the blocks its kind calls for."""

import re
from collections.abc import Iterator

from catalog.address import without_tracking
from catalog.checks.check import Check, DataPath, Finding, Snapshot, fix_entry
from catalog.model import Entry, Status
from catalog.problem import Severity
from catalog.sources import WITHOUT_PAGES

SHORT_SUMMARY = 40
"""Characters below which a summary says hardly more than the title."""

STRATEGY, COURSES, BLOCKS = (
    "strategy-plan",
    ("course", "training-programme"),
    {"episode": "podcast-episode", "course": "learning", "strategy": "strategy-plan"},
)
"""Kinds that call for something, and the kind (or its narrower ones) that each block is for."""

_MARKUP = re.compile(
    r"</?[a-z][^<>]*>|<!--|&(?:[a-z]{2,8}|#[0-9]{1,6}|#x[0-9a-f]{1,6});"  # HTML
    r"|\[[^\]\n]+\]\([^)\s]+\)|\*\*\S|^\#{1,6} ",  # Markdown
    re.IGNORECASE | re.MULTILINE,
)
_LISTS = (
    *("alternative_titles", "authors", "languages", "jurisdictions", "topics", "audiences"),
    *("links", "relations", "former_ids"),
)


def _of_kind(kb: Snapshot, entry: Entry, *kinds: str) -> bool:
    """Whether an entry's kind is one of these or narrower."""
    vocabulary = kb.vocabularies.get("kind")
    own = (vocabulary.resolve(entry.kind) if vocabulary else None) or entry.kind
    above = vocabulary.ancestors(own) if vocabulary else ()
    return any(kind in (own, *above) for kind in kinds)


def _strategies(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        if _of_kind(kb, entry, STRATEGY) and not entry.validity:
            yield kb.about(entry, "a strategy without the years it is for", ("strategy",))


def _courses(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        known = entry.course and (entry.course.duration or entry.course.credit_hours)
        if _of_kind(kb, entry, *COURSES) and not known and not entry.minutes:
            yield kb.about(entry, "neither duration nor credit hours are given", ("course",))


def _blocks(kb: Snapshot) -> Iterator[Finding]:
    kinds = kb.vocabularies.get("kind")
    for entry in kb.entries.values():
        for block, kind in BLOCKS.items():
            known = kinds and kind in kinds.by_id and kinds.resolve(entry.kind)
            if known and getattr(entry, block) and not _of_kind(kb, entry, kind):
                message = f"`{block}` does not belong to the kind `{entry.kind}`"
                yield kb.about(entry, message, (block,))


def _no_summary(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        if entry.summary is None and entry.status != Status.WITHDRAWN:
            yield kb.about(entry, "there is no summary", ("summary",))


def _short(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        if entry.summary and len(entry.summary) < SHORT_SUMMARY:
            yield kb.about(entry, f"only {len(entry.summary)} characters", ("summary",))


def _marked_up(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        if entry.summary and (found := _MARKUP.search(entry.summary)):
            message = f"`{found[0].strip()}` looks like markup, which readers would see as it is"
            yield kb.about(entry, message, ("summary",))


def _tracked(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        for number, link in enumerate(entry.links):
            if without_tracking(link.url) != link.url:
                yield _tracking(kb, entry, ("links", number, "url"))
        transcript = entry.episode.transcript if entry.episode else None
        if transcript and without_tracking(transcript) != transcript:
            yield _tracking(kb, entry, ("episode", "transcript"))


def _tracking(kb: Snapshot, entry: Entry, path: DataPath) -> Finding:
    return kb.about(entry, "the address holds parameters that only track readers", path)


def _untracked(entry: Entry) -> Entry:
    links = (link.model_copy(update={"url": without_tracking(link.url)}) for link in entry.links)
    changes: dict[str, object] = {"links": tuple(links)}
    if entry.episode and entry.episode.transcript:
        transcript = without_tracking(entry.episode.transcript)
        changes["episode"] = entry.episode.model_copy(update={"transcript": transcript})
    return entry.model_copy(update=changes)


def _repeated(kb: Snapshot) -> Iterator[Finding]:
    for entry in kb.entries.values():
        for field in _LISTS:
            values = getattr(entry, field)
            for number, value in enumerate(values):
                if value in values[:number]:
                    yield kb.about(entry, "the same is already in the list", (field, number))


def _once(entry: Entry) -> Entry:
    return entry.model_copy(update={f: tuple(dict.fromkeys(getattr(entry, f))) for f in _LISTS})


def _sources(kb: Snapshot) -> Iterator[Finding]:
    known = {*kb.sources, *WITHOUT_PAGES} if kb.sources is not None else None
    for entry in kb.entries.values():
        if known is not None and entry.harvest and entry.harvest.source not in known:
            message = f"there is no source `{entry.harvest.source}` in sources.yaml"
            yield kb.about(entry, message, ("harvest", "source"))


CHECKS = (
    Check(
        code="summary-missing",
        title="No summary",
        explanation="The summary tells readers in a moment whether the resource is for them.",
        suggestion="Write two or three sentences: what it is, whom it helps, with what",
        severity=Severity.WARNING,
        find=_no_summary,
    ),
    Check(
        code="summary-short",
        title="A summary too short to help",
        explanation=f"Below {SHORT_SUMMARY} characters a summary says hardly more than the title.",
        suggestion="Write two or three sentences: what it is, whom it helps, with what",
        severity=Severity.WARNING,
        find=_short,
    ),
    Check(
        code="summary-markup",
        title="Markup in a summary",
        explanation="Summaries are plain text. HTML and Markdown are shown as they are written.",
        suggestion="Write it as plain text; a blank line starts a paragraph",
        severity=Severity.WARNING,
        find=_marked_up,
    ),
    Check(
        code="tracking-parameters",
        title="An address with tracking parameters",
        explanation=(
            "Parameters such as `utm_source` tell a site where a reader came from. They are no "
            "part of the address, and they hide that two addresses are the same."
        ),
        suggestion="Run `kb check --fix`",
        severity=Severity.WARNING,
        find=_tracked,
        fix=fix_entry(lambda _, entry: _untracked(entry)),
    ),
    Check(
        code="repeated-value",
        title="The same value twice in a list",
        explanation="The second one says nothing and makes the entry look careless.",
        suggestion="Run `kb check --fix`",
        severity=Severity.WARNING,
        find=_repeated,
        fix=fix_entry(lambda _, entry: _once(entry)),
    ),
    Check(
        code="strategy-without-years",
        title="A strategy without its years",
        explanation="A strategy holds for certain years; without them nobody knows if it is over.",
        suggestion="Add `strategy:` with `from:` and `to:`",
        severity=Severity.WARNING,
        find=_strategies,
    ),
    Check(
        code="course-without-length",
        title="A course without duration or credit hours",
        explanation="How long a course takes is the first thing people ask about it.",
        suggestion="Add `course:` with `duration:` or `credit_hours:`",
        severity=Severity.WARNING,
        find=_courses,
    ),
    Check(
        code="block-for-other-kind",
        title="A block of fields that the kind has no use for",
        explanation=(
            "`episode` is for podcast episodes, `course` for learning of any kind, `strategy` for "
            "strategies. In another kind of entry the block, or the kind, is a mistake."
        ),
        suggestion="Correct the kind, or move the facts to the general fields",
        severity=Severity.ERROR,
        find=_blocks,
    ),
    Check(
        code="unknown-source",
        title="Harvested from a source that is not configured",
        explanation=(
            "The entry came from a source that is no longer in sources.yaml, so that no harvest "
            "will ever notice that its page has changed."
        ),
        suggestion="Configure the source again, or delete the `harvest` block",
        severity=Severity.WARNING,
        find=_sources,
    ),
)
