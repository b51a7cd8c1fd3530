"""Child Welfare Information Gateway: topic pages with annotated resources.

The page's own draft `describes` every resource it annotates and every item of "Spotlight On", and
is `related` to the topic pages under "Related Content". The relations start at the page, so that
a resource's own draft is the same whichever page lists it.
"""

import re
from collections.abc import Iterator
from typing import Any

from bs4 import Tag

from catalog.model import LinkRole, RelationType
from scrapers import facts
from scrapers.citation import described, reference, title_facts
from scrapers.page import Page, heading_level, lines_of, section_of, text_of
from scrapers.scraper import Findings, NotUnderstood, Scraped, Scraper

_ENGLISH = {
    "series title": "series",
    "author(s)": "authors",
    "availability": "availability",
    "year published": "year",
}
_SPANISH = {
    "titulo de la colección": "series",
    "título de la colección": "series",
    "autor(es)": "authors",
    "disponibilidad": "availability",
    "año publicado": "year",
}
_LABELS = _ENGLISH | _SPANISH
_ROLES = (
    (r"order|orden[ea]r?", LinkRole.ORDER),
    (r"transcript|transcripción", LinkRole.TRANSCRIPT),
    (r"download|descargar?|versión para imprimir|print(?:able)? version", LinkRole.DOWNLOAD),
    (r"view|ver", LinkRole.LANDING),
    (r"listen|escuchar", LinkRole.AUDIO),
    (r"watch", LinkRole.VIDEO),
)
_HEADINGS = ["h2", "h3", "h4", "h5", "h6"]
_FREE = re.compile(r"\s*\((?:free|gratis)\)", re.IGNORECASE)
_SITE = "Child Welfare Information Gateway"
_PODCAST = "Child Welfare Information Gateway Podcast Series"
_SPOTLIGHT = ("spotlight on", "spotlight")
_RELATED = ("related content", "related topics", "contenido relacionado")


def _link(text: str, address: str) -> dict[str, Any]:
    """Read one link of an availability line: `Download (PDF - 2,676KB)`, `Order bound (Free)`."""
    label, file_format, size = facts.file_note(text)
    free = _FREE.search(label)
    label = _FREE.sub("", label)
    file_format = file_format or facts.file_format(address)
    known = next((role for said, role in _ROLES if re.match(rf"(?:{said})\b", label, re.I)), None)
    role = known or (LinkRole.DOWNLOAD if file_format else LinkRole.LANDING)
    link = {"role": role, "url": address, "format": file_format, "size_kb": size}
    if role is LinkRole.ORDER:
        link |= {"label": label, "cost": "Free" if free else None}
    elif known is None:
        link["label"] = label or None
    return link


def _labelled(listing: Tag | None) -> tuple[dict[str, list[Tag]], tuple[str, ...]]:
    """Return the values under each known label of a list, and the languages of the labels."""
    values: dict[str, list[Tag]] = {}
    languages = []
    for term in listing.select("dt") if listing else []:
        label = text_of(term).casefold().rstrip(": ")
        if label in _LABELS:
            languages.append("es" if label in _SPANISH else "en")
            for sibling in term.find_next_siblings(["dt", "dd"]):
                if sibling.name == "dt":
                    break
                values.setdefault(_LABELS[label], []).append(sibling)
    return values, tuple(dict.fromkeys(languages))


def _is_item(tag: Tag) -> bool:
    return "resource" in (tag.get("class") or ())


def _parts(block: Tag) -> tuple[Tag | None, Tag | None, list[Tag]]:
    """Return heading, labelled list and annotation of a catalogue block.

    A block is an element marked as one, or a labelled list that stands under a heading. Broken
    markup can put one marked block into another: each keeps what is its own.
    """
    if block.name == "dl":
        notes = []
        for sibling in block.find_next_siblings(True):
            if sibling.name != "p" or sibling.select_one("a[href]"):
                break
            notes.append(sibling)
        return block.find_previous(_HEADINGS), block, notes
    own = [tag for tag in block.find_all(True) if tag.find_parent(class_="publication") is block]
    heading = next((tag for tag in own if heading_level(tag)), None)
    listing = next((tag for tag in own if tag.name == "dl"), None)
    notes = [
        tag
        for tag in own
        if tag.name == "p" and not _is_item(tag) and tag.find_parent("dl") is None
    ]
    return heading, listing, notes


