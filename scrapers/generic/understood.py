"""Whether there is anything on a page to describe: no error page, login or empty shell."""

import re

from scrapers.generic import titles
from scrapers.generic.document import Document
from scrapers.page import NotUnderstood

_LITTLE = 300
"""Characters of content below which a page that asks for a password or a program has nothing."""

_NOTHING = 40
_SCRIPT = re.compile(
    r"(?:enable|turn on|activate|requires?|needs?|habilit\w+|activer|aktivieren\w*) java ?script"
    r"|java ?script (?:is |has been )?(?:disabled|required|to (?:run|use|continue))",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b(?:page|document|resource|url|content|article)\b.{0,60}\b(?:(?:was|could|can|is"
    r"|has)(?: not|n.t|not)"
    r" (?:be )?(?:found|exist)|does(?: not|n.t) exist|no longer (?:exists|available)"
    r"|has (?:moved|been removed))"
    r"|\b404\b",
    re.IGNORECASE,
)
_CHECK = re.compile(
    r"verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser|unusual traffic"
    r"|complete the (?:security check|captcha)|access to this page has been denied",
    re.IGNORECASE,
)


def require_content(page: Document) -> None:
    """Raise NotUnderstood, with what was found instead, when a page describes nothing."""
    first = next(iter(page.headings), "")
    described = any(page.meta("og:description", "description", "citation_title", "dc.title"))
    size = len(page.text)
    for title in filter(None, (page.title_tag, first)):
        if titles.is_error(title) and size < 3 * _LITTLE:
            raise NotUnderstood(f"this is the site's error page, titled “{title[:100]}”")
    if size < 2 * _LITTLE and (found := _CHECK.search(page.text)):
        raise NotUnderstood(f"the site only asks whether we are people: “{found[0]}”")
    if page.tree.xpath("//input[translate(@type, 'PASWORD', 'pasword')='password']"):
        shown = described and bool(first)  # a player, or a text behind a button
        if (size < _LITTLE and not shown) or any(map(titles.is_door, (page.title_tag, first))):
            raise NotUnderstood("there is only a form to log in; what is behind it cannot be read")
    elif titles.is_door(first or page.title_tag) and size < 2 * _LITTLE:
        raise NotUnderstood("the page only asks to log in; what is behind it cannot be read")
    if size < _LITTLE and (found := _MISSING.search(page.text)) and not described:
        raise NotUnderstood(f"the page says that it is not there: “{found[0][:100]}”")
    if size < _NOTHING and not described:
        seen = " ".join(page.tree.xpath("//noscript//text()"))[:5_000]
        if _SCRIPT.search(f"{seen} {page.text}") or _is_shell(page):
            raise NotUnderstood(
                "the page is built in the browser by a program, and empty until then: save it from"
                " a browser and read the saved file"
            )
        raise NotUnderstood("there is no text on the page")
    if size < _LITTLE and _SCRIPT.search(page.text) and not described:
        raise NotUnderstood("the page only asks for JavaScript: save it from a browser")


def _is_shell(page: Document) -> bool:
    return bool(
        page.tree.xpath("//body//script[@src]")
        and page.tree.xpath("//body/div[@id][not(node()) or normalize-space()='']")
    )
