"""Local safeguarding partnerships: topic pages with a strategy, tools, briefings and reading.

One shape serves many partnerships; a page says whose it is in its title. The page's own draft
`describes` each resource it links to.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import NavigableString

from catalog.model import LinkRole, RelationType
from scrapers import facts, words
from scrapers.citation import title_facts
from scrapers.page import BLOCKS, Page, clean, heading_level, text_of
from scrapers.scraper import Findings, NotUnderstood, Scraped, Scraper

_PARTNERSHIP = re.compile(
    r"\bsafeguarding\b.*\b(?:partnership|partners|board)\b|\bL?SC[PB]\b", re.IGNORECASE
)
_ROUTINE = re.compile(
    r"^(?:contact(?: us)?|home|cookies|disclaimer|privacy(?: notice| policy)?|accessibility"
    r"|site ?map|log ?in|register|search|print(?: this page)?|share|back to top|top|training"
    r"|newsletter|e-?mail(?: us)?|facebook|twitter|x|youtube|linkedin|instagram|next|previous"
    r"|report a concern)$",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"^(?:click |see |read |view |download |find out )*(?:here|more|link|this link|website"
    r"|(?:the |our |their )?web ?site|more information|further information)\.?$",
    re.IGNORECASE,
)
_STUDY = re.compile(
    rf"(?P<who>[A-Z][\w’'-]+(?:(?:,\s+|,?\s+(?:and|&)\s+)[A-Z][\w’'-]+){{0,20}}(?:\s+et al\.?)?)"
    rf",?\s+\((?P<year>{facts.YEAR})\)"
)
_NOT_A_NAME = re.compile(r"^(?:In|By|The|This|See|From|And|With|For|Of|A|An)\s+")
_LEAD = re.compile(
    r"^(?:recommended reading|click|please (?:see|click)|see (?:also|below))\b", re.I
)
_PATH = re.compile(r"^[^\s:#?]+\.\w{2,5}(?:\?\S*)?$")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ“\"])")
_HOLDERS = ["p", "li", "tr", "dd", "h3", "h4", "h5", "h6", "div"]


@dataclass
class _Linked:
    """A link and the text around it in its paragraph."""

    anchor: Tag
    before: str = ""
    after: str = ""
    alone: bool = True


def _linked(holder: Tag, anchors: list[Tag]) -> list[_Linked]:
    """Return the links of a paragraph, each with the text up to the link before and after it."""
    gaps = [""]
    inside = {id(anchor) for anchor in anchors}
    for node in holder.descendants:
        if isinstance(node, Tag) and id(node) in inside:
            gaps.append("")
        elif isinstance(node, Tag) and node.name in BLOCKS:
            gaps[-1] += " "
        elif isinstance(node, NavigableString) and not any(id(p) in inside for p in node.parents):
            gaps[-1] += str(node)
    texts = [clean(gap) for gap in gaps]
    alone = len(anchors) == 1
    return [_Linked(a, texts[i], texts[i + 1], alone) for i, a in enumerate(anchors)]


def _description(link: _Linked) -> str:
    """Return the sentences that describe a link: all of its paragraph when it is alone there."""
    after = facts.file_note(link.after)[0].lstrip(" –—-:.;,").rstrip(" –—-:;,")
    before = facts.file_note(link.before)[0].strip()
    said = f"{before} {after}" if link.alone else after or before
    kept = [sentence for sentence in _SENTENCES.split(said.strip()) if not _LEAD.match(sentence)]
    text = " ".join(kept).strip()
    return text if len(text.split()) > 5 else ""


def _resource(page: Page, link: _Linked) -> dict[str, Any] | None:
    """Read one linked resource; None when the link is a signpost of the site, or no address."""
    href = str(link.anchor.get("href") or "").strip()
    address = page.resolve(href)
    unplaced = address is None and page.web_address is None and bool(_PATH.match(href))
    printed = text_of(link.anchor)
    if not (address or unplaced) or not printed or _ROUTINE.match(printed):
        return None
    if _POINTER.match(printed):
        return None
    fields, file = title_facts(printed)
    _, noted, size = facts.file_note(link.after[:60])
    file_format = file["format"] or noted or facts.file_format(address or href)
    file = {"format": file_format, "size_kb": file["size_kb"] or size}
    title = fields["title"]
    own = unplaced or urlsplit(address or "").hostname == urlsplit(page.web_address or "").hostname
    span = facts.span_in(title)
    kind = fields.get("kind") or words.kind_in_title(title)
    if span and re.search(r"\bstrategy\b", title, re.IGNORECASE):
        kind = "strategy-plan"  # also where a toolkit comes with the strategy
    if own and not (file_format or kind):
        return None
    summary = _description(link)
    fields["kind"] = kind or words.kind_in_text(summary) or ("publication" if file_format else None)
    if fields["kind"] == "strategy-plan":
        fields["strategy"] = span
    elif study := _STUDY.search(summary):
        fields["authors"] = facts.people(_NOT_A_NAME.sub("", study["who"]))
        fields["published"] = facts.year_in(study["year"])
    elif not span:
        fields["published"] = facts.year_in(title)
    role = LinkRole.DOWNLOAD if file_format else LinkRole.LANDING
    return fields | {
        "summary": summary,
        "publisher": page.site_name if own else None,
        "audiences": words.audiences_of(title, summary),
        "links": [{"role": role, "url": address, **file}] if address else (),
    }


def _paragraphs(page: Page) -> list[tuple[Tag, list[Tag]]]:
    """Return the links of the page by the paragraph that holds them, in page order."""
    found: dict[int, tuple[Tag, list[Tag]]] = {}
    for anchor in page.content.select("a[href]"):
        holder = anchor.find_parent(_HOLDERS)
        if isinstance(holder, Tag):
            found.setdefault(id(holder), (holder, []))[1].append(anchor)
    return list(found.values())


def _introduction(page: Page) -> str:
    """Return the first run of paragraphs without links."""
    paragraphs: list[str] = []
    for tag in page.content.find_all(True):
        if heading_level(tag) and paragraphs:
            break
        if tag.name == "p" and not tag.select_one("a[href]") and len(text := text_of(tag)) > 40:
            paragraphs.append(text)
    return "\n\n".join(paragraphs)


def recognises(page: Page) -> bool:
    """Whether the title or `og:site_name` names a safeguarding partnership or board."""
    return bool(_PARTNERSHIP.search(page.site_name))


def read(page: Page) -> Scraped:
    """Read a topic page. Raises NotUnderstood without a heading, or with neither text nor links."""
    if not page.heading:
        raise NotUnderstood("looked for the topic in a level-one heading; there is none")
    found = Findings()
    introduction = _introduction(page)
    topic = found.add(
        page.heading,
        id_from=f"{page.heading} {page.site_name}",
        kind="topic-page",
        summary=introduction,
        publisher=page.site_name,
        languages=(page.language,) if page.language in ("en", "cy") else (),
        links=[{"role": LinkRole.LANDING, "url": page.web_address}] if page.web_address else (),
    )
    items = []
    passed: list[str] = []
    for holder, anchors in _paragraphs(page):
        for link in _linked(holder, anchors):
            if fields := _resource(page, link):
                if not fields["links"]:
                    found.warn(f"the page has no web address, so “{fields['title']}” has no link")
                items.append(found.add(**fields))
            elif text := text_of(link.anchor):
                href = str(link.anchor.get("href", "")).strip().casefold()
                if not href.startswith(("mailto:", "tel:", "#")):
                    passed.append(text[:80])
    if not items and not introduction:
        raise NotUnderstood(
            "looked for text and for linked resources under the heading; found none"
        )
    if passed:
        found.warn(f"links not read as resources: {'; '.join(dict.fromkeys(passed))}")
    found.relate(topic, RelationType.DESCRIBES, *items)
    return found.scraped()


SCRAPER = Scraper(
    "safeguarding-partnership", ("cumbriasafeguardingchildren.co.uk",), recognises, read
)
scrape = SCRAPER.scrape
