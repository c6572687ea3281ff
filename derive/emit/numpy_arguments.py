"""The operands of NumPy's elementwise functions, in the form in which it is fastest at them.

A number is an array without axes, made once.  What is to be repeated along an axis (a bias, a sum of each row), is a mask, or
does not lie in one piece (a gate among others), is first written into an array of the result's shape: NumPy is up to twice as
fast at assigning such a thing and computing without it as at computing with it, until the arrays leave the processor's caches.
"""

from __future__ import annotations

from derive.emit.buffers import in_one_piece, is_fixed
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_literals import shape_text
from derive.emit.numpy_text import Expressions
from derive.emit.program import Axes, Value

CACHED = 16384
"""Up to how many entries it is faster to write first (measured in both dtypes)."""
_UNARY = frozenset({"negate", "exp", "log", "log1p", "expm1", "tanh", "sqrt", "square", "absolute", "sign"})
_BINARY = frozenset({"add", "subtract", "multiply", "divide", "maximum", "minimum"})


def argument(text: Expressions, bound: Bound, arg: Value, axes: Axes, value: Value) -> str:
    """An operand's text; numbers are arrays of the workspace."""
    if arg.is_number and all(a.kind != "integer" for a in value.args if not a.is_number) and value.kind != "integer":
        return bound.number(text.text(arg))
    if arg.kind == "boolean" and value.kind == "real" and is_fixed(arg) and text.names[arg].startswith("buffers."):
        made = bound.constant("fixed", f"{text.names[arg].replace('buffers.', 'self.')}.astype(dtype)")
        return Expressions({arg: made}).aligned(arg, axes, value.rank)[0]
    return text.aligned(arg, axes, value.rank)[0]


def level(bound: Bound, text: str, value: Value) -> str:
    """A number as an array of the value's shape, if that is small: NumPy is twice as fast at maxima of two arrays."""
    return bound.constant("level", f"_level({text}, {shape_text(value.shape)}, self.dtype)")


def repeated(value: Value) -> int | None:
    """Which operand of an elementwise operation is written into an array of the result's shape first, if one is."""
    if value.op in _UNARY and is_strided(value.args[0]) and value.axes[0] == value.out and value.elements <= CACHED:
        return 0
    if value.op not in _BINARY or value.kind != "real" or value.elements > CACHED:
        return None
    for other, own in ((0, 1), (1, 0)):
        whole, small = value.args[other], value.args[own]
        moves = small.kind == "boolean" or (small.kind == "real" and 1 <= small.rank < value.rank)
        moves = moves or (small.kind == "real" and value.axes[own] == value.out and is_strided(small))
        if moves and whole.kind == "real" and value.axes[other] == value.out and not is_strided(whole):
            return own
    return None


def is_strided(value: Value) -> bool:
    """Whether an array is known not to lie in memory in one piece."""
    return value.rank > 1 and (not in_one_piece(value) or (value.op == "row" and value.detail[1] != 0))
