"""What the documents say exists: commands, options, settings, files that are linked to."""

import re
from pathlib import Path
from typing import cast

import pytest
from typer.main import get_command

import cli
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md"))]
GROUP = cast(cli.Commands, get_command(cli.app))
COMMANDS = {name: GROUP.get_command(None, name) for name in GROUP.list_commands(None)}


def test_the_command_reference_covers_every_command_and_option() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `kb ([\w-]+)`$(.*?)(?=^## |\Z)", text, re.M | re.S))
    assert set(sections) == set(COMMANDS)
    for name, command in COMMANDS.items():
        documented = set(re.findall(r"--[a-z][a-z-]*", sections[name])) | {"--help", "--kb"}
        options = {
            option
            for parameter in command.params
            for option in (*parameter.opts, *parameter.secondary_opts)
            if option.startswith("--")
        }
        assert documented == options | {"--help", "--kb"}, f"options of kb {name}"


def test_the_readme_lists_every_setting_with_its_default() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `KB_(\w+)` \| (.+?) \|", text, re.M))
    assert {row.lower() for row in rows} == set(Settings.model_fields)
    assert rows["PAGE_SIZE"] == f"`{Settings.model_fields['page_size'].default}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), f"{page.name} links to {target}"
        if anchor and linked.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.M)
            slugs = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in slugs, f"{page.name} links to {target}"


def test_every_page_of_the_documentation_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s#]+)", page.read_text("utf-8")):
            linked = (page.parent / target).resolve()
            waiting += linked.glob("*.md") if linked.is_dir() else [linked]
    assert set(ROOT.glob("docs/**/*.md")) <= reached


FILE = re.compile(
    r"`((?:catalog|commands|docs|indexer|scrapers|tests|benchmarks|web)/[\w./-]*\w(?:\.\w+|/))`"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_folders_of_the_code_that_are_named_exist(page: Path) -> None:
    named = FILE.findall(page.read_text("utf-8"))
    made_up = re.compile("[A-Z]{2}")  # NAME, CASE: to be filled in
    assert {n for n in named if not made_up.search(n) and not (ROOT / n).exists()} == set()


def test_the_readme_names_commands_that_exist() -> None:
    for page in PAGES:
        for name in re.findall(r"(?:^|`)kb ([a-z]+)\b", page.read_text("utf-8"), re.M):
            assert name in COMMANDS, f"{page.name} names kb {name}"
