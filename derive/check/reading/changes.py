"""Differentials of matrix calculus: in a text that writes ``dL = \\operatorname{tr}(G^T dX)``, a ``d`` is a small change.

Elsewhere ``dX`` is often short for the gradient by X.  Only the differential of a cost, of an expression (``d(WX)``), or a
second one says that a text means changes; then every ``dX`` of it is one.  Input: a document.  Output: the same with nodes
:class:`Change`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derive.check.reading import colons
from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import (
    Call,
    Derivative,
    Fraction,
    Group,
    Name,
    Node,
    Number,
    Product,
    Script,
    Scripted,
    Sum,
    Transposed,
)
from derive.check.reading.tree import rewrite, walk

_COSTS = frozenset(("L", "J", "ell"))
"""Letters of costs; nobody needs a name for the gradient of the cost by itself."""
_FUNCTIONS = _COSTS | {"E", "C", "l", "f", "F", "g", "h", "phi", "psi", "sigma", "rho", "varphi", "G", "H"}
_TRACES = ("tr", "trace", "Tr")
_FROBENIUS = re.compile(r"Frobenius(?:'s)?\s+(?:inner\s+|scalar\s+|dot\s+)?product", re.IGNORECASE)
_EQUATIONS = ("=", ":=", "equiv")

Factor = tuple[str, Node]


@dataclass(frozen=True)
class Change(Node):
    """The change of ``of`` (of second order: ``d^2``) when the symbols ``by`` change; ``stated`` says that the text names
    them (``d_W L``), else they are those of which it writes differentials."""

    of: Node
    order: int = 1
    by: frozenset[Name] = frozenset()
    stated: bool = False


def with_changes(document: Document, *, sure: bool = False) -> Document:
    """The document with its differentials as changes, if it has any (``sure``: it does)."""
    claims = [claim for row in document.rows for claim in row.claims if claim.relation in _EQUATIONS]
    if not sure and not any(map(_is_differential, claims)):
        return document
    rows = tuple(replace(row, claims=tuple(_in_claim(claim, _changed) for claim in row.claims)) for row in document.rows)
    moving = frozenset(
        change.of
        for row in rows
        for claim in row.claims
        for side in (claim.left, claim.right)
        for change in walk(side)
        if isinstance(change, Change) and isinstance(change.of, Name) and change.of.base not in _COSTS
    )

    contracts = _FROBENIUS.search(document.text) is not None

    def told(side: Node) -> Node:
        side = rewrite(side, _contracted) if contracts else side
        return rewrite(side, lambda node: _moved(node, moving, told) if isinstance(node, Change) else None)

    return replace(
        document, rows=tuple(replace(row, claims=tuple(_in_claim(claim, told) for claim in row.claims)) for row in rows)
    )


def _contracted(node: Node) -> Node | None:
    """A product with a dot in front of a change as a contraction, in a text that speaks of Frobenius: ``G \\cdot dX``; that in
    a trace is one of matrices."""
    if isinstance(node, Call) and node.head.base in _TRACES:
        return node
    if not isinstance(node, Product) or not any(isinstance(inner, Change) for inner in walk(node)):
        return None
    signs = tuple((colons.SIGN if sign == "cdot" else sign, factor) for sign, factor in node.factors)
    return replace(node, factors=signs) if signs != node.factors else None


_PREFIX = "mathrm d"
"""The mark of a gradient, ``dX``, which is no size d."""


def without_changes(node: Node, mark: str = "d") -> Node:
    """The formula with each change as a mark in front of a symbol, as it was written."""

    def rule(inner: Node) -> Node | None:
        if isinstance(inner, Product) and any(isinstance(factor, Change) for _, factor in inner.factors):
            spread = [one for sign, factor in inner.factors for one in _spread(sign, factor, mark)]
            return Product(tuple((sign, without_changes(factor, mark)) for sign, factor in spread), span=inner.span)
        return Product(tuple(_spread("", inner, mark)), span=inner.span) if isinstance(inner, Change) else None

    return rewrite(node, rule)


def without_changes_in(claim: Claim) -> Claim:
    """The claim with each ``d`` as the mark of a gradient."""
    return _in_claim(claim, lambda node: without_changes(node, _PREFIX))


def _spread(sign: str, factor: Node, mark: str) -> Iterator[Factor]:
    if not isinstance(factor, Change):
        yield sign, factor
        return
    yield sign, Name(mark, sup=(Script((Number("2"),), "2"),) if factor.order == 2 else ())
    yield "", factor.of


def _in_claim(claim: Claim, edit: object) -> Claim:
    assert callable(edit)
    return replace(claim, left=edit(claim.left), right=edit(claim.right), head=None if claim.head is None else edit(claim.head))


# ---- whether a text means changes


def _is_differential(claim: Claim) -> bool:
    """Whether an equation can only be one between changes."""
    left, right = _changed(claim.compared), _changed(claim.right)
    plain = any(isinstance(node, Change) and not node.stated for node in walk(left))
    if plain and any(map(_is_of_expression, walk(right))):
        return True
    while isinstance(left, Sum) and len(left.terms) == 1:
        left = left.terms[0][1]
    if not isinstance(left, Change):
        return False
    inner = [node for node in walk(right) if isinstance(node, Change)]
    if not any(_quantity(node.of) or not isinstance(node.of, Name) for node in inner):
        return False
    if any(_is_total(node, left.of) for node in walk(right)):
        return True
    return left.order == 2 or not _quantity(left.of) or any(map(_is_trace, walk(right)))


def _is_of_expression(node: Node) -> bool:
    """Whether a node is the differential of a sum or of a function's value: ``d(W x + b)``, ``d(f(z))``."""
    if not isinstance(node, Change) or node.stated:  # d_Q f is a map, and acts on what follows
        return False
    inner = node.of.items[0] if isinstance(node.of, Group) and len(node.of.items) == 1 else node.of
    return isinstance(inner, Call | Sum | Product)


