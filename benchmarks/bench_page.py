"""From click to updated results in Chromium, beside a bare Streamlit page of as many elements.

    python -m benchmarks.bench_page [--entries 1000 10000] [--clicks 30]

A click chooses or drops a filter. It is timed in the browser, from the click until the new count
is in the page, in turn with a click on a bare page. That holds one checkbox for each filter and
one text for each result, drawn by Streamlit itself, and does nothing else: what Streamlit asks of
anyone.
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
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for entries in options.entries:
            work = Path(name) / str(entries)
            make(work / "kb", entries)
            with served(ROOT / "app.py", work / "kb", work / "var") as address:
                page, opened = open_app(browser, address)
                filters = page.locator("#cs-filters input[type=checkbox]").count()
                results = page.locator(".cs-card").count()
                bare = work / "bare.py"
                bare.write_text(BARE.format(filters=filters, results=results), encoding="utf-8")
                with served(bare, work / "kb", work / "var") as address:
                    other = browser.new_page()
                    other.goto(address)
                    pairs = [
                        (
                            timed(page, "input[name=audience]", "#cs-count"),
                            timed(other, "[data-testid=stCheckbox] input", LAST),
                        )
                        for _ in range(options.clicks)
                    ]
                ours, theirs = (median(column) for column in zip(*pairs, strict=True))
            figures = {
                "entries": entries,
                "filters": filters,
                "results": results,
                "first results ms": round(opened),
                "click ms": round(ours),
                "bare Streamlit ms": round(theirs),
                "ratio": round(median(one / two for one, two in pairs), 2),
            }
            print(json.dumps(figures), flush=True)
        browser.close()


def open_app(browser: Browser, address: str) -> tuple[Page, float]:
    """Open the app; return its page and the median time to the first results in ms."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(".cs-card", timeout=600_000)  # the index is built before this
    times = []
    for _ in range(5):
        page.close()
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(address)
        page.wait_for_selector(".cs-card")
        times.append((time.perf_counter() - start) * 1000)
    return page, median(times)


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
