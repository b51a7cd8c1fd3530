"""Turns data into HTML. Everything is escaped here: an entry can bring text, never markup."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from web import phrases
from web.addresses import entry_address, stable_address
from web.languages import chosen_in, offered, own_name
from web.sentence import suggested
from web.texts import counted, gettext, ngettext, number, pgettext, spoken

_environment = Environment(
    loader=PackageLoader("web", "html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    extensions=["jinja2.ext.i18n"],
)
_environment.globals.update(
    entry_address=entry_address,
    stable_address=stable_address,
    resources=phrases.resources,
    suggested=suggested,
    counted=counted,
    number=number,
    chosen_in=chosen_in,
    language_code=lambda: spoken().code,
    other_languages=lambda: [(c, own_name(c)) for c in offered() if c != spoken().code],
)
_environment.policies["ext.i18n.trimmed"] = True
install = _environment.install_gettext_callables  # type: ignore[attr-defined]
install(gettext, ngettext, newstyle=True, pgettext=pgettext)


def prepare() -> None:
    """Compile all templates: readers who come at once would each compile them."""
    for name in _environment.list_templates(extensions=["html"]):
        _environment.get_template(name)


def render(template: str, **values: Any) -> str:
    """Fill in a template of `web/html`. A value it names must be given."""
    return _environment.get_template(template).render(**values)
