"""One row of a display: claims, conditions, words.

    row       = (segment (separator segment)*)
    segment   = words | condition | list | chain
    chain     = side? (relation side)+

A chain without left side continues the one before it, in the same pair of columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from derive.check.reading import atoms
from derive.check.reading.columns import aligned, is_operator, is_relation, outside
from derive.check.reading.formula import shallow
from derive.check.reading.grammar import Parser
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Both, Dots, Group, Name, Node, Number, Relation, Sum, Transposed
from derive.check.reading.tables import condition
from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import IMPLICATIONS, word_set
from derive.check.reading.wording import ALL_WORDS, CONDITION, SPELLED, first_word, is_name
from derive.check.reading.words import run

_DEFINING = (":=", "<-")
_ORDER = word_set("!= < <= > >= in notin")
_INDEX = frozenset("ijklmnpqrstuvh")


@dataclass
class Chain:
    """The first and the last expression of a chain of equations; None where they could not be read."""

    head: Node | None
    last: Node | None


@dataclass
class Content:
    """What a row holds."""

    claims: list[Claim] = field(default_factory=list)
    conditions: list[Node] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    expressions: list[Node] = field(default_factory=list)


class RowReader:
    """Reads one row; ``memory`` holds the chains of the rows before, by pair of columns."""

    def __init__(self, tokens: Sequence[Token], memory: dict[int, Chain]) -> None:
        kept, self.counts = aligned(tokens)
        self.memory, self.content = memory, Content()
        self.p = Parser(kept, tokens[-1].end if tokens else 0)
        self.free = outside(kept)
        self.expected = ""
        self.marked = False

    def read(self) -> Content:
        """The row's content; raises ReadError, with ``content`` holding what came before."""
        while self.p.peek().kind != "end":
            self._segment()
        return self.content

    def _segment(self) -> None:
        p, token = self.p, self.p.peek()
        if token.kind in ("quad", "column") or (token.kind == "sign" and token.text in (",", ";", ".", "&")):
            p.take()
            if token.kind == "column":
                self.expected = ""
        elif token.kind == "words" and not (is_name(token.text) and not _alone(p)):
            p.take()
            self._word(token.text)
        elif (word := self._spelled()) != "":
            self._word(word)
        elif token.kind == "command" and token.text in IMPLICATIONS:
            p.take()
            self.expected = ""
        elif token.kind == "command" and token.text in ("forall", "exists"):
            p.take()
            self.expected = "condition"
        elif token.text == ":" and token.kind == "sign" and p.peek(1).text != "=":
            p.take()
        elif not self._number_of_equation():
            self._chain()

    def _spelled(self) -> str:
        p = self.p
        if p.peek().kind == "letter" and (word := run(p)) in SPELLED:
            p.position += len(word)
            return word
        return ""

    def _word(self, text: str) -> None:
        """Words: they join claims, lead to a condition, or begin a remark that runs to the end of its column."""
        word = first_word(text)
        if word and word not in ALL_WORDS and self.content.claims:
            self.content.words.append(self._remark(text))
            return
        if text.strip(" .,;:"):
            self.content.words.append(text.strip())
        if word in CONDITION:
            self.expected = "condition"
        elif word and word not in ("and", "or"):
            self.expected = ""

    def _remark(self, text: str) -> str:
        """The rest of a remark, as text."""
        pieces = [text]
        while self.p.peek().kind not in ("end", "quad", "column"):
            token = self.p.take()
            pieces.append((" " if token.gap else "") + token.source())
        return "".join(pieces).strip()

    def _number_of_equation(self) -> bool:
        """``(3)`` at the end of a row, after a wide space."""
        p = self.p
        before = p.tokens[p.position - 1] if p.position else None
        if before is None or before.kind != "quad" or p.peek().text != "(" or p.peek(1).kind != "digit":
            return False
        ahead = 1
        while p.peek(ahead).kind == "digit" or p.peek(ahead).text == ".":
            ahead += 1
        if p.peek(ahead).text != ")" or p.peek(ahead + 1).kind not in ("end", "column"):
            return False
        self.content.words.append("".join(p.take().text for _ in range(ahead + 1)))
        return True

    def _column(self) -> int:
        index = min(self.p.position, len(self.counts) - 1)
        return self.counts[index] // 2

    def _chain(self) -> None:
        p = self.p
        first = p.peek()
        lefts: list[Node] = []
        if not is_relation(p.peek(), p.peek(1)):
            lefts = self._list()
        elif p.peek(1).kind == "end" and p.peek().kind == "sign":
            raise p.refuse("nothing stands beside this relation", first)
        pair = self._column()
        operators: list[str] = []
        sides: list[Node] = []
        self.marked = False
        while (relation := self._relation(operators, bool(lefts))) is not None:
            operators.append(relation)
            if p.peek().kind == "quad":
                p.take()
            if sides and p.peek().kind == "end":
                operators.pop()
                self.content.words.append(f"nothing follows the last {relation}")
                break
            sides.append(self._side(relation))
        if not operators and len(lefts) == 1 and self._colon(lefts[0]):
            return
        if not operators:
            self._no_relation(lefts, pair)
        elif self._is_condition(lefts, operators, sides):
            self._condition(lefts, operators, sides, first)
        else:
            self._claim(lefts, operators, sides, pair, first)

    def _list(self) -> list[Node]:
        """Expressions between commas, up to one that a relation follows."""
        found = [self.p.expression()]
        while self.p.at(",") and self._plain_piece(relation=True):
            self.p.take()
            found.append(self.p.expression())
        return found

    def _plain_piece(self, *, relation: bool) -> bool:
        """Whether after the comma at hand comes an expression that ends at a comma or at the end, or (``relation``) at a
        relation, where no relation has stood before in this segment."""
        p = self.p
        index = p.position + 1
        if index >= p.end or not _can_start(p, index):
            return False
        while index < p.end:
            token = p.tokens[index]
            if self.free[index]:
                if is_relation(token, p.tokens[index + 1] if index + 1 < p.end else None):
                    return relation
                if token.kind in ("words", "quad", "column") or (token.kind == "sign" and token.text in ",;"):
                    return True
                if token.kind == "command" and token.text in IMPLICATIONS:
                    return True
            index += 1
        return True

    def _relation(self, operators: list[str], left: bool) -> str | None:
        p = self.p
        if p.peek().kind == "quad" and is_relation(p.peek(1), p.peek(2)) and (left or operators):
            p.take()
        arrow = p.peek().kind == "command" and p.peek().text in ("to", "rightarrow", "longrightarrow")
        if arrow and any(op != "->" for op in operators):
            p.take()
            return None
        at = p.position
        relation = p.relation()
        if relation is not None and not operators:
            self.marked = self._marked(at)
        return relation

    def _marked(self, index: int) -> bool:
        """Whether an alignment mark stands beside the relation at a position: then it is no condition."""
        before = index > 0 and self.counts[index - 1] != self.counts[index] and self.p.tokens[index - 1].kind != "column"
        after = index + 1 < len(self.counts) and self.counts[index + 1] != self.counts[index]
        return before or (after and self.p.tokens[index + 1].kind != "column")

    def _side(self, relation: str) -> Node:
        """An expression, or the list ``1, \\dots, n``."""
        p = self.p
        first = p.peek()
        items = [p.expression()]
        while p.at(",") and self._plain_piece(relation=False) and self._is_list(items):
            p.take()
            items.append(p.expression())
        return items[0] if len(items) == 1 else Group(tuple(items), "", "", span=p.span(first))

    def _is_list(self, items: list[Node]) -> bool:
        """Whether a comma goes on with a list: dots stand in it."""
        p = self.p
        following = p.peek(1)
        dots = (following.kind == "command" and "dots" in following.text) or following.text == "."
        return (
            dots
            or any(isinstance(item, Dots) for item in items)
            or (isinstance(items[0], Number) and following.kind == "digit")
        )

    def _no_relation(self, nodes: list[Node], pair: int) -> None:
        for node in nodes:
            word = _single_word(node)
            if word:
                self.content.words.append(word)
            elif self.content.claims and _is_in_brackets(node):
                self.content.conditions.append(shallow(node.items[0]))
            elif self.expected == "condition":
                self.content.conditions.append(shallow(node))
            else:
                self.content.expressions.append(shallow(node))
                if len(nodes) == 1 and not self.content.claims:
                    self.memory[pair] = Chain(node, node)

    def _is_condition(self, lefts: list[Node], operators: list[str], sides: list[Node]) -> bool:
        simple = all(_is_index(node) for node in lefts) and len(operators) == 1 and operators[0] == "="
        if self.expected == "condition":
            return simple or not self.content.conditions or not lefts or any(op in _ORDER for op in operators)
        dotted = isinstance(sides[0], Group) and any(isinstance(item, Dots) for item in sides[0].items)
        listed = isinstance(sides[0], Group) and sides[0].open == ""
        if (
            (dotted or (simple and listed))
            and len(operators) == 1
            and operators[0] == "="
            and all(_is_index(n) or _is_small(n) for n in lefts)
        ):
            return True
        if all(op in ("!=", "notin") for op in operators):
            return True
        memberships = all(claim.relation == "in" for claim in self.content.claims)
        if not lefts or memberships or self.marked:
            return False
        if all(op in _ORDER for op in operators):
            return True
        right = sides[0]
        listed = isinstance(right, Group) and right.open == ""
        return simple and (listed or _is_index(right) or isinstance(right, Number))

    def _condition(self, lefts: list[Node], operators: list[str], sides: list[Node], first: Token) -> None:
        span = self.p.span(first)
        for left in lefts or [Name("", span=span)]:
            nodes = [left, *sides]
            links = [Relation(op, a, b, span=span) for op, a, b in zip(operators, nodes, nodes[1:], strict=False)]
            node: Node = links[0] if len(links) == 1 else Both(tuple(links), span=span)
            self.content.conditions.append(shallow(node))

    def _claim(self, lefts: list[Node], operators: list[str], sides: list[Node], pair: int, first: Token) -> None:
        shared = all(op == "in" for op in operators) or (isinstance(sides[0], Group) and sides[0].open == "")
        if not shared:
            self.content.expressions.extend(lefts[:-1])
            lefts = lefts[-1:]
        inherited = not lefts
        chain = self.memory.get(pair) or (self.memory.get(0) if pair == 0 else None)
        if inherited and (chain is None or chain.head is None):
            reason = (
                "this row continues one that is not there" if chain is None else "the row that this continues cannot be read"
            )
            raise self.p.refuse(reason, first)
        for left in lefts or ([chain.last or chain.head] if chain and chain.head else []):
            head = chain.head if inherited and chain else left
            self._links(left, head, operators, sides, inherited)
        last = [node for node, op in zip(sides, operators, strict=True) if op not in ("in", "->", ":")]
        head = chain.head if inherited and chain else lefts[-1]
        self.memory[pair] = Chain(head, last[-1] if last else head)

    def _links(self, left: Node, head: Node | None, operators: list[str], sides: list[Node], inherited: bool) -> None:
        """The equations of a chain; a membership at its end is a condition."""
        for number, (relation, side) in enumerate(zip(operators, sides, strict=True)):
            span = (min(left.span[0], side.span[0]), side.span[1])
            if relation in ("in", "notin") and (number or inherited):
                self.content.conditions.append(Relation(relation, left, side, span=span))
                continue
            start = head if inherited and number == 0 and relation in _DEFINING and head is not None else left
            self.content.claims.append(
                Claim(shallow(start), relation, shallow(side), inherited and number == 0, head if inherited or number else None)
            )
            left = side

    def _colon(self, left: Node) -> bool:
        """``f : A \\to B`` says what kind of thing ``f`` is."""
        p = self.p
        token = p.peek()
        if token.text != ":" or p.peek(1).text == "=" or self.content.claims or not atoms.starts(p, 1):
            return False
        p.take()
        self.content.conditions.append(Relation(":", left, p.chain(), span=p.span(token)))
        return True


