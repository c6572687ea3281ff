"""A stranger's formula costs neither memory nor time without end: it has no value, and the verdict says so."""

from __future__ import annotations

import time

import pytest

from derive.check.judging.outcome import CANNOT_TELL
from derive.check.reading import parse
from tests.check.judging.worlds import judge_of, two_layers

MANY = "abcdefghjklmnopqrst"
HEAVY = [
    r"\sum_{k=1}^{1000000000000} x_1",
    r"\sum_{k=1}^{10^{300}} x_1",
    r"\prod_{k=1}^{1000000000} x_1",
    r"1e1000000000 \sum_{k=1}^{1e1000000000} x_1",
    rf"\sum_{{{','.join(MANY)}}} " + " ".join(f"x_{letter}" for letter in MANY),
]


@pytest.mark.parametrize("latex", HEAVY)
def test_heavy_sums_are_refused(latex):
    judge = judge_of(two_layers(), letters="abcdefghijklmnopqrst")
    began = time.perf_counter()
    outcome = judge.judge(parse("C"), parse(latex))
    assert outcome.verdict == CANNOT_TELL
    assert time.perf_counter() - began < 2
