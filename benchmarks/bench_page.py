"""From click to updated results in Chromium, beside a bare Streamlit page of as many elements.

    python -m benchmarks.bench_page [--entries 1000 10000 100000] [--clicks 30] [--keep FOLDER]

A click chooses or drops a filter. It is timed in the browser, from the click until the new count
is in the page, in turn with a click on a bare page. That holds one checkbox for each filter and
one text for each result, drawn by Streamlit itself, and does nothing else: what Streamlit asks of
anyone. "First results" is the time from entering the address in a browser with an empty cache to
the first result, in turn with the bare page as well. "After a restart" is the same for the first
reader of a server that was just started and has its index; it holds whatever grows with the catalog
at a start. Knowledge bases and their indexes are kept in FOLDER, if one is named.
"""

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.served import ROOT, served
from benchmarks.synthetic import make

BARE = """
import streamlit as st

FILTERS, RESULTS = {filters}, {results}
chosen = [st.checkbox(f"Filter {{n}}", key=f"filter-{{n}}") for n in range(FILTERS)]
st.write(f"Chosen: {{sum(chosen)}}")
for n in range(RESULTS):
    st.markdown(f"### Result {{n}} of {{sum(chosen)}}\\n\\nA line about it.")
"""
CARD = ".cs-card"
LAST = "[data-testid=stElementContainer]:last-child h3"

TIMED = """
([click, watched]) => new Promise(done => {
  const text = () => document.querySelector(watched)?.textContent, before = text();
  const start = performance.now();
  const watch = new MutationObserver(() => {
    if (text() === undefined || text() === before) return;
    watch.disconnect();
    done(performance.now() - start);
  });
  watch.observe(document.body, {subtree: true, childList: true, characterData: true});
  document.querySelector(click).click();
})
"""


def main() -> None:
    """Measure and print one line of JSON for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--clicks", type=int, default=30)
    parser.add_argument("--visits", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="folder for knowledge bases and indexes")
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for entries in options.entries:
            work = (options.keep or Path(name)) / str(entries)
            if not (work / "kb").exists():
                make(work / "kb", entries)
            figures = measured(browser, work, options.clicks, options.visits)
            print(json.dumps({"entries": entries, **figures}), flush=True)
        browser.close()


def measured(browser: Browser, work: Path, clicks: int, visits: int) -> dict[str, float]:
    """Measure the app over a knowledge base, and a bare page of as many elements beside it."""
    with served(ROOT / "app.py", work / "kb", work / "var") as address:
        visit(browser, address, CARD).close()  # the index is built before this
    with served(ROOT / "app.py", work / "kb", work / "var") as address:
        restarted = time.perf_counter()
        visit(browser, address, CARD).close()
        restarted = time.perf_counter() - restarted
        page = visit(browser, address, CARD)
        filters = page.locator("#cs-filters input[type=checkbox]").count()
        results = page.locator(CARD).count()
        bare = work / "bare.py"
        bare.write_text(BARE.format(filters=filters, results=results), encoding="utf-8")
        with served(bare, work / "kb", work / "var") as other_address:
            other = visit(browser, other_address, LAST)
            first = [
                (opened(browser, address, CARD), opened(browser, other_address, LAST))
                for _ in range(visits)
            ]
            pairs = [
                (
                    timed(page, "input[name=audience]", "#cs-count"),
                    timed(other, "[data-testid=stCheckbox] input", LAST),
                )
                for _ in range(clicks)
            ]
    return {
        "filters": filters,
        "results": results,
        "after a restart ms": round(restarted * 1000),
        **compared("first results", first),
        **compared("click", pairs),
        "click p95 ms": round(sorted(ours for ours, _ in pairs)[int(0.95 * len(pairs))]),
    }


def compared(name: str, pairs: list[tuple[float, float]]) -> dict[str, float]:
    """Return the medians of ours and theirs, and of their ratios."""
    ours, theirs = (round(median(column)) for column in zip(*pairs, strict=True))
    ratio = round(median(one / two for one, two in pairs), 2)
    return {f"{name} ms": ours, f"bare {name} ms": theirs, f"{name} ratio": ratio}


def visit(browser: Browser, address: str, awaited: str) -> Page:
    """Open an address with an empty cache, and wait for the first results."""
    page = browser.new_context().new_page()
    page.goto(address)
    page.wait_for_selector(awaited, timeout=3_600_000)
    return page


def opened(browser: Browser, address: str, awaited: str) -> float:
    """Return the milliseconds from entering an address to the first results."""
    start = time.perf_counter()
    page = visit(browser, address, awaited)
    taken = (time.perf_counter() - start) * 1000
    page.context.close()
    return taken


def timed(page: Page, click: str, watched: str) -> float:
    """Return the milliseconds from a click until a text changes, then wait for the page to rest."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_selector(click, state="attached")  # Streamlit loads its elements when needed
    page.wait_for_selector(watched)
    taken = page.evaluate(TIMED, [click, watched])
    assert isinstance(taken, float | int)
    return float(taken)


if __name__ == "__main__":
    main()
