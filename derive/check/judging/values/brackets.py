"""Brackets, and what hangs on them: powers, transposes, inverses, indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.chooser import Option
from derive.check.judging.problems import Unfit, Unknown
from derive.check.judging.values import named_values, names, parts
from derive.check.judging.values.arithmetic import total
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.gather import take, trimmed
from derive.check.judging.values.logarithms import of_power
from derive.check.judging.values.powers import inverse, power
from derive.check.judging.values.values import Value, scalar, spread, transpose
from derive.check.meaning.notation.filling import ALL
from derive.check.reading.syntax import Dots, Group, Matrix, Name, Node, Number, Product, Script, Scripted, Transposed, Words

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def group(evaluator: Evaluator, node: Group, frame: Frame) -> Value:
    """Brackets around one expression; bars are an absolute value, a norm or a determinant; ``<u, v>`` is a dot product."""
    if node.open in ("|", "\\|", "norm", "||", "<", "\\langle"):
        from derive.check.judging.values.array_functions import absolute, inner_product, norm

        if len(node.items) == 2 and node.open in ("<", "\\langle"):
            return inner_product(*(evaluator.value(item, frame) for item in node.items))
        if len(node.items) == 1 and node.open not in ("<", "\\langle"):
            value = evaluator.value(node.items[0], frame)
            return absolute(value) if node.open == "|" else norm(value)
    if len(node.items) == 1:
        return evaluator.value(node.items[0], frame)
    if node.open in ("[", "(") and len(node.items) > 1:
        return _listed(evaluator, node, frame)
    raise Unknown("a list in brackets has no value", node.span)


_LAID = (Option(False), Option(True, "", 0.5))
"""A list as a column, or as a row."""


def _listed(evaluator: Evaluator, node: Group, frame: Frame) -> Value:
    """``[h, x]``: vectors below each other, as the text of a recurrent cell writes them, or tables with a row (a column) for
    each example beside (below) each other; ``[p_1, p_2]``, ``(x_1, \\dots, x_n)``: the entries of a vector, a row or a column.

    Raises:
        Unknown: other things in a list.
    """
    dots = any(isinstance(item, Dots) for item in node.items)
    values = [] if dots else [evaluator.value(item, frame) for item in node.items]
    if dots or not any(value.rank for value in values):
        whole = evaluator.value(Matrix(tuple((item,) for item in node.items), span=node.span), frame)
        flat = evaluator.chooser.pick(("list", node), _LAID) and whole.rank == 1
        return replace(whole, row=True) if flat else whole
    as_rows = evaluator.orientation() == "row" and all(value.rank == 1 for value in values)
    if as_rows or (all(value.rank == 2 for value in values) and len({value.shape[0] for value in values}) == 1):
        return evaluator.value(Matrix((node.items,), span=node.span), frame)
    if len({value.rank for value in values}) > 1 or len({value.shape[1:] for value in values}) > 1:
        raise Unknown("a list in brackets has no value", node.span)
    return evaluator.value(Matrix(tuple((item,) for item in node.items), span=node.span), frame)


def transposed(evaluator: Evaluator, node: Transposed, frame: Frame) -> Value:
    """A transpose that is marked as such; of a matrix with both indices it is an entry of the transpose."""
    if isinstance(node.body, Name) and names.bound(node.body, frame) is None and names.readings_of(evaluator, node.body):
        reading = names.reading_of(evaluator, node.body)
        swapped = names.with_swapped_indices(reading.meaning)
        if swapped is not None and not reading.rest:
            return named_values.meaning(evaluator, swapped, node.body, frame)
    return transpose(evaluator.value(node.body, frame))


def scripted(evaluator: Evaluator, node: Scripted, frame: Frame) -> Value:
    """Indices, then exponents, on brackets and the like."""
    if isinstance(node.body, Group) and node.body.open in ("norm", "\\|", "||"):
        return _norm(evaluator, node, node.body, frame)
    if node.primes:
        from derive.check.judging.values.primed import primed

        return primed(evaluator, node, frame)
    if isinstance(node.body, Group) and node.body.open in ("<", "\\langle"):  # what stands below names the space
        return with_scripts(evaluator, evaluator.value(node.body, frame), node.sup, node, frame)
    inside = of_power(evaluator, node)
    if inside is not node:
        return evaluator.value(inside, frame)
    value = evaluator.value(node.body, frame)
    if _is_list(node.body) and value.is_column and len(node.sup) == 1 and names.is_transpose(node.sup[0].items[0]):
        if evaluator.chooser.pick(("turned list", node), conventions.LIST) == "column":
            return value  # [a, b]^T: written as a row to save space
        return transpose(value)
    for script in node.sub:
        value = indexed(evaluator, value, script, frame)
    return with_scripts(evaluator, value, node.sup, node, frame)


def _is_list(node: Node) -> bool:
    return isinstance(node, Group) and len(node.items) > 1 and node.open in ("[", "(")


def _norm(evaluator: Evaluator, node: Scripted, body: Group, frame: Frame) -> Value:
    """``||x||_2^2``, ``||W||_F``, ``||x||_1``."""
    from derive.check.judging.values.array_functions import norm

    kinds = [script.raw.strip("{}\\") for script in node.sub]
    value = norm(evaluator.value(body.items[0], frame), kinds[0] if kinds else "2")
    return with_scripts(evaluator, value, node.sup, node, frame)


def indexed(evaluator: Evaluator, value: Value, script: Script, frame: Frame) -> Value:
    """Entries of an array-valued expression: ``[W x]_i``, ``(A B)_{ij}``."""
    if len(script.items) == value.rank and any(item in ALL for item in script.items):
        some = [None if item in ALL else parts.index_value(evaluator, item, frame) for item in script.items]
        return take(Value(value.array, value.labels, value.rank), [first_index(evaluator)] * value.rank, some)
    indices = [parts.index_value(evaluator, item, frame) for item in script.items]
    running = [index.labels[0] for index in indices if len(index.labels) == 1]
    if value.rank == 0 and len(running) == len(indices) and set(running) <= set(value.labels):
        return collected(evaluator, value, running)
    if len(indices) > value.rank:
        raise Unfit(f"{value.words()} has no {len(indices)} indices")
    if len(indices) == 1 and value.rank == 2 and 1 in value.shape:  # (x W)_i of a single row
        value = Value(value.array.squeeze(value.array.ndim - 2 + value.shape.index(1)), value.labels, 1)
    open_axes: list[Value | None] = [None] * (value.rank - len(indices))
    firsts = [first_index(evaluator)] * value.rank
    return take(Value(value.array, value.labels, value.rank), firsts, [*indices, *open_axes])


def first_index(evaluator: Evaluator) -> int:
    """The index of the first entry of an expression: one, unless all inputs and parameters count from zero."""
    quantities = list(evaluator.world.quantities.values())
    given = [quantity for quantity in quantities if quantity.role in ("input", "parameter")] or quantities
    axes = [axis for quantity in given for axis in quantity.axes]
    firsts = {axis.first for axis in axes if axis.kind not in ("time", "layer")}
    return 0 if firsts == {0} else 1


def collected(evaluator: Evaluator, value: Value, labels: Sequence[str]) -> Value:
    """``[w_{ij}]_{ij}``: the array whose entries are given.

    Raises:
        MustLoop: how many there are depends on the layer, which has no value yet.
    """
    rest = tuple(label for label in value.labels if label not in labels)
    whole = Value(spread(value, (*rest, *labels)), rest, len(labels))
    return trimmed(whole, rest) if evaluator.world.is_ragged else whole


def with_scripts(evaluator: Evaluator, value: Value, scripts: Sequence[Node], place: Node, frame: Frame) -> Value:
    """Exponents and transposes in order, the innermost first."""
    by_entry = False
    for script in scripts:
        mark, exponent = _marked(script)
        if mark and exponent is None:
            by_entry = True
        elif mark or by_entry:  # ``a^{\\odot 2}``: the power of every entry
            power_of = evaluator.value(exponent or script, frame)
            value, by_entry = replace(power(value, power_of, "entries"), row=value.row), False
        else:
            value = _superscript(evaluator, value, script, place, frame)
    return value


def _marked(node: Node) -> tuple[bool, Node | None]:
    """Whether a superscript begins with the sign of a product entry by entry, and the exponent behind it."""
    items = node.items if isinstance(node, Script) else (node,)
    mark = bool(items) and isinstance(items[0], Name) and items[0].base in ("odot", "circ", "bullet") and not items[0].sub
    return mark, items[1] if mark and len(items) == 2 else None


def _superscript(evaluator: Evaluator, value: Value, node: Node, place: Node, frame: Frame) -> Value:
    if isinstance(node, Group) and node.open in ("(", "[") and len(node.items) == 1 and isinstance(node.items[0], Number):
        raise Unknown(f"nothing says what the superscript ({node.items[0].text}) means here", place.span)
    raw, exponent = _content(node)
    plain = raw.replace("\\", "").replace("mathrm", "").replace("mathsf", "").replace("text", "").strip("{} ")
    if plain in ("top", "intercal", "tran"):
        return transpose(value)
    if plain in ("T", "t", "Tr", "tr", "'"):
        known = plain in ("T", "t") and exponent is not None and _is_number(evaluator, exponent, frame)
        if plain == "t" and exponent is not None and names.bound(exponent, frame) is not None:
            raise Unknown("'t' counts steps in this row: it is not clear what the superscript means", node.span)
        options = [option for option in conventions.T_SCRIPT if option.value == "transpose" or known]
        if evaluator.chooser.pick(("T", place), options) == "transpose":
            return transpose(value)
    if plain in ("-T", "-top", "-t"):
        return transpose(inverse(value))
    if isinstance(node, Script) and node.bracket and not _is_arithmetic(exponent):
        raise Unknown(f"it is not clear what the superscript '{raw}' means", node.span)
    named = plain == "e" and not names.readings_of(evaluator, Name("e"))  # the encoder's, the error's: hardly ever 2.718...
    if exponent is None or named:
        raise Unknown(f"it is not clear what the superscript '{raw}' means", node.span)
    return powered(evaluator, value, evaluator.value(exponent, frame), place)


def _content(node: Node) -> tuple[str, Node | None]:
    """The text of a script, and the expression that it is as an exponent."""
    if isinstance(node, Script):
        items = [item for item in node.items if not isinstance(item, Words)]
        if not items:
            return node.raw or " ".join(item.text for item in node.items if isinstance(item, Words)), None
        return node.raw, items[0] if len(items) == 1 else Product(tuple(("", item) for item in items))
    if isinstance(node, Words):
        return node.text, None
    return (node.base if isinstance(node, Name) and not node.sub else ""), node


def _is_arithmetic(node: Node | None) -> bool:
    return node is not None and not isinstance(node, Name)


def _is_number(evaluator: Evaluator, node: Node, frame: Frame) -> bool:
    if names.bound(node, frame) is not None:
        return True
    return isinstance(node, Number) or (isinstance(node, Name) and bool(names.readings_of(evaluator, node)))


def powered(evaluator: Evaluator, value: Value, exponent: Value, place: Node) -> Value:
    """A power of a number, of a square matrix, or of every entry of an array (a convention that is named).

    Raises:
        Unfit: the exponent is an array.
    """
    if not exponent.is_scalar:
        if value.rank == 0:  # e to the power of a vector: of each of its entries
            return replace(power(replace(value, literal=False), exponent, "entries"), row=exponent.row)
        raise Unfit(f"{exponent.words()} stands as an exponent", place.span)
    exponent = scalar(exponent)
    if value.rank == 0 or value.is_scalar:
        return power(scalar(value), exponent, "entries")
    square = value.rank == 2 and value.shape[0] == value.shape[1]
    powers = conventions.POWER[:1] if _is(exponent, -1) else conventions.POWER  # -1 above a square matrix: its inverse
    options = powers if square else conventions.POWER_OF_VECTOR[: 1 + _is(exponent, 2)]
    at = evaluator.chooser.pick(("power", place), options)
    return squared_length(value) if at == "length" else power(value, exponent, at)


def _is(exponent: Value, number: int) -> bool:
    return not exponent.labels and complex(exponent.array) == number


def squared_length(value: Value) -> Value:
    """The sum of the squares of all entries."""
    return (
        total(Value(value.array * value.array, value.labels, value.rank), everything=True)
        if value.rank
        else Value(np.square(value.array), value.labels)
    )
