"""Short references as catalogues print them: a title, a credit line, a journal, an annotation."""

import re
from typing import Any

from scrapers import facts, words

_TAG = re.compile(r"\s*\[(?P<tag>[^\[\]]{2,300})\]\s*$")
_EPISODE = re.compile(r"^(?:Episode|Episodio)\s+(?P<number>\d{1,4})\b", re.IGNORECASE)
_CREDIT = re.compile(rf"^(?P<who>.*?)[\s,]*\((?P<when>[^()]*{facts.YEAR}[^()]*|n\.d\.)\)\.?$")
_JOURNAL = re.compile(
    r"^(?P<title>[^,.;]{3,150}),\s*(?:Vol(?:ume|\.)\s*)?(?P<volume>\d{1,4})"
    r"(?:\s*\((?P<issue>[^()]{1,20})\))?(?=[\s,.:]|$)"
)
_BODY = re.compile(
    r"\b(?:Academy|Administration|Agency|Alliance|Association|Board|Bureau|Cent(?:er|re)s?|Child"
    r"|Children|Coalition|College|Commission|Committee|Consortium|Council|Courts?|Department"
    r"|Division|Families|Family|Foundation|Gateway|Government|Hall|Institute|League|Library"
    r"|Ministry|National|Network|Office|Partnership|Press|Programs?|Project|Research|School"
    r"|Services?|Society|State|Trends|Trust|United|University|Youth|of|for|the)\b"
)
_PERSON = re.compile(r"^(?:[A-ZÀ-Þ][\w’'.-]*\s*){1,4}(?:,\s*(?:[A-Z]\.\s*-?)+)?(?:\s*et al\.?)?$")
_SENTENCE = re.compile(r"[.!?…][’”\"')]?$")
_AGENCY = re.compile(
    r"\b(?:Department|Division|Office|Judicial|Courts?|Legislature|Agency|Institute)\b"
)
_LONGEST_NAME = 120


def title_facts(printed: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split a printed title into draft fields (`title`, `kind`, `episode` …) and link fields.

    `Title (PDF - 587 KB)` gives a link's format and size; `Title [Podcast]` a kind; any other
    text in square brackets is the title in another language.
    """
    title, file_format, size = facts.file_note(printed)
    fields: dict[str, Any] = {"title": title}
    if match := _TAG.search(title):
        tag = match["tag"].strip()
        fields["title"] = title[: match.start()].strip() or title
        if kind := words.TAGS.get(tag.casefold()):
            fields["kind"] = kind
        elif match.start():
            fields["alternative_titles"] = (tag,)
    if fields.get("kind") == "podcast-episode":
        fields["format"] = "audio"
        if match := _EPISODE.search(fields["title"]):
            fields["episode"] = {"number": int(match["number"])}
    elif fields.get("kind") == "video":
        fields["format"] = "video"
    return fields, {"format": file_format, "size_kb": size}


def _is_people(who: str) -> bool:
    several = re.search(r"\s(?:&|and)\s|,|\bet al\b|\b[A-Z]\.", who)
    names = facts.people(who)
    return bool(several and names) and all(
        _PERSON.match(name) and not _BODY.search(name) for name in names
    )


def _published_by(who: str, authors: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return who published it: of several bodies the first, and all of them as its authors."""
    bodies = facts.bodies(who)
    together = bodies if len(bodies) > 1 else ()
    named = {"authors": tuple(dict.fromkeys((*authors, *together)))} if authors or together else {}
    return {"publisher": bodies[0] if bodies else None} | named


def reference(lines: list[str]) -> dict[str, Any]:
    """Read the lines under a title: who and when, then a publisher or journal, then a summary.

    `Who (2018)` names the publisher, unless a line with the publisher or the journal follows or
    it can only be people: then it names the authors.
    """
    if not lines:
        return {}
    match = _CREDIT.match(lines[0])
    if match is None and (_SENTENCE.search(lines[0]) or len(lines[0]) > 2 * _LONGEST_NAME):
        return {"summary": "\n\n".join(lines)}
    who = (match["who"] if match else lines[0]).strip()
    fields: dict[str, Any] = {}
    if match:
        dated = facts.month_and_year(match["when"])
        fields["published"] = dated[0] if dated else facts.year_in(match["when"])
    rest = lines[1:]
    authors = facts.people(who) if _is_people(who) else facts.bodies(who)
    if rest and (journal := _JOURNAL.match(rest[0])):
        fields |= {
            "authors": authors,
            "kind": "journal-article",
            "series": {"title": journal["title"].strip()},
            "article": {"volume": journal["volume"], "issue": journal["issue"]},
        }
        rest = rest[1:]
    elif rest and len(rest[0]) <= _LONGEST_NAME and not _SENTENCE.search(rest[0]):
        fields |= _published_by(rest[0], authors)
        rest = rest[1:]
    elif _is_people(who):
        fields["authors"] = authors
    else:
        fields |= _published_by(who)
    fields["summary"] = "\n\n".join(rest)
    return fields


def described(fields: dict[str, Any]) -> dict[str, Any]:
    """Add the kind, audiences and place that a title and its description state."""
    title, summary = fields.get("title", ""), fields.get("summary") or ""
    series = (fields.get("series") or {}).get("title", "")
    publisher = fields.get("publisher") or ""
    agency = words.state_in(publisher) if _AGENCY.search(publisher) else None
    state = agency or words.state_described(summary)
    stated = {
        "kind": words.SERIES.get(series.casefold())
        or words.kind_in_title(title)
        or words.kind_in_text(summary),
        "audiences": words.audiences_of(title, summary),
        "jurisdictions": (state,) if state else (),
    }
    return fields | {name: value for name, value in stated.items() if not fields.get(name)}
