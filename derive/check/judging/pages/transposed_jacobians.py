"""Whether Jacobians have a row for each entry of what is differentiated: a text that transposes them itself says so.

Of ``\\frac{\\partial z}{\\partial h}^T \\delta_z = V^T \\delta_z`` the shapes fit in that layout only.  A row that transposes a
Jacobian too, and holds only if it is laid out the other way round, lacks a transpose on its other side, as
``\\frac{\\partial a'}{\\partial h}^T \\delta' = W \\delta'`` does: where W is square, the shapes don't tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.conventions import JACOBIAN_LAYOUT
from derive.check.judging.outcome import HOLDS, UNDER
from derive.check.judging.values.names import is_transpose
from derive.check.reading.syntax import Derivative, Node, Scripted, Transposed
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged

DENOMINATOR = JACOBIAN_LAYOUT[1].words

Again = Callable[["Judged"], "Judged"]
"""A row judged again with one layout of its Jacobians."""


def odd_ones(rows: Sequence[Judged], denominator: Again) -> list[int]:
    """The places of the rows that transpose Jacobians and need the other layout, in a text that has shown its own."""
    others = [at for at, judged in enumerate(rows) if DENOMINATOR in (judged.convention or "")]
    if not others or not all(_transposes(rows[at]) for at in others):
        return []
    usual = [one for at, one in enumerate(rows) if at not in others and one.verdict in (HOLDS, UNDER) and _transposes(one)]
    shown = any(denominator(judged).verdict not in (HOLDS, UNDER) for judged in usual)
    return others if shown else []


def _transposes(judged: Judged) -> bool:
    return any(_is_transposed(node) for side in judged.row.sides for node in walk(side))


def _is_transposed(node: Node) -> bool:
    marked = isinstance(node, Scripted) and any(is_transpose(item) for script in node.sup for item in script.items)
    if not marked and not isinstance(node, Transposed):
        return False
    return any(isinstance(inner, Derivative) for inner in walk(node))
