"""Which term of a sum remains when a Kronecker delta is summed: "only k = j remains".

Input: the lines before and after a contraction.  The deltas that stood in the line before, and no longer stand in the
line after, say it; their letters are those under which the line before is printed.
"""

from __future__ import annotations

from sympy import Expr

from derive.derivation import Step
from derive.render.document import Cite, Formula, Inline
from derive.render.scribe import Scribe

Condition = tuple[Expr, Expr, bool]
_MOST = 2
"""More conditions than this are not listed: the reason stays in words."""


def named_reason(step: Step, before: Expr, scribe: Scribe) -> Inline:
    """The reason of a contraction with its indices named; any other step's reason as it is."""
    words = scribe.inline(step.reason)
    if step.rule != "Kronecker delta" or not str(step.reason[0]).startswith("only one term"):
        return words
    gone = _gone(scribe.deltas(before), scribe.deltas(step.after))
    if not 0 < len(gone) <= _MOST:
        return words
    single = all(solved for _, _, solved in gone)
    parts: list[str | Formula | Cite] = ["only " if single else "only terms with "]
    for position, (left, right, _) in enumerate(gone):
        parts += [" and "] if position else []
        parts.append(scribe.condition(left, right))
    return (*parts, " remains" if single and len(gone) == 1 else " remain")


def _gone(before: list[Condition], after: list[Condition]) -> list[Condition]:
    """The conditions that no longer stand there; none if that is not clear."""
    kept = _sides(after)
    gone = [delta for delta in before if not _sides([delta]) <= kept]
    if len(gone) == len(before) - len(kept):
        return gone
    # A letter changed on the way: summing [i = k] makes [k = j] an [i = j].  One whose right side is summed, too, comes first.
    summed = {left for left, _, solved in before if solved}
    for delta in sorted(gone, key=lambda delta: delta[1] not in summed):
        left, right, _ = delta
        rest = [other for other in before if other is not delta]
        for old, new in ((left, right), (right, left)):
            if old.is_Symbol and _sides([(a.xreplace({old: new}), b.xreplace({old: new}), c) for a, b, c in rest]) == kept:
                return [delta]
    return []


def _sides(deltas: list[Condition]) -> set[frozenset[Expr]]:
    return {frozenset((left, right)) for left, right, _ in deltas}
