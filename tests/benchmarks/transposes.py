"""The other layout of a whole row: both sides transposed, the factors of each product in the reverse order."""

from __future__ import annotations

from derive.check.reading.syntax import Derivative, Group, Node, Product, Sum, Transposed
from derive.check.slips.context import units
from derive.check.slips.terms import bracketed, flat
from tests.benchmarks.around import Around
from tests.benchmarks.identities import ENTRYWISE


def transposed(node: Node, around: Around) -> Node | None:
    """The transpose of an array, pushed down to its factors; None where it is not plain what that is."""
    if around.is_number(node):
        return node
    if isinstance(node, Transposed):
        return node.body
    if isinstance(node, Group) and len(node.items) == 1 and node.open in "([":
        inner = transposed(node.items[0], around)
        return None if inner is None else bracketed(inner)
    if isinstance(node, Sum):
        terms = [(sign, transposed(term, around)) for sign, term in node.terms]
        return Sum(tuple((sign, term) for sign, term in terms if term is not None)) if _all(terms) else None
    if isinstance(node, Product):
        return _of_product(node, around)
    if isinstance(node, Derivative) and not node.operator:
        return Transposed(Group((node,)))
    return Transposed(node) if around.is_array(node) else None


def _all(pairs: list[tuple[int, Node | None]]) -> bool:
    return all(item is not None for _, item in pairs)


def _of_product(node: Product, around: Around) -> Node | None:
    parts = units(node)
    marks = {mark for mark, _ in parts[1:]}
    if any(isinstance(item, Product) for _, item in parts):  # a function with its argument: whose transpose is not plain
        return None
    turned = [transposed(item, around) for _, item in parts]
    if any(item is None for item in turned):
        return None
    closed = [item for item in turned if item is not None]
    if marks == {""}:
        return flat([("", item) for item in reversed(closed)])
    return flat([(mark, item) for (mark, _), item in zip(parts, closed, strict=True)]) if marks <= set(ENTRYWISE) else None
