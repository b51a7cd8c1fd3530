"""Plain text of what others wrote with markup: tags and entities gone, paragraphs kept."""

import re
from html import unescape

_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?ul|/?ol)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def plain_text(text: str) -> str:
    """Return text without markup and characters that cannot be shown."""
    text = _TAG.sub("", _BREAK.sub("\n\n", text))
    text = unescape(text)  # once: `&amp;lt;` is meant to be read as `&lt;`
    paragraphs = re.split(r"\n\s*\n", _NO_TEXT.sub(" ", text))
    return "\n\n".join(block for part in paragraphs if (block := part.strip()))
