"""Names of authors as bylines and tags give them: people and bodies, without roles and sites."""

import re
from collections.abc import Collection
from itertools import takewhile

from scrapers.generic.titles import key

_BY = re.compile(
    r"^(?:(?:(?:written|posted|published|reported|compiled|edited|authored|created"
    r"|reviewed)\s+)?by\b"
    r"|authors?\b|auth\.|von\b|text\b|autor(?:es|a|in|en)?\b|auteurs?\b|autor[ei]\b|par\b"
    r"|por\b|di\b|av\b|af\b"
    r"|a cura di\b|door\b|gan\b|words\b|redazione di\b|publi[ée] par\b|publicado por\b"
    r"|escrito por\b"
    r"|scritto da\b|da\b|(?:geschrieben|verfasst|ver[öo]ffentlicht) von\b)\s*:?\s*",
    re.IGNORECASE,
)
_ET_AL = re.compile(r"[\s,;]*\bet\s+al\b\.?\s*$", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:department|dept|office|cent(?:re|er)s?|council|institut(?:e|ion|o|ut)?|universit\w*"
    r"|college"
    r"|ministr\w*|minist[eè]re|agenc(?:y|ies)|association|bureau|foundation|trust|services?"
    r"|partnership|network|committee|commission|board|society|government|authority|division"
    r"|programs?|programme|project|federation|alliance|coalition|inspectorate|library|press|academy"
    r"|organi[sz]ation|charity|hospital|clinic|school|team|group|consortium|consejer[íi]a|gobierno"
    r"|fundaci[óo]n|asociaci[óo]n|agencia|bundes\w+|stiftung|verein|fondation|fondazione|inc"
    r"|ltd|llc"
    r"|gmbh|nspcc|unicef)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:reporters?|correspondent\w*|editors?|editor-in-chief|columnist|journalist\w*"
    r"|writers?|contributors?"
    r"|redakteur\w*|redactor\w*|redattore|r[ée]dact\w+|staff|producer|director|manager|officer"
    r"|head of|chief|professor|lecturer|researcher|fellow|consultant|social worker|practitioner"
    r"|photograph\w*|fotos?|analyst"
    r"|political|health|education|science|author|corresponsal|periodista|blogger|founder|ceo"
    r"|special to|for the|in [A-Z]\w+)\b",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"\b(?:Ph\.?D\.?|DPhil|MSW|LCSW|LMSW|BSW|M\.?D\.?|MBA|MA|BA|MSc|BSc|MPH|MPP|RN|JD|Esq)(?:\b|$)"
)
_NOBODY = re.compile(
    r"^(?:admin\w*|administrator|root|user\d*|web ?master|webteam|web team|editor(?:ial"
    r"|s)?(?: team| staff)?"
    r"|staff(?: \w+)?|news ?(?:room|desk|team|staff)|guest(?: author| post"
    r"| blogger)?"
    r"|anonym\w*|unknown|super ?user|the editors?|redaktion|redacci[óo]n|la r[ée]daction|redazione"
    r"|reda[cç][ãa]o|(?:by )?author|n/?a|none|null|undefined|test\w*|various|posts?|view all.*"
    r"|about the authors?|follow|share|print|e-?mail|save|(?:\w+ )?desk|read more"
    r"|comments?|wordpress|press release|communications?"
    r"|marketing|content|website|agencias?|agences?|agenturen?|contributors?)$",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"^(?:reuters|ap|afp|dpa|efe|ansa|associated press|pa media|sda|apa|epd|kna)$", re.I
)
_UNFIT = re.compile(
    r"@|https?:|www\.|\.(?:com|org|net|gov|edu|co)\b|[{}<>\[\]=_#]|\d", re.IGNORECASE
)
_ALL_OF = re.compile(
    r"^(?:view|show|see|read|more|zeige|alle|ver|voir|mostra|vedi|todas?|all)\b.{0,30}?"
    r"\b(?:by|from|von|de|par|di|por)\s+(?=\w)|\s*[→›»>]+$",
    re.IGNORECASE,
)
"""What a link to the other works of an author says around the name."""

