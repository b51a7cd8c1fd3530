"""Facts in words: counts, years, dates, lengths, sizes and lists as a reader would say them."""

import re
from collections.abc import Iterable
from datetime import date

from catalog.dates import PartialDate
from catalog.model import Duration, Period, Record

MONTHS = (
    "January February March April May June July August September October November December"
).split()
_UNCOUNTED = ("guidance", "legislation", "software", "training")


def amount(number: float, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 result`, `1,204 results`, `2.5 hours`."""
    noun = one if number == 1 else many or plural(one)
    return f"{number:,g} {noun}" if number < 1000 else f"{number:,.0f} {noun}"


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


def listed(items: Iterable[str], word: str = "and") -> str:
    """Join items as in a sentence: `A, B and C`."""
    names = list(items)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def inside(label: str) -> str:
    """Return a label as it is written inside a sentence; names and abbreviations stay."""
    first, _, rest = label.partition(" ")
    proper = first[1:] != first[1:].lower() or rest[:1].isupper()
    return label if proper else label[:1].lower() + label[1:]


def with_article(place: str) -> str:
    """Return the name of a place as it follows "in": `the United States`, `Wales`."""
    takes_it = re.match(r"United |US |District |.*(Islands|Republic|Netherlands)$", place)
    return f"the {place}" if takes_it else place


def of_length(label: str) -> str:
    """Return a length as it follows a noun: `of under 10 minutes`, `to listen to`."""
    text = inside(label)
    return text if text.startswith("to ") else f"of {text}"


def years(first: int | None, last: int | None) -> str:
    """Say a span of years whose ends may be open; empty when both are."""
    if first is not None and last is not None:
        return f"in {first}" if first == last else f"from {first} to {last}"
    if first is not None:
        return f"since {first}"
    return f"until {last}" if last is not None else ""


def day(when: PartialDate | date) -> str:
    """Say a date as exactly as it is known: `2018`, `May 2018`, `3 May 2018`."""
    parts = [str(when.day)] if when.day else []
    parts += [MONTHS[when.month - 1]] if when.month else []
    return " ".join([*parts, str(when.year)])


def month(when: date) -> str:
    """Say in which month a day is: `May 2018`."""
    return f"{MONTHS[when.month - 1]} {when.year}"


def period(span: Period) -> str:
    """Say how long something is valid: `2023 to 2026`, `until May 2024`."""
    if span.start and span.end:
        return f"{day(span.start)} to {day(span.end)}"
    return f"from {day(span.start)}" if span.start else f"until {day(span.end)}" if span.end else ""


def running_time(minutes: int) -> str:
    """Say a number of minutes: `45 min`, `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest))


def duration(span: Duration) -> str:
    """Say how long a course takes: `2 days`, `1.5 hours`."""
    parts = [amount(span.days, "day")] if span.days else []
    parts += [amount(span.hours, "hour")] if span.hours else []
    return ", ".join(parts)


def length(record: Record) -> str:
    """Say how long a resource takes; empty when that is not recorded."""
    course = record.course
    parts = [running_time(record.minutes)] if record.minutes else []
    if record.length and record.length.pages:
        parts.append(amount(record.length.pages, "page"))
    if course and course.duration and (course.duration.days or course.duration.hours):
        parts.append(duration(course.duration))
    if course and course.credit_hours:
        parts.append(amount(course.credit_hours, "credit hour"))
    return ", ".join(parts)


def size(kilobytes: int) -> str:
    """Say the size of a file: `587 KB`, `2.6 MB`."""
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut at a word, with a sign that more follows."""
    if len(text) <= most:
        return text
    return f"{text[: most + 1].rpartition(' ')[0] or text[:most]}…"
