"""A small web of linked pages, always the same, and the scraper that reads it.

The page of a ward lists its own resources and some that other wards list too, leads on to other
wards, and now and then is broken, moved or not what it should be.
"""

import random
from typing import Any

from catalog.model import RelationType
from catalog.sources import Source
from scrapers.page import NotUnderstood, Page, text_of
from scrapers.scraper import Findings, Scraped, Scraper
from tests.harvest.web import Answer, Web, moved, status


def read(page: Page) -> Scraped:
    if not page.heading.startswith("Ward"):
        raise NotUnderstood("looked for the name of a ward; there is none")
    found = Findings()
    subject = found.add(
        page.heading, kind="topic-page", links=[{"role": "landing", "url": page.web_address}]
    )
    for row in page.content.select("tr"):
        title, year, place = (text_of(cell) for cell in row.select("td"))
        other = found.add(
            title, kind="guide", published=year, links=[{"role": "landing", "url": place}]
        )
        found.relate(subject, RelationType.DESCRIBES, other)
    return found.scraped()


TOWN = Scraper("town", ("town.example",), lambda page: page.heading.startswith("Ward"), read)


def build(web: Web, wards: int, seed: int = 7) -> Source:
    """Let a web answer as a town of wards, and return the source that harvests it."""
    chance = random.Random(seed)
    web.has("/robots.txt", Answer(b"User-agent: *\nDisallow: /closed/\n"))
    for number in range(wards):
        onward = [n for n in (number * 3 + 1, number * 3 + 2, number * 3 + 3) if n < wards]
        back = chance.sample(range(wards), k=min(3, wards))
        links = "".join(f'<li><a href="/ward/{n}">On</a></li>' for n in (*onward, *back))
        rows = "".join(
            f"<tr><td>Guide {n} of the ward</td><td>{2000 + n % 20}</td>"
            f"<td>https://town.example/guide/{n}</td></tr>"
            for n in (number, (number * 7) % wards, (number * 11) % wards)
        )
        html = f"<main><h1>Ward {number}</h1><table>{rows}</table><ul>{links}</ul></main>"
        page = Answer(
            html.encode(), headers={"Content-Type": "text/html", "ETag": f'"{seed}-{number}"'}
        )
        answers = [page]
        if number % 17 == 5:
            answers = [status(503), page]
        elif number % 23 == 7 and not onward:
            answers = [status(404)]
        elif number % 29 == 9 and not onward:
            answers = [moved(f"/closed/{number}")]
        elif number % 31 == 11 and not onward:
            answers = [Answer(b"<main><h1>Under repair</h1></main>")]
        web.has(f"/ward/{number}", *answers)
    return Source.model_validate(
        {
            "id": "town",
            "title": "Town",
            "scraper": "town",
            "site": web.url("/"),
            "pages": [{"address": web.url("/ward/0")}],
            "follow": {"depth": 10, "pages": wards},
            "crawl_delay": 0,
            "allow_private": True,
        }
    )


def to_text(town: Source) -> dict[str, Any]:
    """Return a source as its file has it."""
    plain = town.model_dump(mode="json", exclude_defaults=True)
    plain["allow_private"] = "true"
    return plain
