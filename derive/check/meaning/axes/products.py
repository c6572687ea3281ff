"""The axes of a product: matrix products join inner axes, products entry by entry join all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.check.meaning.definitions.sorting import is_mark
from derive.check.meaning.notation.patterns import head
from derive.check.reading import colons
from derive.check.reading.syntax import Group, Name, Node, Product, Scripted, Transposed

if TYPE_CHECKING:
    from derive.check.meaning.axes.expressions import Dims, Expressions

_ENTRY_BY_ENTRY = ("odot", "circ", "*", "bullet")


def product(expressions: Expressions, node: Product, letters: dict[str, str]) -> Dims | None:
    """The axes of a product; None where nothing can be said."""
    if len(sides := colons.sides(node)) > 1:
        return _contracted(expressions, [expressions.dims(side, letters) for side in sides])
    result: Dims | None = ()
    previous: Node | None = None
    for sign, factor, dims, last in _factors(expressions, node, letters):
        dims = () if _is_ones(factor) and not _has_mark(factor) else dims
        if dims is None and result is not None and len(result) == 2 and _is_open(expressions, factor) and last:
            result = result[:-1]  # a matrix times what nothing is known of: a vector
        elif dims is None or result is None:
            result = None
        elif previous is not None and _is_ones(previous) and len(dims) == 1 and _has_mark(factor):
            result = (expressions.fresh("1")["1"], *dims)  # 1 b^T: as many rows as there is room for
        elif sign in _ENTRY_BY_ENTRY:
            result = expressions.join(dims, result) if dims and result else dims or result
        elif sign in ("cdot", "times") and len(result) == 1 and len(dims) == 2 and not _has_mark(previous or factor):
            expressions.join(result, dims[1:])  # a vector before a matrix scales its columns: gamma * x
            result = dims
        else:
            result = _multiplied(expressions, result, dims, factor)
        previous = factor
    return result


def _is_ones(node: Node) -> bool:
    """A vector of ones, ``\\mathbf{1}``."""
    return isinstance(node, Name) and node.base == "1"


def _contracted(expressions: Expressions, sides: list[Dims | None]) -> Dims:
    """``A : B`` is a number, and both have the same axes."""
    for one, other in pairwise(sides):
        if one and other:
            expressions.join(one, other)
    return ()


def _factors(expressions: Expressions, node: Product, letters: dict[str, str]) -> Iterator[tuple[str, Node, Dims | None, bool]]:
    """Signs, factors (a function with its argument is one), their axes, and whether nothing follows."""
    skip = False
    for at, (sign, factor) in enumerate(node.factors):
        if skip:
            skip = False
            continue
        after = node.factors[at + 1] if at + 1 < len(node.factors) else None
        beside = after[1] if isinstance(factor, Name) and after and after[0] == "" else None
        dims: Dims | None = ()
        if isinstance(factor, Name) and beside is not None and is_entry(expressions, factor, beside):
            expressions.dims(beside, letters)
            skip = True
        elif isinstance(factor, Name) and beside is not None and _is_function(expressions, factor):
            dims = expressions.call(factor, (beside,), letters)
            skip = True
        else:
            dims = expressions.dims(factor, letters)
        yield sign, factor, dims, after is None


def _is_open(expressions: Expressions, factor: Node) -> bool:
    """Whether a factor is a symbol that the text defines, and of whose axes nothing is known yet."""
    if not isinstance(factor, Name):
        return False
    key = expressions.findings.sorter.split(factor).key
    return key in expressions.findings.definitions and key not in expressions.ranks


def is_entry(expressions: Expressions, name: Name, after: Node) -> bool:
    """Whether a symbol with what follows is an entry: ``h(x_i)``, defined for each i."""
    findings = expressions.findings
    definition = findings.definitions.get(findings.sorter.split(name).key)
    return isinstance(after, Group) and after.open == "(" and definition is not None and bool(definition.hidden)


def _is_function(expressions: Expressions, name: Name) -> bool:
    top, found = head(name), expressions.findings
    known = top in found.functions or top in found.open_functions or top in found.named
    return known or top[0] in ("sigma", "softmax", "tanh", "relu", "log", "exp")


def _multiplied(expressions: Expressions, left: Dims, right: Dims, factor: Node) -> Dims | None:
    if not left or not right:
        return left or right
    if len(left) == 1 and len(right) == 1 and _has_mark(factor):
        return (left[0], right[0])
    expressions.classes.join(left[-1], right[0])
    return left[:-1] + right[1:]


def _has_mark(node: Node) -> bool:
    """Whether a factor is transposed."""
    if isinstance(node, Transposed):
        return True
    scripts = node.sup if isinstance(node, (Name, Scripted)) else ()
    return any(is_mark(item) for script in scripts for item in script.items)
