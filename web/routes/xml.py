"""Writing XML: text from entries can hold characters that XML does not have."""

import re

from lxml import etree
from lxml.etree import _Element as Element  # private by name only: there is no other

__all__ = ["Element", "add", "document", "possible"]

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element, in the namespace of its parent unless the name has its own."""
    namespace = etree.QName(parent).namespace
    full = name if name.startswith("{") or not namespace else f"{{{namespace}}}{name}"
    child = etree.SubElement(parent, full)
    if text is not None:
        child.text = possible(text)
    for key, value in attributes.items():
        child.set(key, possible(value))
    return child


def document(root: Element) -> bytes:
    """Return a whole document in UTF-8."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def possible(text: str) -> str:
    """Return a text with U+FFFD for every character that XML does not have."""
    return _IMPOSSIBLE.sub("\ufffd", text)
