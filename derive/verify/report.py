"""The result of a verification: rows for a table, and a verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class GradientRow:
    """One array of the emitted gradient against numerical derivatives, entry by entry.

    ``error`` is the largest relative error of an entry: relative to the larger of both values, and to ``1e-6`` of the
    largest of the cost and all derivatives (below that, there is rounding noise only).  ``index``, ``derived`` and
    ``numerical`` belong to that entry.
    """

    quantity: str
    shape: tuple[int, ...]
    method: str
    entries: int
    error: float
    threshold: float
    index: tuple[int, ...]
    derived: float
    numerical: float
    note: str = ""

    @property
    def ok(self) -> bool:
        return self.error <= self.threshold


@dataclass(frozen=True)
class StepRow:
    """All lines of one theorem, each against the line before, on random instances."""

    theorem: str
    steps: int
    instances: int
    error: float
    threshold: float
    failing: str = ""

    @property
    def ok(self) -> bool:
        return not self.failing and self.error <= self.threshold


@dataclass(frozen=True)
class Report:
    """What was verified, on what sizes, with what result."""

    model: str
    gradients: tuple[GradientRow, ...]
    steps: tuple[StepRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return all(row.ok for row in self.gradients) and all(row.ok for row in self.steps)

    def to_json(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        rows = [{**asdict(row), "ok": row.ok} for row in self.gradients]
        steps = [{**asdict(row), "ok": row.ok} for row in self.steps]
        return {"model": self.model, "ok": self.ok, "gradients": rows, "steps": steps, "notes": list(self.notes)}
