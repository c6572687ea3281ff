"""Choices between two arrays by a mask, as NumPy calls that write into a given array."""

from __future__ import annotations

from derive.emit.numpy_arguments import argument
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_literals import shape_text
from derive.emit.numpy_text import Expressions
from derive.emit.program import Value

FEW = 1024
"""From how many entries on a choice by a random mask is faster on bits: processors guess what a mask holds, and guess wrong."""


def select(text: Expressions, bound: Bound, value: Value, name: str) -> list[str]:
    """The lines after which ``name`` holds the chosen entries."""
    mask, then, otherwise = (text.aligned(arg, axes, value.rank)[0] for arg, axes in zip(value.args, value.axes, strict=True))
    plain = all(arg.kind == "real" and (arg.rank or arg.is_number) for arg in value.args[1:])
    if value.kind == "real" and value.elements >= FEW and plain:
        return _bitwise(text, bound, value, name, mask)
    lines = [f"{name}[...] = {otherwise}"] if otherwise != name else []
    return [*lines, f"np.copyto({name}, {then}, where={mask})"]


def _bitwise(text: Expressions, bound: Bound, value: Value, name: str, mask: str) -> list[str]:
    """``b ^ ((a ^ b) & mask)`` on the bits of the numbers."""
    shape = shape_text(value.shape)
    bits = 'f"i{self.dtype.itemsize}"'
    ones = bound.constant("every_bit", f"np.empty({shape}, {bits})")
    found = bound.constant("bits", f"np.empty_like({ones.replace('buffers.', 'self.')})")
    view = f".view({ones}.dtype)"
    parts = list(zip(value.args, value.axes, strict=True))[1:]
    then, otherwise = (f"{argument(text, bound, arg, axes, value)}{view}" for arg, axes in parts)
    return [
        f"{ones}[...] = {mask}",
        f"np.negative({ones}, {ones})",
        f"np.bitwise_xor({then}, {otherwise}, {found})",
        f"np.bitwise_and({found}, {ones}, {found})",
        f"np.bitwise_xor({otherwise}, {found}, {name}{view})",
    ]
