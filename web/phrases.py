"""Facts in words: kinds, years, dates, lengths and sizes as a reader would say them."""

import re
from collections.abc import Sequence
from datetime import date

from catalog.dates import PartialDate
from catalog.model import Duration, Period, Record
from web import texts
from web.texts import SOURCE, counted, decimal, gettext, listed, spoken

_UNCOUNTED = ("guidance", "legislation", "software", "training")


def resources(count: int) -> str:
    """Say how many resources there are: `1,204 resources`."""
    return counted(count, "%(count)s resource", "%(count)s resources")


def kinds(labels: Sequence[str]) -> str:
    """Say what is looked for: `guides or policies`; `resources` for any kind."""
    if not labels:
        return gettext("resources")
    if spoken().code == SOURCE:
        return listed(map(plural, labels), "or")
    return gettext("resources of the kind %(kinds)s", kinds=listed(labels, "or"))


def plural(label: str) -> str:
    """Return the plural of an English label; each side of an "or" gets its own."""
    return " or ".join(_plural(part) for part in label.split(" or "))


def _plural(noun: str) -> str:
    if noun.lower().endswith(_UNCOUNTED):
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    if re.search(r"(s|x|ch|sh)$", noun):
        return noun if noun.endswith("series") else f"{noun}es"
    return f"{noun}s"


def inside(label: str) -> str:
    """Return a label as it is written inside a sentence; names and abbreviations stay."""
    first, _, rest = label.partition(" ")
    proper = first[1:] != first[1:].lower() or rest[:1].isupper()
    return label if proper else label[:1].lower() + label[1:]


def with_article(place: str) -> str:
    """Return the name of a place as it follows "in": `the United States`, `Wales`."""
    if spoken().code != SOURCE:
        return place
    takes_it = re.match(r"United |US |District |.*(Islands|Republic|Netherlands)$", place)
    return f"the {place}" if takes_it else place


def years(first: int | None, last: int | None) -> str:
    """Say a span of years whose ends may be open; empty when both are."""
    if first is not None and last is not None:
        if first == last:
            return gettext("in %(year)s", year=first)
        return gettext("from %(first)s to %(last)s", first=first, last=last)
    if first is not None:
        return gettext("since %(year)s", year=first)
    return gettext("until %(year)s", year=last) if last is not None else ""


def day(when: PartialDate | date) -> str:
    """Say a date as exactly as it is known: `2018`, `May 2018`, `3 May 2018`."""
    if when.month and when.day:
        return texts.day(date(when.year, when.month, when.day))
    return texts.month(date(when.year, when.month, 1)) if when.month else str(when.year)


def period(span: Period) -> str:
    """Say how long something is valid: `2023 to 2026`, `until May 2024`."""
    if span.start and span.end:
        return gettext("%(start)s to %(end)s", start=day(span.start), end=day(span.end))
    if span.start:
        return gettext("from %(day)s", day=day(span.start))
    return gettext("until %(day)s", day=day(span.end)) if span.end else ""


def running_time(minutes: int) -> str:
    """Say a number of minutes: `45 min`, `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)s min", minutes=rest)
    if not rest:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def duration(span: Duration) -> str:
    """Say how long a course takes: `2 days`, `1.5 hours`."""
    parts = [counted(span.days, "%(count)s day", "%(count)s days")] if span.days else []
    parts += [counted(span.hours, "%(count)s hour", "%(count)s hours")] if span.hours else []
    return ", ".join(parts)


def length(record: Record) -> str:
    """Say how long a resource takes; empty when that is not recorded."""
    course = record.course
    parts = [running_time(record.minutes)] if record.minutes else []
    if record.length and record.length.pages:
        parts.append(counted(record.length.pages, "%(count)s page", "%(count)s pages"))
    if course and course.duration and (course.duration.days or course.duration.hours):
        parts.append(duration(course.duration))
    if course and course.credit_hours:
        hours = course.credit_hours
        parts.append(counted(hours, "%(count)s credit hour", "%(count)s credit hours"))
    return ", ".join(parts)


def size(kilobytes: int) -> str:
    """Say the size of a file: `587 KB`, `2.6 MB`."""
    if kilobytes < 1024:
        return gettext("%(size)s KB", size=kilobytes)
    return gettext("%(size)s MB", size=decimal(kilobytes / 1024))


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut at a word, with a sign that more follows."""
    if len(text) <= most:
        return text
    return f"{text[: most + 1].rpartition(' ')[0] or text[:most]}…"
