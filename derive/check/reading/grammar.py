"""The grammar: statements, sums, products, factors.

    statement  = chain ( ("|" | ":") chain )*          p(y = 1 | x)
    chain      = sum ( relation sum )*
    sum        = sign? product ( sign product )*
    product    = factor ( (operator | "/" | nothing) factor )*
    factor     = atom scripts

Input: tokens without layout.  Output: nodes of :mod:`derive.check.reading.syntax`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from derive.check.reading import atoms, brackets, colons
from derive.check.reading.cursor import Cursor
from derive.check.reading.syntax import Both, Fraction, Group, Name, Node, Product, Relation, Sum
from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import PRODUCTS, RELATIONS

T = TypeVar("T")
_DEFINES = ("def", "def.", "delta", "triangle", "!")
"""What stands above a sign of equality that defines."""


def misfit(token: Token) -> str:
    """Why a formula cannot go on at a token."""
    return f"the bracket {token.text} closes nothing" if token.kind == "close" else "this does not fit here"


class Parser(Cursor):
    """Reads one formula.  ``style`` is the type style in force; ``scripting`` is true inside scripts, ``splitting`` where every
    letter of a script is an item, ``integrating`` under an integral, where a ``d`` ends the integrand, ``contracting`` where a
    colon may be the sign of a product."""

    def __init__(self, tokens: Sequence[Token], length: int = 0) -> None:
        super().__init__(tokens, length)
        self.style = ""
        self.scripting = False
        self.splitting = False
        self.integrating = False
        self.contracting = False
        self.leftover: list[Node] = []

    def inside(self, bounds: tuple[int, int], read: Callable[[], T], *, scripting: bool = False) -> T:
        """Read a stretch of tokens to its end, and come back."""
        kept = self.position, self.end, self.style, self.scripting, self.closers, self.splitting
        self.deeper(self.tokens[min(bounds[0], len(self.tokens) - 1)])
        self.position, self.end, self.scripting, self.closers = bounds[0], bounds[1], scripting, []
        self.splitting = False
        result = read()
        if self.peek().kind != "end" or self.peek().text:
            raise self.refuse(misfit(self.peek()), self.peek())
        self.position, self.end, self.style, self.scripting, self.closers, self.splitting = kept
        self.depth -= 1
        return result

    def span(self, first: Token) -> tuple[int, int]:
        """From a token to the last one taken."""
        return first.start, max(first.end, self.tokens[self.position - 1].end if self.position else first.end)

    def statements(self) -> tuple[Node, ...]:
        """Statements between commas and semicolons."""
        found = [self.statement()]
        while self.accept(",", ";"):
            found.append(self.statement())
        return tuple(found)

    def statement(self) -> Node:
        """An expression or a relation, with ``|`` and ``:`` binding least."""
        first = self.peek()
        left = self.chain()
        while True:
            token = self.peek()
            enclosed = bool(self.closers) and self.closers[-1] in ("|", "norm")
            double = bool(self.closers) and not enclosed and atoms.is_double(self)
            bar = double or (token.kind == "bar" and token.text == "|" and not enclosed)
            if not bar and not self.at(":", "\\colon"):
                return left
            self.position += 2 if double and token.text == "|" else 1
            left = Relation("mid" if bar else ":", left, self.chain(), span=self.span(first))

    def chain(self) -> Node:
        """``a``, ``a = b``, ``0 <= a < b``."""
        first = self.peek()
        sides, operators = [self.expression()], []
        while (operator := self.relation()) is not None:
            operators.append(operator)
            sides.append(self.expression())
        links = [Relation(op, a, b, span=self.span(first)) for op, a, b in zip(operators, sides, sides[1:], strict=False)]
        if not links:
            return sides[0]
        return links[0] if len(links) == 1 else Both(tuple(links), span=self.span(first))

    def relation(self) -> str | None:
        """A relation sign, if one comes next."""
        token, following = self.peek(), self.peek(1)
        glued = following.kind == "sign" and not following.gap
        if token.kind == "command" and token.text in RELATIONS and token.text != "colon":
            self.position += 1
            return RELATIONS[token.text]
        if token.kind != "sign" or token.text not in "=<>:!+-":
            return None
        if following.text == "=" and glued and following.kind == "sign" and token.text in ":!+-<>=":
            self.position += 1
            self.take()
            return {"==": "="}.get(token.text + "=", token.text + "=")
        if token.text in "+-" and following.text == "=" and following.kind == "sign":
            self.position += 1
            self.take()
            return token.text + "="
        if token.text == "=" and following.text == ":" and glued:
            self.position += 1
            self.take()
            return "=:"
        if token.text in "=<>":
            self.position += 1
            return self._defining(token) if token.text == "=" else token.text
        return None

    def _defining(self, sign: Token) -> str:
        """``=^{def}`` and ``=_{def}``, perhaps with another sign of equality behind: a definition."""
        if not (self.at("^", "_") and not self.peek().gap):
            return "="
        position, mark = self.position, self.take()
        first, last = self.argument(mark)
        words = [token.text.strip().lower() for token in self.tokens[first:last] if token.text not in ("{", "}")]
        if "".join(words).removeprefix("mathrm") not in _DEFINES:
            self.position = position
            return "="
        if self.at("="):
            self.take()
        return ":="

    def expression(self) -> Node:
        """A sum of products with their signs."""
        first = self.peek()
        terms: list[tuple[int, Node]] = []
        sign = self.signs()
        while True:
            terms.append((sign or 1, self.united(self.product())))
            if not self.at("+", "-") or (self.peek(1).text == "=" and self.peek(1).kind == "sign"):
                break
            sign = self.signs()
        if self.at("\\pm", "\\mp"):
            raise self.refuse("two signs at once say two things", self.peek(), "Write one row for each sign.")
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return Sum(tuple(terms), span=self.span(first))

    def united(self, node: Node) -> Node:
        """``{1, 2} \\cup {4}`` is one set."""
        while self.at("\\cup") and isinstance(node, Group) and node.open == "\\{":
            self.take()
            other = self.product()
            if not isinstance(other, Group) or other.open != "\\{":
                raise self.refuse("a union of something that is no set of numbers", self.peek())
            node = Group((*node.items, *other.items), "\\{", "\\}", span=(node.span[0], other.span[1]))
        return node

    def signed_product(self) -> Node:
        """A product that may carry a sign: the body of a sum."""
        first = self.peek()
        sign = self.signs()
        node = self.product()
        return Sum(((-1, node),), span=self.span(first)) if sign == -1 else node

    def signs(self) -> int:
        """The signs that come next, multiplied; zero if there are none."""
        sign = 0
        while self.at("+", "-"):
            sign = (sign or 1) * (-1 if self.take().text == "-" else 1)
        return sign

    def product(self) -> Node:
        """Factors, and the products of arrays that a colon joins."""
        first = self.peek()
        return colons.contracted(self, self.factors(), first)

    def factors(self) -> Node:
        """Factors, with division binding as tightly as it is written."""
        first = self.peek()
        factors: list[tuple[str, Node]] = []
        operator: str | None = ""
        while operator is not None:
            factors.append((operator, self.signed() if operator else self.factor()))
            self.attach(factors, first)
            operator = self.operator()
        return factors[0][1] if len(factors) == 1 else Product(tuple(factors), span=self.span(first))

    def attach(self, factors: list[tuple[str, Node]], first: Token) -> None:
        """What follows a factor and changes it: leftover factors, ``|_{x=0}``, ``/ b``."""
        factors.extend(("", node) for node in self.taken_leftover())
        while True:
            if self.at("/", "\\div", "\\oslash"):
                self.position += 1
                last = self.called(factors)
                under = self.signed(called=True)
                factors.append((last[0], Fraction(last[1], under, span=(last[1].span[0], self.span(first)[1]))))
            elif brackets.evaluated_here(self):
                last = self.called(factors)
                factors.append((last[0], brackets.evaluated(self, last[1])))
            else:
                return

    def called(self, factors: list[tuple[str, Node]]) -> tuple[str, Node]:
        """The last factor, taken off: with the name before it if it is a bracket (``f(x)/2``)."""
        operator, node = factors.pop()
        if isinstance(node, Group) and not operator and factors and isinstance(factors[-1][1], Name):
            operator, name = factors.pop()
            node = Product((("", name), ("", node)), span=(name.span[0], node.span[1]))
        return operator, node

    def taken_leftover(self) -> list[Node]:
        """Factors that an operator has read and does not act on."""
        taken, self.leftover = self.leftover, []
        return taken

    def signed(self, *, called: bool = False) -> Node:
        """A factor that may carry a sign of its own, after an operator."""
        first = self.peek()
        sign = self.signs()
        node = self.factor()
        glued = self.peek().kind == "open" and not self.peek().gap
        if called and glued and isinstance(node, Name) and node.base in atoms.CALLED and not node.sup:
            node = Product((("", node), ("", self.factor())), span=self.span(first))
        if self.leftover:
            node = Product((("", node), *(("", extra) for extra in self.taken_leftover())), span=self.span(first))
        return Sum(((-1, node),), span=self.span(first)) if sign == -1 else node

    def operator(self) -> str | None:
        """The sign that joins the next factor; None if the product ends here."""
        token, following = self.peek(), self.peek(1)
        if token.kind == "command" and token.text in PRODUCTS:
            self.position += 1
            return PRODUCTS[token.text]
        if token.kind == "sign" and token.text == "*":
            self.position += 1
            return "*"
        if token.kind == "sign" and token.text == "." and following.text == "*":
            self.position += 1
            self.take()
            return "odot"
        if token.kind == "sign" and token.text == "." and following.text != "." and atoms.starts(self, 1):
            self.position += 1
            return "."
        return "" if atoms.starts(self) else None

    def factor(self) -> Node:
        """An atom with its scripts."""
        return atoms.factor(self)
