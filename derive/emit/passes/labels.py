"""Class indices in data: entries that a label picks, and one-hot rows that are added, as operations on the flat array.

``C_n = a[n, y_n]`` reads one entry of each row, and ``d[n, j] - c [j = y_n]`` changes one: at the places ``K n + y_n``.

Input: a lowered model.  Output: the same with the operations ``place_of`` (those places), ``pick``
and (made by ``arithmetic``) ``change``.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Program, Value


def labelled(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op == "gather" and len(value.args) == 3 and value.rank == 1 and value.kind == "real":
        source, rows, column = (build[arg] for arg in value.args)
        first = rows.op == "positions" and rows.detail == (0,) and rows.shape == source.shape[:1]
        if first and _is_data(column) and source.rank == 2 and not _is_view(source):
            return build.program.make("pick", [source, places(build.program, column, source)], [(0, 1), (0,)], (0,))
    return None


def one_hot(mask: Value, axes: tuple[int, ...]) -> Value | None:
    """The class indices of a mask ``[j = y_n]`` with axes n and j; None for other masks."""
    if mask.op != "equal" or axes != (0, 1):
        return None
    for columns, labels, own, other in zip(mask.args, mask.args[::-1], mask.axes, mask.axes[::-1], strict=True):
        if columns.op == "positions" and columns.detail == (0,) and own == (1,) and other == (0,) and _is_data(labels):
            return labels
    return None


def places(program: Program, labels: Value, matrix: Value) -> Value:
    """The places of the labels' entries in the flat matrix."""
    return program.make("place_of", [labels], [(0,)], (0,), detail=(matrix.shape[1],), kind="integer")


def _is_data(value: Value) -> bool:
    """Whether these are whole numbers from the data: the module has checked their range."""
    return value.op == "input" and value.kind == "integer" and value.rank == 1


def _is_view(value: Value) -> bool:
    return value.op in ("slice", "arrange", "window", "input", "row")
