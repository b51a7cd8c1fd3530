"""Starting a scraper: a site's module, and one page with the record that must come out of it."""

import importlib.util
import re
from pathlib import Path

from lxml import etree
from lxml.html import HtmlElement, tostring

from catalog.atomic import write_text
from catalog.canonical_yaml import dump
from catalog.ids import propose_id
from catalog.model import to_plain
from catalog.values import is_id
from scrapers.generic.document import Document
from scrapers.page import NotUnderstood, Page
from scrapers.registry import SCRAPERS
from scrapers.scraper import Scraper

_MODULE = '''"""{site}: pages with one resource each."""

from scrapers.page import Page, text_of
from scrapers.scraper import Findings, NotUnderstood, Scraped, Scraper


def recognises(page: Page) -> bool:
    """Whether the page calls an address of the site its own."""
    return SCRAPER.serves(page.web_address or "")


def read(page: Page) -> Scraped:
    """Read a page. Raises NotUnderstood without a title."""
    if not page.heading:
        raise NotUnderstood("looked for the title in a level-one heading; there is none")
    found = Findings()
    found.add(
        page.heading,
        summary=text_of(page.content.select_one("p")),
        languages=[page.language] if page.language else (),
        links=[{{"role": "landing", "url": page.web_address}}] if page.web_address else (),
    )
    return found.scraped()


SCRAPER = Scraper("{name}", ("{host}",), recognises, read)
scrape = SCRAPER.scrape
'''
_OUR_WORDS = "Write a sentence of your own here that is about as long as the one on the page."
_LONG = 90
_LEFT_OUT = ("script", "style", "noscript", "template", "svg", "iframe", "form", "nav", "footer")
_KEPT_META = re.compile(r"title|author|creator|date|time|publish|lang|type|site|citation", re.I)


def scaffold(root: Path, name: str, html: str, address: str) -> list[Path]:
    """Write the files of a new scraper below a checkout and return them.

    The page keeps its structure, short texts and links; longer texts, which belong to others, give
    way to a placeholder. Raises ValueError for a name, an address or a page that cannot be used,
    and NotUnderstood for a page without a heading to start from.
    """
    page = Document(html, address)
    host = page.host
    module = root / "scrapers" / "sites" / f"{name.replace('-', '_')}.py"
    folder = root / "tests" / "scrapers" / "pages" / name
    if not is_id(name) or name[0].isdigit():
        raise ValueError("name the scraper in small letters and hyphens, like example-library")
    if not host:
        raise ValueError("give the page's web address: the scraper is for the site it is on")
    if not folder.parent.is_dir() or not module.parent.is_dir():
        raise ValueError(f"{root} is no checkout of this project: there is no tests/scrapers/pages")
    if module.exists() or folder.exists():
        raise ValueError(f"there is a scraper {name} already: {module}")
    if owner := next((s.name for s in SCRAPERS.values() if s.serves(f"https://{host}/")), None):
        raise ValueError(f"{host} is read by the scraper {owner} already: add a page to its tests")
    text = _shortened(page)
    heading = Page(text, page.address).heading
    if not heading:
        raise NotUnderstood("there is no level-one heading on the page to take the title from")
    case = folder / f"{propose_id(heading)[:40].strip('-')}.html"
    site = " ".join(next(iter(page.meta("og:site_name")), host).replace('"', "").split())
    write_text(module, _MODULE.format(site=site[:60].replace("\\", ""), name=name, host=host))
    folder.mkdir(parents=True)
    write_text(case, text)
    drafts = _loaded(module).read(Page(text, page.address)).drafts
    record = {
        "address": page.address,
        "warnings": [],
        "drafts": [to_plain(draft) for draft in drafts],
    }
    write_text(case.with_suffix(".yaml"), dump(record, None))
    return [module, case, case.with_suffix(".yaml")]


def _loaded(module: Path) -> Scraper:
    spec = importlib.util.spec_from_file_location(f"scaffolded_{module.stem}", module)
    if spec is None or spec.loader is None:
        raise ValueError(f"{module} cannot be loaded")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    scraper: Scraper = loaded.SCRAPER
    return scraper


def _shortened(page: Document) -> str:
    """Return the page's HTML without what no scraper reads and without other people's sentences."""
    tree = page.tree
    for tag in list(tree.iter(*_LEFT_OUT)):
        tag.drop_tree()
    for tag in list(tree.iter("link")):
        tag.drop_tree()
    for tag in list(tree.iter("meta")):
        named = tag.get("property") or tag.get("name") or ""
        if not _KEPT_META.search(named) or len(tag.get("content") or "") > _LONG:
            tag.drop_tree()
    for tag in tree.iter():
        _without_sentences(tag)
    head = tree.find("head")
    if head is None:
        head = etree.SubElement(tree, "head")
        tree.insert(0, head)
    etree.SubElement(head, "link", rel="canonical", href=page.address)
    html = tostring(tree, encoding="unicode", pretty_print=True)
    return f"<!DOCTYPE html>\n{html.strip()}\n"


def _without_sentences(tag: HtmlElement) -> None:
    for attribute in [name for name in tag.attrib if name.startswith("on") or name == "style"]:
        del tag.attrib[attribute]
    if tag.text and len(tag.text.strip()) > _LONG:
        tag.text = _OUR_WORDS
    if tag.tail and len(tag.tail.strip()) > _LONG:
        tag.tail = f" {_OUR_WORDS} "
