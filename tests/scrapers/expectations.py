"""What a scraper makes of a test page, as it is written down beside the page.

`python -m tests.scrapers.expectations PAGE.html [ADDRESS]` writes the record of a new page. Read
it line by line against the page before you commit it: from then on it is what must come out.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from catalog.model import to_plain
from scrapers.page import NotUnderstood, Page
from scrapers.registry import SCRAPERS

PAGES = Path(__file__).parent / "pages"


def read_page(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def outcome(file: Path, address: str) -> dict[str, Any]:
    """Return what the scraper that the page's folder is named after makes of it."""
    scraper = SCRAPERS[file.parent.name]
    try:
        scraped = scraper.read(Page(read_page(file), address))
    except NotUnderstood as error:
        return {"address": address, "not_understood": error.reason}
    drafts = [to_plain(draft) for draft in scraped.drafts]
    return {"address": address, "warnings": list(scraped.warnings), "drafts": drafts}


def expected(file: Path) -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load(file.with_suffix(".yaml").read_text(encoding="utf-8"))
    return written


def main() -> None:
    file = Path(sys.argv[1]).resolve()
    address = sys.argv[2] if len(sys.argv) > 2 else ""
    text = yaml.safe_dump(outcome(file, address), allow_unicode=True, sort_keys=False, width=100)
    file.with_suffix(".yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
