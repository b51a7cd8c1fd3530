"""A harvest of a made-up town, undisturbed and killed at random points: the inbox is the same.

    python -m benchmarks.bench_harvest [--pages 2000] [--deaths 12] [--seed 1]

The town answers from this process on the loopback interface: linked pages, some of them broken,
moved, closed or busy at first. Each harvest is a process of its own. What is written down is how
long the runs took, what was asked of the site, and the memory of the undisturbed run; and the same
of a second run, for which no page has changed.
"""

import argparse
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from catalog.canonical_yaml import dump
from tests.harvest.town import build, to_text
from tests.harvest.web import Web

ROOT = Path(__file__).resolve().parent.parent
NEVER = 10**9


@dataclass(frozen=True)
class Figures:
    """What came of one town: seconds, requests, drafts, and a digest of the whole inbox."""

    seconds: float
    asked: int
    drafts: int
    inbox: str


def harvest(web: Web, pages: int, folder: Path, deaths: list[int]) -> Figures:
    """Harvest a new town into a new inbox, dying after each of some numbers of steps."""
    town = build(web, pages)
    kb = folder / "kb"
    kb.mkdir(parents=True)
    (kb / "sources.yaml").write_text(dump({"sources": [to_text(town)]}), "utf-8")
    return run(web, folder, deaths)


def run(web: Web, folder: Path, deaths: list[int]) -> Figures:
    """Harvest the town that is there into its inbox."""
    kb = folder / "kb"
    web.asked.clear()
    begun = time.perf_counter()
    for steps in (*deaths, NEVER):
        script = [sys.executable, "-m", "tests.harvest.killed_run", str(kb), str(folder / "work")]
        ended = subprocess.run([*script, str(steps)], cwd=ROOT, check=False)
        if ended.returncode not in (0, -signal.SIGKILL):
            raise SystemExit(f"a harvest ended with {ended.returncode}")
    seconds = time.perf_counter() - begun
    files = sorted((kb / "inbox").glob("*.yaml"))
    inbox = sha256(b"".join(f.name.encode() + f.read_bytes() for f in files)).hexdigest()
    return Figures(seconds, len(web.paths()), len(files), inbox)


def main() -> None:
    """Run both harvests and say whether they ended alike."""
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=2000)
    options.add_argument("--deaths", type=int, default=12)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    chance = random.Random(given.seed)
    deaths = [chance.randrange(given.pages // 4) for _ in range(given.deaths)]
    with Web() as web, tempfile.TemporaryDirectory() as folder:
        calm = harvest(web, given.pages, Path(folder) / "calm", [])
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        again = run(web, Path(folder) / "calm", [])
        killed = harvest(web, given.pages, Path(folder) / "killed", deaths)
    runs = (("undisturbed", calm), ("unchanged", again), (f"killed {given.deaths} times", killed))
    for name, found in runs:
        rate = given.pages / found.seconds
        print(
            f"{name:<18} {found.seconds:7.1f} s  {rate:6.1f} pages/s  {found.asked:6} requests"
            f"  {found.drafts:6} drafts  inbox {found.inbox[:12]}"
        )
    print(f"memory of the undisturbed run: {memory} MB")
    print(f"killed after {', '.join(map(str, deaths))} steps")
    if not calm.inbox == again.inbox == killed.inbox:
        raise SystemExit("the inboxes differ")
    print("all inboxes are the same, byte by byte")


if __name__ == "__main__":
    main()
