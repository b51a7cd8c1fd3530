"""What leads crawlers and browsers here: sitemap, robots.txt, OpenSearch."""

from http import HTTPStatus

from lxml import etree

from indexer.query import Query, Sort
from web.addresses import stable_address
from web.routes.answers import LONG, Answer, Refusal, json_bytes
from web.routes.parameters import only
from web.routes.serving import Asked
from web.routes.xml import add, document
from web.screens import SITE

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
XML = "application/xml; charset=utf-8"

PAGES = 50
"""Pages of results in one file of the sitemap; at 200 results that is 10,000 of 50,000 allowed."""

_EVERYTHING = Query.build(sort=Sort.TITLE)


def sitemap(asked: Asked) -> Answer:
    """Answer with the sitemap, or with a list of its files when it needs several."""
    pages = asked.holding.backend.search(_EVERYTHING).pages
    if pages <= PAGES:
        return _urls(asked, 1)
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})
    for number in range(1, -(-pages // PAGES) + 1):
        add(add(root, "sitemap"), "loc", f"{asked.root}sitemaps/{number}.xml")
    return Answer(document(root), XML, keep=LONG)


def sitemap_part(asked: Asked) -> Answer:
    """Answer with one file of the sitemap, counted from 1."""
    number = asked.path["number"]
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:6]) < 10_000):
        raise Refusal(HTTPStatus.NOT_FOUND, "There is no such part of the sitemap.")
    return _urls(asked, int(number))


def _urls(asked: Asked, number: int) -> Answer:
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    if number == 1:
        add(add(root, "url"), "loc", asked.root)
    for page in range((number - 1) * PAGES + 1, number * PAGES + 1):
        result = asked.holding.backend.search(_EVERYTHING.on_page(page))
        for hit in result.hits:
            entry = hit.entry
            url = add(root, "url")
            add(url, "loc", asked.root + stable_address(entry.id))
            reviewed = entry.review.last if entry.review else None
            add(url, "lastmod", max(entry.added, reviewed or entry.added).isoformat())
        if page >= result.pages:
            break
    if not len(root):
        raise Refusal(HTTPStatus.NOT_FOUND, "There is no such part of the sitemap.")
    return Answer(document(root), XML, keep=LONG)


def robots(asked: Asked) -> Answer:
    """Answer with what crawlers may read: entries, but no combinations of filters."""
    lines = [
        "# Entries have plain pages at /e/ID, and the sitemap lists them all. Searches and filters",
        "# have more combinations than anybody wants to fetch.",
        "User-agent: *",
        "Allow: /e/",
        "Disallow: /*?",
        "Disallow: /api/",
        "Disallow: /export/",
        "Disallow: /print",
        "Disallow: /share",
        "",
    ]
    if asked.origin:
        lines += [f"Sitemap: {asked.root}sitemap.xml", ""]
    return Answer("\n".join(lines).encode(), "text/plain; charset=utf-8", keep=LONG)


def opensearch(asked: Asked) -> Answer:
    """Answer with the description by which browsers take up the search."""
    root = etree.Element(f"{{{OPENSEARCH}}}OpenSearchDescription", nsmap={None: OPENSEARCH})
    add(root, "ShortName", SITE)
    add(root, "Description", "Practice resources for child-welfare work")
    add(root, "InputEncoding", "UTF-8")
    terms = "{searchTerms}"
    for media_type, template in (
        ("text/html", f"?q={terms}"),
        ("application/atom+xml", f"feed.atom?q={terms}"),
        ("application/x-suggestions+json", f"opensearch/suggest?q={terms}"),
    ):
        add(root, "Url", type=media_type, method="get", template=asked.root + template)
    media_type = "application/opensearchdescription+xml; charset=utf-8"
    return Answer(document(root), media_type, keep=LONG)


def suggestions(asked: Asked) -> Answer:
    """Answer with completions in the form that browsers read."""
    text = only(asked.params, "q").get("q", "")[:200]
    found = asked.holding.backend.suggest(text)
    body = json_bytes([text, list(dict.fromkeys(each.text for each in found))])
    return Answer(body, "application/x-suggestions+json")
