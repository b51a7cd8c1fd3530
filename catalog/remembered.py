"""What the inbox remembers: proposals a librarian rejected, and resources a source dropped."""

from collections.abc import Callable, Container, Iterable
from datetime import date
from pathlib import Path

from pydantic import Field

from catalog.atomic import write_text
from catalog.canonical_yaml import dump
from catalog.model import Draft, Id, Line, Part
from catalog.values import Day
from catalog.yaml_file import read_model

FILE = "remembered.yaml"


class Rejected(Part):
    """A proposal that was rejected. It comes back only when the source says something else."""

    draft: Id = Field(description="Id it had in the inbox.")
    source: Id = Field(description="Id of the source it came from.")
    item: Line = Field(description="Which resource of the page it was.")
    content: str = Field(pattern=r"^[0-9a-f]{16}$", description="Digest of what was found.")
    on: Day = Field(description="Day it was rejected.")


class Gone(Part):
    """An entry that its source no longer has."""

    entry: Id = Field(description="Id of the entry.")
    source: Id = Field(description="Id of the source.")
    page: Line = Field(description="Page that listed it.")
    reason: Line = Field(default="its page no longer lists it", description="What speaks for it.")
    since: Day = Field(description="Day it was missed first.")
    settled: Day | None = Field(
        default=None, description="Day a librarian decided on it; it is shown no more."
    )


class Remembered(Part):
    """The file `kb/remembered.yaml`; `kb harvest` and `kb reject` write it."""

    rejected: tuple[Rejected, ...] = ()
    gone: tuple[Gone, ...] = ()

    def rejection(self, draft: Draft) -> Rejected | None:
        """Return the rejection of just what a draft says; None when there is none.

        Whichever source says it: one may have got another id, or two describe the same page.
        """
        if draft.harvest is None:
            return None
        said = (draft.harvest.item, draft.harvest.content)
        return next((r for r in self.rejected if (r.item, r.content) == said), None)

    def rejecting(self, draft: Draft, today: date) -> "Remembered":
        """Return the same with one more rejection, which replaces an earlier one of the item.

        Raises ValueError for a draft that was not harvested: it cannot come back.
        """
        found = draft.harvest
        if found is None:
            raise ValueError(f"{draft.id} was not harvested")
        new = Rejected(
            draft=draft.id, source=found.source, item=found.item, content=found.content, on=today
        )
        others = (r for r in self.rejected if (r.source, r.item) != (new.source, new.item))
        kept = sorted((*others, new), key=lambda r: (r.source, r.item))
        return self.model_copy(update={"rejected": tuple(kept)})

    def waits(self, entry_id: str) -> Gone | None:
        """Return why an entry is gone when no librarian has decided on it yet; else None."""
        return next((g for g in self.gone if g.entry == entry_id and g.settled is None), None)

    def settling(self, entry_id: str, today: date) -> "Remembered":
        """Return the same with a librarian's decision on an entry that is gone."""
        gone = tuple(
            g.model_copy(update={"settled": today}) if g.entry == entry_id else g for g in self.gone
        )
        return self.model_copy(update={"gone": gone})

    def following(self, target: Callable[[str], str | None]) -> "Remembered":
        """Return the same about the entries that `target` says, each once; None is forgotten."""
        kept: dict[str, Gone] = {}
        for gone in self.gone:
            if entry := target(gone.entry):
                kept.setdefault(entry, gone.model_copy(update={"entry": entry}))
        return self.model_copy(update={"gone": tuple(kept.values())})

    def missing(self, gone: Iterable[Gone], listed: Container[str]) -> "Remembered":
        """Return the same after a harvest that found entries `gone` and others `listed`.

        What is listed again is forgotten; what was gone before keeps its day and reason.
        """
        kept = [g for g in self.gone if g.entry not in listed]
        known = {g.entry for g in kept}
        kept += [g for g in gone if g.entry not in known and g.entry not in listed]
        return self.model_copy(update={"gone": tuple(sorted(kept, key=lambda g: g.entry))})


def load_remembered(folder: Path) -> Remembered:
    """Read what the inbox of a knowledge base remembers. Raises BadFile."""
    file = folder / FILE
    return read_model(file, Remembered) if file.exists() else Remembered()


def remembered_text(remembered: Remembered) -> str:
    """Return the text of the file."""
    return dump(
        {
            "rejected": [dict(rejection) for rejection in remembered.rejected],
            "gone": [
                {name: value for name, value in gone if value is not None}
                for gone in remembered.gone
            ],
        },
        None,
    )


def write_remembered(folder: Path, remembered: Remembered) -> bool:
    """Write it, whole or not at all; True when the file changed."""
    file = folder / FILE
    text = remembered_text(remembered)
    if not file.exists() and remembered == Remembered():
        return False
    if file.exists() and file.read_text("utf-8") == text:
        return False
    write_text(file, text)
    return True
