"""One web page as a scraper sees it: readable text, safe links, and what it says of itself."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from catalog.address import without_tracking

MAX_DEPTH = 200
"""A page nested deeper than this is refused; real ones stay below a third of it."""

MAX_ELEMENTS = 20_000
"""A page of more elements than this is refused; a topic page with all its menus has 1,500."""

MAX_CHARACTERS = 5_000_000
"""A page longer than this is refused; the longest real catalogue page is a tenth of it."""

_UNREAD = "script, style, noscript, template, iframe, object, svg, math, select, button"
_OFF_SCREEN = ".sr-only, .visually-hidden, .screen-reader-text, .usa-sr-only, [hidden]"
_FURNITURE = (
    "nav, footer, #header, #footer, #nav, #breadcrumb, .breadcrumb, .breadcrumbs,"
    " [role=navigation], [role=banner], [role=contentinfo], .usa-banner, .usa-skipnav"
)
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure form h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table td th tr ul".split()
)
"""Elements that a browser starts a new line for."""

_BREAK = "\x1e"

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd"
    "\ud800-\udfff\ue000-\uf8ff]"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
_HOST = re.compile(r"[^\W_][\w.-]*|[0-9a-f]*:[0-9a-f:.]+")
_LINK_NOISE = re.compile(
    r"[(\[]?\s*(?:(?:this\s+)?(?:external\s+)?link\s+)?(?:will\s+)?opens?\s+in\s+(?:an?\s+)?new\s+"
    r"(?:browser\s+)?(?:window|tab)\b\s*[)\]]?",
    re.IGNORECASE,
)


_ESCAPED_AT_MOST = 3  # pages that escape twice (`&amp;#39;`) leave entities behind


class NotUnderstood(Exception):  # noqa: N818  # says what happened, as the reports do
    """A page that a scraper cannot read; `reason` says what was looked for and not found."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clean(text: str) -> str:
    """Return text as one readable line: no markup, no invisible characters, no link hints."""
    for _ in range(_ESCAPED_AT_MOST):
        text = unescape(text)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = " ".join(_CONTROL.sub(" ", text).split())
    if "<" in text:
        text = _TAG_START.sub("", _TAG.sub(" ", text))
    return " ".join(_LINK_NOISE.sub(" ", text).split())


def text_of(node: Tag | None) -> str:
    """Return the readable text of an element as one line; empty for None."""
    return clean("".join(_pieces(node)).replace(_BREAK, " ")) if node else ""


def lines_of(node: Tag | None) -> list[str]:
    """Return the readable text of an element, line by line as a browser breaks it."""
    if node is None:
        return []
    parts = "".join(_pieces(node)).split(_BREAK)
    return [line for part in parts if (line := clean(part))]


def _pieces(node: Tag) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, Tag):
            around = _BREAK if child.name in BLOCKS else ""
            yield around
            yield from _pieces(child)
            yield around
        elif type(child) is NavigableString:  # comments and the like are its subclasses
            yield child.replace(_BREAK, " ")


def heading_level(tag: Tag) -> int | None:
    """Return 1 to 6 for a heading element, None for any other."""
    return int(tag.name[1]) if re.fullmatch("h[1-6]", tag.name) else None


def section_of(heading: Tag) -> list[Tag]:
    """Return the elements from a heading to the next one of its rank, in page order."""
    level = heading_level(heading) or 6
    found = []
    inside = set(map(id, heading.find_all(True)))
    for element in heading.find_all_next(True):
        if id(element) in inside:
            continue
        if (other := heading_level(element)) and other <= level:
            break
        found.append(element)
    return found


def web_address(address: str) -> str | None:
    """Return an address as a link may hold it, without tracking; None unless http or https."""
    address = _CONTROL.sub("", _INVISIBLE.sub("", address)).strip().replace(" ", "%20")
    if re.search(r"[\s<>\"\\^`{|}]", address):
        return None
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or parts.username or parts.password:
            return None
        if not _HOST.fullmatch(parts.hostname or ""):
            return None
        parts.port  # noqa: B018  # reading it raises ValueError for a port that is none
        return without_tracking(address)
    except ValueError:
        return None


