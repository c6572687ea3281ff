"""Backpropagation through time: total and immediate derivatives, products of Jacobians in order, earlier steps held."""

from __future__ import annotations

import pytest

from derive.check import check

GIVEN = r"""
Let $h_t \in \mathbb{R}^n$, $x_t \in \mathbb{R}^d$, $U \in \mathbb{R}^{n\times n}$,
$W \in \mathbb{R}^{n\times d}$, $v \in \mathbb{R}^n$.
$$h_t = \tanh(U h_{t-1} + W x_t)$$
$$L = \sum_{t=1}^{T} v^\top h_t$$
"""
STEP = r"\mathrm{diag}(1 - h_i\odot h_i)U"
BACK = r"\sum_{t=1}^{T}\mathrm{diag}(1 - h_t\odot h_t)\frac{\partial L}{\partial h_t}"


@pytest.fixture(scope="module")
def report():
    rows = [
        r"\frac{\partial L}{\partial U} = \sum_t \frac{\partial L}{\partial h_t}\frac{\partial h_t}{\partial U}",
        r"\frac{\partial h_t}{\partial h_{t-1}} = \mathrm{diag}(1 - h_t\odot h_t)U",
        rf"\frac{{\partial h_t}}{{\partial h_k}} = \prod_{{i=k+1}}^{{t}} {STEP}",
        rf"\frac{{\partial h_t}}{{\partial h_k}} = \prod_{{i=k}}^{{t}} {STEP}",
        rf"\frac{{\partial L}}{{\partial W}} = {BACK} x_t^\top",
        rf"\frac{{\partial L}}{{\partial U}} = {BACK} h_{{t-1}}^\top",
        rf"\frac{{\partial L}}{{\partial U}} = {BACK} h_t^\top",
    ]
    text = GIVEN + "\n".join(f"$$ {row} $$" for row in rows)
    found = check(None, text, explain=False).rows[-len(rows) :]
    return dict(zip(("sum", "step", "product", "too many", "W", "U", "late"), found, strict=True))


def test_conventions_of_recurrences_are_named(report):
    assert report["product"].verdict == "holds under"
    assert "descending order" in report["product"].convention


@pytest.mark.parametrize("name", ["sum", "step", "W", "U"])
def test_right_rows_hold(report, name):
    assert report[name].verdict == "holds"


@pytest.mark.parametrize("name", ["too many", "late"])
def test_a_shift_by_one_step_is_wrong(report, name):
    assert report[name].verdict == "wrong"
    assert report[name].counterexample is not None
