"""What a page says of itself in meta tags: Open Graph, Dublin Core, Highwire, and plain ones."""

from collections.abc import Iterator, Mapping

from scrapers.generic.bylines import WRITTEN_BY
from scrapers.generic.document import Claim, Document, claim

Table = Mapping[str, tuple[str, ...]]

# Open Graph (https://ogp.me/). `article:author` is meant to be an address; names stand there too.
_OPEN_GRAPH: Table = {
    "title": ("og:title",),
    "authors": ("article:author", "og:article:author", "og:author", "book:author"),
    "published": (
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "article:published",
        "og:pubdate",
        "video:release_date",
        "book:release_date",
    ),
    "modified": ("article:modified_time", "og:updated_time"),
    "language": ("og:locale",),
    "description": ("og:description",),
    "site": ("og:site_name",),
    "og-type": ("og:type",),
    "isbn": ("book:isbn",),
    "seconds": ("video:duration", "og:video:duration", "music:duration"),
    "audio": ("og:audio", "og:audio:url", "og:audio:secure_url"),
}

# Dublin Core in HTML (RFC 2731 and its successor); names are written `DC.`, `dc:` and `dcterms.`.
_DUBLIN_CORE: Table = {
    "title": ("title",),
    "alternative": ("title.alternative", "alternative"),
    "authors": ("creator", "creator.personalname", "creator.aut"),
    "publisher": ("publisher",),
    "published": ("date.issued", "issued", "date.published", "available", "date"),
    "created": ("date.created", "created"),
    "modified": ("date.modified", "modified"),
    "language": ("language",),
    "description": ("description", "abstract", "description.abstract"),
    "type-words": ("type",),
    "extent": ("extent", "format.extent"),
    "doi": ("identifier", "identifier.doi"),
    "isbn": ("identifier.isbn",),
    "series": ("relation.ispartof", "ispartof"),
}
_PREFIXES = ("dc.", "dcterms.", "dc:", "dcterms:", "eprints.")

# Highwire tags, which Google Scholar reads.
_HIGHWIRE: Table = {
    "title": ("citation_title",),
    "authors": ("citation_author", "citation_authors"),
    "publisher": (
        "citation_publisher",
        "citation_technical_report_institution",
        "citation_dissertation_institution",
    ),
    "published": (
        "citation_publication_date",
        "citation_cover_date",
        "citation_date",
        "citation_year",
        "citation_online_date",
    ),
    "language": ("citation_language",),
    "description": ("citation_abstract",),
    "series": ("citation_journal_title", "citation_series_title"),
    "volume": ("citation_volume",),
    "issue": ("citation_issue",),
    "first-page": ("citation_firstpage",),
    "last-page": ("citation_lastpage",),
    "doi": ("citation_doi",),
    "isbn": ("citation_isbn",),
    "pdf": ("citation_pdf_url",),
}
_HIGHWIRE_KINDS = {
    "citation_journal_title": "journal-article",
    "citation_technical_report_institution": "research-report",
    "citation_dissertation_institution": "research-report",
    "citation_isbn": "book",
}

_PLAIN: Table = {
    "title": ("parsely-title", "sailthru.title", "headline", "title", "twitter:title"),
    "authors": (
        *("author", "authors", "byl", "parsely-author", "sailthru.author", "creator"),
        *("rbauthors", "dcsext.author", "shareaholic:article_author_name", "article.author"),
    ),
    "publisher": ("publisher", "rbpubname"),
    "published": (
        *("parsely-pub-date", "sailthru.date", "date.published", "datepublished", "publish-date"),
        *("publish_date", "publication_date", "publication-date", "pubdate", "publishdate"),
        *(
            "published",
            "cxenseparse:recs:publishtime",
            "article.published",
            "article_date_original",
        ),
        *(
            "originalpublicationdate",
            "displaydate",
            "ptime",
            "pdate",
            "rbpubdate",
            "dcsext.pubdate",
        ),
        *("shareaholic:article_published_time", "bt:pubdate", "dateissued", "date"),
    ),
    "modified": ("last-modified", "revised", "last_updated", "datemodified", "lastmod", "moddate"),
    "language": ("language", "content-language"),
    "description": ("description", "twitter:description"),
    "site": ("application-name", "apple-mobile-web-app-title", "shareaholic:site_name"),
}


def open_graph(page: Document) -> Iterator[Claim]:
    """Yield what `og:` and `article:` tags say."""
    yield from _said(page, _OPEN_GRAPH, ("",))


def dublin_core(page: Document) -> Iterator[Claim]:
    """Yield what Dublin Core tags say, under any of their prefixes."""
    yield from _said(page, _DUBLIN_CORE, _PREFIXES)


def highwire(page: Document) -> Iterator[Claim]:
    """Yield what `citation_` tags say."""
    yield from _said(page, _HIGHWIRE, ("",))
    for tag, kind in _HIGHWIRE_KINDS.items():
        if page.meta(tag):
            yield Claim("kind", (kind,), tag)
            return


def plain(page: Document) -> Iterator[Claim]:
    """Yield what tags without a standard say, and what `<html>` says of the language."""
    yield from _said(page, _PLAIN, ("",))
    for number in "12":  # a card for Twitter pairs labels with facts
        label = next(iter(page.meta(f"twitter:label{number}")), "")
        if WRITTEN_BY.fullmatch(label.strip(" :")):
            yield from claim("authors", "twitter:data", *page.meta(f"twitter:data{number}")[:1])


def html_language(page: Document) -> Iterator[Claim]:
    """Yield the language of the root element."""
    for attribute in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"):
        yield from claim("language", "html lang", page.tree.get(attribute))


def _said(page: Document, table: Table, prefixes: tuple[str, ...]) -> Iterator[Claim]:
    for field, names in table.items():
        for name in names:
            for prefix in prefixes:
                values = page.meta(prefix + name)
                yield from claim(field, prefix + name, *values)
