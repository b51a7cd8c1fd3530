"""The files a page offers: PDFs with their sizes, recordings, transcripts."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from scrapers import facts
from scrapers.generic.document import Document, is_furniture, text_of

_FILES_AT_MOST = 12
_LINKS_AT_MOST = 3_000
_ABOUT = re.compile(
    r"^(?:download(?: (?:the|this|full|a|as|report|guide|publication|document|file|now|pdf"
    r"|here|it))*"
    r"|(?:view|read|open|get) (?:the )?(?:full )?(?:pdf|report|text|publication|document)"
    r"|pdf(?: version| download)?|full (?:text|report)|descargar(?: pdf)?"
    r"|t[ée]l[ée]charger(?: le pdf)?"
    r"|herunterladen|scarica(?: il pdf)?|baixar|print version|here)[\s.:!]*$",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"(?<![\d.,-])(?P<count>\d{1,4})\s*(?:pages?|pp\.?|p\.|p[áa]ginas|seiten|pagine)(?!\w)", re.I
)


def links(page: Document) -> list[dict[str, Any]]:
    """Return the links to files in the content, as the model's links, in page order."""
    found: dict[str, dict[str, Any]] = {}
    for tag in islice(page.main.iter("a", "audio", "source"), _LINKS_AT_MOST):
        if is_furniture(tag) or len(found) >= _FILES_AT_MOST:
            continue
        address = page.resolve(tag.get("href") or tag.get("src") or "")
        if address and address not in found and (link := _link(tag, address)):
            found[address] = link
    return list(found.values())


def _link(tag: HtmlElement, address: str) -> dict[str, Any] | None:
    text = text_of(tag) if tag.tag == "a" else ""
    title, named, size = facts.file_note(text)
    form = facts.file_format(address) or named
    if tag.get("type") == "application/pdf":
        form = "pdf"
    if re.search(r"\btranscript\b", text, re.IGNORECASE) and len(text) < 80:
        return _without_empty(role="transcript", url=address, format=form)
    if form == "audio" or tag.tag == "audio":
        return {"role": "audio", "url": address, "format": "audio"}
    if form not in ("pdf", "doc", "slides", "spreadsheet"):
        return None
    label = _FILE_FACTS.sub("", title).strip(" ,;:-–—")
    return _without_empty(
        role="download",
        url=address,
        format=form,
        size_kb=size or facts.size_kb(text) or facts.size_kb(_beside(tag)),
        label="" if _ABOUT.match(label) or len(label) < 4 else label[:200],
    )


def _beside(tag: HtmlElement) -> str:
    """Return the text around a link, as far as it belongs to this link alone."""
    around = tag.getparent()
    for _ in range(3):
        if around is None or len(around.xpath(".//a[@href]")) > 2:
            return tag.tail or ""
        text = text_of(around)
        if len(text) > 300:
            return tag.tail or ""
        if facts.size_kb(text):
            return text
        around = around.getparent()
    return ""


def pages(lines: tuple[str, ...]) -> Iterator[int]:
    """Yield counts of pages in short lines: `PDF, 1.2 MB, 48 pages`."""
    for line in lines[:400]:
        if len(line) <= 120 and (match := _PAGES.search(line)) and int(match["count"]) > 0:
            yield int(match["count"])


def count_of_pages(text: str) -> int | None:
    """Return the count in `48 pages`, `xii, 48 p.` or `48`."""
    match = _PAGES.search(text) or re.fullmatch(r"\s*(?P<count>\d{1,4})\s*", text)
    return int(match["count"]) or None if match else None


_FILE_FACTS = re.compile(
    r"\s*[(\[][^()\[\]]*\b(?:pdf|docx?|\d\s?[km]b)\b[^()\[\]]*[)\]]"
    r"|\s*[,–-]\s*(?:pdf\b|\d[\d.,]*\s?[km]b).*",
    re.IGNORECASE,
)

_ISO = re.compile(
    r"P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+(?:\.\d+)?)H)?(?:(?P<m>\d+(?:\.\d+)?)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
_CLOCK = re.compile(r"(?<![\d:])(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?![\d:])")
_WORDS = re.compile(
    r"(?<![\d.])(?:(?P<h>\d+(?:\.\d+)?)\s*(?:hours?|hrs?|h|horas?|heures?|stunden?"
    r"|ore)\b)?\s*(?:and|y|et|und)?"
    r"\s*(?:(?P<m>\d+(?:\.\d+)?)\s*(?:minutes?|mins?|m|minutos?|minuten|minuti)\b)?",
    re.IGNORECASE,
)


def minutes(text: str) -> int | None:
    """Return minutes from `PT45M`, `45:36`, `1 hour 20 minutes`; whole ones, at least one."""
    text = text.strip()[:200]
    if match := _ISO.fullmatch(text):
        parts = match.groupdict()
        total = float(parts["d"] or 0) * 1440
    elif clock := _CLOCK.search(text):
        parts, total = clock.groupdict(), 0.0
    else:
        match = next((m for m in _WORDS.finditer(text) if m["h"] or m["m"]), None)
        if match is None:
            return None
        parts, total = {**match.groupdict(), "s": None}, 0.0
    total += float(parts["h"] or 0) * 60 + float(parts["m"] or 0) + float(parts["s"] or 0) / 60
    return max(1, round(total)) if 0 < total < 100_000 else None


def _without_empty(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
