"""Words that pages use for kinds, audiences and places, and the vocabulary terms they mean."""

import re
from collections.abc import Mapping

TAGS: Mapping[str, str] = {
    "podcast": "podcast-episode",
    "podcast series": "podcast-series",
    "webinar": "webinar",
    "presentation": "presentation",
    "video": "video",
    "videos": "video",
    "webpage": "website",
    "website": "website",
    "database": "database",
    "toolkit": "toolkit",
    "infographic": "infographic",
    "blog": "news-article",
    "blog post": "news-article",
    "article": "news-article",
    "course": "course",
    "online course": "course",
    "factsheet": "factsheet",
    "fact sheet": "factsheet",
}
"""What a tag in square brackets behind a title (`[Podcast]`) says of the kind."""

SERIES: Mapping[str, str] = {
    "bulletins for professionals": "bulletin",
    "factsheets": "factsheet",
    "factsheets for families": "factsheet",
    "hojas informativas": "factsheet",
    "hojas informativas para las familias": "factsheet",
    "issue briefs": "issue-brief",
    "state statutes": "statute-summary",
    "state statutes series": "statute-summary",
    "child abuse and neglect user manual series": "manual",
}
"""What appearing in a series says of the kind."""

_KIND_WORDS: tuple[tuple[str, str], ...] = (
    (r"7[- ]minute briefings?|seven[- ]minute briefings?|briefing", "briefing"),
    (r"issue brief|policy brief|research brief|brief", "issue-brief"),
    (r"bulletin", "bulletin"),
    (r"fact ?sheet|primer", "factsheet"),
    (r"tip ?sheet", "tip-sheet"),
    (r"infographic|poster", "infographic"),
    (r"tool ?kit", "toolkit"),
    (r"competency framework|competencies", "competency-framework"),
    (r"assessment tool|screening tool|graded care profile", "assessment-tool"),
    (r"(?:user|program|practice|procedures?) manual|manual", "manual"),
    (r"guidebook|handbook|guide", "guide"),
    (r"journal article", "journal-article"),
    (r"working paper|literature review|evidence review|systematic review", "research-report"),
    (r"research report|study", "research-report"),
    (r"strategy|action plan", "strategy-plan"),
    (r"procedures?|protocol", "policy-procedure"),
    (r"online course|e-?learning", "course"),
    (r"webinar|digital dialog", "webinar"),
    (r"podcast series", "podcast-series"),
    (r"podcast", "podcast-episode"),
    (r"video", "video"),
    (r"database", "database"),
    (r"newsletter", "newsletter"),
    (r"campaign", "public-campaign"),
    (r"template|checklist|form", "template-form"),
)

_AUDIENCE_WORDS: tuple[tuple[str, str], ...] = (
    (
        r"case ?workers?|social workers?|cps workers?|child protection (?:workers?|staff"
        r"|professionals?)|child welfare (?:workers?|professionals?|practitioners?|staff)"
        r"|front-?line (?:workers?|staff|professionals?|practitioners?)|investigators?"
        r"|practitioners?|trabajador(?:es|as?) sociale?s?",
        "caseworkers",
    ),
    (r"supervisors?|(?:team|line|practice) (?:managers?|leaders?|leads?)", "supervisors"),
    (
        r"administrators?|directors?|agency (?:heads?|leaders?|leadership)|program managers?"
        r"|senior leaders?|heads? of service",
        "administrators",
    ),
    (
        r"multi-?agency|partner agencies|work(?:ing)? with children|safeguarding partners",
        "multi-agency",
    ),
    (r"trainers?|facilitators?", "trainers"),
    (r"students?|newly qualified social workers?|university staff", "students"),
    (r"researchers?|evaluators?", "researchers"),
    (r"policy ?makers?|legislators?|elected members?|commissioners?", "policymakers"),
    (r"judges?|attorneys?|lawyers?|legal professionals?|court staff", "legal-judicial"),
    (r"mandat(?:ed|ory) reporters?", "mandated-reporters"),
    (r"teachers?|educators?|school staff|early years practitioners?", "educators"),
    (r"nurses?|health visitors?|p(?:a)?ediatricians?|midwives|health professionals?", "healthcare"),
    (
        r"mental health (?:professionals?|counselors?|practitioners?)|counsell?ors?|therapists?"
        r"|psychologists?|behavioral health professionals?|substance use professionals?",
        "behavioral-health",
    ),
    (r"police(?: officers?)?|law enforcement(?: officers?)?|first responders?", "law-enforcement"),
    (r"tribal (?:professionals?|child welfare workers?)", "tribal"),
    (r"voluntary sector|charities|nonprofits?|community partners?", "community-partners"),
    (
        r"(?:foster|adoptive|kinship|resource|kin) (?:parents?|carers?|caregivers?|families)",
        "foster-kinship-caregivers",
    ),
    (r"parents|birth parents?|mothers|fathers|families|padres|familias", "families"),
    (r"young people|youth|teens?|care leavers?|jóvenes", "youth"),
    (r"general public|the public|community members?", "general-public"),
)

