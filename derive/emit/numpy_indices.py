"""Rows that whole numbers name: taken into an array, and added to the rows of one.

``take`` with an array for its result copies row by row (the numbers have been checked), where an index would make an array
first.  ``add.at`` is several times as fast on places in one flat array as on rows: the places are computed, into a buffer.
"""

from __future__ import annotations

from derive.emit.numpy_arguments import is_strided
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_contract import Operand, times
from derive.emit.numpy_literals import shape_text
from derive.emit.numpy_text import Expressions
from derive.emit.program import Value


def taken(text: Expressions, value: Value, target: Operand) -> str:
    """The call that takes rows (or what lies behind another axis); empty where the whole source would be copied first."""
    source, at = value.args
    if is_strided(source) or not value.rank or at.rank == 0:
        return ""
    (axis,) = value.detail
    return f'{text.atom(source)}.take({text.text(at)}, {axis}, {target.text}, "clip")'


def added(text: Expressions, bound: Bound, value: Value, target: Operand) -> list[str]:
    """The lines that add rows to an array of zeros."""
    at, rows = value.args
    if value.rank == 1:
        return [f"np.add.at({target.text}, {text.text(at)}, {text.text(rows)})"]
    flat = (target.view(".reshape(-1)"), text.operand(rows).view(".reshape(-1)"))
    width = times(value.shape[1:])
    firsts = bound.constant("firsts", f"np.empty({shape_text(at.shape)}, np.intp)")
    every = bound.constant("places", f"np.empty({shape_text((*at.shape, width))}, np.intp)")
    columns = bound.constant("columns", f"np.arange({width})")
    column, places = (
        bound.view(name.replace("buffers.", "self."), suffix)
        for name, suffix in ((firsts, "[..., None]"), (every, ".reshape(-1)"))
    )
    return [
        f"np.multiply({text.text(at)}, {width}, {firsts})",
        f"np.add({column}, {columns}, {every})",
        f"np.add.at({flat[0]}, {places}, {flat[1]})",
    ]