_READING = re.compile(
    r"\s+(?:tiempo de lectura|temps de lecture|tempo di lettura|tempo de leitura|lesezeit|leestijd"
    r"|reading time|vor$|il y a|hace)\b.*|,?\s*\b(?:date|datum|fecha|data)\s*:.*",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s+(?:on|el|le|am|il|em)(?:\s+(?=\w*\s*\d)|$)|\s+[|•·–—]\s+|\s+-\s+|\s*\(.*?\)|\s+(?:updated"
    r"|published"
    r"|last|posted|for|at|in|under)\b.*|\s*\d.*",
    re.IGNORECASE,
)
_LAST_FIRST = re.compile(r"[^\s,]+(?:[ -][^\s,]+)?, [^\s,]+(?: [^\s,]+)?")
_OUTLET = re.compile(r"\b(?:news|media|magazine|tv|radio|online|times|gazette|tribune)\b", re.I)
_AND = re.compile(r"\s+(?:and|und|et|y|e|en|och|og)\s+|\s*[&/]\s*|\s+with\s+", re.IGNORECASE)
_INITIALS = re.compile(r"^(?:(?:[A-Z]\.[\s-]?){1,4}|[A-Z]{1,2}|[A-Z](?:[\s-][A-Z]){1,3})$")
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_PEN_NAME = re.compile(r"[^\W\d_][\w.-]{2,24}")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,9}")
_LEGAL_FORM = re.compile(
    r"\b(?:sp\. z o\.o|s\.r\.o|d\.o\.o|kft|a/s"
    r"|gmbh|kg|ag|e\.?\s?v|ltd|llc|limited|s\.?a\.?r\.?l|s\.?r\.?l|s\.?p\.?a|s\.l|s\.a|b\.?v|oy|ab"
    r"|aps)\b\.?(?:\s|$)",
    re.IGNORECASE,
)
_AT_MOST = 60
_MORE = 2
_PERSON = re.compile(
    r"(?:[^\W\d_a-zß-ÿ][\w.’'-]+ ){1,3}(?:(?:van|von|de|da|di|del) )?[^\W\d_a-zß-ÿ][\w’'-]+"
)


def read(
    values: Collection[str],
    *,
    sites: Collection[str] = (),
    inverted: bool = False,
    pen_names: bool = False,
) -> tuple[str, ...]:
    """Return the authors that texts name, in their order, each once.

    Names of the site (`sites`) are no authors, nor are roles, mail addresses and placeholders.
    `inverted` says that each text is one name which may stand as `Smith, Jane`; `pen_names`, that
    `any_body72` can be one.
    """
    found: dict[str, str] = {}
    pen: dict[str, str] = {}
    own = {key(site) for site in sites} - {""}
    for value in list(values)[:200]:
        for name in _split(_without_site(value[:500], own), inverted=inverted):
            good = _name(name)
            if good and key(good) not in own:
                found.setdefault(key(good), good)
            elif pen_names and (good := _pen_name(name)) and key(good) not in own:
                pen.setdefault(key(good), good)
        if len(found) > _AT_MOST:
            break
    if not found and len(pen) == 1:  # of several words none is surely a name
        return tuple(pen.values())
    return tuple(found.values())[:_AT_MOST]


def is_body(name: str) -> bool:
    """Whether a name is that of an organisation, as far as its words say."""
    return bool(_BODY.search(name))


def are_among(few: Collection[str], many: Collection[str]) -> bool:
    """Whether other names hold all of the given ones, in full or with one or two more people."""
    others = {key(name) for name in many}
    more = [name for name in many if key(name) not in set(map(key, few))]
    if not 0 < len(more) <= _MORE or not all(map(_PERSON.fullmatch, more)):
        return False
    return all(
        key(name) in others
        or (" " not in name and any(other.startswith(f"{name} ") for other in more))
        for name in few
    )


def has_legal_form(name: str) -> bool:
    """Whether a name is that of a company: in an `author` tag that is who built the site."""
    return bool(_LEGAL_FORM.search(name))


def _without_site(text: str, own: Collection[str]) -> str:
    """Drop the site and the places behind it: `any.example, Frankfurt, Germany`."""
    first, comma, rest = text.partition(",")
    if comma and (key(first) in own or _DOMAIN.fullmatch(first.strip())):
        return ", ".join(part for part in rest.split(",") if len(part.split()) > 1)
    return text


def _pen_name(text: str) -> str | None:
    name = text.strip()
    said = (_NOBODY, _AGENCY, _DOMAIN, _ROLE)
    if not _PEN_NAME.fullmatch(name) or any(words.fullmatch(name) for words in said):
        return None
    return None if "admin" in name.lower() else name


def is_last_first(text: str) -> bool:
    """Whether a text can be one name with the last name first: `Doe, Jane`."""
    return bool(_LAST_FIRST.fullmatch(text.strip()))


