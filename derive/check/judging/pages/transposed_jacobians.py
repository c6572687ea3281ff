"""Whether Jacobians have a row for each entry of what is differentiated: a text that transposes them itself says so.

Of ``\\frac{\\partial z}{\\partial h}^T \\delta_z = V^T \\delta_z`` the shapes fit in that layout only.  A row that transposes a
Jacobian too, and holds only if it is laid out the other way round, lacks a transpose on its other side, as
``\\frac{\\partial a'}{\\partial h}^T \\delta' = W \\delta'`` does: where W is square, the shapes don't tell.  A row that claims
of a Jacobian what holds in one layout only, and not what another row claims of it in the layout of the text, is odd, too.
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
    if not others:
        return []
    if not all(_transposes(rows[at]) for at in others):
        return _said_twice(rows, others, denominator)
    usual = [one for at, one in enumerate(rows) if at not in others and one.verdict in (HOLDS, UNDER) and _transposes(one)]
    shown = any(denominator(judged).verdict not in (HOLDS, UNDER) for judged in usual)
    return others if shown else []


def _said_twice(rows: Sequence[Judged], others: Sequence[int], denominator: Again) -> list[int]:
    """The places of the rows that say something else of a Jacobian than a row in the layout of most."""
    usual = [one for at, one in enumerate(rows) if at not in others and one.verdict in (HOLDS, UNDER) and _jacobian(one)]
    odd = [at for at in others if any(_jacobian(rows[at]) == _jacobian(one) for one in usual)]
    shown = [one for one in usual if denominator(one).verdict not in (HOLDS, UNDER)] if odd else []
    if len(shown) <= len(others):
        return []
    return [at for at in odd if any(_jacobian(rows[at]) == _jacobian(one) for one in shown)]


def _jacobian(judged: Judged) -> Node | None:
    """The derivative of which a row begins to speak."""
    left = judged.row.claims[0].left if judged.row.claims else None
    return left if isinstance(left, Derivative) else None


def _transposes(judged: Judged) -> bool:
    return any(_is_transposed(node) for side in judged.row.sides for node in walk(side))


def _is_transposed(node: Node) -> bool:
    marked = isinstance(node, Scripted) and any(is_transpose(item) for script in node.sup for item in script.items)
    if not marked and not isinstance(node, Transposed):
        return False
    return any(isinstance(inner, Derivative) for inner in walk(node))
