"""Many readers at once on one process, each in a session of its own.

    python -m benchmarks.bench_readers [--entries 10000] [--readers 50] [--chromium 8]

A reader is a real session of Streamlit, held over its WebSocket as the browser holds it: it opens
the page, searches, chooses and drops filters, turns pages, and thinks between two clicks. A
program asks the JSON API as fast as it gets answers. Some more readers use Chromium, each in a
context of its own, because a browser shows what a protocol cannot. Every answer is compared with
what the API said to the same question before anybody else was there: its total and its first
entries. A wrong one is a reader who sees what another asked for.
"""

import argparse
import asyncio
import json
import random
import re
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from playwright.async_api import Browser, async_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.served import ROOT, served
from benchmarks.synthetic import make

WORDS = ("neglect", "kinship care", "parents", "training", "court", "school", "risk", "zzzzz")
FILTERS = ("topic", "audience", "kind", "format", "jurisdiction", "language", "access")
FIRST = 3
"""Entries at the top that are compared."""

_COUNT = re.compile(r'id="cs-count"[^>]*>(?:<strong>([\d,]+) )?')
_CARD = re.compile(r'<li class="cs-card" data-key="([a-z0-9-]+)"')


@dataclass(frozen=True)
class Seen:
    """What a reader sees of a result."""

    total: int
    first: tuple[str, ...]


@dataclass
class Log:
    """What happened to one sort of readers."""

    seconds: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)  # the first answer of each session
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return counts, and times in milliseconds."""
        times = sorted(self.seconds) or [0.0]
        opened = sorted(self.opened) or [0.0]
        return {
            "answers": len(self.seconds) + len(self.opened),
            "errors": len(self.failed),
            "mixed up": len(self.wrong),
            "first p50 ms": round(at(opened, 0.5)),
            "p50 ms": round(at(times, 0.5)),
            "p95 ms": round(at(times, 0.95)),
            "worst ms": round(times[-1] * 1000),
        }


def at(ordered: Sequence[float], part: float) -> float:
    """Return a percentile in milliseconds."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000


def told(base: str, parameters: str) -> Seen:
    """Return what the API answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{base}/api/v1/search?{parameters}", timeout=60) as answer:
        found = json.load(answer)
    return Seen(found["total"], tuple(hit["id"] for hit in found["hits"][:FIRST]))


def questions(base: str, dice: random.Random, count: int) -> dict[str, Seen]:
    """Return searches with words, filters, years and pages, and what each finds."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{base}/api/v1/facets", timeout=60) as answer:
        facets = json.load(answer)["facets"]
    found: dict[str, Seen] = {"": told(base, "")}
    while len(found) < count:
        asked: list[tuple[str, str]] = []
        if dice.random() < 0.6:
            asked.append(("q", dice.choice(WORDS)))
        for name in dice.sample(FILTERS, dice.randint(0, 2)):
            asked += [(name, dice.choice(facets[name])["value"])] if facets[name] else []
        if dice.random() < 0.3:
            asked.append(("from", str(dice.randint(2000, 2024))))
        if dice.random() < 0.2:
            asked.append(("page", "2"))
        parameters = urlencode(asked)
        found[parameters] = told(base, parameters)
    return found


def shown(html: str) -> Seen:
    """Read a page as a reader does."""
    count = _COUNT.search(html)
    assert count, html[:500]
    return Seen(int((count[1] or "0").replace(",", "")), tuple(_CARD.findall(html)[:FIRST]))


async def session(base: str) -> ClientConnection:
    """Open a session as a browser does."""
    address = f"{base.replace('http', 'ws', 1)}/_stcore/stream"
    return await connect(
        address, subprotocols=["streamlit"], origin=base, max_size=None, proxy=None  # type: ignore[list-item, arg-type]
    )  # fmt: skip


async def ask(line: ClientConnection, parameters: str) -> Seen:
    """Go to an address in a session; return what the page shows when it is finished."""
    message = BackMsg()
    message.rerun_script.query_string = parameters
    await line.send(message.SerializeToString())
    page = ""
    while True:
        got = ForwardMsg.FromString(await line.recv(decode=False))
        kind = got.WhichOneof("type")
        if kind == "delta" and got.delta.new_element.WhichOneof("type") == "bidi_component":
            page = json.loads(got.delta.new_element.bidi_component.json)["html"]
        if kind == "script_finished":
            return shown(page)


Think = Callable[[], Awaitable[None]]


async def reader(
    base: str, asked: Sequence[str], truth: Mapping[str, Seen], log: Log, think: Think
) -> None:
    """Be one reader: a session of its own, one question after another."""
    try:
        start = time.perf_counter()
        async with await session(base) as line:
            for place, parameters in enumerate(asked):
                seen = await ask(line, parameters)
                taken = time.perf_counter() - start
                (log.seconds if place else log.opened).append(taken)
                if seen != truth[parameters]:
                    log.wrong.append(f"{parameters}: {seen}, not {truth[parameters]}")
                await think()
                start = time.perf_counter()
    except Exception as error:
        log.failed.append(repr(error))


