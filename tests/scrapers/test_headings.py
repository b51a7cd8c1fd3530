"""The headings that a page's own draft carries."""

from catalog.model import Draft
from scrapers.outline import with_headings
from scrapers.page import MAX_ELEMENTS, Page

OWN, OTHER = (
    Draft(id="own", title="Visiting families"),
    Draft(id="other", title="Episode 3: Fathers"),
)


def headings(html: str) -> tuple[str, ...]:
    return with_headings(OWN, Page(f"<main>{html}</main>"), [OTHER]).headings


def test_headings_are_text_each_once_without_the_titles_on_the_page() -> None:
    html = (
        "<h1>Visiting Families</h1><h2>For <i>supervisors</i> &amp; teams</h2><h2> </h2>"
        "<h3>For supervisors &amp; teams</h3><h2>Episode 3 – fathers</h2>"
        "<h4>&lt;b&gt;Risk&lt;/b&gt;</h4>"
    )
    assert headings(html) == ("For supervisors & teams", "Risk")


def test_they_are_few_and_short() -> None:
    many = "".join(f"<h2>Part {n}</h2>" for n in range(100))
    assert headings(f"<h2>{'long ' * 60}</h2>{many}") == tuple(f"Part {n}" for n in range(40))


def test_a_page_too_large_for_the_outline_keeps_its_draft() -> None:
    assert headings("<b></b>" * (MAX_ELEMENTS + 1)) == ()
