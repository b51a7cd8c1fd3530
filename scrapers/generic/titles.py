"""A page's title without the name of its site."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

_SEPARATOR = re.compile(
    r"\s+(?:\||-|–|—|::?|·|•|»|›|«|‹|<|>|~|//?|⁄|\*)\s+|\s+--+\s*|\s*(?:\||::|»|›)\s*|:\s+"
)
_STRONG = re.compile(r"\s*(?:\||::|»|›|·|•)\s*|\s+(?:-|–|—|//)\s+|\s+--+\s*")
_HAN = r"[\u3040-\u30ff\u4e00-\u9fff]"
_HAN_SITE = re.compile(
    rf"(?<={_HAN}|[！？。」』）])\s*[-_|–—]\s*\S{{0,8}}(?:网|網|报|報|新闻|新聞|ニュース|新聞社)$"
)
"""The site behind a title in Chinese or Japanese, which has no spaces around its separators."""
_ERROR = re.compile(
    r"^(?:(?:error|http)[\s:-]*)?(?:40[0134]|410|50[0234])(?:\D.{0,60})?$"
    r"|^(?:oops!?.{0,40}|sorry.{0,40})?(?:the\s+|this\s+)?pages?\s+(?:was\s+|can(?:no"
    r"|')t be\s+|could\s+not"
    r"\s+be\s+|you.{0,30}\s+)?(?:not\s+found|found)\b|\bpage (?:not found|missing|does(?: not"
    r"|n.t) exist|"
    r"no longer (?:exists|available))|^not found$|^access (?:denied|to this page)|^forbidden$"
    r"|^error$"
    r"|^just a moment|^attention required|^service unavailable|^(?:are you a robot|robot check)"
    r"|^(?:bad gateway|internal server error|site maintenance|under maintenance)"
    r"|^p[áa]gina no encontrada|^page (?:introuvable|non trouv[ée]e)|^seite nicht gefunden"
    r"|^pagina non trovata|^p[áa]gina n[ãa]o encontrada|^pagina niet gevonden",
    re.IGNORECASE,
)
_DOOR = re.compile(
    r"^(?:(?:please )?(?:log ?in|sign ?in|log ?on|sign ?on)|member(?:s|ship)? log ?in|user log ?in"
    r"|(?:account )?login(?: required| page)?|authentication required|iniciar sesi[óo]n|acceder"
    r"|se connecter|connexion|anmelden|accedi|entrar|session expired)"
    r"(?:\s+(?:to|with|required|page|here)\b.*)?$",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"^(?:untitled(?: (?:document|page))?|home ?page?|home|index|welcome|start|document|page|title"
    r"|new page(?: \d+)?|default|loading\.*|inicio|accueil|startseite|null|undefined|none)$"
    r"|\{\{|\}\}|<%|%%",
    re.IGNORECASE,
)


_SECTION = re.compile(
    r"^(?:(?:latest |all |our )?(?:news|blogs?|stories|articles?|publications?|resources?|events?"
    r"|press(?: releases?)?|media(?: releases?)?|newsroom|press room|announcements?|updates?"
    r"|opinion|noticias?|actualit[ée]s?|aktuelles|nachrichten|pressemitteilung(?:en)?|notizie|not[íi]cias?"
    r"|comunicados?(?: stampa)?|communiqu[ée]s?(?: de presse)?|nieuws))$",
    re.IGNORECASE,
)


@lru_cache(maxsize=2_048)
def key(text: str) -> str:
    """Return what two spellings of a name have in common: letters and digits, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", "and"))
    return "".join(c for c in plain if c.isalnum())


def is_error(title: str) -> bool:
    """Whether a title is that of an error page or of a check for robots."""
    return any(_ERROR.search(part) for part in (title, *_STRONG.split(title)))


def is_door(title: str) -> bool:
    """Whether a title is that of a page that only lets people log in."""
    return bool(_DOOR.match(_STRONG.split(title)[0].strip()))


def is_empty(title: str) -> bool:
    """Whether a title says nothing, like `Untitled` or `Home`."""
    return not key(title) or bool(_EMPTY.search(title.strip()))


