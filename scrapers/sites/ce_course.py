"""The continuing-education course site: one page a course, built of labels and texts under them.

The course `is related` to the text it assigns, which gets a draft of its own.
"""

import re
from typing import Any

from catalog.model import Delivery, RelationType
from scrapers import facts, words
from scrapers.outline import Line, outline
from scrapers.page import Page
from scrapers.scraper import Findings, NotUnderstood, Scraped, Scraper

_LABELS = {
    "number": r"course\s*(?:#|number\b|no\.)",
    "type": r"(?:ce|credit) types?\b",
    "hours": r"(?:ce|ceu|credit|contact) (?:hours?|credits?)\b",
    "description": r"(?:course )?(?:description|overview)\b",
    "audience": r"(?:target audience|intended audience|who should (?:take|attend)[\w ]*)",
    "approvals": r"(?:approved by|approvals?\b|accreditations?\b|board approvals?\b)[\w ]*",
    "objectives": r"(?:course |learning )?(?:objectives|outcomes)\b",
    "reading": r"(?:required|assigned|course) (?:reading|materials?|article)s?\b",
    "cost": r"(?:cost|price|fee)\b",
    "author": r"(?:course )?(?:authors?|instructors?)\b",
}
_LABEL = {
    name: re.compile(rf"^{said}\s*[:#]?\s*(?P<rest>.*)$", re.I) for name, said in _LABELS.items()
}
_INLINE = {"number", "type", "hours", "cost", "author"}
_PLACEHOLDER = re.compile(r"^(?:top|bottom) of page$", re.IGNORECASE)
_NUMBER = re.compile(
    r" ?\((?P<type>[^()#]{0,60}?) ?(?:#|no\.?|number)? ?:? ?#?(?P<number>[\w./-]{1,40})\)$",
    re.IGNORECASE,
)
_READING = re.compile(
    r"^Read:?\s+[“\"]?(?P<title>.+?)[”\"]?(?:\s*\((?P<year>(?:19|20)\d{2})\))?"
    r"(?:\.[”\"]?\s+(?P<publisher>[^.]+?))?(?:\.\s*(?:Available|Retrieved|Online)\b.*)?\.?$",
    re.IGNORECASE,
)
_PASS_MARK = (
    re.compile(
        r"\b(?:pass\w*|scor\w+|minimum|at least|grade)\b[^%]{0,80}?\b(?P<mark>\d{2,3})\s*%", re.I
    ),
    re.compile(r"\b(?P<mark>\d{2,3})\s*%\s*(?:or (?:higher|better|above|more)|to pass|pass)", re.I),
)
_DELIVERY = (
    (Delivery.LIVE_ONLINE, r"live (?:online|webinar)|interactive webinar|zoom"),
    (Delivery.CLASSROOM, r"classroom|in[- ]person|face[- ]to[- ]face"),
    (Delivery.SELF_STUDY, r"self[- ](?:study|paced)|home study|read and understand the attached"),
)


def _sections(lines: list[Line]) -> dict[str, list[Line]]:
    """Return the lines under each label; what stands behind a label counts as its first line."""
    sections: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for line in lines:
        named = next(((n, m) for n, rule in _LABEL.items() if (m := rule.match(line.text))), None)
        if named and (line.role == "heading" or line.text.rstrip().endswith(":")):
            name, match = named
            current = sections.setdefault(name, [])
            rest = match["rest"].strip(" :")
            if rest and name in _INLINE:
                current.append(Line("paragraph", rest, line.tag))
        elif named and named[0] in _INLINE and ":" in line.text:
            rest = named[1]["rest"].strip()
            sections.setdefault(named[0], []).append(Line("paragraph", rest, line.tag))
        elif line.role == "heading":
            current = None
        elif current is not None and not _PLACEHOLDER.match(line.text):
            current.append(line)
    return sections


def _approval(text: str) -> dict[str, Any]:
    """Read `Board (CE Broker #50-23449)`; the number may be missing."""
    match = _NUMBER.search(text)
    if match and not re.search(r"\d", match["number"]):
        match = None
    board = text[: match.start()] if match else text
    return {
        "board": board.strip(" ;,."),
        "jurisdiction": words.state_in(board),
        "number": match["number"] if match else None,
        "number_type": (match["type"].strip() or None) if match else None,
    }


def _reading(text: str) -> re.Match[str] | None:
    """Match an assigned text, `Read Title. Publisher. Available online at`."""
    return _READING.match(text) if len(text) <= 500 else None