_LAY = frozenset({"families", "youth", "foster-kinship-caregivers", "general-public"})
"""Audiences that resources are often about, so that a mere mention does not say who reads."""

_READING = (
    r"information|guidance|resources?|tools|tips|guides?|handbook|workbook|booklet|manual|primer"
    r"|fact ?sheets?|tool ?kit|briefing"
)
_FOR = re.compile(
    r"\b(?:(?:intended|designed|developed|written|created|aimed|suitable|open)\s+(?:for|to|at)"
    r"(?:\s+(?:provide|help|support|assist))?"
    rf"|(?:{_READING})\s+for|among)\s+(?P<who>[^.;:()]{{3,200}})"
    r"|(?:^|[.;]\s+)(?:Provides|Offers|Gives|Helps)\s+(?P<whom>[^.;:()]{3,200})",
    re.IGNORECASE,
)
_WORKS_WITH = re.compile(r"\b(?:work|works|working|contact) with\b", re.IGNORECASE)
_WHO_ENDS = re.compile(
    r"\s(?:with|on|about|in|to|through|that|which|of|an?|the|understand|by|and may)\s",
    re.IGNORECASE,
)
_TITLE_FOR = re.compile(
    rf"(?:(?P<reading>{_READING})\s+|^)?\b(?:for|para)\s+(?!\w+ing\b)(?P<who>[^:()]{{3,120}})",
    re.IGNORECASE,
)

_HEAD = r"(?=\s*(?:$|[:;,.!?)\]–—-]|(?:for|on|to|of|about|with|by|update)\b|\d))"
_THIS = re.compile(
    rf"\bthis\s+(?:[\w-]+\s+){{0,5}}?(?P<what>{'|'.join(said for said, _ in _KIND_WORDS)})\b",
    re.IGNORECASE,
)


_LONGEST = 10_000
"""Characters of a text that are searched for words."""


def _matches(
    table: tuple[tuple[str, str], ...], text: str, behind: str = ""
) -> list[tuple[int, int, str]]:
    """Return start, end and term of each word found, the longest of overlapping ones only."""
    text = text[:_LONGEST]
    found = [
        (match.start(), match.end(), term)
        for pattern, term in table
        for match in re.finditer(rf"\b(?:{pattern})\b{behind}", text, re.IGNORECASE)
    ]
    found.sort(key=lambda m: (m[0] - m[1], m[0]))
    kept: list[tuple[int, int, str]] = []
    for start, end, term in found:
        if all(end <= s or start >= e for s, e, _ in kept):
            kept.append((start, end, term))
    return sorted(kept)


def audiences_named(text: str) -> tuple[str, ...]:
    """Return the audiences that a statement of audience names, in its order."""
    named = [
        term
        for start, _, term in _matches(_AUDIENCE_WORDS, text)
        if term not in _LAY or not _WORKS_WITH.search(text[:start])
    ]
    return tuple(dict.fromkeys(named))


