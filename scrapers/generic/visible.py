"""What a reader sees: headings, bylines, labelled facts such as `Published: …`, times."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from scrapers.generic import bylines, dates
from scrapers.generic.document import Claim, Document, claim, is_furniture, text_of

_LABELS: tuple[tuple[str, str], ...] = (
    (
        r"(?:first |originally |date )?publi(?:shed|cation)(?: date| on)?"
        r"|date (?:of )?(?:publication"
        r"|published|issued?)|posted(?: on)?|issued(?: on)?|release(?:d| date)(?: on)?|air date"
        r"|publicad[oa](?: el| em)?|fecha(?: de publicaci[óo]n)?|data (?:de|di) publica\w+"
        r"|publi[ée]e?(?: le)?|date de publication|mise? en ligne le|ver[öo]ffentlicht(?: am)?"
        r"|erschienen(?: am)?"
        r"|pubblicat[oa](?: il)?|data di pubblicazione|cyhoeddwyd|date|datum|stand"
        r"|gepubliceerd(?: op)?|geplaatst(?: op)?|opublikowan[oy]|data publikacji|dodano"
        r"|publicerad(?:es)?|julkaistu|publisert|offentliggjort|udgivet|publicat(?: la)?"
        r"|publikov[áa]no|vyd[áa]no|közzétéve|megjelent|yay[ıi]n(?:lanma)? tarihi"
        r"|опубликован[оа]|дата публикации|опубліковано",
        "published",
    ),
    (
        r"(?:last |page )?(?:updated|modified|reviewed)(?: on)?|actualizad[oa](?: el)?"
        r"|mis à jour(?: le)?"
        r"|aktualisiert(?: am)?|aggiornato(?: il)?|atualizado(?: em)?|[úu]ltima actualizaci[óo]n"
        r"|letzte (?:änderung|aktualisierung)|zuletzt (?:aktualisiert|geändert)(?: am)?"
        r"|derni[èe]re (?:mise à jour|modification)|ultimo aggiornamento"
        r"|[úu]ltima atualiza[çc][ãa]o"
        r"|(?:laatst )?(?:bijgewerkt|gewijzigd)(?: op)?|zaktualizowano|aktualizacja|uppdaterad"
        r"|oppdatert|opdateret|päivitetty|aktualizov[áa]no|frissítve|güncellen(?:me|di)"
        r"|обновлено|оновлено",
        "modified",
    ),
    (
        r"(?:(?:written|prepared|edited|posted|published|reported|story|guest (?:post|blog)) )?by"
        r"|(?:the )?authors?(?:\(s\))?|autor(?:es|a|in|en)?"
        r"|auteur(?:e?s)?|autor[ei]"
        r"|presenter\(?s?\)?|corporate author|von|par|por|di|door|words|texto?(?: de)?"
        r"|(?:napisał[a]?|szerző|írta|yazar|skriven av|av|af|teksti|автор[ыи]?)",
        "authors",
    ),
    (r"publishers?|published by|publishing organi[sz]ation|issuing (?:body|agency)|from"
     r"|organi[sz]ation|editorial|[ée]diteur|herausgeber|editore?|editora", "publisher"),
    (r"(?:number of |no\.? of )?pages|page count|length|extent|p[áa]ginas|seiten|pagine", "extent"),
    (r"duration|running time|run ?time|length|duraci[óo]n|dauer|dur[ée]e|durata|dura[cç][ãa]o",
     "minutes"),
    (r"isbn(?:-1[03])?", "isbn"),
    (r"doi", "doi"),
    (r"languages?|idioma|langue|sprache|lingua", "language"),
    (r"(?:document|resource|publication|content|media|material)? ?type|format", "type-words"),
    (r"cost|price|fee|precio|prix|preis|prezzo", "price"),
    (r"(?:file )?size", "size"),
    (r"series(?: title)?|collection", "series"),
    (r"(?:suggested|recommended|how to|preferred) cit(?:ation|e)(?: this \w+)?|cite (?:as"
    r"|this \w+)",
     "citation"),
)  # fmt: skip
_LABEL = tuple(
    (re.compile(rf"(?:{words})(?:\s*(?P<mark>:)\s*|\s*$|\s+)", re.IGNORECASE), field)
    for words, field in _LABELS
)
_PUBLISHED = re.compile(rf"(?:{_LABELS[0][0]})\s*:?\s+\S*\d", re.IGNORECASE)
_DAY_FOLLOWS = re.compile(r"(?:[^\W\d]+,?\s+)?(?:\d{1,4}\b|[^\W\d]{3,10}\.?\s+\d{1,4}\b)")
_BETWEEN = r"und|et|y|e|and|de|da|do|dos|del|di|von|van"
_NAMES = re.compile(
    rf"(?:[^\W\d_a-zß-ÿ][\w.’'-]+)(?:,?\s+(?:[^\W\d_a-zß-ÿ][\w.’'-]*|{_BETWEEN})){{1,7}}"
)
_OTHER_DAY = re.compile(
    r"änderung|mise à jour|ultima|última|bijgewerkt|gewijzigd|uppdaterad|oppdatert|zaktualiz"
    r"|updat|modif|actuali|aktuali|aggiorn|atuali|review|deadline|event|due|until|bis\b|expires|starts?\b"
    r"|begins?\b|ends?\b|copyright|©|born|since|join",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\s+(?:(?:on|am|le|el|em|il)\s+)?(?=\d)|\s*[|•·–—]\s", re.IGNORECASE)
_CITED = re.compile(r"^(?P<who>[^()]{3,200}?)[.,]?\s*\((?P<when>[^()]*\b(?:19|20)\d{2}[^()]*)\)")
_DAY_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d{2})(?:([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
    r"|/(1[0-2]|[1-9])/([12]\d|3[01]|[1-9])(?=/|$))(?:[/_.-]|$)"
)
_LINES_AT_MOST = 400
_TIME_SAYS = re.compile(
    r"publi|posted|entry-date|created|pubdate|issue|date-?time|post-?date", re.I
)
_TIME_ELSE = re.compile(r"updat|modif|event|start|comment|read(?:ing)?-?time|duration", re.I)
_DATE_CLASS = (
    "contains(concat(' ', @class, ' '), ' published ') or contains(@class, 'entry-date') or "
    "contains(@class, 'post-date') or contains(@class, 'publish-date') or "
    "contains(@class, 'publication-date') or contains(@class, 'pub-date') or "
    "contains(@class, 'article-date') or contains(@class, 'article__date') or "
    "contains(@class, 'date-published') or contains(@class, 'published-date')"
)
_LONGEST_VALUE = 300
_MARKS = re.compile(r"\s+[|·•]\s+")
_TOP_LINES = 20
_NEXT_LINES = 5
_SIBLINGS_AT_MOST = 200


def read(page: Document) -> Iterator[Claim]:
    """Yield what headings, labels, times and the first paragraph say."""
    for heading in page.headings[:3]:
        yield from claim("title", "heading", heading)
    yield from claim("title", "title of the page", page.title_tag)
    if dated := _DAY_IN_ADDRESS.search(page.address):
        year, _, month, day, *short = dated.groups()
        parts = (year, month or short[0], day or short[1])
        yield from claim("published", "address", "-".join(part.zfill(2) for part in parts))
    yield from labelled(page.lines[:_LINES_AT_MOST])
    yield from _times(page)
    yield from _dated_line(page)
    yield from bylines.read(page)
    yield from claim("description", "first paragraph", _first_paragraph(page))


def labelled(lines: tuple[str, ...]) -> Iterator[Claim]:
    """Yield facts with a label before them, on the same line or as the next one.

    A label that several lines bear with different facts is one of a list of other resources.
    """
    found: dict[tuple[str, str], list[Claim]] = {}
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        parts = _MARKS.split(line) if len(line) <= _LONGEST_VALUE else [line]
        for part in parts:
            for said in _labels(part, following if part is parts[-1] else ""):
                found.setdefault((said.field, said.where.casefold()), []).append(said)
    for claims in found.values():
        if len({said.value for said in claims}) == 1:
            yield claims[0]


def _labels(line: str, following: str) -> Iterator[Claim]:
    if len(line) > 600:
        return
    for label, field in _LABEL:
        match = label.match(line)
        if not match:
            continue
        rest = line[match.end() :]
        if rest and not match["mark"] and not _needs_no_colon(match[0], field, rest):
            continue
        value = rest or following
        where = f"“{match[0].strip(' :')}”"
        if field == "citation":
            yield from _cited(value, where)
        elif len(value) <= _LONGEST_VALUE and (field != "authors" or _like_names(value)):
            yield from claim(field, where, value)


def _needs_no_colon(label: str, field: str, rest: str) -> bool:
    """Whether a label stands right before its fact: `Published 3 May 2018`, `By Jane Doe`."""
    if field in ("published", "modified"):
        return len(rest) <= 80 and _DAY_FOLLOWS.match(rest) is not None
    if field != "authors" or len(rest) > 80:
        return False
    return label.strip().lower().endswith("by") or bool(_NAMES.fullmatch(rest))


def _like_names(text: str) -> bool:
    """Whether what follows `By` can be names: short, capital letters, no sentence."""
    words = _WHEN.split(text)[0].split()
    capital = sum(word[:1].isupper() for word in words)
    return 0 < len(words) <= 25 and capital * 2 >= len(words) and not text.endswith("!")


def _cited(text: str, where: str) -> Iterator[Claim]:
    """Yield authors and date of a citation in the manner of the APA."""
    if match := _CITED.match(text):
        yield from claim(
            "authors", where, *re.split(r"(?<=\.),\s*(?:&\s*)?|\s*;\s*|,?\s+&\s+", match["who"])
        )
        yield from claim("published", where, match["when"])


def _times(page: Document) -> Iterator[Claim]:
    """Yield the times of the content that do not say to be of something else."""
    unnamed: list[Claim] = []
    for tag in islice(page.tree.iter("time"), 100):
        shown = text_of(tag)
        labelled = _PUBLISHED.match(shown)  # what readers are told goes before the attribute
        said = shown if labelled else tag.get("datetime") or shown
        names = " ".join(_names(t) for t in (tag, tag.getparent(), *_before(tag)) if t is not None)
        if is_furniture(tag) or not said or _inside_list(tag):
            continue
        if _TIME_ELSE.search(names):
            yield from claim("modified", "time", said) if re.search("updat|modif", names) else ()
        elif _TIME_SAYS.search(names) or tag.get("pubdate") is not None:
            yield from claim("published", "time", said)
        else:
            unnamed += claim("published", "time", said)
    for tag in page.tree.xpath(
        f"//*[self::span or self::p or self::div or self::li][{_DATE_CLASS}]"
    )[:20]:
        if is_furniture(tag) or _inside_list(tag) or next(tag.iter("time"), None) is not None:
            continue
        if len(text := text_of(tag)) < 100:
            yield from claim("published", "date beside the text", text)
    yield from unnamed[:1]


def _dated_line(page: Document) -> Iterator[Claim]:
    """Yield the line beside the title that is nothing but a date, or that begins with one.

    What stands far above the title is the day on which a newspaper's page was called up; of
    several lines, the first behind the title is that of the page.
    """
    titles = {*page.headings, *page.subheadings[:3]}
    place = next((n for n, line in enumerate(page.lines) if line in titles), 0)
    for line in page.lines[max(0, place - 1) : place + _NEXT_LINES]:
        if len(line) <= 80 and dates.begins(line) and not _OTHER_DAY.search(line):
            yield from claim("published", "a line beside the title", line)
            return
    start = max(0, place - 2)
    found = {
        n: line
        for n, line in enumerate(page.lines[start : place + _TOP_LINES], start)
        if dates.is_date(line)
        and not _OTHER_DAY.search(" ".join(page.lines[max(0, n - 1) : n + 1]))
    }
    behind = [line for n, line in found.items() if place < n < place + _NEXT_LINES]
    if len(set(found.values())) == 1 or behind:
        yield from claim("published", "a line of its own", (behind or [*found.values()])[0])


def _names(tag: HtmlElement) -> str:
    return f"{tag.get('class') or ''} {tag.get('itemprop') or ''} {(tag.text or '')[:40]}"


def _before(tag: HtmlElement) -> Iterator[HtmlElement]:
    previous = tag.getprevious()
    if previous is not None and len(previous) == 0 and isinstance(previous.tag, str):
        yield previous


def _inside_list(tag: HtmlElement) -> bool:
    """Whether an element belongs to one of several teasers rather than to the page itself."""
    for around in tag.iterancestors("li", "article", "tr"):
        siblings = around.getparent()
        if siblings is None or (around.tag == "tr" and len(siblings) < 8):
            continue
        alike = (t for t in islice(siblings, _SIBLINGS_AT_MOST) if t.tag == around.tag)
        dated = (t for t in alike if next(t.iter("time"), None) is not None)
        if sum(1 for _ in islice(dated, 3)) == 3:
            return True
    return False


def _first_paragraph(page: Document) -> str:
    """Return the first paragraph of the content that is running text."""
    for tag in islice(page.main.iter("p"), 200):
        text = text_of(tag)
        if 60 <= len(text) <= 2_000 and text[-1] in '.!?…”"' and not is_furniture(tag):
            return text
    return next((line for line in page.lines if len(line) >= 80 and line[-1] in ".!?"), "")
