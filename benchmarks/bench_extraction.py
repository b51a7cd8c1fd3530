"""How right and how fast any page is read, beside trafilatura with htmldate alone.

`python -m benchmarks.bench_extraction [seen|held_out]` prints a row for each field, then pages a
second and memory. Two kinds of pages are told apart: those that no site module reads, and those of
the sites we have a module for, whose titles the module's own record gives.
"""

import sys
import tracemalloc
from collections.abc import Callable
from time import perf_counter
from typing import Any

import yaml
from trafilatura import bare_extraction

from scrapers.generic.chain import extract
from scrapers.page import NotUnderstood
from tests.scrapers.expectations import PAGES as SITE_PAGES
from tests.scrapers.generic.judged import TODAY, Pair, ours, pairs, right_and_wrong, theirs

ROUNDS = 5


def site_pairs() -> list[Pair]:
    """Return the pages of sites with a module, with what the record says of the page itself."""
    found = []
    for file in sorted(SITE_PAGES.glob("*/*.html")):
        record = yaml.load(file.with_suffix(".yaml").read_text("utf-8"), yaml.BaseLoader)
        if record.get("drafts") and record.get("address"):
            own = record["drafts"][0]
            fields = {name: own[name] for name in ("title", "published") if name in own}
            found.append(
                Pair(
                    file.stem,
                    file.read_text("utf-8"),
                    {"address": record["address"]} | fields,
                )
            )
    return found


def table(name: str, chosen: list[Pair]) -> None:
    mine, wrong = right_and_wrong(chosen, ours)
    alone = right_and_wrong(chosen, theirs, lenient=True)[0]
    print(f"\n{name}: {len(chosen)} pages")
    print(f"{'field':<16}{'ours':>10}{'trafilatura':>14}{'of':>6}")
    for field, (right, of) in mine.items():
        other = str(alone[field][0]) if field in theirs(chosen[0]) else "-"
        print(f"{field:<16}{right:>10}{other:>14}{of:>6}")
    for line in wrong:
        print(f"  {line}")


def _ours(pair: Pair) -> Any:
    try:
        return extract(pair.html, pair.address, TODAY)
    except NotUnderstood:
        return None


def _alone(pair: Pair) -> Any:
    return bare_extraction(pair.html, url=pair.address, with_metadata=True)


def speed(name: str, chosen: list[Pair]) -> None:
    """Print pages a second of both, measured in turns so that what else runs slows both alike."""
    times: dict[str, list[float]] = {"ours": [], "trafilatura alone": []}
    for _ in range(ROUNDS + 1):
        for reader, read in (("ours", _ours), ("trafilatura alone", _alone)):
            times[reader].append(_seconds(read, chosen))
    best = {reader: min(found[1:]) for reader, found in times.items()}
    for reader, read in (("ours", _ours), ("trafilatura alone", _alone)):
        tracemalloc.start()
        _seconds(read, chosen)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        speed = f"{len(chosen) / best[reader]:>8.0f} pages/s"
        print(f"{f'{reader}, {name}':<34}{speed}{peak / 1024:>10.0f} KB of Python at most")
    print(f"ours to trafilatura alone: {best['trafilatura alone'] / best['ours']:.2f}")


def _seconds(read: Callable[[Pair], Any], chosen: list[Pair]) -> float:
    start = perf_counter()
    for pair in chosen:
        read(pair)
    return perf_counter() - start


def long_page(pair: Pair, paragraphs: int = 200) -> Pair:
    """Return a page as long as real ones are: with more text, menus and links."""
    text = "<p>Workers who come back are trusted more than workers who do not, they say.</p>"
    menu = "<nav>" + "<ul><li><a href='/x'>A link</a></li></ul>" * 150 + "</nav>"
    longer = pair.html.replace("</body>", f"<div>{text * paragraphs}</div>{menu}</body>")
    return Pair(pair.name, longer, pair.record)


def main() -> None:
    folders = sys.argv[1:] or ["seen", "held_out"]
    chosen = [pair for folder in folders for pair in pairs(folder)]
    for folder in folders:
        table(f"pages of sites without a module, {folder}", pairs(folder))
    table("pages of sites with a module", site_pairs())
    print()
    readable = [pair for pair in chosen if "not_understood" not in pair.fields]
    for length, pages in (
        ("as they are", readable),
        ("made long", [long_page(p) for p in readable]),
    ):
        speed(length, pages)


if __name__ == "__main__":
    main()
