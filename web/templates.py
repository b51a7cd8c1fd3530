"""Turns data into HTML. Everything is escaped here: an entry can bring text, never markup."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from web import phrases
from web.addresses import entry_address, stable_address
from web.sentence import SUGGESTED

_environment = Environment(
    loader=PackageLoader("web", "html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_environment.globals.update(
    entry_address=entry_address,
    stable_address=stable_address,
    amount=phrases.amount,
    suggested=SUGGESTED,
)


def render(template: str, **values: Any) -> str:
    """Fill in a template of `web/html`. A value it names must be given."""
    return _environment.get_template(template).render(**values)
