"""Meanings in the language of specifications, ``y[t] - z2[t]``, as surface syntax.

Names are quantities of the model, or index letters.  ``sum(a[k]*b[k], k)`` and ``sum(D, axis=0)`` are signs of sum, with the
letter or the axis below them: as functions of what stands in their brackets they would add up everything, or nothing.
"""

from __future__ import annotations

import math

from derive.check.meaning.notation.counting import as_counted
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import unknown
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading import syntax as tex
from derive.check.reading.syntax import Name, Node, Script
from derive.errors import SpecError
from derive.frontends import syntax as plain

_SIGNS = {"==": "="}
"""The comparisons that formulas write otherwise than LaTeX does."""


def known(name: str, world: SpecWorld, one: Declaration) -> str:
    """The name of a quantity: ``z`` alone may mean all layers; what a layer without activation says is its weighted input, and
    the activations of layer zero are the input."""
    if name in world.quantities:
        return name
    if name[:1] == "a" and name[1:].isdigit() and world.is_network:
        other = "x" if name == "a0" else f"z{name[1:]}"
        if other in world.quantities:
            return other
    if f"{name}@" in world.quantities:
        return f"{name}@"
    raise unknown(name, [*world.quantities, *world.constants], one.place)


def converted(node: plain.Node, world: SpecWorld, one: Declaration) -> Node:
    """A formula of the language of specifications as surface syntax; names are quantities of the model, or index letters."""

    def convert(part: plain.Node) -> Node:
        if isinstance(part, plain.Number):
            return tex.Number(str(part.value) if part.value.is_Integer else repr(float(part.value)))
        if isinstance(part, plain.Name):
            return _named(part.name, world, one)
        if isinstance(part, plain.Subscript):
            return _model(part.name, tuple(map(convert, part.indices)), world, one)
        if isinstance(part, plain.Negative):
            return tex.Sum(((-1, convert(part.operand)),))
        if isinstance(part, plain.Power):
            base = convert(part.base)
            return tex.Scripted(base, sup=(Script((convert(part.exponent),), ""),))
        if isinstance(part, plain.Chain):
            return _chain(part.operators, [convert(operand) for operand in part.operands])
        if isinstance(part, plain.Comparison):
            return tex.Relation(_SIGNS.get(part.operator, part.operator), convert(part.left), convert(part.right))
        if isinstance(part, plain.Call) and (under := _under(part, world)):
            return tex.Big("sum", tuple(map(convert, under)), None, tex.Group((convert(part.arguments[0]),)))
        if isinstance(part, plain.Call) and (not part.keywords or _along(part)):
            return _called(_along(part) or part.function, tuple(map(convert, part.arguments)))
        if isinstance(part, plain.Group):  # the list of all parameters
            return tex.Group(tuple(map(convert, part.items)))
        raise SpecError(f"{one.text!r} cannot be used here", place=one.place, hint="Write this formula in LaTeX.")

    return convert(node)


def _named(name: str, world: SpecWorld, one: Declaration) -> Node:
    if name == "pi" and name not in {*world.quantities, *world.constants}:
        return tex.Number(repr(math.pi))
    return Name(name) if name in one.letters or _is_letter(name, world) else _model(name, (), world, one)


def _model(name: str, indices: tuple[Node, ...], world: SpecWorld, one: Declaration) -> Name:
    if name in world.constants:
        return Name(name, style=MODEL)
    found = known(name, world, one)
    axes = world.quantities[found].axes
    counted = tuple(as_counted(index, axis, one) for index, axis in zip(indices, axes, strict=False)) + indices[len(axes) :]
    return Name(found, style=MODEL, sub=(Script(counted, ""),) if indices else ())


def _called(function: str, arguments: tuple[Node, ...]) -> Node:
    if function == "transpose":
        return tex.Transposed(arguments[0])
    if function == "where" and len(arguments) == 3:
        condition, then, otherwise = arguments
        return tex.Cases(((then, condition), (otherwise, None)))
    return tex.Call(Name(function), arguments)


def _is_letter(name: str, world: SpecWorld) -> bool:
    return (
        len(name) == 1 and name not in world.quantities and name not in world.constants and f"{name}@" not in world.quantities
    )


def _under(call: plain.Call, world: SpecWorld) -> tuple[plain.Node, ...]:
    """What stands below the sign of a sum that says over what it runs: letters, or the number of an axis."""
    if call.function != "sum":
        return ()
    axis = call.keyword("axis")
    if axis is not None:  # an axis that is kept, of length one, is spread over the other side as one that is not
        return (axis,) if isinstance(axis, plain.Number) and len(call.keywords) == 1 + _keeps(call) else ()
    letters = call.arguments[1:]
    return letters if all(isinstance(each, plain.Name) and _is_letter(each.name, world) for each in letters) else ()


def _keeps(call: plain.Call) -> bool:
    return call.keyword("keepdims") is not None


_ALONG = {
    ("mean", 1): "rowmean", ("mean", -1): "rowmean", ("mean", 0): "colmean",
    ("logsumexp", 1): "rowlogsumexp", ("logsumexp", -1): "rowlogsumexp", ("logsumexp", 0): "collogsumexp",
    ("softmax", 1): "rowsoftmax", ("softmax", -1): "softmax",
}  # fmt: skip
"""Functions along an axis of a matrix: those of its rows, or of its columns."""


def _along(call: plain.Call) -> str | None:
    """The function of the rows (or columns) that a call along an axis is."""
    given = call.keyword("axis")
    axis = given.operand if isinstance(given, plain.Negative) else given
    if not isinstance(axis, plain.Number) or not axis.value.is_Integer or len(call.keywords) > 1 + _keeps(call):
        return None
    return _ALONG.get((call.function, int(axis.value) if axis is given else -int(axis.value)))


def _chain(operators: tuple[str, ...], operands: list[Node]) -> Node:
    """A chain of operators of one rank; ``*`` is the elementwise product, ``@`` the matrix product."""
    if operators[0] in "+-":
        signs = [1, *(1 if operator == "+" else -1 for operator in operators)]
        return tex.Sum(tuple(zip(signs, operands, strict=True)))
    result = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        if operator == "/":
            result = tex.Fraction(result, operand)
        elif operator == "@":
            result = tex.Call(tex.Name("matmul"), (result, operand))
        else:
            numeric = isinstance(result, tex.Number) or isinstance(operand, tex.Number)
            result = tex.Product((("", result), ("" if numeric else "odot", operand)))
    return result
