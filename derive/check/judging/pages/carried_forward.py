"""Derivatives carried forward in time: ``\\partial h_t/\\partial v = f'(a_t) (h_{t-1} + v \\partial h_{t-1}/\\partial v)``.

There the derivative by a parameter is the total one.  A row that is right only if earlier steps are held leaves a term out, or
means another derivative by the same sign: nobody can tell which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, UNDER
from derive.check.meaning.symbols import Part, whole
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge

_HELD = tuple(option.words for option in (*conventions.PARTIALS, *conventions.PARTIAL) if option.words)


def doubted(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows; those that hold earlier steps cannot be told where another row carries the same derivative forward."""
    carried: dict[str, int] = {}
    for judged in rows:
        if judged.verdict in (HOLDS, UNDER) and not _holds_steps(judged):
            for claim in judged.row.claims:
                for parameter in _carried(judges(judged.row.number), claim):
                    carried.setdefault(parameter, judged.row.number)
    return [_doubted(judged, judges, carried) if carried and _holds_steps(judged) else judged for judged in rows]


def _holds_steps(judged: Judged) -> bool:
    return judged.verdict == UNDER and any(words in (judged.convention or "") for words in _HELD)


def _doubted(judged: Judged, judges: Callable[[int], Judge], carried: dict[str, int]) -> Judged:
    judge = judges(judged.row.number)
    for claim in judged.row.claims:
        step, parameter = _of_step(judge, claim.compared)
        if step is not None and parameter in carried and not any(_carried(judge, claim)):
            reason = (
                f"right only if earlier steps are held; row {carried[parameter]} carries the derivative by {parameter} forward"
            )
            return replace(judged, verdict=CANNOT_TELL, reason=reason, convention=None)
    return judged


def _carried(judge: Judge, claim: Claim) -> Iterator[str]:
    """The parameter whose derivative at one step a claim gives by that at another one."""
    step, parameter = _of_step(judge, claim.compared)
    if step is not None and letter_of(step) is not None:
        others = (_of_step(judge, node) for node in walk(claim.right))
        if any(by == parameter and other is not None and letter_of(other) is None for other, by in others):
            yield parameter


def _of_step(judge: Judge, node: Node) -> tuple[Node | None, str]:
    """The step of what is differentiated by a parameter, and the parameter; None for other derivatives."""
    if not isinstance(node, Derivative) or not isinstance(node.of, Name) or len(node.by) != 1 or node.immediate:
        return None, ""
    of = whole(judge.symbols.lookup(node.of))
    by = whole(judge.symbols.lookup(node.by[0])) if isinstance(node.by[0], Name) else None
    if not isinstance(of, Part) or not isinstance(by, Part) or judge.world.quantities[by.quantity].role != "parameter":
        return None, ""
    axes = judge.world.quantities[of.quantity].axes
    return (of.indices[0], by.quantity) if axes and axes[0].kind == "time" else (None, "")
