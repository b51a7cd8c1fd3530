"""Every text of the pages can be translated, and the Spanish file translates all of them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from gettext import NullTranslations
from pathlib import Path
from urllib.parse import parse_qsl

import library
import pytest
from babel import Locale
from babel.messages.catalog import Catalog as Messages
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from library import TODAY, open_shelf

from web import languages, list_screens, screens, texts
from web.addresses import Site
from web.routes import entry_page, sharing
from web.routes.serving import Asked
from web.shelf import Holding

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = [code for code in languages.offered() if code != texts.SOURCE]


@pytest.fixture(scope="module")
def in_code(tmp_path_factory: pytest.TempPathFactory) -> Messages:
    """Return what `pybabel extract` finds, with the settings of pyproject.toml."""
    file = tmp_path_factory.mktemp("messages") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    command += ["-F", "pyproject.toml", "-o", str(file), "."]
    subprocess.run(command, cwd=ROOT, check=True)
    with file.open("rb") as opened:
        return read_po(opened)


def messages(catalog: Messages) -> dict[tuple[str | None, object], Message]:
    return {(message.context, message.id): message for message in catalog if message.id}


def translated(code: str) -> Messages:
    with (texts.LOCALE_FOLDER / f"{code}.po").open("rb") as opened:
        return read_po(opened, locale=code)


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [str(message.string)]


@pytest.mark.parametrize("code", TRANSLATED)
def test_all_that_pages_say_is_translated(in_code: Messages, code: str) -> None:
    wanted, known = messages(in_code), messages(translated(code))
    assert len(wanted) > 200
    assert sorted(map(str, wanted.keys() - known.keys())) == [], "not in the file: see the docs"
    assert sorted(map(str, known.keys() - wanted.keys())) == [], "nothing says this any more"
    assert [str(m.id) for m in known.values() if m.fuzzy or not all(forms(m))] == []


def marks(text: str) -> list[str]:
    """Return what a translation must have as its message has it: values and HTML tags."""
    return sorted(re.findall(r"%\(\w+\)s|\{\w+\}|</?[a-z][^>]*>", text))


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_keep_values_and_tags(code: str) -> None:
    for message in messages(translated(code)).values():
        several = message.id if isinstance(message.id, tuple) else (message.id,)
        for form in forms(message):
            wanted = [marks(text) for text in several]
            # "1 page" may be said without the number.
            assert marks(form) in [*wanted, *([[]] if len(several) > 1 else [])], message.id
            assert form.strip() == form


class Bracketed(NullTranslations):
    """Puts every text in brackets, so that what stands outside is no text of ours."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


BRACKETED = texts.Language("xx", Locale.parse("ru"), Bracketed())
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопярстувшхуз")
"""Data is written in Cyrillic letters here: Latin ones outside of brackets are ours."""

HOLDS_TEXT = (
    "title summary label note text publisher authors objectives points basis board number_type "
    "credit_types series ambiguous cost month description"
).split()
"""Fields of entries and terms whose text people read."""


def in_cyrillic(value: object, name: str = "") -> object:
    """Return data with all its texts in Cyrillic letters; ids and addresses stay."""
    if isinstance(value, dict):
        return {key: in_cyrillic(below, key) for key, below in value.items()}
    if isinstance(value, list):
        return [in_cyrillic(below, name) for below in value]
    if isinstance(value, str) and name in HOLDS_TEXT:
        return value.lower().translate(LETTERS)
    return value


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Holding:
    folder = tmp_path_factory.mktemp("bracketed")
    with pytest.MonkeyPatch.context() as patched:
        written = library.notes()
        patched.setattr(library, "notes", lambda: in_cyrillic(written))
        for name in ("ENTRIES", "TERMS", "PLAIN", "LISTS"):
            patched.setattr(library, name, in_cyrillic(getattr(library, name)))
        library.build(folder / "kb")
    shelf = open_shelf(folder / "kb", folder / "index")
    return replace(shelf.holding, links=library.LINKS).in_language(BRACKETED)


SAID_AS_IT_IS = {
    *("Caseshelf", "English", "Español"),
    *("APA", "Harvard", "Chicago", "RIS", "BibTeX", "CSL", "JSON", "CSV", "Atom", "Feed"),
}

