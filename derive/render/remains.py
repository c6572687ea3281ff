"""Which term of a sum remains when a Kronecker delta is summed: "only k = j remains".

Input: the lines before and after a contraction.  The deltas that stood in the line before, and no longer stand in the
line after, say it; their letters are those under which the line before is printed.
"""

from __future__ import annotations

from sympy import Expr

from derive.derivation import Step
from derive.render.document import Cite, Formula, Inline
from derive.render.scribe import Scribe

_MOST = 2
"""More conditions than this are not listed: the reason stays in words."""


def named_reason(step: Step, before: Expr, scribe: Scribe) -> Inline:
    """The reason of a contraction with its indices named; any other step's reason as it is."""
    words = scribe.inline(step.reason)
    if step.rule != "Kronecker delta" or not str(step.reason[0]).startswith("only one term"):
        return words
    after = {formula.latex.text for formula, _ in scribe.deltas(step.after)}
    gone = {f.latex.text: (f, single) for f, single in scribe.deltas(before) if f.latex.text not in after}
    if not 0 < len(gone) <= _MOST:
        return words
    single = all(solved for _, solved in gone.values())
    parts: list[str | Formula | Cite] = ["only " if single else "only terms with "]
    for position, (formula, _) in enumerate(gone.values()):
        parts += [" and ", formula] if position else [formula]
    return (*parts, " remains" if single and len(gone) == 1 else " remain")
