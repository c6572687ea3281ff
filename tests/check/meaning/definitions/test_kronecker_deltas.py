"""Deltas that can only be Kronecker's symbol."""

from __future__ import annotations

from derive.check import check

NORM = r"For $x \in \mathbb{R}^n$ let $r = \sqrt{\sum_i x_i^2}$ and $y_i = g_i x_i / r$."


def test_a_delta_of_an_entry_by_an_entry():
    slope = r"\frac{\partial y_i}{\partial x_j} = g_i \left(\frac{\delta_{ij}}{r} - \frac{x_i x_j}{r^3}\right)"
    right, wrong = f"$${slope}$$", f"$${slope.replace('r^3', 'r^2')}$$"
    assert check(None, f"{NORM} {right}").rows[-1].verdict == "holds"
    row = check(None, f"{NORM} {wrong}").rows[-1]
    assert row.verdict == "wrong"
    assert "The exponent of $r^{2}$ is wrong" in row.explanation


def test_an_error_that_a_row_defines_is_none():
    slope = r"\frac{\partial y_i}{\partial x_j}"
    text = rf"{NORM} $$\delta_{{ij}} = {slope}$$"
    assert check(None, rf"{text} $${slope} = 2 \delta_{{ij}}$$", explain=False).rows[-1].verdict != "holds"
