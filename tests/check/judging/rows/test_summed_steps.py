"""Costs that a text adds up over the steps; gradients that lie as rows where their symbols are columns."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.judging.pages.verdict import Judged
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[network]
input = ["T", "d"]
cost = "cross_entropy"
batch = "none"
layers = [{ layer = "rnn", units = "n" }, { layer = "dense", units = "k", activation = "softmax" }]
[notation]
"V" = "W2"
"p_t" = "a2[t]"
"y_t" = "y[t]"
"h_t" = "h1[t]"
"\\delta_t" = "grad h1[t]"
"T" = "size T"
"""


def row(text: str) -> Judged:
    return check(derive.loads(SPEC), f"$${text}$$", read_declarations(SPEC)).rows[-1]


def test_a_cost_that_adds_up_the_steps_is_no_slip():
    text = r"\frac{\partial C}{\partial V} = \sum_t (p_t - y_t) h_t^T"
    assert row(text).verdict == "cannot tell" and "adds up the steps" in row(text).reason
    assert row(text.replace("=", r"= \frac{1}{T}")).verdict == "holds"
    assert row(text.replace("=", "= 2")).verdict == "wrong"


def test_derivatives_as_rows_beside_symbols_as_columns():
    found = row(r"\delta_t^T = \frac{\partial C}{\partial h_t}")
    assert found.verdict == "holds under" and "symbols for gradients columns" in (found.convention or "")
    assert row(r"\delta_t^T = 2 \frac{\partial C}{\partial h_t}").verdict not in ("holds", "holds under")
