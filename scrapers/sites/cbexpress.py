"""Children's Bureau Express: a news article and the resources it reports on.

The article `describes` the resources. A December/January issue bears the second year and the
first year's volume, so neither is ever worked out from the other.
"""

import re
from collections.abc import Iterator
from typing import Any

from catalog.model import LinkRole, RelationType
from scrapers import facts, words
from scrapers.page import Page, lines_of, text_of
from scrapers.scraper import Findings, NotUnderstood, Scraped, Scraper

_PERIODICAL = "Children's Bureau Express"
_PUBLISHER = "Children's Bureau"
_NUMBERS = re.compile(
    r"Vol(?:ume\b|\.)\s*(?P<volume>\d{1,3})\s*,?\s*(?:No\.|Number|Issue)\s*(?P<issue>\d{1,2})",
    re.IGNORECASE,
)
_WRITTEN_BY = re.compile(r"^\(?(?:Article )?written by:?\s+(?P<who>.{2,300}?)[.)]*$", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"](?P<title>[^“”\"]{3,300}?)[,.]?\s*[”\"]")
_BARE_ADDRESS = re.compile(r"^(?:https?://|www\.)\S*$", re.IGNORECASE)
_FROM = (
    r"\s+(?:from|by|produced by|published by|developed by)\s+(?:the\s+)?(?P<who>[^,;.()]{3,90})[,(]"
)
_HEAD_LINES = 8


def _head(page: Page) -> list[str]:
    """Return the lines that can hold month, volume and title: those before the running text."""
    head = lines_of(page.content)[:_HEAD_LINES]
    return [line for line in head if len(line) <= 300]


def _title(page: Page) -> str:
    """Return the article's title: its heading, or what runs on after the issue's number."""
    if page.heading:
        _, numbers, behind = page.heading.rpartition(_numbers_in(page.heading))
        return behind.strip() if numbers else page.heading
    run_on = next((line for line in _head(page) if _NUMBERS.search(line)), "")
    return run_on.rpartition(_numbers_in(run_on))[2].strip() if run_on else ""


def _numbers_in(line: str) -> str:
    match = _NUMBERS.search(line)
    return match[0] if match else "\0"


def _authors(lines: list[str]) -> tuple[str, ...]:
    """Return who the article says it was written by."""
    match = next((found for line in lines if (found := _WRITTEN_BY.match(line))), None)
    if match is None:
        return ()
    parts = re.split(r",?\s+(?:and|&)\s+|\s*;\s*", match["who"])
    return tuple(dict.fromkeys(name for part in parts if (name := part.strip(" ,"))))


def _is_title(text: str) -> bool:
    """Whether a link's text reads as a title: several words, most of them capitalised."""
    long_words = [word for word in text.split() if len(word) > 3]
    return (
        len(long_words) >= 3 and sum(w[0].isupper() for w in long_words) * 3 >= len(long_words) * 2
    )


def _resource(said: str, emphasised: list[str], text: str, address: str) -> dict[str, Any] | None:
    """Read one resource from the paragraph that links to it; None when nothing gives its title."""
    printed, file_format, size = facts.file_note(text)
    quoted = [match["title"].strip() for match in _QUOTED.finditer(said)] + emphasised
    if _BARE_ADDRESS.match(printed) or len(printed.split()) < 3:
        title = quoted[-1] if quoted else None
    else:
        inner = next((quote for quote in quoted if quote in printed), None)
        title = inner or (printed.strip('“”" ') if _is_title(printed) else None)
    if title is None:
        return None
    file_format = file_format or facts.file_format(address)
    role = LinkRole.DOWNLOAD if file_format else LinkRole.LANDING
    kind = words.kind_in_title(title) or words.last_kind(said.split(title, maxsplit=1)[0])
    link = {"role": role, "url": address, "format": file_format, "size_kb": size}
    return {"title": title, "kind": kind, "links": [link]}


def _resources(page: Page, found: Findings) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for paragraph in page.content.select("p, li"):
        if paragraph.select_one("p, li"):
            continue
        said = text_of(paragraph)
        emphasised = [t for tag in paragraph.select("em, i, cite") if len(t := text_of(tag)) > 8]
        for text, address in page.links(paragraph):
            if address is None or address in seen or SCRAPER.serves(address):
                continue
            seen.add(address)
            if resource := _resource(said, emphasised, text, address):
                yield resource
            else:
                found.warn(f"a link without a title was not read as a resource: {address}")


def _publisher(text: str, kind: str | None) -> str | None:
    """Return who a resource comes from where the article's text says `a webinar from X, …`."""
    match = words.kind_phrase(text, kind, _FROM) if kind else None
    return match["who"].strip() if match else None


def recognises(page: Page) -> bool:
    """Whether the page names the periodical and bears a volume and number."""
    named = _PERIODICAL in page.title.replace("’", "'")
    return named and any(_NUMBERS.search(line) for line in _head(page))


def read(page: Page) -> Scraped:
    """Read an article. Raises NotUnderstood without a title, or without month and volume."""
    head = " ".join(_head(page))
    numbers, dated = _NUMBERS.search(head), facts.month_and_year(head)
    if numbers is None and dated is None:
        raise NotUnderstood(
            "looked for a month and year and for `Vol. …, No. …` at the top of the article;"
            " found neither"
        )
    title = _title(page)
    if not title:
        raise NotUnderstood("looked for the article's title in a level-one heading; there is none")
    found = Findings()
    if numbers is None:
        found.warn("no volume and number found at the top of the article")
    if dated is None:
        found.warn("no month and year found at the top of the article")
    paragraphs = [text for tag in page.content.select("p") if (text := text_of(tag))]
    body = [text for text in paragraphs if not _WRITTEN_BY.match(text) and len(text) > 60]
    article = found.add(
        title,
        kind="news-article",
        summary=body[0] if body else None,
        authors=_authors(lines_of(page.content)),
        publisher=_PUBLISHER,
        series={"title": _PERIODICAL},
        published=dated[0] if dated else None,
        languages=(page.language,) if page.language in ("en", "es") else (),
        links=[{"role": LinkRole.LANDING, "url": page.web_address}] if page.web_address else (),
        article={
            "volume": numbers["volume"] if numbers else None,
            "issue": numbers["issue"] if numbers else None,
            "month": dated[1] if dated else None,
        },
    )
    if article is None:
        raise NotUnderstood("the article's title cannot be kept")
    resources = list(_resources(page, found))
    for resource in resources:
        resource["kind"] = resource["kind"] or words.kind_in_title(title)
        if len(resources) == 1:
            resource["publisher"] = _publisher(" ".join(body), resource["kind"])
        found.relate(article, RelationType.DESCRIBES, found.add(**resource))
    return found.scraped()


SCRAPER = Scraper("cbexpress", ("cbexpress.acf.hhs.gov",), recognises, read)
scrape = SCRAPER.scrape