def _block(page: Page, found: Findings, block: Tag) -> str | None:
    """Read a catalogue block: a heading, labels with values, an annotation."""
    heading, listing, notes = _parts(block)
    printed = text_of(heading)
    if heading is None or not printed:
        found.warn(f"a catalogue block has no title: “{text_of(block)[:80]}”")
        return None
    fields, _ = title_facts(printed)
    values, languages = _labelled(listing)
    if not values:
        found.warn(f"no labels such as Author(s) or Availability found for “{printed[:80]}”")
    available = [link for cell in values.get("availability", ()) for link in page.links(cell)]
    links = [_link(text, address) for text, address in available if address]
    for text in (text for text, address in available if not address):
        found.warn(f"no usable address behind “{text[:40]}” of “{printed[:80]}”")
    landing = next((address for _, address in page.links(heading) if address), None)
    if landing and landing not in [link["url"] for link in links]:
        links.insert(0, {"role": LinkRole.LANDING, "url": landing})
    series = [text for cell in values.get("series", ()) if (text := text_of(cell))]
    years = [year for cell in values.get("year", ()) if (year := facts.year_in(text_of(cell)))]
    authors = [name for cell in values.get("authors", ()) for name in facts.bodies(text_of(cell))]
    fields |= {
        "links": links,
        "series": {"title": series[0]} if series else None,
        "authors": tuple(dict.fromkeys(authors)),
        "published": years[0] if years else None,
        "publisher": page.site_name,
        "summary": "\n\n".join(text for note in notes if (text := text_of(note))),
        # English labels say nothing new; Spanish ones say that the resource is in Spanish.
        "languages": languages if "es" in languages else (),
    }
    return found.add(**described(fields))


def _item(page: Page, found: Findings, anchor: Tag, lines: list[str]) -> str | None:
    """Read an item in short form: a linked title and the lines under it."""
    fields, file = title_facts(text_of(anchor))
    href = str(anchor.get("href") or "")
    if href.strip().casefold().startswith(("mailto:", "tel:")):
        found.warn(f"not read as a resource: {href.strip()[:80]}")
        return None
    address = page.resolve(href)
    if address:
        fields["identifiers"] = {"doi": facts.doi(address)}
        file["format"] = file["format"] or facts.file_format(address)
        role = LinkRole.DOWNLOAD if any(file.values()) else LinkRole.LANDING
        fields["links"] = [{"role": role, "url": address, **file}]
    else:
        found.warn(f"no usable link for “{fields['title'][:80]}”")
    fields = described(reference(lines) | fields)
    if fields.get("kind") == "podcast-episode" and not fields.get("episode"):
        # An episode has a number or a date; without either the name is that of the podcast.
        fields["kind"] = "podcast-episode" if fields.get("published") else "podcast-series"
    if fields.get("episode") and fields.get("publisher") == _SITE:
        fields["episode"] = {"series": _PODCAST} | fields["episode"]
    if file["format"] == "pdf" and not fields.get("kind"):
        fields["kind"] = "publication"
    return found.add(**fields)


def _short_form(page: Page, found: Findings, paragraph: Tag) -> str | None:
    """Read an outside item: a paragraph that is a linked title with at least one line under it."""
    lines = lines_of(paragraph)
    anchor = paragraph.select_one("a[href]")
    if anchor and len(lines) > 1 and lines[0] == text_of(anchor):
        return _item(page, found, anchor, lines[1:])
    if _is_item(paragraph):
        found.warn(f"not read as a resource: “{' '.join(lines)[:80]}”")
    return None


