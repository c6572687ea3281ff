"""Differentials without coordinates: ``d_Q f(\\theta) \\cdot H``, ``df(x)[h]``, adjoints ``d_Q f(\\theta)^* \\cdot P``.

A differential is a linear map.  It is computed as a derivative (by complex step) and contracted with what stands behind it;
its adjoint with respect to the inner product ``\\langle A, B \\rangle = \\operatorname{tr}(A^T B)`` is contracted with the axes
of the result instead.  Standing alone, that of a function between vectors is its Jacobian, that of a number by a matrix the
transposed gradient: ``df = \\operatorname{tr}(D_X f \\, dX)``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Option
from derive.check.judging.derivatives import derivatives, raw_slopes
from derive.check.judging.problems import SecondOrder, Unfit, Unknown
from derive.check.judging.values import functions, names
from derive.check.judging.values.arithmetic import add
from derive.check.judging.values.contractions import matmul
from derive.check.judging.values.frame import NUDGE, Frame
from derive.check.judging.values.values import Value, scalar, spread, transpose, union
from derive.check.meaning.symbols import Formula, Meaning, Part
from derive.check.meaning.world import STEP
from derive.check.reading.syntax import Call, Derivative, Group, Name, Node, Product, Scripted

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

_STOPS = ("odot", "ast", "bullet", "otimes", "oslash")
"""Signs at which what a differential acts upon ends."""


@dataclass(frozen=True)
class Differential(Node):
    """The differential of ``of``; ``by`` lists what it is taken by (the argument of a function, if that is what ``of`` is);
    ``operand`` is what it acts upon, if anything."""

    of: Node
    by: tuple[Node, ...]
    adjoint: bool = False
    operand: Node | None = None


def with_differentials(evaluator: Evaluator, node: Product) -> Product | None:
    """The product with its first differential as one factor, together with what it acts upon; None if there is none."""
    for at in range(len(node.factors) - 1):
        found = _differential(evaluator, node, at)
        if found is not None:
            factor, rest = found
            return replace(node, factors=(*node.factors[:at], (node.factors[at][0], factor), *rest))
    return None


def _differential(evaluator: Evaluator, node: Product, at: int) -> tuple[Node, tuple[tuple[str, Node], ...]] | None:
    mark, (sign, head) = node.factors[at][1], node.factors[at + 1]
    if not (isinstance(mark, Name) and mark.base in ("d", "D", "mathrm d") and sign == "") or mark.sup or mark.primes:
        return None
    bare, starred = _unstarred(head)
    if not isinstance(bare, Name):
        return None
    behind = node.factors[at + 2] if len(node.factors) > at + 2 else ("cdot", mark)
    bracket, adjoint = _unstarred(behind[1])
    scripts = bracket.sup if isinstance(bracket, Scripted) else ()
    bracket = bracket.body if isinstance(bracket, Scripted) else bracket
    called = behind[0] == "" and isinstance(bracket, Group) and bracket.open == "(" and not starred
    arguments = bracket.items if called and isinstance(bracket, Group) else ()
    rest = node.factors[at + (3 if called else 2) :]
    of_by = _parts(evaluator, mark, bare, arguments, bool(rest) or adjoint)
    if of_by is None:
        return None
    made = Differential(*of_by, starred or (called and adjoint), span=(mark.span[0], head.span[1]))
    if scripts and called:
        return Scripted(made, sup=scripts, span=made.span), rest
    operand, rest = _operand(rest)
    if operand is None or not _is_sure(evaluator, mark, made):
        return (made, rest) if _is_sure(evaluator, mark, made) else None
    return replace(made, operand=operand, span=(made.span[0], operand.span[1])), rest


def _is_sure(evaluator: Evaluator, mark: Name, made: Differential) -> bool:
    """A letter d that means something else as well may be a factor."""
    if mark.sub or made.adjoint or not names.readings_of(evaluator, mark):
        return True
    return evaluator.chooser.pick(("differential", made), (Option(True), Option(False, "", 2.0)))


def _unstarred(node: Node) -> tuple[Node, bool]:
    """A factor without a star (or dagger) on it, and whether it had one."""
    if isinstance(node, Name | Scripted) and node.sup:
        items = node.sup[-1].items
        if len(items) == 1 and isinstance(items[0], Name) and items[0].base in ("*", "ast", "star", "dagger"):
            left = replace(node, sup=node.sup[:-1])
            bare = isinstance(left, Scripted) and not (left.sup or left.sub or left.primes)
            return (left.body if bare and isinstance(left, Scripted) else left), True
    return node, False


def _operand(rest: tuple[tuple[str, Node], ...]) -> tuple[Node | None, tuple[tuple[str, Node], ...]]:
    """What a differential acts upon: a bracket right behind it, or all that follows a dot or a ring."""
    if not rest:
        return None, rest
    sign, first = rest[0]
    if sign == "" and isinstance(first, Group):
        return first, rest[1:]
    if sign not in ("cdot", "circ"):
        return None, rest
    end = next((at for at, (each, _) in enumerate(rest) if at and each in _STOPS), len(rest))
    run = (("", first), *rest[1:end])
    whole = first if len(run) == 1 else Product(run, span=(first.span[0], run[-1][1].span[1]))
    return whole, rest[end:]


def _parts(
    evaluator: Evaluator, mark: Name, head: Name, arguments: tuple[Node, ...], acts: bool
) -> tuple[Node, tuple[Node, ...]] | None:
    """What is differentiated, and by what; None if these factors are no differential."""
    meaning = _meaning(evaluator, head)
    if len(mark.sub) == 1 and len(mark.sub[0].items) == 1:
        by = mark.sub[0].items[0]
        known = isinstance(by, Name) and isinstance(_meaning(evaluator, by), Part)
        return (head, (by,)) if known and isinstance(meaning, Part) else None
    if mark.sub or len(arguments) != 1:
        return (head, arguments) if not mark.sub and acts and _all_below(evaluator, meaning, arguments) else None
    if functions.function_named(evaluator, head) is not None:
        return Call(head, arguments, span=head.span), arguments
    listed = _listed(evaluator, arguments[0])
    if acts and _all_below(evaluator, meaning, listed):
        return head, tuple(map(_bare, listed))
    return None


def _meaning(evaluator: Evaluator, node: Name) -> Meaning | None:
    return names.reading_of(evaluator, node).meaning if names.readings_of(evaluator, node) else None


def _listed(evaluator: Evaluator, node: Node) -> tuple[Node, ...]:
    """The variables that an argument stands for: ``\\theta`` declared as ``(Q, K, V)``."""
    meaning = _meaning(evaluator, node) if isinstance(node, Name) else None
    inner = meaning.node if isinstance(meaning, Formula) else None
    return inner.items if isinstance(inner, Group) and len(inner.items) > 1 else (node,)


def _bare(node: Node) -> Node:
    """``A`` of ``A(\\theta)``."""
    return node.factors[0][1] if isinstance(node, Product) else node


def _all_below(evaluator: Evaluator, whole: Meaning | None, arguments: tuple[Node, ...]) -> bool:
    """Whether a quantity is computed from every argument."""
    if not isinstance(whole, Part) or not arguments:
        return False
    for argument in map(_bare, arguments):
        part = _meaning(evaluator, argument) if isinstance(argument, Name) else None
        if not isinstance(part, Part) or part.quantity == whole.quantity:
            return False
        if not evaluator.world.depends(whole.quantity, part.quantity):
            return False
    return True


# ---- values


def differential(evaluator: Evaluator, node: Differential, frame: Frame) -> Value:
    """The map applied to its operand; without one, a Jacobian (transposed for the adjoint).

    Raises:
        Unfit: the operand has another shape than the variable (for an adjoint: than what is differentiated).
        Unknown: a map between matrices stands alone.
    """
    if len(node.by) == 1:
        return _applied(evaluator, node, _map(evaluator, node, node.by[0], frame), node.operand, frame)
    operands = node.operand.items if isinstance(node.operand, Group) else ()
    if len(operands) != len(node.by) or node.adjoint:
        raise Unknown("a differential by several variables acts upon a list of as many", node.span)
    pairs = zip(node.by, operands, strict=True)
    return reduce(add, [_applied(evaluator, node, _map(evaluator, node, by, frame), one, frame) for by, one in pairs])


def _map(evaluator: Evaluator, node: Differential, by: Node, frame: Frame) -> raw_slopes.Raw:
    if isinstance(node.of, Call):
        return _of_function(evaluator, node.of, by, frame)
    return derivatives.raw(evaluator, Derivative(node.of, (by,), span=node.span), frame)


def _of_function(evaluator: Evaluator, call: Call, by: Node, frame: Frame) -> raw_slopes.Raw:
    """The derivative of a function at the value of its argument, for each value of the letters that stand in it."""
    base = evaluator.value(by, frame)
    if NUDGE in base.labels or frame.overrides or frame.instance.nudged:
        raise SecondOrder
    size = int(np.prod(base.shape))
    steps = 1j * STEP * np.eye(size).reshape(size, *(1,) * len(base.labels), *base.shape)
    moved = replace(base, array=base.array + steps, labels=(NUDGE, *base.labels), literal=False, flexible="")
    found = functions.function_named(evaluator, call.head)
    assert found is not None
    value = functions.evaluated(evaluator, found[0], [moved], frame, call.head)
    slopes = raw_slopes.with_axes(raw_slopes.imaginary(value), base.shape)
    return raw_slopes.Raw(slopes, value.rank, base.rank)


def _applied(evaluator: Evaluator, node: Differential, found: raw_slopes.Raw, operand: Node | None, frame: Frame) -> Value:
    taken, left = (found.out, found.inn) if node.adjoint else (found.inn, found.out)
    if operand is None:
        return _alone(node, found)
    value = evaluator.value(operand, frame)
    array = found.value
    if node.adjoint:  # the axes of the variable first
        lead = len(array.labels)
        order = (*range(lead), *range(lead + found.out, lead + found.out + found.inn), *range(lead, lead + found.out))
        array = replace(array, array=array.array.transpose(order))
    shape = array.shape[left:]
    if taken == 1 and left == 1 and value.rank == 2:
        return matmul(array, value)
    value = scalar(value) if not shape and value.is_scalar else value
    if value.shape != shape or (value.rank == 1 and value.row):
        wanted = Value(np.zeros(shape), (), len(shape)).words()
        raise Unfit(f"this differential acts on {wanted}, and {value.words()} stands behind it", node.span)
    labels = union((array, value))
    a, b = spread(array, labels), spread(value, labels)
    product = a * b.reshape((*b.shape[: len(labels)], *(1,) * left, *shape))
    axes = tuple(range(product.ndim - taken, product.ndim))
    return Value(product.sum(axis=axes) if taken else product, labels, left)


def _alone(node: Differential, found: raw_slopes.Raw) -> Value:
    if found.out == found.inn == 1:
        return transpose(found.value) if node.adjoint else replace(found.value, row=False)
    if found.out + found.inn == 1:
        return replace(found.value, row=(found.inn == 1) != node.adjoint)
    if (found.out, found.inn) == (0, 2):  # df = tr(D_X f dX)
        return found.value if node.adjoint else transpose(found.value)
    raise Unknown("a differential stands without what it acts upon", node.span)
