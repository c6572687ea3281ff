"""The sides of relations: expressions, lists of them, and the relation signs between."""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.columns import is_relation
from derive.check.reading.content import Piece
from derive.check.reading.grammar import Parser
from derive.check.reading.syntax import Dots, Group, Node, Number
from derive.check.reading.vocabulary import IMPLICATIONS

OPEN_END = "nothing follows the last"
"""The words of a row that ends with a relation."""


class Sides:
    """Reads the sides of one chain; ``free`` tells which tokens stand outside of all brackets, ``counts`` how many alignment
    marks stand before each."""

    def __init__(self, p: Parser, free: Sequence[bool], counts: Sequence[int]) -> None:
        self.p, self.free, self.counts = p, free, counts

    def piece(self, words: list[str]) -> Piece:
        """A chain with all its sides; what is amiss at its end is told in ``words``.

        Raises:
            ReadError: an expression cannot be read, or a relation stands alone.
        """
        p = self.p
        first = p.peek()
        lefts: list[Node] = []
        if not is_relation(p.peek(), p.peek(1)):
            lefts = self._lefts()
        elif p.peek(1).kind == "end" and p.peek().kind == "sign":
            raise p.refuse("nothing stands beside this relation", first)
        found = Piece(lefts, [], [], first, self._pair())
        while (relation := self._relation(found)) is not None:
            if p.peek().kind == "quad":
                p.take()
            if (found.sides or found.lefts) and p.peek().kind == "end":
                words.append(f"{OPEN_END} {relation}")
                break
            found.operators.append(relation)
            found.sides.append(self._side())
        return found

    def _pair(self) -> int:
        return self.counts[min(self.p.position, len(self.counts) - 1)] // 2

    def _lefts(self) -> list[Node]:
        """Expressions between commas, up to one that a relation follows."""
        found = [self.p.expression()]
        while self.p.at(",") and self._plain_piece(relation=True):
            self.p.take()
            found.append(self.p.expression())
        return found

    def _relation(self, found: Piece) -> str | None:
        """The next relation sign; None at the end of the chain."""
        p = self.p
        if p.peek().kind == "quad" and is_relation(p.peek(1), p.peek(2)) and (found.lefts or found.operators):
            p.take()
        arrow = p.peek().kind == "command" and p.peek().text in ("to", "rightarrow", "longrightarrow")
        if arrow and any(op != "->" for op in found.operators):
            p.take()
            return None
        at = p.position
        relation = p.relation()
        if relation is not None and not found.operators:
            found.marked = self._is_marked(at)
        return relation

    def _side(self) -> Node:
        """What stands behind a relation: there a colon may be the sign of a product."""
        self.p.contracting = True
        side = self._expressions()
        self.p.contracting = False
        return side

    def _expressions(self) -> Node:
        """An expression, or the list ``1, \\dots, n``."""
        p = self.p
        first = p.peek()
        items = [p.expression()]
        while p.at(",") and self._plain_piece(relation=False) and self._is_list(items):
            p.take()
            items.append(p.expression())
        return items[0] if len(items) == 1 else Group(tuple(items), "", "", span=p.span(first))

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

    def _is_marked(self, index: int) -> bool:
        """Whether an alignment mark stands beside the relation at a position: then it is no condition."""
        before = index > 0 and self.counts[index - 1] != self.counts[index] and self.p.tokens[index - 1].kind != "column"
        after = index + 1 < len(self.counts) and self.counts[index + 1] != self.counts[index]
        return before or (after and self.p.tokens[index + 1].kind != "column")

    def _is_list(self, items: list[Node]) -> bool:
        """Whether a comma goes on with a list: dots stand in it."""
        p = self.p
        following = p.peek(1)
        dots = (following.kind == "command" and "dots" in following.text) or following.text == "."
        return (
            dots
            or any(isinstance(item, Dots) for item in items)
            or (isinstance(items[0], Number) and following.kind == "digit")
            or self._dots_come_next()
        )

    def _dots_come_next(self) -> bool:
        """Whether dots follow the piece behind the comma at hand: ``L - 1, L - 2, \\dots, 2``."""
        p = self.p
        commas = (n for n in range(p.position + 1, p.end) if self.free[n] and p.tokens[n].text == ",")
        after = next(commas, p.end) + 1
        return after < p.end and p.tokens[after].kind == "command" and "dots" in p.tokens[after].text


def _can_start(p: Parser, index: int) -> bool:
    token = p.tokens[index]
    return token.kind in ("letter", "digit", "open", "command", "bar", "begin") or (
        token.kind == "sign" and token.text in "{-+."
    )
