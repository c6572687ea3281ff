"""Rows whose shapes fit under no reading: when that alone makes them wrong, and when a weak repair is enough.

Vectors side by side may mean several products, and a symbol may have been misread: then nobody can tell. But two matrices that
do not fit are no product; and where the rest of a chain holds, it is the piece that does not fit that is at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.judging import conventions
from derive.check.judging.chooser import Chooser
from derive.check.judging.pages import certainty
from derive.check.judging.problems import NoValue
from derive.check.judging.rows.judge import Judge
from derive.check.judging.rows.trial import bound
from derive.check.judging.values.frame import Frame
from derive.check.meaning.symbols import Part
from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import (
    Big,
    Call,
    Derivative,
    Dots,
    Group,
    Matrix,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Transposed,
)
from derive.check.reading.tree import walk
from derive.check.slips.explain import Explanation

_MATRICES = re.compile(r"a (\d+x\d+) matrix (?:cannot be (?:multiplied by|added to) a (\d+x\d+) matrix|has no trace)")
_SIDES = re.compile(r"the left side is a (\d+x\d+) matrix, the right side a (\d+x\d+) matrix")

_TRACES = ("tr", "Tr", "trace")
_NUMBER = re.compile(r"the left side is a number, the right side a \d+x\d+ matrix")
_ENTRY = re.compile(r"the left side is a number, the right side a (?!number)")


def is_no_product(judge: Judge, claim: Claim, reason: str) -> bool:
    """Whether two matrices of known shapes are multiplied, added or compared that do not fit, or the trace is taken of one that
    is not square, in a row without derivatives: vectors side by side, and slopes, may mean other products; these do not."""
    if _NUMBER.search(reason):
        return _sums_to_number(judge, claim)
    shapes = _MATRICES.search(reason) or _SIDES.search(reason)
    if shapes is None or shapes[1] == shapes[2]:
        return False
    if "no trace" in reason and all(isinstance(side, Call) and side.head.base in _TRACES for side in claim.sides):
        return False  # tr(A^T) = tr(A): a law, with letters for any square matrices
    if judge.world.specification is None and not certainty.quantities(judge, claim) <= certainty.sure(judge.world, ()):
        return False
    if shapes.re is _SIDES and sorted(shapes[1].split("x")) == sorted(shapes[2].split("x")):
        return False  # perhaps laid out otherwise
    if "1" in "x".join(filter(None, shapes.groups())).split("x"):
        return False  # a single column: perhaps one for each example, by a vector of ones
    head = claim.head if claim.head is not None else claim.left
    gradient = shapes.re is _SIDES and isinstance(head, Derivative) and len(head.by) == 1  # its shape is that of the variable
    nodes = [node for side in ((claim.right,) if gradient else claim.sides) for node in walk(side)]
    starred = any(isinstance(node, Product) and any(sign == "*" for sign, _ in node.factors) for node in nodes)
    if starred and judge.layout.convolves:
        return False
    return not any(_is_slope(judge, node) or (isinstance(node, Name) and node.primes) for node in nodes)


def _is_slope(judge: Judge, node: Node) -> bool:
    """Whether a piece is a derivative, save one of the cost: that has the shape of its variable, and is no Jacobian."""
    if not isinstance(node, Derivative):
        return False
    readings = judge.symbols.lookup(node.of) if isinstance(node.of, Name) and len(node.by) == 1 else ()
    meaning = readings[0].meaning if readings and not readings[0].rest else None
    return not (isinstance(meaning, Part) and meaning.quantity == judge.world.cost)


def _sums_to_number(judge: Judge, claim: Claim) -> bool:
    """Whether a chain begins with a sum that leaves no index open, and no derivative stands in it: it is no matrix."""
    head = claim.compared
    if not isinstance(head, Big) or any(isinstance(node, Derivative) for side in (head, claim.right) for node in walk(side)):
        return False
    if not certainty.quantities(judge, claim) <= certainty.sure(judge.world, ()):
        return False
    evaluator = judge.bench.evaluator(Chooser())
    try:
        _, letters = bound(evaluator, Frame(judge.world.instance(1)), (head, claim.right))
    except NoValue:
        return False
    return not letters


def may_be_weak(judge: Judge, row: Row, claim: Claim, reason: str, found: Explanation) -> bool:
    """Whether a repair that puts something else in the place of a symbol says enough: the other sides of the chain hold, or
    only the gradient of something else, or by something else, is what stands there."""
    left = claim.compared
    if _ENTRY.search(reason) and found.left != left:
        return False  # one entry is asked for, and the whole array given: the same is meant
    return _ends_hold(judge, row, claim) or (found.kind == "variable" and _is_another_gradient(judge, claim, found))


def _is_another_gradient(judge: Judge, claim: Claim, found: Explanation) -> bool:
    """Whether a right side of given quantities is the gradient by another one, or the left side stands on the right side again
    and is the gradient of another one: ``\\partial z / \\partial W = d \\, \\partial z / \\partial W``."""
    left = claim.compared
    if not isinstance(left, Derivative) or not isinstance(found.left, Derivative):
        return False
    if found.left == left:  # a chain that leads to another variable
        old, new = (any(one.by == left.by for one in _slopes(side)) for side in (claim.right, found.right))
        return new and not old and left not in _slopes(found.right) and _hangs_together(judge, left)
    if found.left.of != left.of:
        return left in set(walk(claim.right))
    base = judge.world.specification
    slopes = _slopes(claim.right)
    if any(node.by == found.left.by for node in slopes):
        return True  # the chain rule leads to that variable
    return not slopes and base is not None and certainty.quantities(judge, claim) <= frozenset(base.quantities)


def _hangs_together(judge: Judge, slope: Derivative) -> bool:
    """Whether what is differentiated is computed from the variable: of another letter nothing is known."""
    parts = []
    for node in (slope.of, *slope.by):
        readings = judge.symbols.lookup(node) if isinstance(node, Name) else ()
        parts += [readings[0].meaning] if readings and isinstance(readings[0].meaning, Part) else []
    if len(parts) != 2:
        return False
    return judge.world.depends(parts[0].quantity, parts[1].quantity)


def _slopes(side: Node) -> list[Derivative]:
    return [node for node in walk(side) if isinstance(node, Derivative)]


_RUNS = re.compile(r"the sum over '(.+)' runs from 0 to ")


def counts_from_zero(claim: Claim, reason: str, document: Document) -> bool:
    """Whether a sum runs from 0 to the number of entries, and no sum of the text that ends there runs from 1: then the author
    counts the bias as entry 0, and what does not fit is the declaration."""
    if not _RUNS.search(reason):
        return False
    ends = {big.upper for big in _sums(claim.sides, "0")}
    return bool(ends) and not any(
        big.upper in ends for big in _sums([side for row in document.rows for side in row.sides], "1")
    )


def _sums(sides: Iterable[Node], first: str) -> Iterator[Big]:
    """The sums that begin with a number."""
    for node in (node for side in sides for node in walk(side)):
        if isinstance(node, Big) and any(isinstance(b, Relation) and b.right == Number(first) for b in node.under):
            yield node


_BATCH = re.compile(r"the right side a (?!1x)\d+x(?!1 )\d+ matrix")


def is_doubtful(judge: Judge, claim: Claim, reason: str, found: Explanation, document: Document) -> bool:
    """Whether what repairs a row may be the author's convention, or says too little: nobody forgets a transpose on what he is
    after."""
    if found.kind == "limits":
        return counts_from_zero(claim, reason, document)
    if found.kind == "rows":
        return _BATCH.search(reason) is None
    if "transpose" in found.kind and any(isinstance(node, Dots) for node in walk(claim.right)) and _is_list(claim.right):
        return True  # S = [s_1, ..., s_n] says of what S consists
    whole = set(found.kind.split(" and ")) == {"order", "transpose"} and _MATRICES.search(reason) is None
    if whole and not (judge.layout.declared or judge.layout.settled):
        return True  # the transpose of the whole product: vectors as rows
    left = claim.compared
    turned = found.left != left and not judge.layout.declared
    return found.kind == "transpose" and (turned or _has_row(judge, claim, document))


def _is_list(node: Node) -> bool:
    return isinstance(node, Matrix) or (isinstance(node, Group) and len(node.items) > 1)


def _has_row(judge: Judge, claim: Claim, document: Document) -> bool:
    """Whether a symbol for a gradient stands in a row of which the text says that it lies as one: ``\\delta = (p - y)^T``."""
    pieces = {replace(node, sup=()) for node in walk(claim.right) if isinstance(node, Name) and node.base == "delta"}
    said = [(one.head or one.left, one.right) for row in document.rows for one in row.claims]
    words = conventions.GRADIENT_LAYOUT[1].words.split(":")[0]
    return any(words in (judge.judge(left, right).convention or "") for left, right in said if left in pieces)


def _ends_hold(judge: Judge, row: Row, claim: Claim) -> bool:
    """Whether the sides of a chain around a claim's middle one are equal: ``a = c`` in ``a = b = c``, where b does not fit."""
    at = next((n for n, one in enumerate(row.claims) if one is claim), None)
    after = row.claims[at + 1 :] if at is not None else ()
    head = claim.head if claim.head is not None else claim.left
    return any(one.head == head and judge.holds(head, one.right, one.relation, row.conditions) for one in after)


def is_turned(judge: Judge, row: Row, claim: Claim, reason: str) -> bool:
    """Whether a side is the transpose of the one before it in the chain, which is right: no layout has both."""
    shapes, before = _SIDES.search(reason), claim.left
    if shapes is None or shapes[1].split("x") != shapes[2].split("x")[::-1] or claim.relation != "=":
        return False
    if claim.head in (None, before) or any(isinstance(node, Derivative) for side in claim.sides for node in walk(side)):
        return False
    head = claim.head if claim.head is not None else claim.left
    return judge.holds(head, before, "=", row.conditions) and judge.holds(before, Transposed(Group((claim.right,))))
