"""Words that people search for and that lead nowhere: `kb misses`, `kb label`."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

import typer

from catalog.checks import report
from catalog.labelling import CannotLabel, add_label
from catalog.vocabulary import FACET_FILES, Evidence, LabelType
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of, today
from commands.searching import searchable
from indexer.backend import SearchBackend, SearchResult
from indexer.misses import Missed, MissLog, miss
from indexer.query import Query
from settings import Settings

app = typer.Typer()

MEANINGS = 3
"""Terms that are named for words that missed."""


@app.command()
def misses(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Of the last so many days.")] = 30,
    limit: Annotated[
        int, typer.Option(min=1, max=10_000, metavar="NUMBER", help="So many at most.")
    ] = 30,
    clear: Annotated[bool, typer.Option("--clear", help="Delete all that was counted.")] = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """List words that found nothing, or only entries without some of them, most frequent first."""
    settings = settings_of(context, kb)
    log = MissLog(settings.misses_file, settings.misses_days)
    try:
        if clear:
            typer.echo(f"{log.forget():,} deleted.")
            return
        missed = log.most_frequent(today(), days, limit)
    except sqlite3.Error as error:
        typer.echo(f"{settings.misses_file}: {error}; try again, or delete the file", err=True)
        raise typer.Exit(1) from None
    if not log.is_on:
        typer.echo("Nothing is counted: KB_MISSES_DAYS is 0.", err=True)
    rows = list(_looked_up(missed, settings)) if missed else []
    if as_json:
        typer.echo(json_text({"days": days, "misses": [row.to_json() for row in rows]}))
    elif rows:
        typer.echo("\n".join(map(str, rows)))
        typer.echo('\nTo let words lead to a term: kb label "WORDS" VOCABULARY:TERM')
    else:
        typer.echo(f"In the last {days} days no search was counted that found nothing.")


@dataclass(frozen=True)
class Meaning:
    """A term that words may mean."""

    term: str  # as `scheme:id`
    name: str


@dataclass(frozen=True)
class Row:
    """Words that missed, what they may mean, and what a search for them finds by now."""

    missed: Missed
    finds: int  # 0 as long as it misses
    respelled: str | None
    meanings: tuple[Meaning, ...]

    def __str__(self) -> str:
        often = self.missed
        lines = [f"{often.times:>5,} × {often.words} (last on {often.last}{self._how()})"]
        if self.respelled:
            lines.append(f"        did they mean “{self.respelled}”?")
        lines += [f"        {each.term}  {each.name}" for each in self.meanings]
        return "\n".join(lines)

    def _how(self) -> str:
        if self.finds:
            return f"; finds {self.finds:,} now"
        return "" if self.missed.found_nothing else "; found entries without some of the words"

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "words": self.missed.words,
            "times": self.missed.times,
            "found_nothing": self.missed.found_nothing,
            "first": self.missed.first.isoformat(),
            "last": self.missed.last.isoformat(),
            "finds_now": self.finds,
            "did_you_mean": self.respelled,
            "meanings": [{"term": each.term, "name": each.name} for each in self.meanings],
        }


def _looked_up(missed: list[Missed], settings: Settings) -> Iterator[Row]:
    _, backend, _ = searchable(settings, as_it_is=True)
    for each in missed:
        result = backend.search(Query.build(each.words))
        finds = 0 if miss(result, backend) else result.total
        respelled = result.did_you_mean.text if result.did_you_mean else None
        meanings = tuple(islice(_meanings(each.words, respelled, backend), MEANINGS))
        yield Row(each, finds, respelled, () if finds else meanings)


def _meanings(words: str, respelled: str | None, backend: SearchBackend) -> Iterator[Meaning]:
    """Yield terms with names like the words, rightly spelled; then with names like one of them."""
    meant = respelled or words
    single = sorted((word for word in meant.split() if len(word) > 3), key=len, reverse=True)
    seen: set[str] = set()
    for text in (meant, *single):
        for each in backend.suggest(text, limit=20):
            place = f"{each.source}:{each.value}"
            if each.source in FACET_FILES and place not in seen:
                seen.add(place)
                yield Meaning(place, each.text)


@app.command()
def label(
    context: typer.Context,
    words: Annotated[str, typer.Argument(metavar="WORDS", show_default=False)],
    term: Annotated[str, typer.Argument(metavar="VOCABULARY:TERM", show_default=False)],
    label_type: Annotated[
        LabelType, typer.Option("--type", help="How the words relate to the term.")
    ] = LabelType.SYNONYM,
    ambiguous: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What else the words can mean.")
    ] = None,
    seen: Annotated[
        bool, typer.Option("--seen", help="You met the words in a source; else they are proposed.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing.")] = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Let words lead to a term: write them into its vocabulary, and say what they find then.

    Exit code 1 when the words would not lead to one term; nothing has changed then.
    """
    settings = settings_of(context, kb)
    catalog, backend, _ = searchable(settings, as_it_is=True)
    before = backend.search(Query.build(words))
    evidence = Evidence.SEEN if seen else Evidence.PROPOSED
    given = {"text": words, "type": label_type, "evidence": evidence, "ambiguous": ambiguous}
    try:
        with bad_files_named():
            done = add_label(catalog, term, given, dry_run)
    except CannotLabel as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    data: dict[str, Any] = done.to_json() | {"found": before.total}
    said = [
        f"“{done.label.text}” {'would lead' if dry_run else 'leads'} to {done.term.label} "
        f"({done.scheme}:{done.term.id}), in {report.shown(done.file)}."
    ]
    said += [f"It leads to {each} as well: a search offers both." for each in done.elsewhere]
    if not dry_run:
        _, backend, _ = searchable(settings, as_it_is=True)
        after = backend.search(Query.build(words))
        data["finds"] = after.total
        said.append(_difference(before, after))
        _no_miss_any_more(settings, words)
    typer.echo(json_text(data) if as_json else "\n".join(said))
    if dry_run:
        typer.echo("This was a dry run: nothing has changed.", err=True)


def _difference(before: SearchResult, after: SearchResult) -> str:
    resources = "resource" if after.total == 1 else "resources"
    return f"A search for it finds {after.total:,} {resources}; it found {before.total:,} before."


def _no_miss_any_more(settings: Settings, words: str) -> None:
    try:
        MissLog(settings.misses_file, settings.misses_days).forget(words)
    except sqlite3.Error as error:  # it stays in the list of misses, with what it finds now
        typer.echo(f"{settings.misses_file}: {error}", err=True)
