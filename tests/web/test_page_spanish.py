"""The pages in Spanish, in a real browser: how one gets there, and that nothing is left behind."""

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import OpenPage, Serve
from playwright.sync_api import Page, expect
from test_page_for_all import DESKTOP, PHONE, STATES, violations
from test_page_search import parameters

pytestmark = pytest.mark.browser
SPANISH = {"locale": "es-MX"}
DEVICES = pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def test_a_spanish_browser_gets_spanish_pages(open_page: OpenPage) -> None:
    page = open_page("/?topic=neglect&kind=course", **SPANISH)
    expect(heading(page)).to_have_text("Recursos de tipo curso sobre negligencia")
    expect(page.get_by_role("status")).to_have_text("1 recurso")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator(".cs").get_attribute("lang") == "es"
    # What the entry says stays in its own language, and says so.
    expect(page.locator(".cs-card h2")).to_have_attribute("lang", "en")
    expect(page.locator(".cs-card .cs-passage")).to_have_attribute("lang", "en")
    assert page.title().endswith("– Caseshelf")
    assert parameters(page) == [("topic", "neglect"), ("kind", "course")]


def test_spanish_by_a_click_and_back(open_page: OpenPage) -> None:
    page = open_page("/?q=visit&topic=engagement&page=2")
    expect(page.locator(".cs-card h2").first).not_to_have_attribute("lang", re.compile("."))
    page.get_by_role("link", name="Español").click()
    expect(heading(page)).to_have_text("Recursos sobre family engagement que coinciden con “visit”")
    expect(page.get_by_role("status")).to_have_text("41 recursos, página 2 de 3")
    # The choice is no part of the address: a link to it shows the same to everybody.
    expect(page).to_have_url(re.compile(r"/\?q=visit&topic=engagement&page=2$"))
    page.get_by_role("checkbox", name=re.compile("^Guide")).check()
    expect(page.get_by_role("link", name="Quitar Tipo: Guide")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Quitar Tipo: Guide")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Remove Kind: Guide")).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_role("link", name="Remove Kind: Guide")).to_be_visible()


def test_a_link_may_choose_the_language(open_page: OpenPage) -> None:
    page = open_page("/entry?id=doorstep-podcast&lang=es")
    expect(page.get_by_role("heading", name="De un vistazo")).to_be_visible()
    expect(heading(page)).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(r"/entry\?id=doorstep-podcast$"))
    page.get_by_role("link", name="Buscar en el catálogo").click()
    expect(page.get_by_role("link", name="Ir a los resultados")).to_be_attached()
    page = open_page("/?lang=klingon")
    expect(page.get_by_role("status")).to_have_text("48 resources")


def test_the_setting_is_for_those_who_chose_none(
    serve: Serve, knowledge_base: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_LANGUAGE", "es")
    page = open_page(base=serve(knowledge_base), locale="en-US")
    expect(page.get_by_role("status")).to_have_text("48 recursos")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("status")).to_have_text("48 resources")


def test_the_page_without_scripts_is_in_the_readers_language(app: str, open_page: OpenPage) -> None:
    page = open_page("/?lang=es")
    page.goto(f"{app}/e/home-alone-guide")
    expect(page.get_by_role("heading", name="De un vistazo")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="At a glance")).to_be_visible()
    assert page.url == f"{app}/e/home-alone-guide?lang=en"


def test_spanish_entries_are_found_from_either_language(open_page: OpenPage) -> None:
    page = open_page("/?q=supervisión", **SPANISH)
    card = page.locator(".cs-card").filter(has_text="Supervisión que cuida")
    expect(card).to_be_visible()
    assert card.locator("h2").get_attribute("lang") is None
    expect(card.locator("mark").first).to_have_text(re.compile("^Supervisi"))
    page.locator("#cs-q").fill("supervision")
    page.locator("#cs-q").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=supervision$"))
    expect(card).to_be_visible()
    page.goto(page.url.replace("q=supervision", "topic=supervision"))
    expect(card).to_be_visible()


def test_suggestions_and_the_box_of_a_filter_speak_spanish(open_page: OpenPage) -> None:
    page = open_page(**SPANISH)
    page.get_by_role("combobox", name="Buscar recursos para la práctica").press_sequentially("door")
    expect(page.get_by_text("Abrir un recurso")).to_be_visible()
    expect(page.locator("#cs-suggested")).to_have_text(re.compile(r"^\d sugerencias?$"))
    page.locator("#cs-q").fill("")
    page.get_by_role("combobox", name="Buscar recursos").press_sequentially("supervis")
    expect(page.get_by_role("group", name="Filtrar por tema")).to_contain_text("Supervisión")
    page.keyboard.press("Escape")
    page.locator("#cs-facet-publisher summary").click()
    find = page.get_by_role("searchbox", name="Buscar en Editorial")
    find.fill("house 1")
    expect(page.locator("#cs-found-publisher")).to_have_text(re.compile(r"^Encontrados: \d+$"))
    find.fill("zzz")
    expect(page.locator("#cs-found-publisher")).to_have_text("Nada de aquí lo contiene")


def test_names_for_screen_readers_in_spanish(open_page: OpenPage) -> None:
    page = open_page("/?topic=kinship-care", **SPANISH)
    expect(page.get_by_role("checkbox", name="Cuidadores 1 recurso")).to_be_visible()
    expect(page.get_by_role("region", name="Filtros")).to_be_visible()
    expect(page.get_by_role("list", name="Resultados")).to_be_visible()
    link = page.get_by_role("link", name="English")
    expect(link).to_have_attribute("lang", "en")
    expect(link).to_have_attribute("hreflang", "en")


def test_sharing_and_printing_in_spanish(open_page: OpenPage) -> None:
    page = open_page("/?topic=neglect", **SPANISH)
    page.get_by_role("link", name="Compartir, imprimir o guardar").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Compartir esta búsqueda")).to_be_visible()
    assert violations(page) == []
    link = dialog.get_by_role("link", name=re.compile(r"^Imprimir todo: \d+ recursos$"))
    page.goto(f"{page.url.partition('?')[0]}{link.get_attribute('href')}")
    expect(heading(page)).to_have_text("Recursos sobre negligencia")


@DEVICES
@pytest.mark.parametrize("state", ["start", "filtered", "notices", "nothing", "entry", "course"])
def test_no_axe_violations_in_spanish(
    open_page: OpenPage, state: str, device: dict[str, Any]
) -> None:
    page = open_page(STATES[state], **device, **SPANISH)
    if device is PHONE and page.locator(".cs-filters").count():
        page.locator(".cs-filters").click()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == []
    width = page.locator("[data-testid=stMain]").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert width[0] == width[1]
