"""Reading lists and named searches that librarians keep: `kb/lists/*.yaml`."""

from pathlib import Path
from urllib.parse import parse_qsl

from pydantic import Field, model_validator

from catalog.model import Id, Line, Part, Text
from catalog.problem import BadFile, Problem
from catalog.yaml_file import read_document, validate

FOLDER = "lists"

MOST_ITEMS = 100
"""Entries on a list: as many as a reader's own list holds."""


class ListItem(Part):
    """An entry on a list, and why it is there."""

    entry: Id = Field(description="Id of the entry.")
    note: Text | None = Field(default=None, description="Why it is on the list, for readers.")


class KeptList(Part):
    """One list: entries in their order, or a search that is carried out each time anew."""

    id: Id = Field(description="Permanent id; the file's name and part of the list's address.")
    title: Line = Field(description="What readers see first.")
    description: Text | None = Field(default=None, description="What it is for, and for whom.")
    items: tuple[ListItem, ...] = Field(
        default=(), max_length=MOST_ITEMS, description="The entries, in their order."
    )
    search: Line | None = Field(
        default=None, description="Instead of items: what stands behind `?` in a search's address."
    )

    @model_validator(mode="after")
    def _either(self) -> "KeptList":
        if bool(self.items) == bool(self.search):
            raise ValueError("give `items` or `search`, and not both")
        if self.search is not None and not self.parameters:
            raise ValueError("`search` is no search: copy what stands behind `?` in its address")
        ids = [item.entry for item in self.items]
        if twice := next((each for each in ids if ids.count(each) > 1), None):
            raise ValueError(f"`{twice}` is on the list twice: keep one of the two")
        return self

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The parameters of the search."""
        return tuple(parse_qsl((self.search or "").rpartition("?")[2]))


def load_lists(folder: Path) -> tuple[dict[str, KeptList], list[Problem]]:
    """Read the lists of a knowledge base by id, in the order of their titles.

    Those that cannot be read are problems, and left out.
    """
    found: list[KeptList] = []
    problems: list[Problem] = []
    for file in sorted((folder / FOLDER).glob("*.yaml")):
        if file.name.startswith("."):  # being written
            continue
        try:
            found.append(_read(file))
        except BadFile as error:
            problems += error.problems
    found.sort(key=lambda each: each.title.casefold())
    return {each.id: each for each in found}, problems


def _read(file: Path) -> KeptList:
    document = read_document(file)
    kept = validate(document, KeptList)
    if kept.id != file.stem:
        message = f"the id is `{kept.id}`, but the file is called {file.name}"
        suggestion = f"Rename the file to {kept.id}.yaml or write `id: {file.stem}`"
        line = document.line(("id",))
        raise BadFile([Problem("wrong-name", file, message, line, "id", suggestion)])
    return kept
