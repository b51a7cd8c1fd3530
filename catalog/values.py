"""The kinds of value a field can hold, and the rule each of them follows."""

import re
import unicodedata
from datetime import UTC, date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

ID_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"

# Zero-width space, byte order mark, soft hyphen: invisible, and in the way of every comparison.
_INVISIBLE = re.compile("[\u200b\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[T ][0-9]{2}:[0-9]{2}.*")


def is_id(text: str) -> bool:
    """Whether a text could be the id of an entry or a draft."""
    return len(text) <= 100 and re.fullmatch(ID_PATTERN, text) is not None


def _line(value: Any) -> Any:
    """Put a text on one line with single spaces; anything but a text is left to the model."""
    if not isinstance(value, str):
        return value
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", value)).split())


def _paragraphs(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    blocks = (_line(block) for block in re.split(r"\n\s*\n", value))
    return "\n\n".join(block for block in blocks if block)


def _visible(text: str) -> str:
    if found := _CONTROL.search(text.replace("\n", "")):
        raise ValueError(f"there is a control character in it (U+{ord(found[0]):04X}): delete it")
    return text


def _day(value: Any) -> Any:
    # Left to itself pydantic takes a number for seconds since 1970.
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError(f"`{value}` is not a full date: write it like 2018-05-03")
    return value


def _moment(value: Any) -> Any:
    if isinstance(value, str) and not _MOMENT.fullmatch(value):
        raise ValueError(f"`{value}` is not a time: write it like 2018-05-03T14:30:00Z")
    return value


def _web_address(text: str) -> str:
    if re.search(r"\s", text) or _CONTROL.search(text):
        raise ValueError("a web address has no spaces in it: write %20")
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and parts.hostname
        _ = parts.port  # raises ValueError for a port that is none
    except ValueError:
        raise ValueError("the name of the host, or the port after it, cannot be right") from None
    if not whole:
        raise ValueError("write a web address that starts with http:// or https://")
    return text


def _isbn(text: str) -> str:
    """Check an ISBN-10 or ISBN-13 by its check digit (ISO 2108)."""
    digits = text.replace("-", "").replace(" ", "").upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        total = sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits))
        valid = total % 11 == 0
    else:
        weights = (1, 3) * 7
        valid = bool(re.fullmatch(r"97[89][0-9]{10}", digits)) and (
            sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 10 == 0
        )
    if not valid:
        raise ValueError("this is not an ISBN: its check digit is wrong")
    return digits


Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", max_length=100)]
"""The id of an entry, a draft or a source."""

TermId = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", max_length=60)]
"""The id of a term of a vocabulary."""

Line = Annotated[
    str, BeforeValidator(_line), Field(min_length=1, max_length=1000), AfterValidator(_visible)
]
"""A text on one line: runs of white space become single spaces."""

Text = Annotated[
    str,
    BeforeValidator(_paragraphs),
    Field(min_length=1, max_length=20_000),
    AfterValidator(_visible),
]
"""Plain text in paragraphs: a blank line ends one, a single line break does not."""

WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(_web_address)]
"""An address that starts with http:// or https://."""

Isbn = Annotated[str, AfterValidator(_isbn)]
"""An ISBN without hyphens, its check digit right."""

Doi = Annotated[str, Field(pattern=r"^10\.[0-9]{4,9}/\S+$", max_length=300)]
"""A DOI without https://doi.org/."""

Day = Annotated[date, BeforeValidator(_day)]
"""A full date."""

Moment = Annotated[
    AwareDatetime, BeforeValidator(_moment), AfterValidator(lambda t: t.astimezone(UTC))
]
"""A date and time with its offset, kept in UTC."""

Amount = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""A number above 0, with a fraction or without."""

Count = Annotated[int, Field(ge=1)]
"""A whole number from 1 on."""


class Part(BaseModel):
    """A frozen piece of an entry; a field it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)
