"""The clock that goes alike on every machine."""

from __future__ import annotations

import time

import numpy as np

import derive
from derive.check import check, effort
from derive.check.meaning.newton import root

SPEC = """
[model]
inputs = { x = ["d"], t = ["k"] }
parameters = { W = ["k", "d"] }
equations = "u = W @ x; a = tanh(u); C = sum((a - t)**2)/2"
"""
TEXT = r"""
$$\frac{\partial C}{\partial u} = (a - t) \odot (1 + a^2)$$
$$\frac{\partial C}{\partial W} = \frac{\partial C}{\partial x} u^T$$
$$\frac{\partial C}{\partial x} = W \frac{\partial C}{\partial u}$$
"""


def told() -> list[tuple[str, str, str | None]]:
    return [(row.verdict, row.reason, row.explanation) for row in check(derive.loads(SPEC), TEXT).rows]


def test_verdicts_do_not_depend_on_the_time_of_the_processor(monkeypatch):
    before = told()
    assert [verdict for verdict, _, _ in before] == ["wrong"] * 3
    clock = iter(range(0, 10**9, 1000))
    monkeypatch.setattr(time, "process_time", lambda: float(next(clock)))
    assert told() == before


def test_the_clock_counts_formulas_and_large_arrays():
    start = effort.seconds()
    for _ in range(1000):
        effort.evaluated(10)
    small = effort.seconds() - start
    effort.evaluated(10**9)
    assert 0.1 < small < 1
    assert effort.seconds() - start > 5


def test_a_root_is_not_looked_for_beyond_its_time():
    calls = []

    def slow(point):
        calls.append(point)
        effort.evaluated(10**7)
        return np.exp(point) + 1.0

    assert root(slow, np.ones(3), seconds=0.5) is None
    assert len(calls) < 20


def test_what_has_been_judged_is_worth_more_than_nothing():
    """Where the time by the clock is over, rows say so; they are not called wrong, and nothing is lost."""
    model = derive.loads(SPEC)
    try:
        effort.limit(0.0)
        report = check(model, TEXT)
    finally:
        effort.limit(float("inf"))
    assert report.rows
    assert all(row.verdict in ("cannot tell", "not a claim") for row in report.rows)
    assert any("no time was left" in row.reason for row in report.rows)
    assert any(row.verdict == "wrong" for row in check(model, TEXT).rows)
