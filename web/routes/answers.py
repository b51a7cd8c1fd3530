"""What a route gives back: an answer, or a refusal that says what is wrong (RFC 9457)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

JSON = "application/json"
HTML = "text/html; charset=utf-8"
PROBLEM = "application/problem+json"

BRIEFLY = "public, max-age=60"
"""How long answers may be kept that change when an entry does."""

LONG = "public, max-age=3600"
"""How long answers may be kept that change when the software or a setting does."""


@dataclass(frozen=True)
class Answer:
    """A finished body, or one that is made while it is sent.

    `version` is text that is different whenever the body is; a finished body needs none. What is
    `public` may be read by pages of other sites in anybody's browser.
    """

    body: bytes | Iterator[bytes]
    media_type: str
    status: int = 200
    keep: str = BRIEFLY
    headers: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    public: bool = True


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A request that cannot be met; becomes a problem document.

    `errors` names single parameters; `more` are further members of the document.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.more = more

    def answer(self) -> Answer:
        """Return the problem document."""
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            **self.more,
        }
        if self.errors:
            document["errors"] = list(self.errors)
        body = json_bytes(document)
        return Answer(body, PROBLEM, self.status.value, keep="no-store", headers=self.headers)


def json_bytes(data: Any) -> bytes:
    """Return data as JSON in UTF-8; what is not text in Unicode becomes U+FFFD."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def json_answer(data: Any, keep: str = BRIEFLY) -> Answer:
    """Answer with JSON."""
    return Answer(json_bytes(data), JSON, keep=keep)


def moved(address: str) -> Answer:
    """Answer that something has another address for good."""
    return Answer(b"", "text/plain", 301, headers={"Location": address})
