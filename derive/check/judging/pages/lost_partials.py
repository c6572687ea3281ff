r"""Derivatives with one of their two signs lost: ``\frac{\partial L}{z}``.

Input: rows of which nobody can tell, since a ``\partial`` stands without its partner.  Output: the same; as they stand they
are wrong, and what they say with both signs is said beside.  A row that only continues a chain with such a head is judged by
what is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, UNDER, WRONG
from derive.check.judging.pages.one_row import safely
from derive.check.judging.pages.verdict import Judged
from derive.check.judging.values.names import LONE_PARTIAL
from derive.check.reading.printer import latex
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Derivative, Fraction, Name, Node, Product
from derive.check.reading.tree import rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_SLIP = "lost sign"


def found(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows, those with lost signs of derivation called wrong."""
    return [_judged(judged, judges(judged.row.number)) if _is_asked(judged) else judged for judged in rows]


def _is_asked(judged: Judged) -> bool:
    return judged.verdict == CANNOT_TELL and any(LONE_PARTIAL in outcome.reason for outcome in judged.outcomes)


def _judged(judged: Judged, judge: Judge) -> Judged:
    row = judged.row
    lost = [node for node in _own_nodes(row) if completed(node) is not None]
    meant = safely(judge, row.rewritten(lambda side: rewrite(side, completed)))
    if not lost:
        return replace(meant, row=row)
    if meant.verdict not in (HOLDS, UNDER, WRONG):
        return judged
    pieces = " and ".join(f"${latex(node)}$" for node in dict.fromkeys(lost))
    right = ", ".join(f"${latex(new)}$" for new in dict.fromkeys(filter(None, map(completed, lost))))
    words = f"A $\\partial$ is missing in {pieces}: "
    if meant.verdict == WRONG:
        return replace(meant, row=row, reason=f"{words}with {right} {meant.reason}", span=lost[0].span)
    explanation = f"{words}with {right} it holds."
    correction = _corrected(row)
    return replace(
        judged, verdict=WRONG, explanation=explanation, correction=correction, span=lost[0].span, slip=_SLIP, convention=None
    )


def _own_nodes(row: Row) -> list[Node]:
    """What stands in the row itself, each piece once: not the head of a chain that it continues."""
    sides = [side for claim in row.claims for side in ((claim.right,) if claim.inherited else claim.sides)]
    return list(dict.fromkeys(node for side in sides for node in walk(side)))


def _corrected(row: Row) -> str | None:
    """A row of one claim with its signs."""
    if len(row.claims) != 1:
        return None
    left, right = (latex(rewrite(side, completed)) for side in row.claims[0].sides)
    return f"{left} = {right}" if row.claims[0].relation == "=" else None


def completed(node: Node) -> Node | None:
    """The derivative that a fraction with one sign of derivation is meant as; None for anything else."""
    if not isinstance(node, Fraction):
        return None
    over, under = _marked(node.over), _marked(node.under)
    if (over is None) == (under is None):
        return None
    return Derivative(over or node.over, (under or node.under,), span=node.span)


def _marked(node: Node) -> Node | None:
    r"""What follows a ``\partial``."""
    if not isinstance(node, Product) or node.factors[0] != ("", Name("partial")):
        return None
    rest = node.factors[1:]
    return rest[0][1] if len(rest) == 1 else Product(rest, span=node.span)