def _items(lines: list[Line]) -> list[str]:
    """Return the list items of a section; without a list, its lines up to the closing rules."""
    items = [line.text for line in lines if line.role == "item"]
    return items or [line.text.lstrip("•-– ") for line in lines if not _is_rule(line.text)]


def _is_rule(text: str) -> bool:
    return bool(re.search(r"\d\s*%|\bcertificate\b|post-?test|\bevaluation\b", text, re.IGNORECASE))


def _pass_mark(text: str) -> int | None:
    match = next((found for rule in _PASS_MARK if (found := rule.search(text))), None)
    return int(match["mark"]) if match and 0 < int(match["mark"]) <= 100 else None


def _plain(lines: list[Line]) -> list[str]:
    """Return the values of a section without remarks in brackets."""
    return [line.text for line in lines if not line.text.startswith("(")]


def recognises(page: Page) -> bool:
    """Whether the page has at least two of: course description, objectives, board approvals."""
    sections = _sections(outline(page.content))
    return len({"description", "objectives", "approvals"} & sections.keys()) >= 2


def read(page: Page) -> Scraped:
    """Read a course. Raises NotUnderstood without a title, or with none of its main labels."""
    lines = outline(page.content)
    sections = _sections(lines)
    printed = page.heading or page.title
    if not printed:
        raise NotUnderstood("looked for the course's title in a level-one heading; there is none")
    if not {"description", "objectives", "approvals"} & sections.keys():
        raise NotUnderstood(
            "looked for Course Description, Learning Objectives and approval by boards;"
            " found none of them"
        )
    title, hours = facts.credit_hours(printed)
    if hours is None:
        for text in _plain(sections.get("hours", [])):
            bare = re.match(r"\d+(?:\.\d+)?", text)
            hours = facts.credit_hours(text)[1] or (float(bare[0]) if bare else None) or hours
    everything = " ".join(line.text for line in lines)
    description = [line.text for line in sections.get("description", [])]
    approvals = [_approval(text) for text in _items(sections.get("approvals", []))]
    objectives: list[str] = []
    readings: list[str] = []
    assigned = [line.text for line in sections.get("reading", [])]
    for text in _items(sections.get("objectives", [])):
        (readings if _reading(text) else objectives).append(text)
    found = Findings()
    course_fields = {
        "credit_hours": hours or None,
        "credit_types": [
            t for text in _plain(sections.get("type", [])) for t in facts.bodies(text)
        ],
        "approvals": approvals,
        "pass_mark": _pass_mark(everything),
        "delivery": [how for how, said in _DELIVERY if re.search(said, everything, re.I)],
        "cost": next(iter(_plain(sections.get("cost", []))), None),
        "objectives": objectives,
    }
    audience = " ".join(line.text for line in sections.get("audience", []))
    states = [approval["jurisdiction"] for approval in approvals if approval["jurisdiction"]]
    broker = (a["number"] for a in approvals if (a["number_type"] or "").casefold() == "ce broker")
    course = found.add(
        title,
        id_from=f"{title} course",
        kind="course",
        summary="\n\n".join(description),
        authors=tuple(a for text in _plain(sections.get("author", [])) for a in facts.bodies(text)),
        publisher=page.site_name,
        languages=(page.language,) if page.language in ("en", "es") else (),
        jurisdictions=tuple(dict.fromkeys(states)),
        audiences=words.audiences_named(audience)
        or words.audiences_of(title, " ".join(description)),
        links=[{"role": "landing", "url": page.web_address}] if page.web_address else (),
        identifiers={
            "course_number": next(iter(_plain(sections.get("number", []))), None),
            "ce_broker": next(broker, None),
        },
        course=course_fields,
    )
    if course is None:
        raise NotUnderstood("the course's title cannot be kept")
    texts = []
    for text in (*readings, *assigned):
        if match := _reading(text) or _reading(f"Read {text}"):
            publisher = (match["publisher"] or "").strip() or None
            entry = found.add(match["title"].strip(), publisher=publisher, published=match["year"])
            texts.append({"title": match["title"].strip(), "publisher": publisher, "entry": entry})
    if texts:
        found.update(course, course=course_fields | {"reading": texts})
        found.relate(course, RelationType.RELATED, *(text["entry"] for text in texts))
    return found.scraped()


SCRAPER = Scraper("online-ces", ("online-ces.com",), recognises, read)
scrape = SCRAPER.scrape
