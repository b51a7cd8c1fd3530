"""Each command starts with its own libraries alone, and says so when one of them is broken."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_group

import cli
from tests.harvest.conftest import SHIPPED

ROOT = Path(__file__).resolve().parent.parent
BROKEN = "import sys; sys.modules.update(dict.fromkeys({libraries!r})); import cli; cli.main()"


def run(*arguments: str, broken: str = "") -> "subprocess.CompletedProcess[str]":
    """Run `kb` as if some libraries could not be imported."""
    script = BROKEN.format(libraries=broken.split())
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("room", cli.ROOMS)
def test_a_room_holds_the_commands_it_is_said_to(room: str) -> None:
    module = __import__(f"commands.{room}", fromlist=["app"])
    assert set(get_group(module.app).commands) == set(cli.ROOMS[room])


def test_every_room_is_known() -> None:
    rooms = {f.stem for f in (ROOT / "commands").glob("*.py") if "app = " in f.read_text("utf-8")}
    assert rooms == set(cli.ROOMS)


def test_looking_at_the_catalog_needs_no_library_for_pages_or_searching() -> None:
    libraries = "bs4 lxml trafilatura htmldate pypdf feedparser requests pymarc whoosh numpy"
    assert run("inbox", "--kb", str(SHIPPED), broken=libraries).returncode == 0


def test_a_broken_library_stops_only_what_needs_it() -> None:
    stopped = run("harvest", "some-source", "--json", broken="bs4")
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert stopped.stderr.startswith("harvest: Cannot run here:")
    assert "requirements.txt" in stopped.stderr
    listed = run("--help", broken="bs4")
    assert listed.returncode == 0
    assert "Cannot run here" in listed.stdout
