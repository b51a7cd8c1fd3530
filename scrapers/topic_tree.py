"""The topic tree of a site, read from the menu that repeats on every page of it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bs4 import Tag

from catalog.folding import fold
from catalog.vocabulary import Vocabulary
from scrapers.page import NotUnderstood, Page, text_of

_BRANCH = "topics"
_DEEPEST = 12


@dataclass(frozen=True)
class TopicNode:
    """One topic of a menu: its label, its page if it has one, and the topics below it."""

    label: str
    address: str | None
    children: tuple["TopicNode", ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple["TopicNode", int]]:
        """Yield this topic and all below it with their depth, parents first."""
        yield self, depth
        for child in self.children:
            yield from child.walk(depth + 1)


def _merged(nodes: Iterable[TopicNode]) -> tuple[TopicNode, ...]:
    """Make one of siblings that bear the same label, with the children of all of them."""
    by_label: dict[str, TopicNode] = {}
    for node in nodes:
        known = by_label.get(fold(node.label))
        if known:
            address = known.address or node.address
            node = TopicNode(known.label, address, _merged((*known.children, *node.children)))
        by_label[fold(node.label)] = node
    return tuple(by_label.values())


def _read(page: Page, listing: Tag, depth: int) -> list[TopicNode]:
    """Read a list: its own links in order, a list inside it going below the link before it.

    Where a `<li>` is left open a browser and a parser may nest items differently; the order of
    links, and which list each is in, are the same for all of them.
    """
    if depth > _DEEPEST:
        raise NotUnderstood(f"looked for a menu of at most {_DEEPEST} levels; this one is deeper")
    nodes: list[TopicNode] = []
    for tag in listing.find_all(["a", "ul", "ol"]):
        if tag.find_parent(["ul", "ol"]) is not listing:
            continue
        if tag.name == "a":
            if label := text_of(tag):
                nodes.append(TopicNode(label, page.resolve(tag.get("href"))))
        else:
            below = _read(page, tag, depth + 1)
            if nodes:
                last = nodes.pop()
                below = [TopicNode(last.label, last.address, (*last.children, *below))]
            nodes += below
    return nodes


def topic_tree(html: str, address: str = "") -> tuple[TopicNode, ...]:
    """Return the top topics under the menu's entry “Topics”, each with the topics below it.

    Raises NotUnderstood when no menu has such a branch.
    """
    page = Page(html, address)
    lists = [ul for ul in page.soup.select("ul, ol") if ul.find_parent(["ul", "ol"]) is None]
    nodes = [node for listing in lists for top in _read(page, listing, 0) for node, _ in top.walk()]
    branches = [node for node in nodes if fold(node.label) == _BRANCH]
    topics = _merged(child for branch in branches for child in branch.children)
    if not topics:
        raise NotUnderstood("looked in the menus for “Topics” with a list below it; found none")
    return topics


def known_labels(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the id of the term that each label or alternative label leads to, by folded label."""
    known: dict[str, str] = {}
    for term in vocabulary.terms:
        for text in (term.label, *(label.text for label in term.labels)):
            known.setdefault(fold(text), term.id)
    return {fold(term.label): term.id for term in vocabulary.terms} | known


def as_data(topics: Iterable[TopicNode], known: Mapping[str, str]) -> list[dict[str, object]]:
    """Return a tree as plain data; `term` is the id of ours that the label leads to, or None."""
    return [
        {
            "label": node.label,
            "address": node.address,
            "term": known.get(fold(node.label)),
            "children": as_data(node.children, known),
        }
        for node in topics
    ]


def as_json_text(topics: Iterable[TopicNode], known: Mapping[str, str]) -> str:
    """Return a tree for programs."""
    return json.dumps(as_data(topics, known), indent=2, ensure_ascii=False)


def as_text(topics: Iterable[TopicNode], known: Mapping[str, str]) -> str:
    """Return a tree for people: a line a topic, `=` and our term, or `?` where we have none."""
    lines = []
    for topic in topics:
        for node, depth in topic.walk():
            term = known.get(fold(node.label))
            mark, found = ("=", f"  [{term}]") if term else ("?", "")
            lines.append(f"{'  ' * depth}{mark} {node.label}{found}")
    return "\n".join(lines)
