"""Derivatives of any expression by any quantity, raw and laid out.

A derivative is computed raw first: the axes of what is differentiated, then those of the variable.  How that is laid out
as a vector or a matrix is a convention, and chosen afterwards (layouts.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.derivatives import of_examples, raw_slopes, targets
from derive.check.judging.derivatives.by_blocks import in_blocks
from derive.check.judging.derivatives.by_value import part_written_out
from derive.check.judging.derivatives.in_terms_of import in_terms_of
from derive.check.judging.derivatives.inverted import by_image
from derive.check.judging.derivatives.layouts import laid_out
from derive.check.judging.derivatives.partials import by_part
from derive.check.judging.derivatives.raw_slopes import Raw, contracted
from derive.check.judging.derivatives.slopes import by_expression
from derive.check.judging.problems import Unknown
from derive.check.judging.values import names
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import Part, whole
from derive.check.reading.syntax import Derivative, Name, Node, Transposed
from derive.check.reading.tree import occurs

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def derivative(evaluator: Evaluator, node: Derivative, frame: Frame) -> Value:
    """A derivative, laid out by the convention that is picked."""
    if (blocks := in_blocks(evaluator, node)) is not None:
        return evaluator.value(blocks, frame)
    if (number := _transposed_number(evaluator, node)) is not None:
        return evaluator.value(Transposed(replace(node, of=number), span=node.span), frame)
    found = raw(evaluator, node, frame)
    if (table := of_examples.own(evaluator, found, frame)) is not None:
        return table
    return laid_out(evaluator, found, sign="nabla" if node.mark == "nabla" else "partial")


def _transposed_number(evaluator: Evaluator, node: Derivative) -> Name | None:
    """The f of ``\\partial f^T / \\partial X``: a number has no transpose, and that of its derivative is meant."""
    of = node.of.body if isinstance(node.of, Transposed) else node.of
    if not isinstance(of, Name):
        return None
    bare = of if of is not node.of else replace(of, sup=())
    marked = of is not node.of or [names.is_transpose(item) for script in of.sup for item in script.items] == [True]
    part = whole(evaluator.symbols.lookup(bare)) if marked else None
    return bare if isinstance(part, Part) and None not in part.indices else None


def raw(evaluator: Evaluator, node: Derivative, frame: Frame) -> Raw:
    """A derivative of any order; several variables are taken from the last to the first.

    Raises:
        Unknown: an operator without an operand, or no variable.
    """
    if node.of is None:
        raise Unknown("a derivative operator stands alone", node.span)
    if (gradient := _of_cost(evaluator, node)) is not None:
        return raw(evaluator, gradient, frame)
    by = node.by or targets.argument_of(evaluator, node)
    of: Node = node.of
    for variable in reversed(by[1:]):
        of = replace(node, of=of, by=(variable,))
    return _raw(evaluator, of, by[0], frame, node.immediate)


_NABLA = (Option(False), Option(True, "nabla in front of a symbol as the gradient by it", 1.0))


def _of_cost(evaluator: Evaluator, node: Derivative) -> Derivative | None:
    """``\\nabla a_{jk}`` without a variable, where a is no cost: the gradient of the cost by it, if it is read so."""
    cost = evaluator.world.cost
    if node.by or node.mark != "nabla" or not isinstance(node.of, Name) or cost is None:
        return None
    what = names.reading_of(evaluator, node.of).meaning if names.readings_of(evaluator, node.of) else None
    quantity = evaluator.world.quantities[what.quantity] if isinstance(what, Part) else None
    if quantity is None or not quantity.axes or quantity.role == "cost" or not evaluator.world.depends(cost, quantity.name):
        return None
    if not evaluator.chooser.pick(("nabla", node), _NABLA):
        return None
    return replace(node, of=Name(cost, style=MODEL), by=(node.of,))


def _raw(evaluator: Evaluator, of: Node, by: Node, frame: Frame, immediate: bool = False) -> Raw:
    if (stacked := targets.stacked(by)) is not None:
        return raw_slopes.by_columns(_raw(evaluator, of, stacked, frame, immediate))
    target = targets.target(evaluator, by, frame)
    if isinstance(target, targets.Expression):
        part = None if occurs(target.node, of) else part_written_out(evaluator, of, target.node, frame)
        return (
            by_expression(evaluator, of, target.node, frame) if part is None else by_part(evaluator, of, part, frame, immediate)
        )
    if target.base is not None:  # by an inverse, a square: first by what stands inside, then that by the whole
        inner = _raw(evaluator, of, target.base, frame)
        return contracted(inner, targets.undone(evaluator, target, frame))
    assert target.part is not None
    if target.step is not None:
        _check_step(evaluator, of, target.step, by)
    of = in_terms_of(evaluator, of, by, target.part, frame)
    if (found := by_image(evaluator, of, by, target.part, frame)) is None:
        found = by_part(evaluator, of, target.part, frame, immediate or target.step is not None)
    if not target.transposed or found.inn < 2:
        return found
    value = found.value
    return replace(found, value=replace(value, array=value.array.swapaxes(-1, -2)))


def _check_step(evaluator: Evaluator, of: Node, step: Node, place: Node) -> None:
    """``\\nabla_{W^{(t)}} h^{(t)}``: what a step computes by what it reads there.

    Raises:
        Unknown: another step is differentiated.
    """
    whole = names.reading_of(evaluator, of).meaning if isinstance(of, Name) and names.readings_of(evaluator, of) else None
    if not isinstance(whole, Part) or not whole.indices or whole.indices[0] != step:
        raise Unknown("what a parameter of the one step does to other steps", place.span)
