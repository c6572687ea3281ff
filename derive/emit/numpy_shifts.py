"""Exponents less the largest of their row, as NumPy calls that write into a given array.

The largest entries are needed only where an exponential could overflow or vanish, which one product tells beforehand: if the
sum of all squares is below ``MODERATE``, every exponential is between exp(-32) and exp(32), and nothing is subtracted.  The
quotients are as exact as before; a logarithm of their sum, less a logit, has the rounding errors of numbers up to 32.
"""

from __future__ import annotations

from derive.emit.buffers import in_one_piece
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_contract import Operand
from derive.emit.numpy_literals import shape_text
from derive.emit.program import Value

MODERATE = 1024.0
"""The square of 32, whose exponential both dtypes hold with room for sums."""
SHORT = 32
"""Up to this length of a row, NumPy is faster at the largest entries of a transposed copy (measured in both dtypes)."""


def shifted(bound: Bound, value: Value, entries: Operand, name: str, target: Operand) -> list[str]:
    """The lines after which ``name`` holds the differences."""
    lines = _subtracted(bound, value, entries.text, name)
    if not in_one_piece(value.args[0]):
        return lines
    flat = entries.view(".reshape(-1)")
    indented = [f"    {line}" for line in lines]
    if flat == target.view(".reshape(-1)"):
        return [f"if not {flat}.dot({flat}) < {MODERATE}:  # else no exponential overflows, whatever is subtracted", *indented]
    head = f"if {flat}.dot({flat}) < {MODERATE}:  # no exponential overflows, whatever is subtracted"
    return [head, f"    {name}[...] = {entries.text}", "else:", *indented]


def _subtracted(bound: Bound, value: Value, entries: str, target: str) -> list[str]:
    """The largest entries of all rows, and the difference."""
    *rows, length = value.shape
    largest = bound.constant("largest", f"np.empty({shape_text(tuple(rows))}, self.dtype)")
    column = bound.view(largest.replace("buffers.", "self."), "[..., None]")
    found = f"np.maximum.reduce({entries}, {len(rows)}, None, {largest})"
    lines = [found, f"np.subtract({entries}, {column}, {target})"]
    if not isinstance(length, int) or length > SHORT:
        return lines
    turned = bound.constant("turned", f"np.empty({shape_text((length, *rows))}, self.dtype)")
    order = ", ".join(map(str, (len(rows), *range(len(rows)))))
    lines[:1] = [f"{turned}[...] = {entries}.transpose({order})", f"np.maximum.reduce({turned}, 0, None, {largest})"]
    return lines
