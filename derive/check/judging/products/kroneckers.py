r"""Identity matrices beside a Kronecker product, ``I_n \otimes W``: there the size counts, and stands below, or is what fits.

Input: the factors of a product.  Output: the same, these as identity matrices of that size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.values import names
from derive.check.judging.values.calls import Factor
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import NumberOf
from derive.check.reading.syntax import Call, Name, Node, Number

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def with_sizes(evaluator: Evaluator, factors: Sequence[Factor]) -> list[Factor]:
    """The factors with sized identity matrices."""
    if not any(sign == "otimes" for sign, _ in factors):
        return list(factors)
    beside = {at for place, (sign, _) in enumerate(factors) if sign == "otimes" for at in (place - 1, place)}
    around = tuple(factors)
    return [(sign, _sized(evaluator, node, (around, at)) if at in beside else node) for at, (sign, node) in enumerate(factors)]


def _sized(evaluator: Evaluator, node: Node, place: tuple[tuple[Factor, ...], int]) -> Node:
    """The factor; the identity matrix of another product may have another size."""
    readings = names.readings_of(evaluator, node) if isinstance(node, Name) and not node.sup else ()
    meaning = readings[0].meaning if readings else None
    if not isinstance(node, Name) or not isinstance(meaning, NumberOf) or meaning.kind != "identity" or meaning.size:
        return node
    below = [item for script in node.sub for item in script.items]
    if not below:
        sizes = sorted({axis.size for quantity in evaluator.world.quantities.values() for axis in quantity.axes})
        below = [evaluator.chooser.pick(("identity", place), [Option(_size(size)) for size in sizes])] if sizes else []
    return Call(Name("eye"), (below[0],), span=node.span) if len(below) == 1 else node


def _size(size: str) -> Node:
    return Number(size) if size.isdigit() else Name(size, style=MODEL)