def _spotlight(page: Page, found: Findings, section: list[Tag]) -> Iterator[str | None]:
    for anchor in (tag for tag in section if tag.name == "a" and text_of(tag)):
        holder = anchor.find_parent(["h2", "h3", "h4", "h5", "h6", "p", "li"])
        lines = lines_of(holder)[1:] if holder else []
        if holder and heading_level(holder):
            following = holder.find_next_sibling(True)
            lines = lines_of(following) if following and following.name == "p" else []
        yield _item(page, found, anchor, lines)


def _related(page: Page, found: Findings, section: list[Tag]) -> Iterator[str | None]:
    for anchor in (tag for tag in section if tag.name == "a" and text_of(tag)):
        address = page.resolve(anchor.get("href"))
        links = [{"role": LinkRole.LANDING, "url": address}] if address else ()
        title = text_of(anchor)
        yield found.add(title, kind="topic-page", publisher=page.site_name, links=links)


def _section(page: Page, names: tuple[str, ...]) -> list[Tag]:
    for heading in page.content.select("h2, h3, h4, h5"):
        if text_of(heading).casefold().rstrip(": ") in names:
            return section_of(heading)
    return []


def _introduction(page: Page, items: set[int]) -> str:
    """Return the paragraphs between the page's heading and whatever else comes after it."""
    heading = page.content.select_one("h1")
    paragraphs = []
    for tag in heading.find_all_next(True) if heading else []:
        if id(tag) in items or heading_level(tag) or tag.name in ("ul", "ol", "dl"):
            break
        if tag.name == "p" and (text := text_of(tag)):
            paragraphs.append(text)
    return "\n\n".join(paragraphs)


def _blocks(page: Page) -> list[Tag]:
    lone = [
        listing
        for listing in page.content.select("dl")
        if listing.find_parent(class_="publication") is None and _labelled(listing)[0]
    ]
    return [*page.content.select(".publication"), *lone]


def recognises(page: Page) -> bool:
    """Whether the page names the Gateway in its title, or has the parts of a topic page."""
    if page.site_name == _SITE:
        return True
    return bool(_blocks(page)) or all(_section(page, s) for s in (_SPOTLIGHT, _RELATED))


def read(page: Page) -> Scraped:
    """Read a topic page. Raises NotUnderstood without a heading or anything listed."""
    if not page.heading:
        raise NotUnderstood("looked for the topic in a level-one heading; there is none")
    found = Findings()
    topic = found.add(
        page.heading,
        kind="topic-page",
        publisher=page.site_name,
        languages=(page.language,) if page.language in ("en", "es") else (),
        links=[{"role": LinkRole.LANDING, "url": page.web_address}] if page.web_address else (),
    )
    blocks = _blocks(page)
    starts = {id(block) for block in blocks}
    spotlight, related = _section(page, _SPOTLIGHT), _section(page, _RELATED)
    inside = (tag for block in blocks for tag in (*block.find_all(True), *_parts(block)[2]))
    taken = {id(tag) for tag in inside if not _is_item(tag)}
    taken |= {id(tag) for tag in (*spotlight, *related)}
    items: dict[int, str | None] = {}
    for tag in page.content.find_all(True):
        if id(tag) in starts:
            items[id(tag)] = _block(page, found, tag)
        elif id(tag) in taken or tag.name not in ("p", "li") or tag.select_one("p, li"):
            continue
        elif item := _short_form(page, found, tag):
            items[id(tag)] = item
    highlights = list(_spotlight(page, found, spotlight))
    others = list(_related(page, found, related))
    if not (items or highlights or others):
        raise NotUnderstood(
            "looked for resources with Author(s), Availability and Year Published, for linked"
            " titles with a credit line, for Spotlight On and Related Content; found none of them"
        )
    found.update(topic, summary=_introduction(page, set(items)))
    found.relate(topic, RelationType.DESCRIBES, *items.values(), *highlights)
    found.relate(topic, RelationType.RELATED, *others)
    return found.scraped()


SCRAPER = Scraper("childwelfare-gateway", ("childwelfare.gov",), recognises, read)
scrape = SCRAPER.scrape
