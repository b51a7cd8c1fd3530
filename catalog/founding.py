"""Starting an empty knowledge base: its folders, the vocabularies of another one, no sources."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from catalog.canonical import canonical_text
from catalog.sources import SOURCES_FILE
from catalog.store import Catalog
from catalog.vocabulary import VOCABULARY_FILES


def found(folder: Path, model: Catalog) -> None:
    """Make a knowledge base without entries, with the vocabularies of `model`; whole or not at all.

    Raises FileExistsError when there is something in the folder, BadFile when a vocabulary of the
    model cannot be read, OSError.
    """
    vocabularies = model.vocabularies
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already, and not an empty folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(mkdtemp(prefix=".caseshelf-", dir=folder.parent))
    try:
        building.chmod(0o755)  # mkdtemp lets nobody else in
        for name in ("entries", "inbox", "lists", "vocabularies"):
            (building / name).mkdir()
        for scheme, vocabulary in vocabularies.items():
            file = building / "vocabularies" / VOCABULARY_FILES[scheme]
            file.write_text(canonical_text(vocabulary), encoding="utf-8")
        (building / SOURCES_FILE).write_text("sources: []\n", encoding="utf-8")
        building.replace(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
