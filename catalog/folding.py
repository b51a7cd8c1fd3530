"""One form of a text to compare it by: without case, accents and punctuation."""

import re
import unicodedata

_APOSTROPHES = re.compile("['’ʼ`]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return text as it is compared: without case, accents and punctuation, `&` as `and`.

    An apostrophe joins (`children's` is `childrens`), all else that is no letter or digit stands
    between words. Letters of every script stay, since a title may have no others.
    """
    plain = _APOSTROPHES.sub("", text).replace("&", " and ")
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", plain.casefold()).strip()