async def program(base: str, asked: Sequence[str], truth: Mapping[str, Seen], log: Log) -> None:
    """Be one program: the API, without pauses."""
    for parameters in asked:
        start = time.perf_counter()
        try:
            seen = await asyncio.to_thread(told, base, parameters)
        except OSError as error:
            log.failed.append(repr(error))
            continue
        log.seconds.append(time.perf_counter() - start)
        if seen != truth[parameters]:
            log.wrong.append(f"{parameters}: {seen}, not {truth[parameters]}")


GO = """
address => {
  history.pushState({}, "", `./?${address}`);
  dispatchEvent(new PopStateEvent("popstate", {state: history.state}));
}
"""
ARRIVED = """
([total, first]) => {
  const text = document.querySelector("#cs-count strong")?.textContent ?? "0";
  const cards = [...document.querySelectorAll(".cs-card")].slice(0, first.length);
  const ids = cards.map(card => card.dataset.key);
  return Number(text.replace(/[^0-9]/g, "")) === total && ids.join() === first.join();
}
"""


async def browsing(
    browser: Browser, base: str, asked: Sequence[str], truth: Mapping[str, Seen], log: Log,
    think: Think,
) -> None:  # fmt: skip
    """Be one reader in Chromium: the right page must come, and still be there after a while."""
    context = await browser.new_context()
    page = await context.new_page()
    page.on("pageerror", lambda error: log.failed.append(str(error)))
    try:
        start = time.perf_counter()
        await page.goto(f"{base}/?{asked[0]}")
        for place, parameters in enumerate(asked):
            if place:
                await page.evaluate(GO, parameters)
            right = [truth[parameters].total, list(truth[parameters].first)]
            await page.wait_for_function(ARRIVED, arg=right, timeout=60_000)
            (log.seconds if place else log.opened).append(time.perf_counter() - start)
            await think()
            if not await page.evaluate(ARRIVED, right):
                log.wrong.append(f"{parameters}: changed without being asked")
            start = time.perf_counter()
    except Exception as error:
        log.failed.append(repr(error))
    finally:
        await context.close()


async def all_at_once(
    base: str, *, readers: int, programs: int, chromium: int, clicks: int, think: float, seed: int
) -> dict[str, Log]:
    """Let everybody read at once; return what happened to each sort of them."""
    dice = random.Random(seed)
    truth = await asyncio.to_thread(questions, base, dice, 80)
    logs = {name: Log() for name in ("sessions", "programs", "Chromium")}

    def some() -> list[str]:
        return dice.choices(list(truth), k=clicks)

    async def pause() -> None:
        await asyncio.sleep(dice.uniform(0, 2 * think))

    tasks = [reader(base, some(), truth, logs["sessions"], pause) for _ in range(readers)]
    tasks += [program(base, some(), truth, logs["programs"]) for _ in range(programs)]
    if not chromium:
        await asyncio.gather(*tasks)
        return logs
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        browser = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        tasks += [
            browsing(browser, base, some(), truth, logs["Chromium"], pause) for _ in range(chromium)
        ]
        await asyncio.gather(*tasks)
        await browser.close()
    return logs


def main() -> None:
    """Measure and print one line of JSON for each sort of readers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--kb", type=Path, help="a knowledge base that is there already")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--programs", type=int, default=10)
    parser.add_argument("--chromium", type=int, default=8)
    parser.add_argument("--clicks", type=int, default=20)
    parser.add_argument("--think", type=float, default=2.0, help="mean seconds between two clicks")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        kb = options.kb or Path(name) / "kb"
        if not options.kb:
            make(kb, options.entries)
        with served(
            ROOT / "app.py", kb, Path(name) / "var", KB_REQUESTS_PER_MINUTE="1000000"
        ) as base:
            start = time.perf_counter()
            logs = asyncio.run(
                all_at_once(
                    base,
                    readers=options.readers,
                    programs=options.programs,
                    chromium=options.chromium,
                    clicks=options.clicks,
                    think=options.think,
                    seed=1,
                )
            )
            taken = time.perf_counter() - start
    for sort, log in logs.items():
        print(json.dumps({"readers": sort, **log.figures()}), flush=True)
        for line in (*log.failed[:3], *log.wrong[:3]):
            print(f"  {line[:300]}")
    answers = sum(len(log.seconds) + len(log.opened) for log in logs.values())
    print(json.dumps({"seconds": round(taken), "answers a second": round(answers / taken, 1)}))


if __name__ == "__main__":
    main()
