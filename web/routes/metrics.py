"""What a monitor reads (Prometheus): requests, searches, and what the index holds."""

from collections.abc import Iterator
from http import HTTPStatus
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from web.measures import REGISTRY, REQUESTS
from web.routes.answers import Answer, Refusal
from web.routes.parameters import only
from web.routes.serving import Asked, Endpoint, Networks
from web.shelf import Holding

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' text format; the version is that of the format."""


def metrics(asked: Asked) -> Answer:
    """Answer with everything that is measured, to those who may read it."""
    only(asked.params)
    if not may_read(asked.client, asked.metrics_for):
        detail = "Metrics are read from inside only; see KB_METRICS_FOR."
        raise Refusal(HTTPStatus.FORBIDDEN, detail)
    index = CollectorRegistry()
    index.register(_Index(asked.holding))
    body = generate_latest(REGISTRY) + generate_latest(index)
    return Answer(body, MEDIA_TYPE, keep="no-store", public=False)


def may_read(client: str, networks: Networks) -> bool:
    """Whether a client's address is in one of the networks; one without an address is in none."""
    try:
        address = ip_address(client)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)  # a server that listens on both kinds has these
    return any((mapped or address) in network for network in networks)


class _Index(Collector):
    """What there is to search, as it is at this moment."""

    def __init__(self, holding: Holding) -> None:
        self._holding = holding

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of the index and of the folder it was made from."""
        status = self._holding.backend.status()
        yield GaugeMetricFamily(
            "caseshelf_index_entries", "Entries that can be found.", status.entries
        )
        yield GaugeMetricFamily(
            "caseshelf_index_current",
            "1 when the index fits the software and the vocabularies, else 0.",
            int(status.current),
        )
        yield GaugeMetricFamily(
            "caseshelf_index_compared",
            "0 from a start until the index was compared with the files, then 1.",
            int(self._holding.compared),
        )
        if status.built:
            yield GaugeMetricFamily(
                "caseshelf_index_updated_timestamp_seconds",
                "When the index was last brought up to date, in seconds since 1970.",
                status.built.timestamp(),
            )
        generation = InfoMetricFamily("caseshelf_index", "The generation that is searched.")
        generation.add_metric((), {"generation": status.generation})
        yield generation
        if self._holding.compared:  # not known before
            yield GaugeMetricFamily(
                "caseshelf_unreadable_files",
                "Problems with entry files that keep their entries from being brought up to date.",
                len(self._holding.problems),
            )


def counted(route: str, endpoint: Endpoint) -> Endpoint:
    """Make an endpoint that counts its answers under its route, never under an address."""

    async def answer(request: Request) -> Response:
        response = await endpoint(request)
        REQUESTS.labels(route, response.status_code).inc()
        return response

    return answer
