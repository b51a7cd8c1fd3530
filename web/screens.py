"""The screens: from the address to the finished page, without knowing how it gets on the glass."""

from dataclasses import dataclass
from datetime import date

from catalog.citation import STYLES, citation
from catalog.history import last_changed
from catalog.model import Status
from catalog.problem import Problem
from indexer.misses import Miss, miss
from indexer.query import Params, Query
from web import details, kin, measures, panel, phrases
from web.addresses import Site, entry_address, search_address, stable_address, way_out
from web.cards import badges, card, foreign_language
from web.labels import relabelled
from web.remarks import remarks
from web.repairs import repairs
from web.reporting import report_address
from web.sentence import chips, labels_of, orders, sentence
from web.sharing import shared, shared_address, since_shared
from web.shelf import Holding
from web.start import start
from web.templates import render
from web.texts import gettext
from web.years import years

SITE = "Caseshelf"

UNKNOWN = Site()


@dataclass(frozen=True)
class Screen:
    """A finished page.

    `address` is its canonical address, relative to the app's root. `name` is the same as long
    as a reader stays on one page, so that an update keeps the place, and a new page starts at
    its top.
    """

    title: str
    html: str
    address: str
    name: str
    miss: Miss | None = None
    """What may be counted of a search that missed."""


def search_screen(holding: Holding, parameters: Params, today: date) -> Screen:
    """Search for what the address says and show what was found."""
    asked = Query.from_params(parameters)
    found = measures.search(holding.backend, asked, "reader")
    result = relabelled(found, holding.vocabularies)
    query = result.query
    label = labels_of(result, holding.vocabularies)
    said = sentence(query, label)
    told = shared(parameters)
    is_start = query == Query.build() and told is None
    address = shared_address(query, told)
    html = render(
        "search.html",
        address=address,
        query=query,
        result=result,
        is_start=is_start,
        sentence=said,
        chips=list(chips(query, label)),
        orders=list(orders(query)),
        facets=list(panel.facets(result, holding.vocabularies)),
        years=years(result, today.year),
        cards=[
            card(hit, holding.vocabularies, holding.successors, today, holding.links)
            for hit in result.hits
        ],
        repairs=repairs(result, holding.backend, label) if result.total == 0 else [],
        pages=list(page_links(query, result.pages)),
        start_over=search_address(Query.build()),
        remarks=list(remarks(result)),
        start=start(result, holding) if is_start else None,
        share_parameters=query.on_page(1).to_url(),
        since=since_shared(told, result, holding.backend, today),
        problems=holding.problems,
    )
    if query.page > 1:
        said = gettext("%(search)s (page %(page)s)", search=said, page=query.page)
    title = SITE if is_start else f"{said} – {SITE}"
    return Screen(title, html, address, "search", miss(found, holding.backend))


@dataclass(frozen=True)
class PageLink:
    """A page of the results; a gap has no number."""

    number: int | None
    address: str = ""
    current: bool = False


def page_links(query: Query, last: int) -> list[PageLink]:
    """Return links to the first, the last and the pages around the current one."""
    if last == 1:
        return []
    near = {1, last, *(n for n in range(query.page - 1, query.page + 2) if 1 <= n <= last)}
    links: list[PageLink] = []
    previous = 0
    for number in sorted(near):
        if number == previous + 2:  # a gap of one page is that page
            links.append(PageLink(number - 1, search_address(query.on_page(number - 1))))
        elif number > previous + 2:
            links.append(PageLink(None))
        current = number == query.page
        links.append(PageLink(number, search_address(query.on_page(number)), current))
        previous = number
    return links


def entry_screen(holding: Holding, parameters: Params, today: date, site: Site = UNKNOWN) -> Screen:
    """Show everything about one entry; its former ids lead here as well."""
    asked = dict(parameters).get("id", "")
    entry = holding.entry(asked)
    if entry is None or entry.status is Status.DRAFT:
        return _no_such_entry(asked)
    linked_from = holding.linked_from.get(entry.id, [])
    html = render(
        "entry.html",
        address=entry_address(entry.id),
        entry=entry,
        withdrawn=entry.status is Status.WITHDRAWN,
        successors=holding.successors(entry),
        language=foreign_language(entry),
        badges=list(badges(entry, holding.successors, today, holding.links)),
        way=way_out(entry.address),
        kind=holding.vocabularies["kind"].label(entry.kind),
        summary=(entry.summary or "").split("\n\n") if entry.summary else [],
        length=phrases.length(entry),
        facts=list(details.facts(entry, holding.vocabularies)),
        doors=details.doors(entry, holding.vocabularies, holding.links),
        course_facts=list(details.course_facts(entry)),
        approvals=details.approvals(entry, holding.vocabularies),
        reading=[(item, holding.published(item.entry or "")) for item in entry.course.reading]
        if entry.course
        else [],
        relations=list(details.relations(entry, linked_from, holding.published)),
        record=list(details.record(entry, last_changed(holding.catalog.path(entry.id)))),
        sound=details.sound(entry),
        editions=kin.editions(entry, holding),
        likes=kin.more_like(entry, holding),
        citations=[
            (style, citation(entry, style, holding.vocabularies, today)) for style in STYLES
        ],
        files=details.files(entry),
        stable=site.absolute(stable_address(entry.id)),
        report=report_address(site.report_to, entry, site.absolute(stable_address(entry.id))),
    )
    return Screen(f"{entry.title} – {SITE}", html, entry_address(entry.id), f"entry:{entry.id}")


def _title(text: str) -> str:
    return f"{text} – {SITE}"


def _no_such_entry(asked: str) -> Screen:
    words = " ".join(asked.replace("-", " ").split())[:200]
    search = search_address(Query.build(words)) if words else ""
    address = entry_address(asked[:200])
    html = render("no_entry.html", address=address, asked=asked[:200], words=words, search=search)
    return Screen(_title(gettext("No such entry")), html, address, "entry:")


def trouble_screen(problems: tuple[Problem, ...] = ()) -> Screen:
    """Say calmly that something does not work, and to librarians what to repair."""
    measures.TROUBLE.inc()
    html = render("trouble.html", address="./", problems=problems)
    return Screen(_title(gettext("Not available")), html, "", "trouble")
