"""Every address that is ours and not the page's, in one table."""

from functools import partial

from starlette.routing import BaseRoute, Route

from web.routes import api, discovery, entry_page, exports, feeds, metrics, oai, openapi, sharing
from web.routes.serving import Make, Service, endpoint
from web.routes.translated import for_reader

ROUTES: tuple[tuple[str, Make], ...] = (
    ("/healthz", api.health),
    ("/metrics", metrics.metrics),
    (f"/{api.API}/search", api.search),
    (f"/{api.API}/entries/{{id}}", api.entry),
    (f"/{api.API}/facets", api.facets),
    (f"/{api.API}/suggest", api.suggest),
    (f"/{api.API}/openapi.json", openapi.document),
    ("/api", api.unknown),
    ("/api/{rest:path}", api.unknown),
    ("/feed.atom", feeds.atom),
    ("/feed.json", feeds.json_feed),
    ("/export/{format}", exports.result),
    ("/print", for_reader(sharing.paper)),
    ("/share", for_reader(sharing.dialog)),
    *(
        (f"/e/{{id}}.{extension}", partial(exports.single, form=form))
        for extension, form in exports.EXTENSIONS.items()
    ),
    ("/e/{id}", for_reader(entry_page.page)),
    ("/sitemap.xml", discovery.sitemap),
    ("/sitemaps/{number}.xml", discovery.sitemap_part),
    ("/robots.txt", discovery.robots),
    ("/opensearch.xml", discovery.opensearch),
    ("/opensearch/suggest", discovery.suggestions),
    (f"/{oai.PATH}", oai.answer),
)
"""Addresses and what answers them; the first that fits."""


def routes(service: Service) -> list[BaseRoute]:
    """Return the routes to serve beside the page. Methods are looked at by the routes' endpoint."""
    return [_route(path, service, make) for path, make in ROUTES]


def _route(path: str, service: Service, make: Make) -> Route:
    answer = endpoint(service, make, forms=make is oai.answer)
    route = Route(path, metrics.counted(path, answer))
    route.methods = None  # so that a wrong one is refused by us and not passed on to the page
    return route
