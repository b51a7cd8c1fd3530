"""The query language: words, "phrases", AND, OR, NOT, groups and scopes, read without errors.

    query  = all { OR all }          all  = run { AND run }
    run    = { clause }              clause = [ NOT | - ] [ scope: ] ( word | "phrase" | ( query ) )

Anything that does not fit is read sensibly and reported as a notice; nothing raises. The time
taken is in proportion to the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.backend import Notice, NoticeValue
from indexer.fields import SCOPES
from indexer.query import MAX_TEXT

MAX_DEPTH = 20
"""Brackets inside brackets that are read; deeper ones are passed over."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; it may stand for several tokens or, as a stop word, for none."""

    text: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow one another."""

    text: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """What must not match."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Every:
    """All of them must match."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one must match."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Clauses side by side: most of the plain words must match, and everything else."""

    nodes: tuple["Node", ...]


Node = Word | Phrase | Not | Every | Either | Run


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read (None: nothing to look for), and what the searcher should know about it."""

    node: Node | None
    notices: tuple[Notice, ...] = ()


_SCOPE = rf"(?:(?P<scope>(?i:{'|'.join(SCOPES)})):)?"
_LEXEME = re.compile(
    rf'(?P<minus>-(?=[^\W_]|["(]))?{_SCOPE}(?:"(?P<phrase>[^"]*)"|(?P<open>\()|(?P<word>[^\s()"]+))'
    rf'|(?P<close>\))|(?P<quote>")|\s+|(?P<other>.)'
)
_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)
_OPERATORS = frozenset({"AND", "OR", "NOT"})


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str  # word, phrase, open, close, AND, OR, NOT
    text: str = ""
    scope: str | None = None


def is_plain(node: Node | None) -> bool:
    """Whether a query is words alone, without operators, phrases or scopes."""
    nodes = node.nodes if isinstance(node, Run) else (node,)
    return all(isinstance(each, Word) and not each.scope for each in nodes)


def parse(text: str) -> Parsed:
    """Read a query. Never raises, whatever the text."""
    return _Parser(text).parsed()


class _Parser:
    def __init__(self, text: str):
        self._notices: dict[str, Notice] = {}
        if len(text) > MAX_TEXT:
            text = text[: MAX_TEXT + 1].rpartition(" ")[0][:MAX_TEXT] or text[:MAX_TEXT]
            self._tell(
                "text-cut", "Only the first %(count)s characters were searched for.", count=MAX_TEXT
            )
        self._lexemes = list(self._lex(text.translate(_QUOTES)))
        self._next = 0

    def parsed(self) -> Parsed:
        nodes: list[Node] = []
        while self._next < len(self._lexemes):
            if node := self._either(0, None):
                nodes.append(node)
            if self._peek() == "close":
                self._next += 1
                self._tell(
                    "bracket-ignored", "A closing bracket without an opening one was left out."
                )
        return Parsed(_joined(nodes), tuple(self._notices.values()))

    def _tell(self, code: str, message: str, **values: NoticeValue) -> None:
        self._notices.setdefault(code, Notice(code, message, values))

    def _lex(self, text: str) -> Iterator[_Lexeme]:
        for match in _LEXEME.finditer(text):
            scope = match["scope"] and match["scope"].lower()
            if match["minus"]:
                yield _Lexeme("NOT")
            if match["phrase"] is not None:
                yield _Lexeme("phrase", match["phrase"], scope)
            elif match["open"]:
                yield _Lexeme("open", scope=scope)
            elif match["close"]:
                yield _Lexeme("close")
            elif match["quote"]:
                self._tell(
                    "quote-unclosed",
                    "A quotation mark has no partner; the words after it were searched for singly.",
                )
            elif word := match["word"]:
                if word in _OPERATORS and not scope:
                    yield _Lexeme(word)
                else:
                    yield _Lexeme("word", word, scope)

    def _peek(self) -> str | None:
        return self._lexemes[self._next].kind if self._next < len(self._lexemes) else None

    def _operator_ignored(self, operator: str) -> None:
        self._tell(
            "operator-ignored",
            "%(operator)s has nothing to join here and was left out. "
            "To search for the word itself, write it in small letters.",
            operator=operator,
        )

    def _either(self, depth: int, scope: str | None) -> Node | None:
        return self._chain("OR", depth, scope)

    def _chain(self, operator: str, depth: int, scope: str | None) -> Node | None:
        """Read clauses joined by OR, or within those by AND."""
        nodes: list[Node] = []
        while True:
            node = self._chain("AND", depth, scope) if operator == "OR" else self._run(depth, scope)
            if node:
                nodes.append(node)
            joined = self._peek() == operator
            if not node and (joined or nodes):
                self._operator_ignored(operator)
            if not joined:
                break
            self._next += 1
        if len(nodes) < 2:
            return nodes[0] if nodes else None
        return Either(tuple(nodes)) if operator == "OR" else Every(tuple(nodes))

    def _run(self, depth: int, scope: str | None) -> Node | None:
        nodes: list[Node] = []
        negated = False
        while (kind := self._peek()) not in (None, "close", "AND", "OR"):
            lexeme = self._lexemes[self._next]
            self._next += 1
            node: Node | None = None
            if kind == "NOT":
                if negated:
                    self._operator_ignored("NOT")
                negated = True
                continue
            if kind == "open":
                node = self._group(depth + 1, lexeme.scope or scope)
            elif kind == "phrase":
                node = Phrase(lexeme.text, lexeme.scope or scope) if lexeme.text.strip() else None
            else:
                node = Word(lexeme.text, lexeme.scope or scope)
            if node and negated:
                nodes.append(Not(node))
            elif node:
                # A group of plain words, as in "motivational interviewing (MI)", is just words.
                nodes += node.nodes if isinstance(node, Run) else (node,)
            negated = False
        if negated:
            self._operator_ignored("NOT")
        return _joined(nodes)

    def _group(self, depth: int, scope: str | None) -> Node | None:
        if depth > MAX_DEPTH:
            self._tell(
                "too-deep", "Brackets more than %(count)s deep were left out.", count=MAX_DEPTH
            )
            return None
        node = self._either(depth, scope)
        if self._peek() == "close":
            self._next += 1
        else:
            self._tell(
                "bracket-unclosed", "A bracket was not closed; it was read as closed at the end."
            )
        return node


def _joined(nodes: list[Node]) -> Node | None:
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return Run(tuple(nodes))
