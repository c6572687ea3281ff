"""The grammar of formulas: NumPy's names and meaning, or index style.

It is LALR, and the tree is built while the text is read: time is linear, and no text can exhaust the stack.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from sympy import Integer, Rational

from derive.errors import SpecError
from derive.frontends import limits
from derive.frontends import syntax as s

GRAMMAR = r"""
statement: NAME ["[" index ("," index)* "]"] "=" comparison
?comparison: sum [COMPARE sum]
?sum: product (ADD product)*
?product: unary (MULTIPLY unary)*
?unary: ADD unary -> signed
      | power
?power: postfix ["**" unary]
?postfix: atom
        | postfix "." NAME -> attribute
        | postfix "[" index ("," index)* "]" -> take
        | postfix "." NAME "(" [argument ("," argument)*] ")" -> method
?atom: NUMBER -> number
     | NAME -> name
     | NAME "(" [argument ("," argument)* [","]] ")" -> call
     | "(" comparison ")"
     | "(" comparison "," ")" -> group
     | "(" comparison ("," comparison)+ [","] ")" -> group
?argument: comparison
         | NAME "=" comparison -> keyword
?index: sum
      | [sum] COLON [sum] -> slice
COMPARE: "==" | "!=" | "<=" | ">=" | "<" | ">"
COLON: ":"
ADD: "+" | "-"
MULTIPLY: /\*(?!\*)/ | "/" | "@"
NAME: /[A-Za-z][A-Za-z0-9_]*/
NUMBER: /(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/
%ignore /[ \t\r\n\f]+/
"""


class _Builder(Transformer[Token, Any]):
    """Builds nodes bottom-up while the text is read, and refuses what is nested too deep."""

    def make(self, kind: Callable[..., s.Node], token: Token | s.Node, *args: Any) -> s.Node:
        line, column = (token.line or 1, token.column or 1) if isinstance(token, Token) else (token.line, token.column)
        node = kind(line, column, *args)
        depth = 1 + max((child.depth for child in node.children()), default=0)
        object.__setattr__(node, "depth", depth)
        if depth > limits.NESTING:
            raise SpecError(
                f"the formula is nested more than {limits.NESTING} deep", hint="Name a part of it.", place=f"@{line}:{column}"
            )
        return node

    @v_args(inline=True)
    def number(self, token: Token) -> s.Node:
        return self.make(s.Number, token, _number(token), token.isdigit())

    @v_args(inline=True)
    def name(self, token: Token) -> s.Node:
        return self.make(s.Name, token, str(token))

    @v_args(inline=True)
    def slice(self, start: s.Node | None, colon: Token, stop: s.Node | None) -> s.Node:
        return self.make(s.Slice, colon, start, stop)

    def comparison(self, items: list[Any]) -> s.Node:
        left, operator, right = items
        return left if operator is None else self.make(s.Comparison, operator, str(operator), left, right)

    def _chain(self, items: list[Any]) -> s.Node:
        return self.make(s.Chain, items[1], tuple(map(str, items[1::2])), tuple(items[::2]))

    sum = product = _chain

    @v_args(inline=True)
    def signed(self, sign: Token, operand: s.Node) -> s.Node:
        return operand if sign == "+" else self.make(s.Negative, sign, operand)

    def power(self, items: list[Any]) -> s.Node:
        base, exponent = items
        return base if exponent is None else self.make(s.Power, base, base, exponent)

    @v_args(inline=True)
    def attribute(self, operand: s.Node, name: Token) -> s.Node:
        if isinstance(operand, s.Name) and operand.name in {"np", "numpy", "math"}:
            hint = f"Write {name}." if name in {"pi", "newaxis"} else "Names stand without the name of a module."
            raise SpecError(f"unknown name '{operand.name}.{name}'", hint=hint, place=f"@{operand.line}:{operand.column}")
        if name != "T":
            raise SpecError(f"unknown attribute '.{name}'", hint="Only .T is known.", place=f"@{name.line}:{name.column}")
        return self.make(s.Call, name, "transpose", (operand,))

    def method(self, items: list[Any]) -> s.Node:
        operand, name, *rest = items
        if isinstance(operand, s.Name) and operand.name in {"np", "numpy", "jnp", "torch", "math"}:
            hint = f"Write {name}(...): functions stand without the name of a module."
            raise SpecError(
                f"'{operand.name}.{name}' is not a function here", hint=hint, place=f"@{operand.line}:{operand.column}"
            )
        return self._call(name, [operand, *rest])

    def call(self, items: list[Any]) -> s.Node:
        return self._call(items[0], items[1:])

    def _call(self, name: Token, items: list[Any]) -> s.Node:
        given = [item for item in items if isinstance(item, s.Node)]
        plain = tuple(item for item in given if not isinstance(item, s.Keyword))
        keywords = tuple(item for item in given if isinstance(item, s.Keyword))
        return self.make(s.Call, name, str(name), plain, keywords)

    def take(self, items: list[Any]) -> s.Node:
        base, *indices = items
        if isinstance(base, s.Name):
            return self.make(s.Subscript, base, base.name, tuple(indices))
        return self.make(s.Take, base, base, tuple(indices))

    def group(self, items: list[Any]) -> s.Node:
        return self.make(s.Group, items[0], tuple(item for item in items if isinstance(item, s.Node)))

    @v_args(inline=True)
    def keyword(self, name: Token, value: s.Node) -> s.Node:
        return self.make(s.Keyword, name, str(name), value)

    def statement(self, items: list[Any]) -> s.Node:
        name, *indices, value = items
        subscripts = tuple(index for index in indices if index is not None)
        return self.make(s.Statement, name, str(name), subscripts or None, value)


def _number(token: Token) -> Rational:
    """The exact value: 0.1 is 1/10."""
    text = str(token).lower()
    mantissa, _, exponent = text.partition("e")
    place = f"@{token.line}:{token.column}"
    if len(mantissa) > limits.DIGITS or len(exponent) > 5 or abs(int(exponent or 0)) > limits.DECIMAL_EXPONENT:
        raise SpecError(f"the number {text[:20]} has too many digits or too large an exponent", place=place)
    whole, _, decimals = mantissa.partition(".")
    return Rational(int((whole + decimals) or "0"), 10 ** len(decimals)) * Integer(10) ** int(exponent or 0)


@cache
def parser() -> Lark:
    """The parser, which builds the syntax tree while it reads."""
    return Lark(GRAMMAR, parser="lalr", start=["statement", "comparison"], maybe_placeholders=True, transformer=_Builder())
