"""Lowering: contractions, slices, masks, and no array larger than it has to be."""

import pytest
import sympy
from sympy import Symbol

from derive.algebra import Delta, Divides, Entry, InRange, Sum, Tensor
from derive.emit.lower import Lowering
from derive.errors import Refused
from derive.model import Equation, Model
from tests.emit.emitted import derivation, formulas, layered

i, j, k, n = (Symbol(name, integer=True) for name in "ijkn")
ONE = sympy.S.One
A = Tensor("A", [(1, 20), (1, 30)], "parameter")
B = Tensor("B", [(1, 30), (1, 40)], "parameter")
V = Tensor("v", [(1, 40)], "parameter")
X = Tensor("x", [(1, 10)], "input")


def lowered(lhs, rhs, *bounds):
    model = Model("m", (), (X,), (A, B, V))
    lowering = Lowering(model)
    value = lowering.equation(Equation(lhs, rhs, tuple((s, ONE, sympy.S(hi)) for s, hi in bounds)))
    return lowering.program.needed([value])


def operations(values):
    return [value.op for value in values if value.op not in ("input", "constant")]


def out(*sizes):
    return Tensor("out", [(1, size) for size in sizes])


def test_a_sum_over_a_product_is_a_contraction():
    values = lowered(out(20, 40)[i, k], Sum(A[i, j] * B[j, k], (j, 1, 30)), (i, 20), (k, 40))
    assert operations(values) == ["contract"]
    assert values[-1].shape == (20, 40)


def test_three_factors_are_contracted_in_the_cheaper_order():
    """(A (B v)) and not ((A B) v)."""
    values = lowered(out(20)[i], Sum(A[i, j] * B[j, k] * V[k], (j, 1, 30), (k, 1, 40)), (i, 20))
    assert [value.shape for value in values if value.op == "contract"] == [(30,), (20,)]


def test_an_addition_under_a_sum_makes_no_larger_array():
    """sum_jk (A_ij B_jk + A_ij v_k) has no array with the axes i, j, k."""
    body = A[i, j] * B[j, k] + A[i, j] * V[k]
    values = lowered(out(20)[i], Sum(body, (j, 1, 30), (k, 1, 40)), (i, 20))
    assert max(value.rank for value in values) == 2


def test_an_offset_is_a_slice():
    values = lowered(out(5)[i], X[i + 3], (i, 5))
    assert operations(values) == ["slice", "arrange"] or operations(values) == ["slice"]
    assert values[1].detail == (("from", 3, 5, 1),)


def test_a_stride_is_a_slice():
    values = lowered(out(5)[i], X[2 * i], (i, 5))
    assert values[1].detail == (("from", 1, 5, 2),)


def test_a_range_bracket_places_into_zeros():
    """What is zero outside of a range is computed inside only."""
    Y = Tensor("v", [(1, 40)], "parameter")
    values = lowered(out(50)[i], Y[i - 4] * InRange(i - 4, 1, 40), (i, 50))
    assert operations(values) == ["place"]
    assert values[-1].detail == (4,)


def test_a_range_bracket_on_a_summed_index_narrows_the_sum():
    values = lowered(Entry(out()), Sum(V[k] * InRange(k, 3, 10), (k, 1, 40)))
    assert [value.shape for value in values if value.op == "slice"] == [(8,)]


def test_a_delta_on_a_constant_is_a_mask():
    values = lowered(out(40)[i], V[i] * Delta(i, 3), (i, 40))
    assert operations(values) == ["positions", "equal", "multiply"]


def test_divisibility_is_a_mask():
    values = lowered(out(40)[i], V[i] * Divides(2, i), (i, 40))
    assert "modulo" in operations(values)


def test_a_recurrence_is_refused_by_name():
    H = Tensor("h", [(1, 40)])
    with pytest.raises(Refused, match="h is used before it is computed"):
        lowered(H[i], H[i - 1] + 1, (i, 40))


def test_what_is_not_known_is_refused_by_name():
    with pytest.raises(Refused, match="cannot write code for besselj"):
        lowered(out(40)[i], sympy.besselj(0, V[i]), (i, 40))


def test_forward_and_backward_share_what_they_have_in_common():
    """a - y stands in the cost and in the error; it is computed once."""
    from derive.emit.graph import graph

    program = graph(derivation(layered("tanh", "sigmoid", "quadratic"))).program
    a2 = next(value for value, name in program.names.items() if name == "a2")
    differences = [v for v in program.needed(program.outputs.values()) if v.op == "subtract" and v.args[0] is a2]
    assert len(differences) == 1


def test_a_chain_of_matrices_is_never_multiplied_out():
    from derive.emit.graph import graph

    spec = formulas('x = ["N", 3], y = ["N", 2]', "A = [2, 4], B = [4, 3]", "C = mean((x @ B.T @ A.T - y)**2)")
    values = graph(derivation(spec)).program.needed(graph(derivation(spec)).program.outputs.values())
    assert max(value.rank for value in values) == 2