def _is_total(node: Node, of: Node) -> bool:
    """Whether a product is a term of a total differential: the slope of h by W beside ``dW``, where ``dh`` is asked."""
    factors = [factor for _, factor in node.factors] if isinstance(node, Product) else []
    slopes = [one for one in factors if isinstance(one, Derivative) and one.of == of and len(one.by) == 1]
    return any(isinstance(one, Change) and one.of == slope.by[0] for slope in slopes for one in factors)


def _is_trace(node: Node) -> bool:
    """Whether a node is the trace of something that changes: ``df = \\operatorname{tr}(A \\, dX)``, ``df = G : dX``."""
    traced = isinstance(node, Call) and node.head.base in _TRACES
    contracted = isinstance(node, Product) and len(colons.sides(node)) > 1
    return (traced or contracted) and any(isinstance(inner, Change) for inner in walk(node))


def _quantity(node: Node) -> bool:
    """Whether a differential is that of an array rather than of a cost or an expression."""
    node = node.body if isinstance(node, Transposed) else node
    return isinstance(node, Name) and node.base not in _COSTS and not any(_is_inverse(script) for script in node.sup)


def _is_inverse(script: Script) -> bool:
    return len(script.items) == 1 and isinstance(script.items[0], Sum)


# ---- the rewriting


def _changed(node: Node) -> Node:
    return rewrite(node, _rule)


def _rule(node: Node) -> Node | None:
    if not isinstance(node, Product):
        return None
    found: list[Factor] = []
    rest = list(node.factors)
    while rest:
        sign, factor = rest.pop(0)
        mark = _mark(factor)
        operand = _operand(rest) if mark is not None else None
        if mark is None or operand is None:
            found.append((sign, _changed(factor)))
            continue
        of, taken = operand
        span = (factor.span[0], rest[taken - 1][1].span[1])
        del rest[:taken]
        found.append((sign, Change(_changed(of), mark[0], mark[1], bool(mark[1]), span=span)))
    return found[0][1] if len(found) == 1 else replace(node, factors=tuple(found))


def _mark(node: Node) -> tuple[int, frozenset[Name]] | None:
    """The order of a sign of differentials, and the variables that it names."""
    if not isinstance(node, Name) or node.base not in ("d", "mathrm d") or node.style not in ("", "text") or node.primes:
        return None
    if node.accents or len(node.sub) > 1 or len(node.sup) > 1:
        return None
    by = frozenset(item for script in node.sub for item in script.items if isinstance(item, Name))
    if node.sub and len(by) != len(node.sub[0].items):
        return None
    if node.sup and node.sup[0].items != (Number("2"),):
        return None
    return 2 if node.sup else 1, by


def _operand(rest: Sequence[Factor]) -> tuple[Node, int] | None:
    """What stands behind the sign, and how many factors that takes."""
    if not rest or rest[0][0] != "":
        return None
    of = rest[0][1]
    behind = rest[1] if len(rest) > 1 else None
    if isinstance(of, Name):
        if behind is not None and behind[0] == "" and _is_argument(of, behind[1]):
            return Product((rest[0], behind), span=(of.span[0], behind[1].span[1])), 2
        return of, 1
    inner = of.body if isinstance(of, Scripted | Transposed) else of
    if isinstance(inner, Group):
        return (of, 1) if len(inner.items) == 1 else None
    turned = isinstance(of, Transposed) and isinstance(inner, Name)  # d x^T
    return (of, 1) if turned or isinstance(inner, Call | Fraction) else None


def _is_argument(head: Name, node: Node) -> bool:
    """Whether a bracket behind a letter is its argument: ``f(X)``."""
    return head.base in _FUNCTIONS and isinstance(node, Group) and node.open == "(" and isinstance(node.items[0], Name)


def _moved(change: Change, moving: frozenset[Name], inner: object) -> Change:
    """A change with the symbols that move in it: of a bracket those inside that move anywhere in the text, else all inside."""
    assert callable(inner)
    of = change.of if isinstance(change.of, Name) else inner(change.of)
    if change.stated:
        return replace(change, of=of)
    if isinstance(of, Name) and of in moving:
        return replace(change, by=moving)
    names = frozenset(node for node in walk(of) if isinstance(node, Name))
    return replace(change, of=of, by=frozenset(names & moving or names))
