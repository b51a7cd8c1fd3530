"""Measuring the search: `kb evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from catalog.store import Catalog
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of
from engine import open_engine
from indexer import collection as collections
from indexer import judged
from indexer.sync import sync

app = typer.Typer()

JUDGED = Path("tests/data/judged_queries.tsv")
FLOOR = "relevance_floor.json"
DEPTH = 20
"""Results of a query that are looked at, however many a page shows to readers."""

CHANGE = 0.005
"""A smaller difference from the floor is not worth a remark."""


@app.command("evaluate")
def evaluate(
    context: typer.Context,
    judged_file: Annotated[
        Path, typer.Option("--judged", metavar="FILE", help="The judged queries.")
    ] = JUDGED,
    write_floor: Annotated[
        bool, typer.Option("--write-floor", help="Expect from now on what was reached now.")
    ] = False,
    collection: Annotated[
        Path | None,
        typer.Option("--collection", metavar="DIR", help="Run a TREC-style collection instead."),
    ] = None,
    run_file: Annotated[
        Path | None, typer.Option("--run", metavar="FILE", help="Where its run is written.")
    ] = None,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Measure the search on judged queries. Exit code 1 when it is below the floor."""
    try:
        if collection:
            _collection(collection, run_file or Path(f"{collection.resolve().name}.run"), as_json)
        else:
            _own(context, kb, judged_file, write_floor, as_json)
    except (collections.BadCollection, judged.BadJudgements) as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None


def _collection(folder: Path, run_file: Path, as_json: bool) -> None:
    loaded = collections.load(folder)
    run = collections.run(loaded, lambda n: typer.echo(f"{n:,} documents indexed", err=True))
    figures = collections.measured(loaded, run)
    run_file.write_text("".join(f"{line}\n" for line in run.lines()), encoding="utf-8")
    if as_json:
        typer.echo(json_text({"documents": run.documents, **figures, "run": str(run_file)}))
        return
    typer.echo(f"{run.documents:,} documents, {figures.pop('queries'):,} judged queries")
    for name, value in figures.items():
        typer.echo(f"{name:<10} {value:.4f}")
    typer.echo(f"The run is in {run_file}.")


def _own(
    context: typer.Context, kb: Path | None, judged_file: Path, write_floor: bool, as_json: bool
) -> None:
    settings = settings_of(context, kb)
    catalog = Catalog(settings.dir)
    with bad_files_named():
        backend = open_engine(settings, catalog.vocabularies, page_size=DEPTH)
    sync(catalog, backend)
    floor_file = judged_file.with_name(FLOOR)
    rows = judged.evaluated(backend, judged.load(judged_file))
    reached = judged.floor_of(rows, judged.corpus_digest(backend.checksums()))
    if write_floor:
        floor_file.write_text(reached.to_json(), encoding="utf-8")
    floor = judged.Floor.load(floor_file)
    if as_json:
        typer.echo(reached.to_json(), nl=False)
    else:
        _print(rows, reached, floor)
    if any(
        reached.ndcg[p] < floor.ndcg[p] or reached.first3[p] < floor.first3[p] for p in floor.ndcg
    ):
        typer.echo("The search is below the floor.", err=True)
        raise typer.Exit(1)


def _print(rows: tuple[judged.Row, ...], reached: judged.Floor, floor: judged.Floor) -> None:
    typer.echo("nDCG@10  first 3  found  change  query")
    for row in rows:
        change = row.ndcg - floor.queries.get(row.judged.text, row.ndcg)
        told = f"{change:+.3f}" if abs(change) >= CHANGE else ""
        first3 = "yes" if row.first3 else "no"
        typer.echo(
            f"{row.ndcg:7.3f}  {first3:<7}  {row.total:5}  {told:6}  {row.judged.text} "
            f"({row.judged.part}, {row.judged.who})"
        )
    for part in reached.ndcg:
        own = [row for row in rows if row.judged.part == part]
        typer.echo(
            f"{part}: nDCG@10 {reached.ndcg[part]:.3f} (floor {floor.ndcg.get(part, 0):.3f}), "
            f"best in first 3 {sum(row.first3 for row in own)} of {len(own)} "
            f"(floor {floor.first3.get(part, 0):.1%})"
        )
    if reached.corpus != floor.corpus:
        typer.echo("Entries were added or removed since the floor was set; judge them as well.")
