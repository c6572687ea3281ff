"""Normalisations: the closed form of the literature, with the vanishing of the mean's term as a step of its own."""

from __future__ import annotations

import sympy
from sympy import symbols

from derive.algebra import Sum, adjoint
from derive.backprop import derive
from derive.frontends import loads

j, n = symbols("j n", integer=True)

BATCH_NORM = """
name = "normalised"
[model]
inputs = { G = ["N", 3] }
parameters = { x = [5, 3] }
equations = '''
mu = mean(x, axis=0)
v = mean((x - mu)**2, axis=0)
h = (x - mu)/sqrt(v + 1/100)
C = sum(h*sin(h))
'''
"""


def normalised():
    model = loads(BATCH_NORM.replace('"N"', "5"))
    return model, derive(model)


def test_the_gradient_has_the_form_of_the_literature():
    """dx = (g - mean(g) - h mean(g h)) / sqrt(v + eps)."""
    model, derivation = normalised()
    h, v = model.tensors["h"], model.tensors["v"]
    g = adjoint(h)
    theorem = derivation["grad x"]
    row, column = theorem.subject.indices
    lo, hi = theorem.bounds[0][1:]
    size = hi - lo + 1
    total = Sum(g[n, column], (n, lo, hi)) / size
    mixed = h[row, column] * Sum(g[n, column] * h[n, column], (n, lo, hi)) / size
    expected = (g[row, column] - total - mixed) / sympy.sqrt(v[column] + sympy.Rational(1, 100))
    ratio = sympy.cancel(sympy.together(theorem.statement / expected))  # 2/sqrt(100 v + 1) is 1/(5 sqrt(v + 1/100))
    assert (ratio**2).equals(1)
    assert len(theorem.statement.atoms(Sum)) == 2


def test_the_sum_of_differences_from_the_mean_vanishes_in_a_step_of_its_own():
    _, derivation = normalised()
    steps = derivation["delta mu"].steps
    assert any(step.rule == "fold" and "the sum is fixed by " in step.reason for step in steps)
    assert not steps[-1].after.has(adjoint(derivation.model.tensors["v"]))
