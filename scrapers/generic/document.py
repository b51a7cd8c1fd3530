"""A page of any site as the layers see it: its tree, its meta tags, its visible lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from scrapers.page import BLOCKS, MAX_CHARACTERS, NotUnderstood, clean, web_address

MAX_ELEMENTS = 60_000
"""A page of more elements than this is refused; a long news page with its comments has 10,000."""

_LITTLE = 200
_VALUES_AT_MOST = 500
_FURNITURE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|sidebar|breadcrumbs?|related|comments?|cookies?"
    r"|recommended|more-?news|most-?read|teasers?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|over-?line|top-?line|eyebrow|roofline|dachzeile|spitzmarke|rubrik"
    r"|surtitre|antetitulo|occhiello|title-?header|topic(?:-label)?|labels?|categor(?:y|ies)|date"
    r"|sub-?(?:title|headline|heading|line)|h1small)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""What the words above, below or before a headline are called that stand in one element with it."""

_UNSEEN = re.compile(
    r"\b(?:sr-only|visually-?hidden|screen-reader-text|element-invisible|invisible)\b"
)
_SITE_TITLE = re.compile(
    r"(?:^|[\s_-])(?:site-?(?:title|name|logo)|logo)(?:$|[\s_-])", re.IGNORECASE
)
_CELLS = frozenset({"span", "time", "a"})
_ENTRY_TITLE = " or ".join(
    f"contains(concat(' ', @class, ' '), ' {name} ')" for name in ("entry-title", "post-title")
)
_BODY_TEXT = re.compile(r"\b(?:body|content|page|has|no|with|main|article)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """What a page says about one field, as it stands there, and where it stands.

    `value` is one text, or several for fields that hold a list.
    """

    field: str
    value: tuple[str, ...]
    where: str


def claim(field: str, where: str, *values: str | None) -> Iterator[Claim]:
    """Yield a claim of the values that say something, or nothing."""
    if said := tuple(text for value in values if value and (text := clean(value[:20_000]))):
        yield Claim(field, said, where)


class Document:
    """A page parsed once. Nothing here fetches. Raises NotUnderstood for one beyond our limits."""

    def __init__(self, html: str, address: str = "") -> None:
        if len(html) > MAX_CHARACTERS:
            raise NotUnderstood(f"the page is longer than {MAX_CHARACTERS:,} characters")
        self.html = html
        self._given = web_address(address) or ""
        self.tree = _parse(html)
        if sum(1 for _ in self.tree.iter()) > MAX_ELEMENTS:
            raise NotUnderstood(f"the page has more than {MAX_ELEMENTS:,} elements")

    @cached_property
    def address(self) -> str:
        """Where the page is on the web: the canonical link of the same host, else as given."""
        own = self._given
        for href in self.tree.xpath("//link[@rel='canonical']/@href"):
            found = self._joined(own, str(href))
            if found and (not own or _host(found) == _host(own)):
                # A site that calls its front page canonical everywhere says nothing.
                front = not urlsplit(found).path.strip("/") and not urlsplit(found).query
                return own if front and own else found
        if not own:
            return web_address(next(iter(self.meta("og:url")), "")) or ""
        return own

    @property
    def host(self) -> str:
        """The host without `www.`, or empty."""
        return _host(self.address)

    @cached_property
    def _meta(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for tag in self.tree.iter("meta"):
            content = tag.get("content")
            if not content or not content.strip():
                continue
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                for name in (tag.get(attribute) or "").lower().split()[:3]:
                    values = found.setdefault(name, [])
                    if len(values) < _VALUES_AT_MOST and (text := clean(content[:20_000])):
                        values.append(text)
        return found

    def meta(self, *names: str) -> tuple[str, ...]:
        """Return the contents of the meta tags of the first of the names (lower case) there is."""
        return next((tuple(self._meta[name]) for name in names if self._meta.get(name)), ())

    def resolve(self, href: str) -> str | None:
        """Return a link's full web address; None for mail, scripts and broken links."""
        href = href.strip()
        if not href or href.startswith("#"):
            return None
        return self._joined(self._base, href)

    @cached_property
    def _base(self) -> str:
        base = next(iter(self.tree.xpath("//base/@href")), "")
        return (self._joined(self.address, str(base)) if base else None) or self.address

    @staticmethod
    def _joined(base: str, href: str) -> str | None:
        try:
            return web_address(urljoin(base, href.strip()))
        except ValueError:
            return None

    @cached_property
    def is_recording(self) -> bool:
        """Whether the page says that it is there for a film or a recording."""
        return any(said.startswith(("video", "music")) for said in self.meta("og:type"))

    @cached_property
    def title_tag(self) -> str:
        """The page's `<title>`; that of a picture does not count."""
        tags = self.tree.xpath("//head/title | //title[not(ancestor::svg)]")
        return text_of(tags[0]) if tags else ""

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The level-one headings, those outside headers and menus first.

        Before them one of another level that is called the title of the entry: the level-one
        heading of old blogs is the name of the blog.
        """
        entry = self._headings(f"//*[self::h2 or self::h3][{_ENTRY_TITLE}]")
        return tuple(dict.fromkeys((*(entry if len(entry) == 1 else ()), *self._headings("//h1"))))

    @cached_property
    def subheadings(self) -> tuple[str, ...]:
        """The level-two headings: where level one names the section, the title is among them."""
        return self._headings("//h2")

    def _headings(self, path: str) -> tuple[str, ...]:
        tags = [tag for tag in self.tree.xpath(path)[:20] if not self._leads_home(tag)]
        tags.sort(key=is_furniture)
        return tuple(dict.fromkeys(text for tag in tags if (text := _headline(tag))))

    def _leads_home(self, heading: HtmlElement) -> bool:
        """Whether a heading is the name of the site, above every page of it."""
        if _SITE_TITLE.search(f"{heading.get('class') or ''} {heading.get('id') or ''}"[:300]):
            return True
        links = heading.xpath(".//a[@href] | ancestor::a[@href]")
        if len(links) != 1 or not urlsplit(self.address).path.strip("/"):
            return False
        front = urlsplit(self.resolve(links[0].get("href")) or self.address)
        return not front.path.strip("/") and not front.query and not front.fragment

    @cached_property
    def main(self) -> HtmlElement:
        """The part of the page that holds its content, as far as its markup says."""
        for path in ("//main", "//*[@role='main']", "//article"):
            found = self.tree.xpath(path)
            if len(found) == 1 or (found and path == "//main"):
                return found[0]
        bodies = self.tree.xpath("//body")
        return bodies[0] if bodies else self.tree

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The visible lines of the content, without menus and what else surrounds it."""
        lines = tuple(_lines(self.main))
        bodies = self.tree.xpath("//body")
        if sum(map(len, lines)) >= _LITTLE or not bodies:
            return lines
        # Markup that calls nearly everything a side column, or has an empty <main>, says nothing.
        wider = tuple(_lines(bodies[0], by_class=False))
        return wider if sum(map(len, wider)) >= 2 * _LITTLE else lines

    @cached_property
    def text(self) -> str:
        """The visible lines as one text."""
        return "\n".join(self.lines)


def _parse(html: str) -> HtmlElement:
    # The parser takes no text that names an encoding, no NUL and no half characters.
    data = html.replace("\x00", "").encode("utf-8", "replace")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        raise NotUnderstood("the page is empty, or is not a web page") from None


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_furniture(tag: HtmlElement) -> bool:
    """Whether an element is in a menu, a footer, a side column or the like."""
    for around in (tag, *tag.iterancestors()):
        if around.tag in ("nav", "footer", "aside"):
            return True
        if around.tag in ("body", "html", "main", "article"):
            return False
        names = f"{around.get('class') or ''} {around.get('id') or ''} {around.get('role') or ''}"
        if _is_side(around, names):
            return True
    return False


def _headline(heading: HtmlElement) -> str:
    """Return a heading without the small print around its words, if anything else is in it."""
    apart = [part for part in heading.iter("small", "span", "div", "p", "em") if _is_kicker(part)]
    whole = text_of(heading)
    for part in apart if len(apart) < 4 else ():
        text = text_of(part)
        if text and whole.startswith(text):
            whole = whole.removeprefix(text).lstrip(" :|–—-") or whole
        elif text and whole.endswith(text):
            whole = whole.removesuffix(text).rstrip(" :|–—-") or whole
    return whole


def _is_kicker(part: HtmlElement) -> bool:
    return part.tag == "small" or bool(_KICKER.search((part.get("class") or "")[:300]))


def text_of(tag: HtmlElement) -> str:
    """Return the readable text of an element as one line."""
    return " ".join(_lines(tag, furniture=True))


def _lines(root: HtmlElement, *, furniture: bool = False, by_class: bool = True) -> Iterator[str]:
    """Yield the text of an element line by line, as a browser breaks it."""
    pieces: list[str] = []
    skipped: HtmlElement | None = None
    for event, tag in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(tag.tag, str):
            continue
        if event == "start":
            if skipped is None and tag is not root and _unread(tag, furniture, by_class):
                skipped = tag
            if skipped is not None:
                continue
            if tag.tag in BLOCKS or _stands_apart(tag, pieces):
                yield from _line(pieces)
                pieces = []
            pieces.append(tag.text or "")
        else:
            if skipped is not None and tag is not skipped:
                continue
            if skipped is None and tag.tag in BLOCKS:
                yield from _line(pieces)
                pieces = []
            skipped = None
            if tag is not root:
                pieces.append(tag.tail or "")
    yield from _line(pieces)


def _stands_apart(tag: HtmlElement, pieces: list[str]) -> bool:
    """Whether an element touches the one before it: such ones are set apart by the style sheet."""
    if tag.tag not in _CELLS or not (pieces and pieces[-1] == ""):
        return False
    before = tag.getprevious()
    return before is not None and before.tag in _CELLS and not before.tail


def _line(pieces: list[str]) -> Iterator[str]:
    if text := clean("".join(pieces)):
        yield text


def _is_side(tag: HtmlElement, names: str) -> bool:
    """Whether classes and ids call an element a menu or the like; one with the heading is none."""
    names = names[:300]
    if not _FURNITURE_WORDS.search(names) or _BODY_TEXT.search(names):
        return False
    return next(tag.iter("h1"), None) is None


def _unread(tag: HtmlElement, furniture: bool, by_class: bool) -> bool:
    if tag.tag in ("script", "style", "noscript", "template", "svg", "iframe", "select", "button"):
        return True
    if tag.get("hidden") is not None:
        return True
    names = f"{tag.get('class') or ''} {tag.get('id') or ''}"[:300]
    if names != " " and _UNSEEN.search(names):
        return True
    if furniture:
        return False
    if tag.tag in ("nav", "footer", "aside"):
        return True
    return by_class and _is_side(tag, names)
