"""From click to updated results in Chromium, beside a bare Streamlit page of as many elements.

    python -m benchmarks.bench_page [--entries 1000 10000] [--clicks 30]

A click chooses or drops a filter. It is timed in the browser, from the click until the new count
is in the page. The bare page holds one checkbox for each filter and one text for each result,
drawn by Streamlit itself, and does nothing else: what Streamlit asks of anyone.
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
                ours, opened, filters, results = time_app(browser, address, options.clicks)
            bare = work / "bare.py"
            bare.write_text(BARE.format(filters=filters, results=results), encoding="utf-8")
            with served(bare, work / "kb", work / "var") as address:
                theirs = time_bare(browser, address, options.clicks)
            figures = {
                "entries": entries,
                "filters": filters,
                "results": results,
                "first results ms": round(opened),
                "click ms": round(ours, 1),
                "bare Streamlit ms": round(theirs, 1),
                "ratio": round(ours / theirs, 2),
            }
            print(json.dumps(figures), flush=True)
        browser.close()


def time_app(browser: Browser, address: str, clicks: int) -> tuple[float, float, int, int]:
    """Return median click and first results in ms, and how many filters and results there are."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(".cs-card", timeout=600_000)  # the index is built before this
    page.close()
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".cs-card")
    opened = (time.perf_counter() - start) * 1000
    filters = page.locator("#cs-filters input[type=checkbox]").count()
    results = page.locator(".cs-card").count()
    times = [timed(page, "input[name=audience]", "#cs-count") for _ in range(clicks)]
    page.close()
    return median(times), opened, filters, results


def time_bare(browser: Browser, address: str, clicks: int) -> float:
    """Return the median from a click until the last element of the bare page has changed."""
    page = browser.new_page()
    page.goto(address)
    last = "[data-testid=stElementContainer]:last-child h3"
    page.wait_for_selector(last)
    times = [timed(page, "[data-testid=stCheckbox] label", last) for _ in range(clicks)]
    page.close()
    return median(times)


def timed(page: Page, click: str, watched: str) -> float:
    """Return the milliseconds from a click until a text changes, then wait for the page to rest."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_selector(click, state="attached")  # Streamlit loads its elements when needed
    taken = page.evaluate(TIMED, [click, watched])
    assert isinstance(taken, float | int)
    return float(taken)


if __name__ == "__main__":
    main()