def audiences_of(title: str, text: str = "") -> tuple[str, ...]:
    """Return the audiences a title or a description says a resource is for."""
    said: list[str] = []
    for match in _TITLE_FOR.finditer(title):
        named = audiences_named(_WHO_ENDS.split(f"{match['who']} ", maxsplit=1)[0])
        said += [term for term in named if match["reading"] or term not in _LAY]
    for match in _FOR.finditer(text[:_LONGEST]):
        who = _WHO_ENDS.split(f"{match['who'] or match['whom']} ", maxsplit=1)[0]
        named = audiences_named(who)
        said += [term for term in named if match["who"] or term not in _LAY]
    return tuple(dict.fromkeys(said))


_LIST = re.compile(
    r"^(?!(?:how|why|what|when|do)\s)(?:[\w’'-]+\s+){0,5}(?:resources|manuals|publications)\s+(?:for|on|about)\s"
    r"|\b(?:resource|reading) list$",
    re.IGNORECASE,
)


def kind_in_title(title: str) -> str | None:
    """Return the kind that a title names: `A Guide for Caseworkers`. The last word decides.

    A title that is nothing but a plural and whom it is for names a list: `Manuals for Trainers`.
    """
    if _LIST.search(title):
        return "resource-list"
    found = _matches(_KIND_WORDS, title, _HEAD)
    return found[-1][2] if found else None


def last_kind(text: str) -> str | None:
    """Return the last kind a text names: what comes right before a quoted title."""
    found = _matches(_KIND_WORDS, text)
    return found[-1][2] if found else None


def kind_phrase(text: str, kind: str, behind: str) -> re.Match[str] | None:
    """Find a word for a kind that is followed by a pattern: `webinar` by ` from (?P<who>…)`."""
    said = "|".join(words for words, term in _KIND_WORDS if term == kind)
    return re.search(rf"\b(?:{said})\b{behind}", text, re.IGNORECASE) if said else None


def kind_in_text(text: str) -> str | None:
    """Return the kind a description calls its subject: `This guide provides …`."""
    match = _THIS.search(text[:_LONGEST])
    return kind_in_title(match["what"]) if match else None


_STATE_CODES = (
    "al alabama, ak alaska, az arizona, ar arkansas, ca california, co colorado, ct "
    "connecticut, de delaware, dc district of columbia, fl florida, ga georgia, hi hawaii, id "
    "idaho, il illinois, in indiana, ia iowa, ks kansas, ky kentucky, la louisiana, me maine, "
    "md maryland, ma massachusetts, mi michigan, mn minnesota, ms mississippi, mo missouri, mt "
    "montana, ne nebraska, nv nevada, nh new hampshire, nj new jersey, nm new mexico, ny new "
    "york, nc north carolina, nd north dakota, oh ohio, ok oklahoma, or oregon, pa "
    "pennsylvania, ri rhode island, sc south carolina, sd south dakota, tn tennessee, tx texas, "
    "ut utah, vt vermont, va virginia, wa washington, wv west virginia, wi wisconsin, wy "
    "wyoming"
)
_STATES = {pair[3:]: pair[:2] for pair in _STATE_CODES.split(", ")}
_STATE = re.compile(
    rf"\b({'|'.join(sorted(_STATES, key=len, reverse=True))})\b(?!,? D\.?C\b| University)",
    re.IGNORECASE,
)


_PLACED = re.compile(r"\b(?:in|from|across|throughout|state of)(?:\s+the\s+state\s+of)?\s+$", re.I)


def state_in(text: str) -> str | None:
    """Return the jurisdiction of the first state of the United States that a text names."""
    match = _STATE.search(text)
    return f"us-{_STATES[match[0].lower()]}" if match else None


def state_described(text: str) -> str | None:
    """Return the state a description is about: `a model from Hawaii`, if it names no other."""
    found = list(_STATE.finditer(text[:_LONGEST]))
    placed = any(_PLACED.search(text[: match.start()]) for match in found)
    return state_in(text) if placed and len({m[0].lower() for m in found}) == 1 else None


def terms_used() -> dict[str, set[str]]:
    """Return every term id this module can give, by vocabulary; a test holds them to the files."""
    return {
        "kind": {*TAGS.values(), *SERIES.values(), *(term for _, term in _KIND_WORDS)},
        "audience": {term for _, term in _AUDIENCE_WORDS},
        "jurisdiction": {f"us-{code}" for code in _STATES.values()},
    }
