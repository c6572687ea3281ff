r"""What stands under braces: ``\underbrace{\frac{\partial z_k}{\partial a_j}}_{w_{kj}}`` says that both are the same.

Input: rows that hold.  Output: the same, those called wrong in which a formula under a brace is another one than what stands
above it.  Words, sizes and numbers under braces are remarks; so is what has a symbol that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.outcome import HOLDS, UNDER, WRONG
from derive.check.judging.pages.corrections import ReadAgain
from derive.check.judging.pages.never_fits import is_certain
from derive.check.judging.pages.verdict import Judged
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.braced_names import BRACE, closing
from derive.check.reading.rows import Claim, nodes
from derive.check.reading.syntax import Name, Number, Product

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_LABEL = re.compile(r"\s*[_^]\s*(?=\{)")


def compared(rows: Sequence[Judged], judges: Callable[[int], Judge], again: ReadAgain) -> list[Judged]:
    """The rows, those with a wrong formula under a brace called wrong."""
    asked = (HOLDS, UNDER)
    known = frozenset(head(node) for node in nodes([one.row for one in rows if one.verdict in asked]) if isinstance(node, Name))
    return [
        _judged(judged, judges(judged.row.number), again, known)
        if judged.verdict in asked and BRACE.search(judged.row.latex)
        else judged
        for judged in rows
    ]


def _judged(judged: Judged, judge: Judge, again: ReadAgain, known: frozenset[Head]) -> Judged:
    for above, label in _labels(judged.row.latex):
        for claim in (claim for row in again(f"$$\n{above} = {label}\n$$").rows for claim in row.claims):
            if not _is_formula(claim, judge, known):
                continue
            outcome = judge.judge_claim(claim, judged.row.conditions)
            if outcome.verdict == WRONG:
                words = f"what stands under the brace of ${above.strip()}$ is not the same: {outcome.reason}"
                return replace(judged, verdict=WRONG, reason=words, counterexample=outcome.counterexample, convention=None)
    return judged


def _labels(latex: str) -> Iterator[tuple[str, str]]:
    """What stands above and under each brace of a row."""
    for found in BRACE.finditer(latex):
        end = closing(latex, found.end())
        label = _LABEL.match(latex, end)
        if label is not None:
            inside = latex[label.end() + 1 : closing(latex, label.end()) - 1].strip().removeprefix("=")
            if inside and "\\text" not in inside and "\\mathrm" not in inside:
                yield latex[found.end() + 1 : end - 1], inside


def _is_formula(claim: Claim, judge: Judge, known: frozenset[Head]) -> bool:
    """Whether what stands under a brace is a formula of symbols that are known."""
    label = claim.right
    if isinstance(label, Number) or (isinstance(label, Product) and any(sign == "times" for sign, _ in label.factors)):
        return False
    names = list(symbols_in(label))
    return bool(names) and all(head(name) in known or is_certain(judge, name) for name in names)
