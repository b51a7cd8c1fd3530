"""In-Trac: training programmes with the audience, key messages and learning outcomes in lists.

The programme is `related` to the guidance its key messages come from, which gets its own draft.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from catalog.model import RelationType
from scrapers import facts, words
from scrapers.outline import Line, outline
from scrapers.page import Page
from scrapers.scraper import Findings, NotUnderstood, Scraped, Scraper

_OUTCOMES = re.compile(
    r"\b(?:learning (?:outcomes|objectives)|given the opportunity to|will be able to)\b", re.I
)
_MESSAGES = re.compile(r"\bkey messages?\b", re.IGNORECASE)
_ADDITION = re.compile(r"^(?:in addition|additionally|also)\b", re.IGNORECASE)
_AUDIENCE = re.compile(
    r"\b(?:designed for|aimed at|suitable for|intended for|who should attend"
    r"|who (?:is (?:it|this)|it is|it’s|it's) for|target (?:audience|group))\b",
    re.IGNORECASE,
)
_GUIDANCE = re.compile(
    r"(?P<title>[A-Z][\w’'-]*[:,]?"
    r"(?:\s+(?:[A-Z0-9][\w’'-]*[:,]?|of|for|and|in|the|to|on|a|an|with|from|by|&)){0,40})"
    rf"[.,]?\s*\((?P<body>[A-Za-z][A-Za-z&. ]{{1,60}}),?\s*(?P<year>{facts.YEAR})\)"
)
_BODIES = {
    "dfe": "Department for Education",
    "dfes": "Department for Education and Skills",
    "dcsf": "Department for Children, Schools and Families",
    "dh": "Department of Health",
    "doh": "Department of Health",
    "dhsc": "Department of Health and Social Care",
}
_COST = re.compile(r"^(?:cost|price|fee)s?\s*:?\s*(?P<cost>(?:£|free\b).{0,80})$", re.IGNORECASE)


@dataclass
class _Passage:
    """A paragraph or heading, with the list it introduces, if any, and the heading it is under."""

    heading: str
    text: str
    items: list[str] = field(default_factory=list)

    def introduces(self, said: re.Pattern[str]) -> bool:
        """Whether the passage itself, or else its heading, says so."""
        return bool(self.items) and bool(said.search(self.text) or said.search(self.heading))


def _passages(lines: list[Line]) -> list[_Passage]:
    passages: list[_Passage] = []
    heading = ""
    for line in lines:
        if line.tag.name == "h1":
            continue
        if line.role == "item":
            if not passages:
                passages.append(_Passage("", ""))
            passages[-1].items.append(line.text)
            continue
        if line.role == "heading":
            heading = line.text
        passages.append(_Passage(heading, line.text))
    return passages


def _sentence(passage: _Passage) -> str:
    """Return a passage as running text: `The day covers: one thing; another`."""
    items = "; ".join(item.rstrip(" ;,") for item in passage.items)
    return (
        f"{passage.text.rstrip(' :')}: {items}" if items and passage.text else passage.text or items
    )


def _guidance(text: str) -> dict[str, Any] | None:
    """Read what guidance a sentence names: `… framework Title of It. (DFE 2012).`."""
    match = _GUIDANCE.search(text)
    if match is None:
        return None
    title, printed = match["title"].strip(" .,:"), match["body"].strip()
    body = _BODIES.get(printed.casefold().replace(".", ""), printed)
    basis = f"{title} ({printed} {match['year']})"
    return {"basis": basis, "title": title, "publisher": body, "published": match["year"]}


def recognises(page: Page) -> bool:
    """Whether a list of learning outcomes stands under a title that says how long it takes."""
    timed = facts.duration(page.heading)[1] is not None
    passages = _passages(outline(page.content))
    return timed and any(passage.introduces(_OUTCOMES) for passage in passages)


def read(page: Page) -> Scraped:
    """Read a programme. Raises NotUnderstood without a title or without learning outcomes."""
    if not page.heading:
        raise NotUnderstood(
            "looked for the programme's title in a level-one heading; there is none"
        )
    passages = _passages(outline(page.content))
    objectives: list[str] = []
    messages: list[dict[str, Any]] = []
    guidance: list[dict[str, Any]] = []
    audience: list[str] = []
    summary: list[str] = []
    cost = None
    for passage in passages:
        taught = bool(messages) and bool(passage.items) and bool(_ADDITION.match(passage.text))
        if passage.introduces(_OUTCOMES):
            objectives += passage.items
        elif passage.introduces(_MESSAGES) or taught:
            named = _guidance(passage.text)
            messages.append({"basis": named["basis"] if named else None, "points": passage.items})
            guidance += [named] if named else []
        elif priced := _COST.match(passage.text):
            cost = priced["cost"]
        elif passage.text != passage.heading or passage.items:
            said = _sentence(passage)
            if _AUDIENCE.search(passage.text) or _AUDIENCE.search(passage.heading):
                audience.append(said)
            summary.append(said)
    if not objectives:
        raise NotUnderstood("looked for a list of learning outcomes; found none")
    title, length = facts.duration(page.heading)
    found = Findings()
    programme = found.add(
        title,
        id_from=f"{title} programme",
        kind="training-programme",
        summary="\n\n".join(text for text in summary if text.strip()),
        publisher=page.site_name,
        languages=(page.language,) if page.language in ("en", "cy") else (),
        audiences=words.audiences_named(" ".join(audience)),
        links=[{"role": "landing", "url": page.web_address}] if page.web_address else (),
        course={
            "duration": length,
            "cost": cost,
            "key_messages": messages,
            "objectives": objectives,
        },
    )
    if programme is None:
        raise NotUnderstood("the programme's title cannot be kept")
    for named in guidance:
        del named["basis"]
        found.relate(programme, RelationType.RELATED, found.add(**named))
    return found.scraped()


SCRAPER = Scraper("in-trac", ("in-trac.co.uk",), recognises, read)
scrape = SCRAPER.scrape
