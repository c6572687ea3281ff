"""Corrections that can be used: one is read back as if the author had written it, and judged; one that fails is not printed.

An edit is made on the tree that a formula was understood as; in the author's own text it may look otherwise (a symbol of the
notation, a call without brackets), and mean something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.rows.judge import Judge
from derive.check.reading.printer import latex, relation
from derive.check.reading.rows import Claim, Document, Row

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.slips import Explanation

ReadAgain = Callable[[str], Document]
"""A text in the author's words as rows, read as his own are."""
_READINGS = 40


def corrected(judged: Judged, found: Explanation, claim: Claim, judge: Judge, read_again: ReadAgain) -> Judged:
    """A wrong row with the slip that explains it, and the row as it should be, if that reads back and holds."""
    sign = relation(claim.relation)
    texts = (found.correction, f"{latex(found.left)} {sign} {latex(found.right)}")
    usable = (text for text in dict.fromkeys(texts) if _holds(text, judged.row, claim.relation, judge, read_again))
    return replace(judged, explanation=found.words, correction=next(usable, None), span=found.span, slip=found.kind)


def _holds(text: str, row: Row, sign: str, judge: Judge, read_again: ReadAgain) -> bool:
    claims = list(_claims(text, read_again))
    return len(claims) == 1 and all(
        claim.relation == sign and judge.holds(*claim.sides, claim.relation, row.conditions, limit=_READINGS)
        for claim in claims
    )


def _claims(text: str, read_again: ReadAgain) -> Iterator[Claim]:
    for row in read_again(f"$$\n{text}\n$$").rows:
        yield from row.claims