SEARCHES = (
    "",
    "q=visit&topic=engagement&audience=caseworkers&from=2001&jurisdiction=finland&kind=guide",
    "format=not-recorded&year=not-recorded&from=2015&to=2020&access=free&length=listen&length=watch",
    "topic=not-recorded&length=under-10-minutes&series=x&publisher=house-12&sort=title",
    "q=бисит&kind=course",
    "q=бисит&expand=no&page=2",
    "q=" + "бисит+" * 300 + '(+")+AND+NOT',
    "q=гсфцх+бисит&audience=wizards&from=2020&to=2010",
    "q=боскинг+алонгсиде+фамилиес",
    "q=author:гсфцх",
    "page=99",
    "topic=engagement&page=2",
    "language=es&access=registration",
    "q=се",
    "q=бист",
    "shared=2024-02-03&found=57",
    "q=бисит&added=2024-05-30&kind=course",
    "shared=2024-02-03&added=2024-01-01",
)
ENTRIES = [each["id"] for each in library.ENTRIES] + ["practice-note-40", "nothing-here", ""]
LISTS = (
    "",
    "item=home-alone-guide&item=withdrawn-notes:x&item=gone-now&title=х",
    "packed=1x",
    "id=no",
)


def pages(holding: Holding) -> Iterator[tuple[str, str, str]]:
    """Yield a name, the title and the HTML of every page there is."""
    shown: dict[str, screens.Screen] = {}
    for url in SEARCHES:
        params = tuple(parse_qsl(url))
        shown[f"/?{url[:60]}"] = screens.search_screen(holding, params, TODAY)
    for entry_id in ENTRIES:
        site = Site("https://kb.example", "desk@kb.example")
        params = (("id", entry_id),)
        shown[f"/entry?id={entry_id}"] = screens.entry_screen(holding, params, TODAY, site)
    for url in LISTS:
        shown[f"/list?{url[:60]}"] = list_screens.list_screen(holding, tuple(parse_qsl(url)), TODAY)
    shown["/lists"] = list_screens.lists_screen(holding)
    shown["trouble"] = screens.trouble_screen(holding.problems)
    for name, screen in shown.items():
        yield name, screen.title, screen.html
    now = datetime(2024, 6, 1, 12, tzinfo=UTC)
    for make in (sharing.dialog, sharing.paper):
        for url in ("q=бисит", "kind=course", LISTS[1]):
            asked = Asked(holding, now, tuple(parse_qsl(url)), here="https://kb.example")
            body = make(asked).body
            assert isinstance(body, bytes)
            yield f"{make.__name__} {url}", "", body.decode()
    for entry_id in ENTRIES:
        body = entry_page.page(Asked(holding, now, path={"id": entry_id})).body
        assert isinstance(body, bytes)
        yield f"/e/{entry_id}", "", body.decode()


ATTRIBUTES = ("aria-label", "placeholder", "title", "alt")


def outside(text: str) -> set[str]:
    """Return the words of some HTML that do not come from a translation."""
    text = text.replace("\\u27e6", "⟦").replace("\\u27e7", "⟧")  # as JSON has them
    while "⟦" in text:
        shorter = re.sub("⟦[^⟦⟧]*⟧", " ", text)
        assert shorter != text, f"a bracket without its partner: {text[:300]}"
        text = shorter
    soup = BeautifulSoup(text, "lxml")
    for unread in soup.select("script, style, code, .cs-cited dd, .cs-problems ul"):
        unread.decompose()
    said = [soup.get_text(" ")]
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            if name in ATTRIBUTES or (name.startswith("data-") and re.search(r"\w \w", value)):
                said.append(value)
    plain = (re.sub(r"\S*[.@/:=_]\S*|\b\w+(?:-[a-z0-9]+)+\b", " ", text) for text in said)
    words = {word for text in plain for word in re.findall(r"[A-Za-zÀ-ÿ]{2,}", text)}
    return words - SAID_AS_IT_IS


def test_no_word_of_a_page_is_left_untranslatable(holding: Holding) -> None:
    with texts.speaking(BRACKETED):
        seen = [(name, outside(title) | outside(made)) for name, title, made in pages(holding)]
    assert len(seen) > 40
    assert {name: words for name, words in seen if words} == {}


def test_a_word_outside_of_translations_would_be_found() -> None:
    assert outside('<p title="To ⟦b⟧">⟦a ⟦b⟧⟧ left</p>') == {"To", "left"}
