"""Takes the pictures of the README from the running app: `python -m docs.take_screenshots`.

Serves the catalog of this checkout on a free port and writes `docs/images/*.png`. Pictures are
reduced to 128 colours, so that a checkout stays small.
"""

import os
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from benchmarks.served import ROOT, served

WIDE = (1280, 860)
PHONE = (390, 844)
PICTURES = {
    "start": ("/", WIDE, "light"),
    "search": ("/?q=parents+won%27t+engage&audience=caseworkers&from=2014", WIDE, "light"),
    "entry": ("/entry?id=chronic-child-neglect-course", WIDE, "light"),
    "suggestions": ("/", (1280, 620), "light"),
    "share": ("/?topic=kinship-care&audience=caseworkers", (1280, 860), "light"),
    "list": ("/list?id=first-weeks-caseworker", WIDE, "light"),
    "nothing": ("/?q=kinship&kind=dataset&from=2024", (1280, 620), "light"),
    "phone": ("/?q=kinship", PHONE, "light"),
    "phone-filters": ("/?q=kinship&kind=guide", PHONE, "light"),
    "spanish": ("/?q=negligencia&audience=caseworkers&lang=es", WIDE, "light"),
    "dark": ("/?topic=neglect", WIDE, "dark"),
}
"""Name: address, size of the window in pixels, colours."""


def main() -> None:
    """Take all pictures, or those named on the command line."""
    wanted = sys.argv[1:] or list(PICTURES)
    os.environ["KB_PUBLIC_URL"] = "https://library.example"  # what shared links name
    with (
        tempfile.TemporaryDirectory() as work,
        served(ROOT / "app.py", ROOT / "kb", Path(work)) as address,
        sync_playwright() as playwright,
    ):
        path = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name in wanted:
            where, (width, height), scheme = PICTURES[name]
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page.goto(address + where)
            page.wait_for_selector("#cs-heading", timeout=120_000)
            page.evaluate("document.fonts.ready")
            if name == "phone-filters":
                page.click(".cs-filters")
            if name == "share":
                page.click("[data-share]")
                page.wait_for_selector("#cs-dialog[open] svg")
            if name == "suggestions":
                page.locator("#cs-q").press_sequentially("kin")
                page.wait_for_selector("#cs-suggestions [role=option]")
            save(page.screenshot(), ROOT / "docs/images" / f"{name}.png")
            page.close()
        browser.close()


def save(picture: bytes, path: Path) -> None:
    """Write a picture with few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(BytesIO(picture)).convert("RGB").quantize(128).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
