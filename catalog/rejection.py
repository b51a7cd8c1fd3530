"""Rejecting proposals, so that they come back only when their source says something else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.remembered import load_remembered, write_remembered
from catalog.store import Catalog
from catalog.strict_yaml import comment_lines
from catalog.yaml_file import read_text


@dataclass(frozen=True)
class Rejection:
    """What became of one proposal that was to be rejected; `done` is false when it stays."""

    subject: str
    done: bool
    text: str

    def __str__(self) -> str:
        return f"{'rejected' if self.done else 'refused':<9} {self.subject}: {self.text}"

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {"id": self.subject, "done": self.done, "text": self.text}


def reject_all(
    catalog: Catalog, ids: Iterable[str], today: date, *, dry_run: bool = False
) -> list[Rejection]:
    """Reject drafts, or keep entries that are gone from their source. Raises BadFile.

    What is rejected is remembered before its draft is deleted: a run that is cut off can be
    repeated.
    """
    remembered = load_remembered(catalog.folder)
    drafts, _ = catalog.drafts()
    results: list[Rejection] = []
    delete: list[str] = []
    for subject in dict.fromkeys(ids):
        draft = drafts.get(subject)
        if draft is None:
            if any(gone.entry == subject for gone in remembered.gone):
                remembered = remembered.settling(subject, today)
                text = "the entry stays as it is, though its source has it no longer"
                results.append(Rejection(subject, True, text))
            else:
                text = "there is no such draft in the inbox, and nothing of this id is gone"
                results.append(Rejection(subject, False, text))
        elif draft.harvest is None:
            text = "it was written by hand and cannot come back: delete its file"
            results.append(Rejection(subject, False, text))
        elif comment_lines(read_text(catalog.draft_path(subject))):
            text = f"{catalog.draft_path(subject)} has a comment, which would be lost: delete it"
            results.append(Rejection(subject, False, text))
        else:
            remembered = remembered.rejecting(draft, today)
            delete.append(subject)
            text = "it comes back when its source says something else"
            results.append(Rejection(subject, True, text))
    if not dry_run:
        write_remembered(catalog.folder, remembered)
        for subject in delete:
            catalog.delete_draft(subject)
    return results
