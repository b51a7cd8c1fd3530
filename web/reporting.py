"""Telling the librarians that something is wrong with an entry: a mail or a form, filled in."""

from urllib.parse import quote

from catalog.model import Entry
from web.texts import gettext


def report_address(report_to: str, entry: Entry, address: str) -> str | None:
    """Return the address that reports a problem with an entry; None when nobody takes reports.

    `report_to` is a mail address, or a web address in which `{subject}`, `{body}`, `{id}` and
    `{address}` are filled in: `https://git.example/issues/new?title={subject}&body={body}`.
    """
    if not report_to:
        return None
    known = {"title": entry.title, "id": entry.id, "address": address}
    body = (
        entry.title,
        gettext("Address: %(address)s", address=address),
        gettext("Entry: %(id)s", id=entry.id),
        "",
        gettext("What is wrong:"),
        "",
    )
    subject = gettext("Problem with an entry: %(title)s", title=entry.title)
    filled = {"subject": subject, "body": "\n".join(body), **known}
    if report_to.startswith(("http://", "https://")):
        for name, value in filled.items():
            report_to = report_to.replace(f"{{{name}}}", quote(value, safe=""))
        return report_to
    return mail_address(report_to, filled["subject"], filled["body"])


def mail_address(to: str, subject: str, body: str) -> str:
    """Return the address that opens a mail as it should be sent (RFC 6068)."""
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={quote(lines)}"
