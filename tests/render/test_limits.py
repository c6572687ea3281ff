"""Brackets beside a sum are printed as its limits and conditions."""

import sympy
from sympy import Integer, Symbol

import derive
from derive.algebra import Divides, InRange
from derive.render.limits import spans

i, j, u, v = (Symbol(s, integer=True) for s in "ijuv")
H, k = (Symbol(s, integer=True, positive=True) for s in "Hk")
zero = Integer(0)
WINDOW = (u, zero, k - 1)
KNOWN = {i: (zero, H + k - 2)}
"""The positions of a full correlation."""


def test_a_shifted_index_gives_the_limits():
    """A kernel's offset runs from max(0, i-H+1) to min(k-1, i)."""
    body, (span,) = spans(InRange(i - u, 0, H - 1) * u, [WINDOW], KNOWN)
    assert body == u
    assert span.lower == (zero, i - H + 1)
    assert span.upper == (k - 1, i)
    assert span.conditions == ()


def test_an_end_that_always_holds_is_left_out():
    """A position p = i + u is never negative, so that the lower end stays 0."""
    _, (span,) = spans(InRange(i + u, 0, H - 1) * u, [WINDOW], KNOWN)
    assert span.lower == (zero,)
    assert span.upper == (k - 1, H - 1 - i)
    assert span.narrowed


def test_a_stride_stands_as_a_condition_under_the_sign():
    """With a stride, the range is no pair of ends; the end that always holds is left out of the condition."""
    _, (span,) = spans(InRange(2 * u + i - 1, 0, 3 * k + H) * u, [WINDOW], KNOWN)
    assert (span.lower, span.upper) == ((zero,), (k - 1,))
    assert span.conditions == (sympy.GreaterThan(2 * u + i - 1, 0, evaluate=False),)


def test_a_quotient_is_multiplied_out():
    """0 <= (i-u)/2 <= H-1 says i-2H+2 <= u <= i; that 2 divides i-u stays a condition."""
    bracket = InRange((i - u) / 2, 0, H - 1)
    body, (span,) = spans(bracket * Divides(2, i - u), [WINDOW], {i: (zero, 2 * H)})
    assert body == 1
    assert span.lower == (zero, i - 2 * H + 2)
    assert span.conditions == (Divides(2, i - u),)


def test_the_innermost_index_carries_a_condition_on_several():
    """Limits may speak of the sums before them, never of those after."""
    _, (outer, inner) = spans(InRange(u + v, 0, H - 1) * u, [WINDOW, (v, zero, H - 1)], {})
    assert not outer.narrowed
    assert inner.upper == (H - 1 - u,)


def test_an_index_of_unknown_range_proves_nothing():
    """It may be zero, or negative."""
    _, (span,) = spans(InRange(j + u, 0, H - 1) * u, [WINDOW], {})
    assert span.lower == (zero, -j)


def test_a_bracket_on_no_bound_index_stays():
    """A causal mask is a bracket beside the quotient."""
    bracket = InRange(j, 0, i)
    body, (span,) = spans(bracket * u, [WINDOW], {})
    assert body == bracket * u
    assert not span.narrowed


CONV = {"layer": "conv2d", "channels": 2, "kernel": 3, "padding": 1}


def test_a_padded_convolution_has_no_brackets():
    """Forward, at the input and at the weights."""
    network = derive.Network(input=[2, 4, 4], layers=[CONV], cost="quadratic", gradients=["parameters", "inputs"], batch="none")
    proof = derive.derive(network)
    latex = proof.latex()
    assert r"\sum_{m=\max(0,1-i)}^{\min(2,H-i)}" in latex
    assert r"\sum_{m=\max(0,k-1)}^{\min(H-1,k+1)}" in latex
    assert r"\le " not in latex
    assert "A sum whose lower limit exceeds the upper one is zero." in latex
    assert "∑[m=max(0, 1−i)..min(2, H−i)]" in proof.text()


def test_a_stride_in_latex_is_a_row_of_a_substack():
    """The reader of a proof sees 0 <= i+1-2m <= 2 below the sign."""
    layer = CONV | {"stride": 2}
    network = derive.Network(input=[2, 5, 5], layers=[layer], cost="quadratic", gradients=["parameters", "inputs"])
    assert r"\sum_{\substack{m=0 \\ 0 \le k+1-2 m \le 2}}^{H-1}" in derive.derive(network).latex()


def test_the_input_of_a_transposed_convolution_has_no_delta_left():
    """[i = (p-u+1)/2] is solved for u; no divisibility remains, for 2i is even."""
    layer = {"layer": "conv_transpose2d", "channels": 2, "kernel": 3, "stride": 2, "padding": 1}
    network = derive.Network(input=[2, 3, 3], layers=[layer], cost="quadratic", gradients=["parameters", "inputs"])
    statement = derive.derive(network)["x"].statement
    assert not statement.has(Divides)
    assert not statement.has(derive.algebra.Delta)
    text = derive.derive(network).text(quantities=["x"])
    assert "∑[m=max(0, 2k−1)..min(" in text or "∑[m=max(0, 2k−1)..2k+1]" in text
