"""The reverse sweep gives the formulas that the literature prints, and says where each line comes from."""

from __future__ import annotations

from itertools import pairwise

import pytest
import sympy
from sympy import Symbol, symbols

from derive.algebra import Apply, Delta, Func, Sum, adjoint
from derive.backprop import derive
from derive.derivation import Ref
from derive.frontends import load, loads
from derive.frontends.network import Network

j, k, n = symbols("j k n", integer=True)


def dense(activation, cost, **options):
    """A network of one layer."""
    layer = {"layer": "dense", "units": 3, "activation": activation}
    return Network(input=4, layers=[layer], cost=cost, batch="none", name="one", **options)


def equal(a, b):
    """Equality of small expressions without SymPy's simplify."""
    return sympy.expand(a - b) == 0


def test_sigmoid_with_quadratic_cost():
    model = dense("sigmoid", "quadratic")
    a, y = model.tensors["a1"], model.tensors["y"]
    assert equal(derive(model)["delta z1"].statement, (a[j] - y[j]) * a[j] * (1 - a[j]))


@pytest.mark.parametrize(
    ("activation", "cost"), [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy"), ("exp", "poisson")]
)
def test_matching_activation_and_cost_give_a_minus_y(activation, cost):
    model = dense(activation, cost)
    a, y = model.tensors["a1"], model.tensors["y"]
    assert equal(derive(model)["delta z1"].statement, a[j] - y[j])


def test_over_a_batch_the_error_is_a_minus_y_over_n():
    layers = [{"layer": "dense", "units": 3, "activation": "softmax"}]
    model = Network(input=4, layers=layers, cost="cross_entropy", batch="mean", name="batch")
    derivation = derive(model)
    a, y = model.tensors["a1"], model.tensors["y"]
    assert equal(derivation["delta z1"].statement, (a[n, j] - y[n, j]) / model.example_size)
    assert [t.key for t in derivation.theorems if t.key.startswith("delta")] == ["delta z1"]


def test_the_assumption_is_a_line_of_its_own_and_the_code_does_without():
    model = dense("softmax", "cross_entropy")
    a, y = model.tensors["a1"], model.tensors["y"]
    derivation = derive(model)
    assert [s.rule for s in derivation["delta z1"].steps].count("assumption") == 1
    code = next(e.rhs for e in derivation.adjoints if e.tensor == adjoint(model.tensors["z1"]))
    total = Sum(y[k], (k, *model.equation_of(a).bounds[0][1:]))
    assert equal(code, a[j] * total - y[j])


def test_the_four_equations_for_every_layer():
    """Nielsen's BP1 to BP4, for symbolic depth, any activation, any cost."""
    model = load("nielsen-depth-L")
    w, a, z = (model.tensors[name] for name in "waz")
    layer, depth = Symbol("l", integer=True), Symbol("L", integer=True, positive=True)
    delta, width = adjoint(z), model.equation_of(z).bounds[1][2].tensor
    prime = Func("f", 1)
    derivation = derive(model)
    assert derivation["delta z at L"].statement == adjoint(a)[depth, j] * Apply(prime, z[depth, j])
    propagated = Sum(w[layer + 1, k, j] * delta[layer + 1, k], (k, 1, width[layer + 1]))
    assert derivation["delta z"].statement == propagated * Apply(prime, z[layer, j])
    assert derivation["grad b"].statement == delta[layer, j]
    assert derivation["grad w"].statement == a[layer - 1, k] * delta[layer, j]


def test_attention_gradients_are_those_of_the_literature():
    """dS = P * (dP - rowsum(dP * P)), dQ = dS K / sqrt(d)."""
    model = loads("""
name = "attention"
[model]
inputs = { G = [4, 2] }
parameters = { Q = [4, 3], K = [4, 3], V = [4, 2] }
equations = '''
S = Q @ K.T / sqrt(3)
P = softmax(S)
O = P @ V
C = sum(O*G)
'''
""")
    derivation = derive(model)
    p, dp = model.tensors["P"], adjoint(model.tensors["P"])
    i = Symbol("i", integer=True)
    row, column = derivation["delta S"].subject.indices
    mixed = Sum(dp[row, i] * p[row, i], (i, 1, 4))
    assert equal(derivation["delta S"].statement, p[row, column] * (dp[row, column] - mixed))
    assert {"grad Q", "grad K", "grad V"} <= {theorem.key for theorem in derivation.theorems}


def test_shared_weights_get_a_term_from_each_use():
    derivation = derive(load("autoencoder-tied").single)
    statement = derivation["grad W1"].statement
    assert isinstance(statement, sympy.Add)
    assert {t.name for t in statement.atoms(type(derivation.model.cost)) if t.role == "adjoint"} == {"z1", "z2"}


def test_a_penalty_adds_its_derivative():
    model = dense("identity", "quadratic", penalty={"l2": 0.1})
    w = model.tensors["W1"]
    statement = derive(model)["grad W1"].statement
    (constant,) = model.constants
    assert equal(sympy.diff(statement, constant), w[j, k])


def test_gradients_of_inputs_come_on_request_only():
    asked = dense("tanh", "mse", gradients=["parameters", "inputs"])
    assert "grad x" in {theorem.key for theorem in derive(asked).theorems}
    assert "grad x" not in {theorem.key for theorem in derive(dense("tanh", "mse")).theorems}


def test_single_unit_with_another_function():
    """Nielsen's exercise: one neuron with another f."""
    model = load("one-neuron").single
    statement = derive(model)["delta z1"].statement
    assert statement.has(Delta)


def test_every_line_changes_something_and_says_why():
    for theorem in derive(load("digits")).theorems:
        lines = [step.after for step in theorem.steps]
        assert all(a != b for a, b in pairwise(lines)), theorem.key
        assert all(step.reason and step.rule for step in theorem.steps)


def test_references_lead_to_equations_or_theorems():
    derivation = derive(load("gelu-mlp"))
    known = {theorem.key for theorem in derivation.theorems} | {e.label for e in derivation.model.equations}
    cited = {part.key for t in derivation.theorems for s in t.steps for part in s.reason if isinstance(part, Ref)}
    assert cited <= known


def test_repeated_proofs_are_cited():
    layers = [{"layer": "dense", "units": 5, "activation": "tanh"} for _ in range(5)]
    derivation = derive(Network(input=4, layers=layers, cost="quadratic", batch="mean", name="deep"))
    assert derivation["delta z2"].same_as == "delta z4"
    assert derivation["grad W3"].same_as


def test_the_derivation_does_not_depend_on_the_widths():
    def lines(width):
        layers = [
            {"layer": "dense", "units": width, "activation": "sigmoid"},
            {"layer": "dense", "units": 2, "activation": "softmax"},
        ]
        model = Network(input=3 * width, layers=layers, cost="cross_entropy", batch="mean", name="wide")
        return [str(step.after) for theorem in derive(model).theorems for step in theorem.steps]

    assert len(lines(3)) == len(lines(5000))