def _can_start(p: Parser, index: int) -> bool:
    token = p.tokens[index]
    return token.kind in ("letter", "digit", "open", "command", "bar", "begin") or (
        token.kind == "sign" and token.text in "{-+."
    )


def _alone(p: Parser) -> bool:
    """Whether a word that could be a name stands alone between separators: then it is a word."""
    before = p.tokens[p.position - 1] if p.position else None
    after = p.peek(1)
    left = before is None or before.kind in ("quad", "column", "words") or (before.kind == "sign" and before.text in ",;")
    right = after.kind in ("quad", "column", "end", "words") or (after.kind == "sign" and after.text in ",;.")
    return left and right and not is_operator(after)


def _single_word(node: Node) -> str:
    return node.base if isinstance(node, Name) and node.style == "text" and len(node.base) > 1 and not node.sub else ""


def _is_in_brackets(node: Node) -> TypeGuard[Group]:
    """Whether a statement in brackets of its own trails a row: ``(j \\ne y)``."""
    return isinstance(node, Group) and len(node.items) == 1 and isinstance(node.items[0], (Relation, Both))


def _is_small(node: Node) -> bool:
    """Whether a node is a small letter without anything on it: ``c = 1, \\dots, n`` says how far it runs."""
    return isinstance(node, Name) and len(node.base) == 1 and node.base.islower() and node == Name(node.base)


def _is_index(node: Node) -> bool:
    """Whether a node looks like an index: one small letter, perhaps with primes or a shift."""
    if isinstance(node, Name):
        return node.base in _INDEX and not node.sup and not node.style and not node.accents
    if isinstance(node, Sum):
        return all(_is_index(term) or isinstance(term, Number) for _, term in node.terms)
    return False


__all__ = ["Chain", "Content", "RowReader", "Transposed", "condition"]