def _split(text: str, *, inverted: bool) -> list[str]:
    text = _BY.sub("", _READING.sub("", _ALL_OF.sub("", text.strip()))).strip()
    if _ET_AL.search(text):
        named = _split(_ET_AL.sub("", text), inverted=inverted)
        return [f"{named[0]} et al."] if len(named) == 1 else named
    parts = [p for p in re.split(r"\s*[;\n]\s*|\s+\|\s+", text) if p]
    if "|" in text:  # by NAME | DATE | SECTION
        parts = list(takewhile(lambda part: not re.search(r"\d", part), parts)) or parts[:1]
        parts = parts[:1] + [part for part in parts[1:] if not _is_role(part)]
    if len(parts) > 1 or text not in (*parts, ""):
        return [name for part in parts for name in _split(part, inverted=is_last_first(part))]
    if inverted or _is_inverted(text):
        return [_turned(text)]
    if is_body(text) and not re.search(r",\s*(?:and\s+)?[A-Z]\w+ [A-Z]\w+$", text):
        return [text]
    text = re.sub(r"\(.*?\)", "", text)
    names: list[str] = []
    for part in re.split(r"\s*,\s*(?:(?:and|und|et|y|e|&)\s+)?", text):
        names += _apart(part)
    persons = takewhile(lambda name: not _OUTLET.search(name), names[1:])  # then a place follows
    names = names[:1] + [n for n in persons if not (_is_role(n) or _AGENCY.match(n))]
    if len(names) > 1 and any(_INITIALS.match(name.strip()) for name in names):
        return _with_initials(names)
    kept = names[:1]
    whole = bool(kept) and len(kept[0].split()) > 1
    for name in names[1:]:
        if _SUFFIX.match(name) and kept:
            kept[-1] = f"{kept[-1]} {name}"
        elif not whole or len(name.split()) > 1:  # one word behind a full name is a place
            kept.append(name)
    return kept


def _apart(text: str) -> list[str]:
    """Split names that a word or a mark joins; `Ortega y Gasset` is one name."""
    names = [name for name in _AND.split(text) if name.strip()]
    if re.search(r"\s(?:y|e|i)\s", text) and any(len(name.split()) < 2 for name in names):
        return [text]
    return names


def _is_role(text: str) -> bool:
    """Whether what follows a name and a comma says what the person is, or for whom they work."""
    return is_body(text) or any(said.search(text) for said in (_ROLE, _DEGREE, _OUTLET))


def _is_inverted(text: str) -> bool:
    """Whether a text is one name turned round: `Smith, Jane` is not, `Smith, J.` is."""
    last, comma, first = text.partition(",")
    first = first.strip()
    return bool(comma and _INITIALS.match(first) and not _AGENCY.match(first)) and (
        len(last.split()) < 4
    )


def _turned(text: str) -> str:
    """Turn `Smith, Jane` into `Jane Smith`; initials stay behind, as references have them."""
    last, comma, first = (part.strip() for part in text.partition(","))
    if not comma or "," in first or is_body(text):
        return text
    if _is_role(first):
        return last
    if _INITIALS.match(first) or _SUFFIX.match(first):
        return text
    return f"{first} {last}" if len(first.split()) < 4 and len(last.split()) < 4 else text


def _with_initials(names: list[str]) -> list[str]:
    """Join surnames with the initials that follow them: `Smith`, `J.`, `Lee`, `K.`."""
    joined: list[str] = []
    for name in names:
        if _INITIALS.match(name.strip()) and joined and "," not in joined[-1]:
            joined[-1] = f"{joined[-1]}, {name.strip()}"
        elif name.strip():
            joined.append(name.strip())
    return joined


def _name(name: str) -> str | None:
    """Return a name in the form we keep; None when it is none."""
    name = _BY.sub("", name.strip(" ,;:-–—•|·*\"“”'")).strip()
    if key(name) == "etal" or (_UNFIT.search(name) and not re.match(r"[^\W\d_]", name)):
        return None
    if re.search(r"@|https?:|www\.|[{}<>=]|:\s", name):
        return None
    many = _ET_AL.search(name)
    name = _ET_AL.sub("", name).strip()
    if not is_body(name):
        name = _CUT.split(name, maxsplit=1)[0].strip(" ,;:-–—")
    if _UNFIT.search(name) or _NOBODY.match(name) or _AGENCY.match(name):
        return None
    words = name.split()
    if not words or len(name) < 3 or len(name) > (120 if is_body(name) else 60):
        return None
    if len(words) > (14 if is_body(name) else 6) or name.islower():
        return None
    if not is_body(name) and (_DEGREE.fullmatch(name) or all(_ROLE.search(w) for w in words)):
        return None
    if name.isupper() and len(words) > 1 and not is_body(name):
        name = name.title()
    return f"{name} et al." if many else name