def _parse(html: str) -> BeautifulSoup:
    # Half a surrogate pair is no character; the parser would raise on it.
    html = html.encode("utf-8", "replace").decode().replace("\x00", "")
    soup = BeautifulSoup(html, "lxml")
    depths = {id(soup): 0}
    tags = soup.find_all(True)
    if len(tags) > MAX_ELEMENTS:
        raise NotUnderstood(f"the page has more than {MAX_ELEMENTS:,} elements")
    for tag in tags:
        depth = depths[id(tag)] = depths[id(tag.parent)] + 1
        if depth > MAX_DEPTH:
            raise NotUnderstood(f"the page is nested deeper than {MAX_DEPTH} elements")
    for tag in soup.select(f"{_UNREAD}, {_OFF_SCREEN}"):
        if not tag.decomposed:
            tag.decompose()
    return soup


class Page:
    """A page's HTML and address. Nothing here fetches.

    `address` is the web address the page came from, or empty (or `file:NAME`) for a saved page;
    the page's own canonical link then stands in for it.
    """

    def __init__(self, html: str, address: str = "") -> None:
        if len(html) > MAX_CHARACTERS:
            raise NotUnderstood(f"the page is longer than {MAX_CHARACTERS:,} characters")
        self.html = html
        self.address = address

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The whole page, menus included, without scripts and off-screen text."""
        return _parse(self.html)

    @cached_property
    def content(self) -> Tag:
        """The page without what surrounds it on every page of the site."""
        soup = _parse(self.html)
        for tag in soup.select(_FURNITURE):
            if not tag.decomposed:
                tag.decompose()
        for tag in soup.select("header"):
            if not tag.decomposed and tag.find_parent(["main", "article"]) is None:
                tag.decompose()
        return soup.select_one("main, [role=main]") or soup.body or soup

    def _meta(self, name: str) -> str:
        tag = self.soup.find("meta", attrs={"property": name}) or self.soup.find(
            "meta", attrs={"name": name}
        )
        return clean(str(tag.get("content") or "")) if isinstance(tag, Tag) else ""

    @cached_property
    def title(self) -> str:
        """The page's `<title>`."""
        return text_of(self.soup.title)

    @cached_property
    def heading(self) -> str:
        """The page's first level-one heading; empty when it has none."""
        return next((text for h1 in self.content.select("h1") if (text := text_of(h1))), "")

    @cached_property
    def site_name(self) -> str:
        """Whose site it is: `og:site_name`, else what the title gives after `::`, `|` or `-`."""
        if name := self._meta("og:site_name"):
            return name
        for separator in ("::", " | ", " – ", " — ", " - "):
            if separator in self.title:
                return self.title.rsplit(separator, 1)[1].strip()
        return ""

    @cached_property
    def language(self) -> str | None:
        """The page's language as a two-letter code, if it says so."""
        html = self.soup.find("html")
        code = str(html.get("lang") or "") if isinstance(html, Tag) else ""
        match = re.match(r"([A-Za-z]{2})(?:[-_]|$)", code.strip())
        return match.group(1).lower() if match else None

    @cached_property
    def web_address(self) -> str | None:
        """Where the page is on the web: its own address, else the canonical one it names."""
        own = web_address(self.address)
        link = self.soup.select_one("link[rel~=canonical][href]")
        canonical = web_address(urljoin(own or "", str(link["href"]))) if link else None
        if canonical and own and urlsplit(canonical).hostname != urlsplit(own).hostname:
            return own
        return canonical or own

    @cached_property
    def _base(self) -> str:
        base = self.soup.select_one("base[href]")
        own = self.web_address or ""
        return (web_address(urljoin(own, str(base["href"]))) if base else None) or own

    def resolve(self, href: object) -> str | None:
        """Return a link's full web address; None for mail, scripts, data and broken links."""
        if not isinstance(href, str) or not href.strip() or href.strip().startswith("#"):
            return None
        try:
            return web_address(urljoin(self._base, href.strip()))
        except ValueError:
            return None

    def links(self, node: Tag) -> Iterator[tuple[str, str | None]]:
        """Yield text and web address of each link in an element, in page order."""
        for tag in node.select("a[href]"):
            yield text_of(tag), self.resolve(tag["href"])
