"""Functions with their arguments, and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import atoms, brackets, scripts, words
from derive.check.reading.syntax import (
    Both,
    Call,
    Derivative,
    Fraction,
    Group,
    Indicator,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
)
from derive.check.reading.vocabulary import BIG, FRACTIONS, is_function, word_set

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser

_BARE = word_set("""
    log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth sech arcsin arccos arctan artanh det tr trace diag sgn
    sign erf softmax sigmoid softplus relu rank dim ker
    """)
"""Functions that may stand before their argument without brackets."""
_OF_MATRICES = word_set("det tr trace diag rank dim ker")


def call(p: Parser, head: Name, *, bare: bool) -> Node:
    """A function's name with its argument, if one follows: a bracket, or (``bare``) the factors up to the next operator."""
    head = scripts.on_name(p, head)
    token = p.peek()
    if token.kind == "open" and token.text in ("(", "[", "\\{", "."):
        group = brackets.group(p)
        if isinstance(group, Indicator):
            group = Group((group.condition,), "[", "]", span=group.span)
        if not isinstance(group, Group):
            return Product((("", head), ("", scripts.postfix(p, group))), span=(head.span[0], group.span[1]))
        return scripts.postfix(p, Call(head, group.items, span=(head.span[0], group.span[1])))
    if bare and head.base in _BARE and (atoms.starts(p) or _abs_follows(p)):
        argument = bare_argument(p, head)
        return Call(head, (argument,), span=(head.span[0], argument.span[1]))
    return head


def _abs_follows(p: Parser) -> bool:
    return p.peek().kind == "bar" and p.peek(1).text != "_" and not (p.closers and p.closers[-1] in ("|", "norm"))


def bare_argument(p: Parser, head: Name) -> Node:
    """The factors that follow, up to an operator sign, another function, a derivative or a sum; a bracket ends it at once.

    The logarithm of a density goes on: ``\\log \\frac{1}{s} \\exp(-x^2)``, and so does a trace: ``\\tr A \\sum_i B_i``."""
    first = p.peek()
    p.deeper(first)
    factors: list[Node] = []
    density = head.base in ("log", "ln")
    while not factors or (atoms.starts(p) and (not _ends_argument(p, head) or (density and p.peek().text == "exp"))):
        factors.append(p.factor())
        factors.extend(p.taken_leftover())
        if len(factors) == 1 and isinstance(factors[0], Group):
            break
        if p.at("/"):
            p.take()
            over = factors.pop()
            if isinstance(over, Group) and factors and isinstance(factors[-1], Name):
                name = factors.pop()
                over = Product((("", name), ("", over)), span=(name.span[0], over.span[1]))
            factors.append(Fraction(over, p.signed(called=True), span=p.span(first)))
    p.depth -= 1
    return factors[0] if len(factors) == 1 else Product(tuple(("", f) for f in factors), span=p.span(first))


def _ends_argument(p: Parser, head: Name) -> bool:
    summed = p.peek().kind == "command" and p.peek().text == "sum" and head.base not in _OF_MATRICES
    return summed or begins_function(p) or begins_derivative(p)


def begins_function(p: Parser) -> bool:
    """Whether a named function comes next."""
    token = p.peek()
    if token.kind == "command":
        return (is_function(token.text) or token.text == "operatorname") and token.text not in BIG
    if token.kind == "words":
        return is_function(token.text.strip())
    return token.kind == "letter" and not p.scripting and words.run(p) in ("log", "exp", "tanh", "ln", "softmax")


def begins_derivative(p: Parser) -> bool:
    """Whether a derivative comes next: a nabla, or a fraction that starts with a differential."""
    token = p.peek()
    if token.kind != "command":
        return False
    if token.text in ("partial", "nabla", "grad"):
        return True
    return token.text in FRACTIONS and any(p.peek(k).text == "partial" for k in (1, 2))


def indicated(p: Parser, node: Node) -> Node:
    """``1(k = y)``, ``\\mathbf{1}_{i = j}``, ``I[x > 0]``: an indicator if a statement follows; else the node, as it was.

    A bracket that holds no statement is left over for the product.
    """
    one = isinstance(node, Name) and is_one(node)
    one = one or (isinstance(node, Scripted) and isinstance(node.body, Number) and node.body.text == "1")
    if one and isinstance(node, Name | Scripted) and len(node.sub) == 1 and not node.sup:
        items = node.sub[0].items
        if len(items) == 1 and isinstance(items[0], Relation | Both):
            return Indicator(items[0], span=node.span)
    unadorned = isinstance(node, Number) and node.text == "1"
    if isinstance(node, Name) and not node.sub and not node.sup and not node.primes:
        unadorned = is_one(node) or node.base in ("I", "delta", "chi")
    token = p.peek()
    if not unadorned or token.kind != "open" or token.text not in ("(", "[", "\\{", "[["):
        return node
    group = brackets.group(p)
    if isinstance(group, Indicator):
        return scripts.postfix(p, Indicator(group.condition, span=(node.span[0], group.span[1])))
    statement = isinstance(group, Group) and len(group.items) == 1 and isinstance(group.items[0], Relation | Both)
    if isinstance(group, Group) and statement and not (isinstance(group.items[0], Relation) and group.items[0].op == "mid"):
        return scripts.postfix(p, Indicator(group.items[0], span=(node.span[0], group.span[1])))
    left = scripts.postfix(p, group)  # before the list is looked up: reading scripts makes a new one
    p.leftover.append(left)
    return node


def is_one(name: Name) -> bool:
    """Whether a name is a one that marks an indicator: ``\\mathbb{1}``, ``\\mathbf{1}``, ``\\mathbb{I}``, ``1_{...}``."""
    return name.base == "1" or (name.base == "I" and name.style in ("bb", "bold", "text"))


__all__ = ["Derivative", "bare_argument", "begins_derivative", "begins_function", "call", "indicated", "is_one"]
