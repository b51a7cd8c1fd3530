"""Reading XML that strangers wrote: no entities, nothing fetched, nothing without an end."""

import re

from lxml import etree
from lxml.etree import _Element as Element  # private by name only: there is no other

__all__ = [
    "MAX_BYTES",
    "BadXml",
    "Element",
    "local_name",
    "parse_xml",
    "refuse_declarations",
    "text_in",
]

MAX_BYTES = 50_000_000
"""A longer document is refused; a sitemap, the longest kind there is, may have as many."""

_DECLARATIONS = re.compile(
    rb"\s*+(?>(?:<\?.*?\?>|<!--.*?-->)\s*+)*+<!DOCTYPE[^>\[]*+\[", re.DOTALL | re.IGNORECASE
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class BadXml(ValueError):  # noqa: N818 - it is the document that is bad
    """A document that is not XML, or that no honest writer sends; the text says which."""


def refuse_declarations(data: bytes) -> None:
    """Refuse XML that declares things of its own, which is how entity bombs and file readers work.

    A reference to a public document type is harmless, because nothing is ever fetched. Raises
    BadXml.
    """
    if len(data) > MAX_BYTES:
        raise BadXml(f"the document is longer than {MAX_BYTES:,} bytes")
    plain = data.replace(b"\x00", b"")  # UTF-16 and UTF-32 with the padding gone
    for mark in _MARKS:
        plain = plain.removeprefix(mark)
    if _DECLARATIONS.match(plain):
        raise BadXml("the document declares entities of its own, which is not safe to read")


def parse_xml(data: bytes, *, recover: bool = False) -> Element:
    """Return the root of an XML document, without comments and instructions.

    With `recover`, what is not well-formed is passed over as far as possible. Raises BadXml.
    """
    refuse_declarations(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadXml(f"this is not well-formed XML: {error.msg}") from None
    except (ValueError, LookupError) as error:
        raise BadXml(f"this cannot be read as XML: {error}") from None
    if root is None:
        raise BadXml("there is nothing in this document")
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and list(document_type.iterentities()):
        raise BadXml("the document declares entities of its own, which is not safe to read")
    return root


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; empty for an entity that stands alone."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_in(element: Element) -> str:
    """Return all text in an element as one line."""
    return " ".join("".join(element.itertext()).split())
