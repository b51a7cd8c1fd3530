"""What a monitor reads, as a monitor reads it: over a connection, with Prometheus' own parser."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest
from asking import get
from library import NOW
from playwright.sync_api import Page
from prometheus_client.parser import text_string_to_metric_families

from indexer.query import Query
from settings import Settings
from web import measures
from web.routes.answers import Refusal
from web.routes.metrics import may_read, metrics
from web.routes.serving import Asked
from web.shelf import Shelf

INSIDE = Settings.model_fields["metrics_for"].default

Labels = tuple[tuple[str, str], ...]


def samples(text: str) -> dict[tuple[str, Labels], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class Watched:
    """A monitor that looks at the running app before and after something happens."""

    def __init__(self, app: str) -> None:
        self.app = app
        self.before = self.look()

    def look(self) -> dict[tuple[str, Labels], float]:
        answer = get(f"{self.app}/metrics")
        assert answer.status_code == 200, answer.text
        self.text = answer.text
        return samples(answer.text)

    def grown(self, name: str, **labels: str) -> float:
        key = name, tuple(sorted(labels.items()))
        return self.look()[key] - self.before.get(key, 0)


def test_answers_are_counted_by_route_and_status(app: str) -> None:
    watched = Watched(app)
    for path in (
        "/api/v1/entries/quay-strategy",
        "/api/v1/entries/nobody",
        "/api/v1/entries/nothing",
        "/api/v1/search?from=soon",
        "/e/quay-strategy.ris",
    ):
        get(f"{app}{path}")
    total = "caseshelf_requests_total"
    entries = "/api/v1/entries/{id}"
    assert watched.grown(total, route=entries, status="200") == 1
    assert watched.grown(total, route=entries, status="404") == 2
    assert watched.grown(total, route="/api/v1/search", status="422") == 1
    assert watched.grown(total, route="/e/{id}.ris", status="200") == 1


def test_searches_are_timed_and_those_without_results_counted(app: str) -> None:
    watched = Watched(app)
    for words in ("neglect", "zzzz", "qqqq"):
        get(f"{app}/api/v1/search?q={words}")
    get(f"{app}/feed.atom?q=neglect")
    get(f"{app}/export/ris?q=zzzz")
    assert watched.grown("caseshelf_search_seconds_count", asker="program") == 5
    assert watched.grown("caseshelf_search_seconds_bucket", asker="program", le="+Inf") == 5
    assert watched.grown("caseshelf_search_seconds_sum", asker="program") > 0
    assert watched.grown("caseshelf_searches_without_results_total", asker="program") == 3


@pytest.mark.browser
def test_what_readers_search_for_is_told_apart_from_what_programs_do(
    app: str, open_page: Callable[[str], Page]
) -> None:
    watched = Watched(app)
    open_page("/?q=zzzz")
    assert watched.grown("caseshelf_search_seconds_count", asker="reader") >= 1
    assert watched.grown("caseshelf_searches_without_results_total", asker="reader") >= 1
    assert watched.grown("caseshelf_search_seconds_count", asker="program") == 0


def test_the_state_of_the_index_is_told(app: str) -> None:
    seen = Watched(app).before
    health = get(f"{app}/healthz").json()
    assert seen["caseshelf_index_entries", ()] == health["entries"] == 48
    assert seen["caseshelf_index_current", ()] == 1
    assert seen["caseshelf_index_compared", ()] == 1
    assert seen["caseshelf_unreadable_files", ()] == 1  # the broken one of the small catalog
    updated = seen["caseshelf_index_updated_timestamp_seconds", ()]
    assert 0 <= datetime.now(UTC).timestamp() - updated < 3600
    (generation,) = [dict(labels) for name, labels in seen if name == "caseshelf_index_info"]
    assert generation["generation"]


def test_what_is_not_known_before_the_comparison_is_not_told(shelf: Shelf) -> None:
    def told(compared: bool) -> str:
        holding = replace(shelf.holding, compared=compared)
        answer = metrics(Asked(holding, NOW, client="127.0.0.1", metrics_for=INSIDE))
        assert isinstance(answer.body, bytes)
        return answer.body.decode()

    assert "caseshelf_index_compared 1.0" in told(True)
    assert "caseshelf_unreadable_files" in told(True)
    assert "caseshelf_index_compared 0.0" in told(False)
    assert "caseshelf_unreadable_files" not in told(False)


def test_nothing_that_was_typed_is_told(app: str) -> None:
    secret = "rosalindprivate"
    for path in (
        f"/api/v1/search?q={secret}",
        f"/api/v1/search?topic={secret}",
        f"/api/v1/{secret}",
        f"/e/{secret}",
        f"/export/{secret}",
        f"/{secret}",
    ):
        get(f"{app}{path}")
    watched = Watched(app)
    assert secret not in watched.text
    assert get(f"{app}/metrics?{secret}=1").status_code == 422


def test_only_those_inside_may_read(shelf: Shelf) -> None:
    inside = Asked(shelf.holding, NOW, client="127.0.0.1", metrics_for=INSIDE)
    answer = metrics(inside)
    assert (answer.status, answer.keep) == (200, "no-store")
    outside = Asked(shelf.holding, NOW, client="203.0.113.9", metrics_for=INSIDE)
    with pytest.raises(Refusal, match="KB_METRICS_FOR") as refused:
        metrics(outside)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("client", "may"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.1.2.3", True),
        ("10.2.2.3", False),
        ("::ffff:203.0.113.9", False),
        ("2001:db8::1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_who_is_inside(client: str, may: bool) -> None:
    assert may_read(client, (*INSIDE, ip_network("10.1.0.0/16"))) == may


def test_networks_are_set_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_METRICS_FOR", "10.0.0.7, 192.168.0.0/16 ::1")
    assert [str(network) for network in Settings().metrics_for] == [
        "10.0.0.7/32",
        "192.168.0.0/16",
        "::1/128",
    ]
    monkeypatch.setenv("KB_METRICS_FOR", "")
    assert Settings().metrics_for == ()


def test_a_search_takes_the_time_that_passes(shelf: Shelf) -> None:
    ticks = iter((10.0, 10.5))

    def taken() -> Any:
        value = measures.REGISTRY.get_sample_value
        return value("caseshelf_search_seconds_sum", {"asker": "reader"})

    before = taken()
    measures.search(shelf.holding.backend, Query.build("neglect"), "reader", lambda: next(ticks))
    assert taken() - before == pytest.approx(0.5)
