"""Turning the bytes of a page into text: the declared encoding is often not the one in use."""

from collections.abc import Iterator

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
    to_unicode,
)

_FALLBACK = "cp1252"  # what a Western page without a word about its encoding was written in


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return a page's text, by its bytes, its `Content-Type` header and its own `<meta>`.

    The declared encoding is used only when all bytes fit it. Bytes outside ASCII that form valid
    UTF-8 are UTF-8 whatever is declared: text in another encoding hardly ever does so by chance.
    What fits nothing is read as Windows-1252, with U+FFFD for the bytes that have no meaning there.
    """
    encoding, mark = read_bom(body)
    if encoding and mark:
        return to_unicode(body[len(mark) :], encoding)
    for candidate in _candidates(body, content_type):
        try:
            return body.decode(candidate)
        except UnicodeDecodeError:
            continue
    return to_unicode(body, _FALLBACK)


def _candidates(body: bytes, content_type: str | None) -> Iterator[str]:
    if not body.isascii():
        yield "utf-8"
    for declared in (http_content_type_encoding(content_type), html_body_declared_encoding(body)):
        if declared and (known := resolve_encoding(declared)):
            # Without a byte order mark UTF-16 is little-endian (WHATWG Encoding Standard).
            yield f"{known}-le" if known == "utf-16" else known
    yield "utf-8"
