"""Texts that add up the costs of all steps, beside a network whose cost is their mean: all is larger by the number of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.judging.outcome import WRONG, Outcome

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_CLOSE = 1e-9


def unclear(judge: Judge, outcome: Outcome) -> str | None:
    """Why a row that differs by the number of steps may be right; None if it differs otherwise."""
    base, example = judge.world.specification, outcome.counterexample
    if outcome.verdict != WRONG or example is None or base is None or not base.is_network:
        return None
    steps = {axis.size for quantity in base.quantities.values() for axis in quantity.axes if axis.kind == "time"}
    counts = {number for name, number in example.sizes.items() if name in steps}
    if any(abs(example.right - count * example.left) <= _CLOSE * abs(example.right) != 0 for count in counts):
        return "right only if the cost adds up the steps; the cost of a network is their mean"
    return None
