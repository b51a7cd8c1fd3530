"""The entry shown to librarians is one that passes: canonical, valid, tagged with real terms."""

import re
import shutil
from datetime import date
from pathlib import Path

from catalog.checks import run

ROOT = Path(__file__).resolve().parents[2]


def test_the_entry_in_the_guide_has_no_problem(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "librarians.md").read_text("utf-8")
    (text,) = re.findall(r"```yaml\n(# yaml-language-server.*?)```", guide, re.S)
    (entry_id,) = re.findall(r"^id: (.+)$", text, re.M)
    shutil.copytree(ROOT / "kb" / "vocabularies", tmp_path / "vocabularies")
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / f"{entry_id}.yaml").write_text(text, "utf-8")
    found = run(tmp_path, date(2026, 11, 21))
    assert (found.entries, [str(problem) for problem in found.problems]) == (1, [])
