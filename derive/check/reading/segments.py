"""One row of a display: claims, conditions, words.

    row       = (segment (separator segment)*)
    segment   = words | condition | list | chain
    chain     = side? (relation side)+

A chain without left side continues the one before it, in the same pair of columns.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading import atoms
from derive.check.reading.claims import add_claims, add_condition
from derive.check.reading.columns import aligned, outside
from derive.check.reading.content import Chain, Content, Piece
from derive.check.reading.ends_of_proofs import without_sign
from derive.check.reading.formula import shallow
from derive.check.reading.grammar import Parser
from derive.check.reading.kinds import alone, is_condition, is_in_brackets, is_shape, says_nothing, single_word
from derive.check.reading.marks_of_equations import without_mark
from derive.check.reading.numpy_calls import with_functions
from derive.check.reading.phrases import with_heading, with_names
from derive.check.reading.sides import Sides
from derive.check.reading.syntax import Both, Node, Number, Relation
from derive.check.reading.tokens import Token
from derive.check.reading.typed_arrows import with_arrows
from derive.check.reading.vocabulary import IMPLICATIONS
from derive.check.reading.wording import ALL_WORDS, CONDITION, REASON, SPELLED, first_word, is_name
from derive.check.reading.words import run


class RowReader:
    """Reads one row; ``memory`` holds the chains of the rows before, by pair of columns."""

    def __init__(self, tokens: Sequence[Token], memory: dict[int, Chain]) -> None:
        tokens = with_heading(with_names(with_functions(with_arrows(without_sign(without_mark(tokens))))))
        kept, counts = aligned(tokens)
        self.memory, self.content = memory, Content()
        self.p = Parser(kept, tokens[-1].end if tokens else 0)
        self.sides = Sides(self.p, outside(kept), counts)
        self.expected = ""
        self.reason = False
        """Whether what follows says why: the next row goes on with what stands before it."""
        self.brackets = 0
        """How many brackets around conditions are open."""

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
                self.expected, self.reason = "", False
        elif token.kind == "close" and self.brackets:
            p.take()
            self.brackets -= 1
            self.expected = ""
        elif token.kind == "words" and not (is_name(token.text) and not alone(p)):
            p.take()
            self._word(token.text)
        elif (word := self._spelled()) != "":
            self._word(word)
        elif token.kind == "command" and token.text in IMPLICATIONS:
            p.take()
            self.expected, self.reason = "", token.text == "because" and bool(self.content.claims)
        elif token.kind == "command" and token.text in ("forall", "exists"):
            p.take()
            self.expected = "condition"
        elif token.text == ":" and token.kind == "sign" and p.peek(1).text != "=":
            p.take()
        elif not self._number_of_equation() and not self._remark_in_brackets():
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
        self.brackets = max(0, self.brackets + text.count("(") - text.count(")"))
        if word and word not in ALL_WORDS and self.content.claims:
            self.content.words.append(self._remark(text))
            return
        if text.strip(" .,;:"):
            self.content.words.append(text.strip())
        if word in REASON:
            self.reason = bool(self.content.claims)
        if word in REASON and not self.content.claims:
            self.expected = ""  # Since A = B, ...: what is said to be so
        elif word in CONDITION:
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

    def _remark_in_brackets(self) -> bool:
        """``(\\text{because } y = 1)`` behind a formula: words, whatever formulas they mention."""
        p, ahead = self.p, 0
        while p.peek(ahead).text == "{" or (p.peek(ahead).kind == "command" and p.peek(ahead + 1).text == "{"):
            ahead += 1
        if not atoms.is_remark(p, ahead):
            return False
        if not ahead and first_word(p.peek(1).text) in CONDITION - REASON:
            p.take()
            self.brackets += 1
            return True
        pieces, depth = [], 0
        while p.peek().kind != "end":
            token = p.take()
            pieces.append((" " if token.gap else "") + token.source())
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            if depth <= 0:
                break
        self.content.words.append("".join(pieces).strip("()[]{} "))
        return True

    def _chain(self) -> None:
        content = self.content
        piece = self.sides.piece(content.words)
        if not piece.operators:
            if len(piece.lefts) > 1 or not self._colon(piece.lefts[0]):
                self._no_relation(piece)
        elif is_shape(piece, content):
            content.conditions.append(Relation("in", content.claims[0].left, shallow(piece.sides[0])))
        elif is_condition(piece, content, self.expected == "condition"):
            if not says_nothing(piece, content):
                add_condition(piece, content, self.p)
        else:
            add_claims(piece, content, dict(self.memory) if self.reason else self.memory, self.p)

    def _no_relation(self, piece: Piece) -> None:
        for node in piece.lefts:
            word = single_word(node)
            if word:
                self.content.words.append(word)
            elif self.content.claims and is_in_brackets(node):
                self.content.conditions.append(shallow(node.items[0]))
            elif self.expected == "condition":
                self.content.conditions.append(shallow(node))
            else:
                self.content.expressions.append(shallow(node))
                if len(piece.lefts) == 1 and not self.content.claims:
                    self.memory[0] = self.memory[piece.pair] = Chain(node, node)

    def _colon(self, left: Node) -> bool:
        """``f : A \\to B`` says what kind of thing ``f`` is; ``2: a = b`` is the second step, ``v : a = b`` that for ``v``."""
        p = self.p
        token = p.peek()
        if token.text != ":" or p.peek(1).text == "=" or self.content.claims or not atoms.starts(p, 1):
            return False
        p.take()
        start = p.position
        said = p.chain() if not isinstance(left, Number) else None
        first = said.items[0] if isinstance(said, Both) else said
        if isinstance(left, Number) or (self.expected != "condition" and isinstance(first, Relation) and first.op == "="):
            p.position = start
            return True
        assert said is not None
        self.content.conditions.append(Relation(":", left, said, span=p.span(token)))
        return True
