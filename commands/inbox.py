"""Deciding on what waits: `kb inbox`, `kb accept`, `kb reject`, `kb merge`."""

from typing import Annotated, Any

import typer

from catalog.acceptance import Acceptance
from catalog.accepted import Outcome, summary
from catalog.kinship import Kinship
from catalog.merging import CannotMerge, merge_records
from catalog.proposals import proposals
from catalog.proposals import summary as waiting_summary
from catalog.rejection import reject_all
from catalog.sources import load_sources
from catalog.store import Catalog
from catalog.suggestions import Suggester
from commands.options import AsJson, KbDir, bad_files_named, json_text, settings_of, today

app = typer.Typer()

DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing.")]


@app.command()
def inbox(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Only what is from this source.")
    ] = None,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Show what is new, changed, gone or there twice, and what accepting it would do."""
    catalog = Catalog(settings_of(context, kb).dir)
    with bad_files_named():
        run = Acceptance(catalog, today(), dry_run=True)
        waiting = proposals(run.kb, run.accept(run.waiting(source)), source)
    typer.echo(json_text([w.to_json() for w in waiting]) if as_json else waiting_summary(waiting))


@app.command()
def accept(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="Accept all that waits.")] = False,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="With --all: from this source.")
    ] = None,
    suggested: Annotated[
        bool, typer.Option("--with-suggestions", help="Take the suggested tags, too.")
    ] = False,
    edition_of: Annotated[
        str | None, typer.Option(metavar="ENTRY", help="It is another edition of this entry.")
    ] = None,
    replaces: Annotated[
        str | None, typer.Option(metavar="ENTRY", help="It is the edition that replaces this one.")
    ] = None,
    translation_of: Annotated[
        str | None, typer.Option(metavar="ENTRY", help="It is a translation of this entry.")
    ] = None,
    original_of: Annotated[
        str | None, typer.Option(metavar="ENTRY", help="This entry is a translation of it.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Turn drafts into entries; what a person set stays. Withdraw what is gone from its source.

    Exit code 1 when one had to be refused.
    """
    if everything == bool(ids) or (source and not everything):
        raise typer.BadParameter("give the ids of drafts, or --all, or --all --source SOURCE")
    said = {
        Kinship.EDITION_OF: edition_of,
        Kinship.REPLACES: replaces,
        Kinship.TRANSLATION_OF: translation_of,
        Kinship.ORIGINAL_OF: original_of,
    }
    kin = [(kinship, other) for kinship, other in said.items() if other]
    if kin and (len(kin) > 1 or not ids or len(ids) > 1):
        raise typer.BadParameter("say of one draft at a time what it is of one entry")
    catalog = Catalog(settings_of(context, kb).dir)
    with bad_files_named():
        suggester = (
            Suggester(catalog.vocabularies, load_sources(catalog.folder)) if suggested else None
        )
        run = Acceptance(
            catalog,
            today(),
            dry_run=dry_run,
            suggester=suggester,
            kin={ids[0]: kin[0]} if kin and ids else None,
        )
        results = run.accept(ids or run.waiting(source))
    _tell(summary(results), [result.to_json() for result in results], as_json, dry_run)
    if any(result.outcome is Outcome.REFUSED for result in results):
        raise typer.Exit(1)


@app.command()
def reject(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", show_default=False)],
    dry_run: DryRun = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Refuse drafts until their source says something else, or take note of what is gone."""
    catalog = Catalog(settings_of(context, kb).dir)
    with bad_files_named():
        results = reject_all(catalog, ids, today(), dry_run=dry_run)
    text = "\n".join(map(str, results))
    _tell(text, [result.to_json() for result in results], as_json, dry_run)
    if not all(result.done for result in results):
        raise typer.Exit(1)


@app.command()
def merge(
    context: typer.Context,
    winner: Annotated[str, typer.Argument(metavar="KEEP", show_default=False)],
    loser: Annotated[str, typer.Argument(metavar="OTHER", show_default=False)],
    dry_run: DryRun = False,
    as_json: AsJson = False,
    kb: KbDir = None,
) -> None:
    """Merge the entry or draft OTHER into KEEP; links to OTHER lead to KEEP from then on."""
    catalog = Catalog(settings_of(context, kb).dir)
    with bad_files_named():
        try:
            merged = merge_records(catalog, winner, loser, dry_run=dry_run)
        except CannotMerge as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
    _tell(str(merged), merged.to_json(), as_json, dry_run)


def _tell(text: str, data: Any, as_json: bool, dry_run: bool) -> None:
    typer.echo(json_text(data) if as_json else text)
    if dry_run:
        typer.echo("This was a dry run: nothing has changed.", err=True)
