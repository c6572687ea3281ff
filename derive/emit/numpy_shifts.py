"""Exponents less the largest of their row, as NumPy calls that write into a given array.

The largest entries of all rows are needed only where an exponential could overflow or vanish.  One product mostly tells that
none does: where the sum of all squares is below the square of ``MODERATE``, so is every entry; else the largest and the
smallest entry of all tell.  The quotients are as exact as ever; a logarithm of their sum, less a logit, has the rounding errors
of numbers up to ``MODERATE``.
"""

from __future__ import annotations

from derive.emit.buffers import in_one_piece
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_contract import Operand
from derive.emit.numpy_literals import shape_text
from derive.emit.numpy_text import Expressions
from derive.emit.program import Value

MODERATE = 32
"""Both dtypes hold its exponential, with room for sums."""
SHORT = 32
"""Up to this length of a row, NumPy is faster at the largest entries of a transposed copy (measured in both dtypes)."""


def shifted(text: Expressions, bound: Bound, value: Value, name: str, target: Operand) -> list[str]:
    """The lines after which ``name`` holds the differences."""
    entries = text.operand(value.args[0])
    cut = text.aligned(value.args[1], value.axes[1], value.rank)[0] if len(value.args) > 1 else ""
    lines = _subtracted(bound, value, entries.text, name, cut)
    if not in_one_piece(value.args[0]):
        return lines
    flat = entries.view(".reshape(-1)")
    bounds = f"np.minimum.reduce({flat}) > -{MODERATE} and np.maximum.reduce({flat}) < {MODERATE}"
    moderate = f"{flat}.dot({flat}) < {MODERATE**2} or ({bounds})"
    indented = [f"    {line}" for line in lines]
    if flat == target.view(".reshape(-1)"):
        return [f"if not ({moderate}):  # else no exponential overflows, whatever is subtracted", *indented]
    head = f"if {moderate}:  # no exponential overflows, whatever is subtracted"
    return [head, f"    {name}[...] = {entries.text}", "else:", *indented]


def _subtracted(bound: Bound, value: Value, entries: str, name: str, cut: str) -> list[str]:
    """The largest entries of all rows, and the difference; where rows are cut short, an entry that does not count stays in
    range."""
    *rows, length = value.shape
    largest = bound.constant("largest", f"np.empty({shape_text(tuple(rows))}, self.dtype)")
    column = bound.view(largest.replace("buffers.", "self."), "[..., None]")
    difference = f"np.subtract({entries}, {column}, {name})"
    if cut:
        found = f"np.maximum.reduce({entries}, {len(rows)}, None, {largest}, False, -np.inf, {cut})"
        return [found, difference, f"np.minimum({name}, 0, out={name})"]
    if not isinstance(length, int) or length > SHORT:
        return [f"np.maximum.reduce({entries}, {len(rows)}, None, {largest})", difference]
    turned = bound.constant("turned", f"np.empty({shape_text((length, *rows))}, self.dtype)")
    order = ", ".join(map(str, (len(rows), *range(len(rows)))))
    copied = f"{turned}[...] = {entries}.transpose({order})"
    return [copied, f"np.maximum.reduce({turned}, 0, None, {largest})", difference]
