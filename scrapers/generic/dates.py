"""Dates as pages write them, in several languages, no more precise than they are written."""

import re
from datetime import date, timedelta

from babel.dates import get_month_names

from catalog.dates import PartialDate

_LANGUAGES = "en es fr de pt it nl cy ca da sv nb pl ro cs tr ru uk el fi hu id ar".split()
_EARLIEST = 1900


def _plain(name: str) -> str:
    name = re.sub(r"^(?:de\s+|d[’'])", "", name.lower())
    return name.strip(" .")


def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    names.setdefault(_plain(name), number)
    return names | {"sept": 9, "setiembre": 9, "fevr": 2, "fevrier": 2, "aout": 8, "marz": 3}


_MONTHS = _months()
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th|er|re|\.|º|°|ª|-)?"
_OF = r"(?:\s+|[/.-])(?:de\s+|of\s+|d[’'])?"
_NOT_BEFORE = r"(?<![\d/.-])"

_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])"
        r"(?:T?\d{4,6}Z?)?(?!\d)",
        rf"{_NOT_BEFORE}{_YEAR}[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]",
        rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}{_OF}(?P<name>{_MONTH})\b\.?,?"
        rf"(?:\s+|[/.-])(?:del?\s+|of\s+)?{_YEAR}",
        rf"\b(?P<name>{_MONTH})\b\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+{_YEAR}",
        rf"{_NOT_BEFORE}(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark){_YEAR}",
        rf"\b(?P<name>{_MONTH})\b\.?,?\s+(?:del?\s+|of\s+)?{_YEAR}",
        rf"{_NOT_BEFORE}{_YEAR}[-/](?P<month>0[1-9]|1[0-2])(?![\d/-])",
    )
)
_HAS_YEAR = re.compile(r"(?:19|20)\d{2}")
_ONLY_YEAR = re.compile(rf"\D*?{_NOT_BEFORE}{_YEAR}\D*")
_SPAN = re.compile(r"(?:19|20)\d{2}\s*[-–—]\s*(?:19|20)?\d{2}(?!\d|-)")
_CLOCK = re.compile(
    r"\b(?:at\s+)?\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?\s*(?:[A-Z]{3,4})?$", re.I
)
_INSTANT = re.compile(r"(\d{2}):\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:Z|[+-]00:?00|UTC|GMT)$")
_EMPTY = {(1970, 1, 1), (1900, 1, 1)}
"""Dates that stand for none: the first second of Unix and of spreadsheets."""


def read(text: str, latest: date, *, month_first: bool = False) -> PartialDate | None:
    """Return the first date in a text, as precise as it is written; None when there is none.

    `latest` is the last day a date may mean. `month_first` says how 03/05/2018 is meant where
    both readings are possible; a page written in the American way says so by its language.
    """
    text = text[:300]
    found = [
        (match.start(), order, date_)
        for order, form in enumerate(_FORMS)
        for match in [form.search(text)]
        if match and (date_ := _date(match, month_first)) and _possible(date_, latest)
    ]
    if found:
        return min(found, key=lambda item: item[:2])[2]
    if _SPAN.search(text):
        return None
    only = _ONLY_YEAR.fullmatch(text)
    year = PartialDate(int(only["year"])) if only else None
    return year if year and _possible(year, latest) else None


def can_be_local(day: PartialDate, utc: PartialDate, instant: str, *, west: bool) -> bool:
    """Whether a day is the one on which a point in time in UTC fell for those who wrote there.

    `utc` is the day of `instant`. `west` says that they can be in the Americas, where it is still
    the day before.
    """
    match = _INSTANT.search(instant.strip())
    if not (match and utc.day and day.day):
        return False
    later = (day.first_day - utc.first_day).days
    return (later == 1 and int(match[1]) >= 12) or (later == -1 and west and int(match[1]) < 9)


def is_instant(text: str) -> bool:
    """Whether a text is a point in time in UTC, which is another day elsewhere."""
    return bool(_INSTANT.search(text.strip()))


def found_in(text: str) -> str:
    """Return the piece of a text that is a date, as it stands there; empty if there is none."""
    if not _HAS_YEAR.search(text):  # nearly every line
        return ""
    matches = (form.search(text) for form in _FORMS)
    return max((m[0] for m in matches if m), key=len, default="")


def begins(text: str) -> bool:
    """Whether a text begins with a day, and with a time of day or a mark behind it."""
    day = found_in(text[:40])
    if not re.search(r"\d\D+\d|\d{8}", day) or not text.startswith(day):
        return False
    return bool(re.match(r",?\s+(?:\d{1,2}[:.h]\d{2}|[|•·–—-]\s)", text[len(day) :]))


def is_date(text: str) -> bool:
    """Whether a text is a date with at most a time of day and two words beside it."""
    text = text.strip(" .,|()[]-–—")
    if len(text) > 60:
        return False
    rest = _CLOCK.sub("", text)
    longest = found_in(rest)
    left = rest.replace(longest, "", 1).strip(" .,|()[]-–—")
    return bool(longest) and re.fullmatch(r"(?:[^\W\d]{1,14}[ ,.:]*){0,2}", left) is not None


def written(day: PartialDate, text: str) -> PartialDate | None:
    """Return a date with the precision in which a text has it; None when it does not have it.

    For dates that a library gives to the day although the page only names a month or a year.
    """
    month = (
        rf"(?:0?{day.month}|{'|'.join(n for n, number in _MONTHS.items() if number == day.month)})"
    )
    numbers = rf"0?{day.day}{_ORDINAL}"
    gap = r"[\s/.,-]*(?:de\s+|of\s+|d[’'])?"
    full = (
        rf"\b{numbers}{gap}{month}\b{gap}(?:del?\s+)?{day.year}(?!\d)|\b{month}\b{gap}{numbers}"
        rf"{gap}{day.year}(?!\d)|{day.year}[\s/.年-]*{month}[\s/.月-]*0?{day.day}(?!\d)"
    )
    if re.search(full, text, re.IGNORECASE):
        return day
    in_month = rf"\b{month}\b{gap}(?:del?\s+)?{day.year}(?!\d)|(?<!\d){day.year}[/.-]{month}(?!\d)"
    if re.search(in_month, text, re.IGNORECASE):
        return PartialDate(day.year, day.month)
    return PartialDate(day.year) if re.search(rf"(?<!\d){day.year}(?!\d)", text) else None


def _date(match: re.Match[str], month_first: bool) -> PartialDate | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if parts.get("first"):
        first, second = int(parts["first"]), int(parts["second"])
        swap = second > 12 or (month_first and first <= 12 and parts["mark"] != ".")
        month, day = (first, second) if swap else (second, first)
    else:
        name = parts.get("name")
        month = _MONTHS[_plain(name)] if name else int(parts["month"])
        day = int(parts["day"]) if parts.get("day") else 0
    try:
        return PartialDate(year, month, day or None)
    except ValueError:
        return None


def _possible(found: PartialDate, latest: date) -> bool:
    if (found.year, found.month, found.day) in _EMPTY or found.year < _EARLIEST:
        return False
    # A page of today may be dated tomorrow where it was written.
    return found.first_day <= latest + timedelta(days=1)
