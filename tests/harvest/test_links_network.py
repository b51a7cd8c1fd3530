"""Checking links of many hosts: at once, while the network goes and comes, and in a killed run."""

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Event, Lock, local
from typing import IO, Any

import pytest
from urllib3.util.connection import create_connection

from catalog.link_checks import Answer as Came
from catalog.link_checks import LinkCheck, LinkChecks, read_link_checks, write_link_checks
from catalog.sources import Source
from catalog.store import Catalog
from scrapers.fetcher import Fetcher
from scrapers.gather import HOSTS_AT_ONCE
from scrapers.link_run import CHECKS_A_SAVE, LinkReport, LinkRun
from scrapers.network import WITNESSES
from tests.harvest.test_links import DAY, NEXT, configured, entry, kb_links
from tests.harvest.web import Answer, Web, status

__all__ = ["configured"]
ROOT = Path(__file__).resolve().parents[2]
LATER = DAY + timedelta(days=20)
UNKNOWN = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
NO_NAMES = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
NO_ROUTE = OSError(errno.ENETUNREACH, "Network is unreachable")
SILENCE = TimeoutError("timed out")

ONCE = Answer(headers={"Connection": "close"})  # a network that goes takes connections with it


class Internet:
    """Hosts under `.example` that all lead to the test server, as long as they are there."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.is_there: Callable[[str], bool] = lambda host: True
        self.trouble: Exception = UNKNOWN
        self.sought: list[str] = []
        self._resolve = socket.getaddrinfo
        self._connecting = local()

    def getaddrinfo(self, host: str, *rest: Any, **options: Any) -> Any:
        if host.endswith(".example"):
            self.sought.append(host)
            self._connecting.reached = self.is_there(host)
            if isinstance(self.trouble, socket.gaierror) and not self._connecting.reached:
                raise self.trouble
            host = "127.0.0.1"
        return self._resolve(host, *rest, **options)

    def create_connection(self, *given: Any, **options: Any) -> socket.socket:
        if not self._connecting.reached:
            raise self.trouble
        return create_connection(*given, **options)

    def has(self, host: str, path: str = "/guide", *answers: Answer) -> str:
        """Let a host answer, and return the address."""
        return self.web.has(path, *answers or [ONCE]).replace("127.0.0.1", f"{host}.example")


@pytest.fixture
def internet(web: Web, monkeypatch: pytest.MonkeyPatch) -> Internet:
    made = Internet(web)
    web.has("/robots.txt", status(404, Connection="close"))
    monkeypatch.setattr(socket, "getaddrinfo", made.getaddrinfo)
    monkeypatch.setattr("scrapers.connection.create_connection", made.create_connection)
    monkeypatch.setattr("scrapers.connection.is_public", lambda _: True)
    return made


Check = Callable[..., LinkReport]


@pytest.fixture
def check(fetcher: Fetcher, tmp_path: Path) -> Check:
    """Return what checks addresses on a day, one run after the other."""

    def run(addresses: list[str], today: date, *sources: Source) -> LinkReport:
        made = LinkRun(tmp_path / "links.json", fetcher, sources, today)
        return made.run({address: ["guide"] for address in addresses}, addresses, 14)

    return run


def known(tmp_path: Path) -> LinkChecks:
    return read_link_checks(tmp_path / "links.json")


def opened(day: date) -> LinkCheck:
    return LinkCheck(checked=day, answer=Came.OPENS, last_ok=day)


@pytest.mark.parametrize("trouble", [UNKNOWN, NO_NAMES, NO_ROUTE, SILENCE], ids=str)
@pytest.mark.parametrize("before", [True, False], ids=["later run", "first run"])
def test_without_a_network_nothing_is_said_of_links(
    internet: Internet, check: Check, tmp_path: Path, trouble: Exception, before: bool
) -> None:
    addresses = [internet.has(f"h{n}") for n in range(40)]
    kept = dict.fromkeys(addresses, opened(DAY)) if before else {}
    write_link_checks(tmp_path / "links.json", kept)
    internet.is_there = lambda host: False
    internet.trouble = trouble
    report = check(addresses, LATER)
    assert (report.offline, report.checked, report.left) == (True, 0, 40)
    assert known(tmp_path) == kept
    assert len(set(internet.sought)) <= HOSTS_AT_ONCE + WITNESSES + 1, "the run ends soon"


def test_the_command_says_that_there_is_no_network(
    internet: Internet, configured: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrapers.pace.Pace.leave_alone", lambda *_: None)
    monkeypatch.setattr("scrapers.link_run.DELAY", 0)
    for n in range(3):
        configured.write(entry(f"e{n}", internet.has(f"h{n}")))
    internet.is_there = lambda host: False
    result = kb_links(configured)
    assert result.exit_code == 3
    assert "0 checked, 3 left" in result.stdout
    assert "No site could be reached" in result.stderr
    internet.is_there = lambda host: True
    result = kb_links(configured)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "3 checked, 0 left; 3 ok" in result.stdout


def test_a_network_that_goes_takes_at_most_what_was_being_asked_for(
    internet: Internet, check: Check, tmp_path: Path
) -> None:
    addresses = [internet.has(f"h{n:02}") for n in range(60)]
    internet.is_there = lambda host: len(set(internet.sought)) <= 12
    report = check(addresses, DAY)
    assert report.offline
    assert len(known(tmp_path)) == report.checked == 60 - report.left
    came = [found.answer for found in known(tmp_path).values()]
    assert 4 <= came.count(Came.OPENS) <= 12
    assert len(came) - came.count(Came.OPENS) <= HOSTS_AT_ONCE


def test_hosts_that_are_gone_are_told_by_one_that_is_not(
    internet: Internet, check: Check, tmp_path: Path
) -> None:
    """What seems gone is due alone on the next day: then nothing else answers in the run."""
    there = [internet.has(f"there{n}") for n in range(9)]
    gone = [internet.has(f"gone{n}") for n in range(9)]
    internet.is_there = lambda host: host.startswith("there")
    report = check([*there, *gone], DAY)
    assert (report.offline, report.checked) == (False, 18)
    internet.web.asked.clear()
    report = check([*there, *gone], NEXT)
    assert (report.offline, report.checked, report.left) == (False, 9, 0)
    states = {address: found.state.value for address, found in known(tmp_path).items()}
    assert states == dict.fromkeys(there, "ok") | dict.fromkeys(gone, "broken")
    assert {headers["Host"].partition(".")[0] for _, headers in internet.web.asked} <= {
        address.removeprefix("http://").partition(".")[0] for address in there
    }
    assert known(tmp_path)[there[0]].checked == DAY, "a witness is not checked by that"


def test_an_answer_of_any_kind_is_a_sign_of_the_network(
    internet: Internet, check: Check, tmp_path: Path
) -> None:
    addresses = [internet.has("busy", "/page", status(404)), internet.has("gone")]
    internet.is_there = lambda host: host.startswith("busy")
    assert not check(addresses, DAY).offline
    assert {found.answer for found in known(tmp_path).values()} == {Came.GONE}


def test_ones_own_network_is_no_sign_of_the_internet(
    internet: Internet, check: Check, tmp_path: Path
) -> None:
    inside = internet.has("inside")
    owner = {"id": "in", "title": "In", "scraper": "generic", "site": inside}
    owner |= {"allow_private": True, "crawl_delay": 0, "pages": [{"address": inside}]}
    addresses = [inside, internet.has("a"), internet.has("b")]
    internet.is_there = lambda host: host.startswith("inside")
    report = check(addresses, DAY, Source.model_validate(owner))
    assert report.offline
    assert set(known(tmp_path)) <= {inside}


def test_many_hosts_are_asked_at_once_and_each_one_thing_at_a_time(
    internet: Internet, check: Check, tmp_path: Path
) -> None:
    together = Barrier(HOSTS_AT_ONCE)
    asked: dict[str, Lock] = {}
    at_once: list[str] = []

    def answer(host: str, meet: bool) -> Answer:
        def raw(out: IO[bytes], closing: Event) -> None:
            lock = asked.setdefault(host, Lock())
            if not lock.acquire(blocking=False):
                at_once.append(host)
                return
            if meet:
                together.wait(20)
            out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            out.flush()
            lock.release()

        return Answer(raw=raw)

    addresses = [
        internet.has(f"h{n}", f"/h{n}/{page}", answer(f"h{n}", page == 0))
        for n in range(2 * HOSTS_AT_ONCE)
        for page in range(2)
    ]
    report = check(addresses, DAY)
    assert at_once == []
    assert (report.checked, report.left) == (len(addresses), 0)
    assert {found.answer for found in known(tmp_path).values()} == {Came.OPENS}


def test_a_killed_run_keeps_what_it_saved_and_the_next_goes_on(
    configured: Catalog, web: Web, tmp_path: Path
) -> None:
    running: list[subprocess.Popen[bytes]] = []

    def kill(out: IO[bytes], closing: Event) -> None:
        os.kill(running[0].pid, signal.SIGKILL)

    saved, pages = 2 * CHECKS_A_SAVE, 3 * CHECKS_A_SAVE
    urls = [web.has(f"/{n:03}") for n in range(pages)]
    configured.write(entry("guide", *urls))
    web.has(f"/{saved + 30}", Answer(raw=kill), Answer())
    command = [sys.executable, "-m", "cli", "links", "--kb", str(configured.folder)]
    running.append(subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL))
    assert running[0].wait(60) == -signal.SIGKILL
    (file,) = tmp_path.glob("var/*/links.json")
    assert set(read_link_checks(file)) == set(urls[:saved])
    assert [left.name for left in file.parent.iterdir() if ".json" in left.name] == ["links.json"]
    web.asked.clear()
    result = kb_links(configured)
    assert result.exit_code == 0
    assert f"{pages - saved} checked, 0 left; {pages} ok" in result.stdout
    assert web.paths() == [f"/{n:03}" for n in range(saved, pages)]