def is_section(title: str) -> bool:
    """Whether a title only names a part of a site, like `Press releases`."""
    return bool(_SECTION.match(title.strip()))


def is_site(part: str, sites: Collection[str], host: str) -> bool:
    """Whether a part of a title names the site: by its own names, or by the words of its host."""
    name = key(part)
    if not name:
        return True
    names = {key(site) for site in sites} - {""}
    if any(
        name == site or (len(site) > 3 and name in (f"the{site}", site + "com")) for site in names
    ):
        return True
    if any(len(site) > 5 and name.startswith(site) and len(part) < 40 for site in names):
        return True
    return bool(host) and _is_host(part, name, host)


def _is_host(part: str, name: str, host: str) -> bool:
    labels = [key(label) for label in host.split(".")[:-1]]
    whole = key(host)
    if name in (whole, *labels) or (len(name) > 4 and whole.startswith(name)):
        return True
    words = [key(word) for word in part.split()]
    initials = "".join(w[0] for w in words if w and w not in ("the", "of", "and", "for", "de"))
    if len(words) > 2 and any(label.startswith(initials) for label in labels):
        return True
    if len(words) <= 3 and any(len(word) > 2 and word in labels for word in words):
        return True
    return len(words) <= 5 and any(len(label) > 5 and label in name for label in labels)


def read(
    title: str, *, headings: Collection[str] = (), sites: Collection[str] = (), host: str = ""
) -> str | None:
    """Return a title without the site's name; None when nothing but that is in it.

    A heading on the page that equals one end of the title settles what the title is. Else the
    ends that name the site are cut off, and what stands with them between separators stays.
    """
    title = title.strip(" |-–—·»›:«‹•")
    if is_empty(title):
        return None
    ends = [
        heading
        for heading in headings
        if len(heading) > 8
        and not is_section(heading)
        and not is_site(heading, sites, host)
        and _is_end(heading, title)
    ]
    if ends:
        best = max(ends, key=len)
        # The tag has the marks that a heading in several lines lacks.
        return title if key(best) == key(title) else best
    kept = _cut(_HAN_SITE.sub("", title), sites, host)
    if is_empty(kept):
        return None
    if key(kept) in map(key, headings):
        return None if key(kept) in map(key, sites) else kept
    return None if is_site(kept, sites, "") else kept


def are_of_one(heading: str, title: str) -> bool:
    """Whether a heading and a title share so many words that they name the same thing.

    The title of the tag is often written for search engines; the heading is what readers see.
    """
    ours, others = _stems(heading), _stems(title)
    return bool(ours and others) and 3 * len(ours & others) >= min(len(ours), len(others))


def _stems(text: str) -> set[str]:
    words = map(key, re.split(r"[\s/–—-]+", text))
    return {word[:5] for word in words if len(word) > 3}


def _is_end(heading: str, title: str) -> bool:
    """Whether a heading is what a title begins or ends with, up to a separator."""
    if key(heading) == key(title):
        return True
    marks = list(_SEPARATOR.finditer(title))
    pieces = [title[: m.start()] for m in marks] + [title[m.end() :] for m in marks]
    if marks and marks[0][0].strip() == ":":  # what stands before it is the topic
        pieces += [title[marks[0].end() : m.start()] for m in marks[1:]]
    return any(key(piece) == key(heading) for piece in pieces)


def _cut(title: str, sites: Collection[str], host: str) -> str:
    """Cut the site's name off the ends of a title, last part first."""
    while True:
        marks = list(_SEPARATOR.finditer(title))
        if not marks:
            return title
        last, first = marks[-1], marks[0]
        strong = [m for m in marks if _STRONG.fullmatch(m[0])]
        if is_site(title[last.end() :], sites, host):
            title = title[: last.start()].strip()
        elif strong and is_site(title[strong[-1].end() :], sites, host):
            title = title[: strong[-1].start()].strip()
        elif is_site(title[: first.start()], sites, host):
            title = title[first.end() :].strip()
        else:
            return title
