"""Differentials and adjoints without coordinates, unit vectors, lists of gradients."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

BILINEAR = r"""
[model]
inputs = { T = ["m", "n"] }
parameters = { A = ["m", "r"], B = ["r", "n"] }
equations = '''
M = tanh(A @ B)
E = sum((M - T)**2)/2
'''
[notation]
"\\theta" = "(A, B)"
"\\Gamma" = "grad M"
"s_i" = "M[i]"
"\\psi" = "function softmax"
"H" = ["m", "r"]
"P" = ["m", "n"]
"v" = ["n"]
"e_i" = "basis m"
"m" = "size m"
"""


def rows(text, spec=BILINEAR):
    return check(derive.loads(spec), text, read_declarations(spec), explain=False).rows


def verdicts(text):
    return [row.verdict for row in rows(text)]


@pytest.mark.parametrize(
    "row",
    [
        r"d_A E(\theta) \cdot H = \langle H, \nabla_A E(\theta) \rangle_F",
        r"d_A E(\theta) \cdot H = dE(M(\theta)) \cdot d_A M(\theta) \cdot H",
        r"d_A M(\theta) \cdot H = (1 - M^2) \odot (H B)",
        r"d_A M(\theta)^* \cdot P = ((1 - M^2) \odot P) B^T",
        r"\langle d_A M(\theta) \cdot H, P \rangle_F = \langle H, d_A M(\theta)^* \cdot P \rangle_F",
        r"d_A E(\theta) \cdot H = \langle H, d_A M(\theta)^* \circ dE(M(\theta))^* \cdot 1 \rangle_F",
        r"d\psi(s_i) v = \psi(s_i) \odot v - \psi(s_i) \psi(s_i)^T v",
        r"\nabla E(\theta) = (((1 - M^2) \odot \Gamma) B^T, A^T ((1 - M^2) \odot \Gamma(\theta)))",
        r"\Gamma(\theta)^T = (M - T)^T",
        r"\Gamma = \sum_{i=1}^m e_i e_i^T \Gamma",
    ],
)
def test_linear_maps_hold(row):
    assert verdicts(f"$$ {row} $$")[0] in ("holds", "holds under")


@pytest.mark.parametrize(
    "row",
    [
        r"d_A E(\theta) \cdot H = -\langle H, \nabla_A E(\theta) \rangle_F",
        r"d_A M(\theta) \cdot H = H B",
        r"d_A M(\theta)^* \cdot P = P B^T",
        r"d\psi(s_i) v = \psi(s_i) \odot v",
        r"\nabla E(\theta) = (((1 - M^2) \odot \Gamma) B^T, -A^T ((1 - M^2) \odot \Gamma))",
        r"\Gamma = 2 \sum_{i=1}^m e_i e_i^T \Gamma",
    ],
)
def test_wrong_ones_do_not(row):
    assert verdicts(f"$$ {row} $$") == ["wrong"]


def test_the_operand_needs_the_shape_of_the_variable():
    (row,) = rows(r"$$ d_A M(\theta) \cdot P = P $$")
    assert row.verdict == "cannot tell"
    assert "this differential acts on" in row.reason


def test_the_wrong_entry_of_a_list_is_said():
    (row,) = rows(r"$$ \nabla E(\theta) = (((1 - M^2) \odot \Gamma) B^T, B) $$")
    assert (row.verdict, row.reason.split(":")[0]) == ("wrong", "entry 2 of the list")


def test_unit_vectors_need_a_letter():
    spec = BILINEAR.replace('"e_i" =', '"e" =')
    report = check(derive.loads(spec), "$$ \\Gamma = \\Gamma $$ $$ e = M $$", read_declarations(spec), explain=False)
    assert "e is no family of unit vectors" in report.understood[0]
    assert report.rows[1].verdict == "cannot tell"


def test_what_a_gradient_defines_may_name_its_argument():
    text = r"$$ \Omega(\theta) = (1 - M^2) \odot \Gamma(\theta) $$ $$ \nabla_B E(\theta) = A^T \Omega(\theta) $$"
    assert verdicts(text) == ["not a claim", "holds"]


def test_a_change_is_no_product_with_a_size():
    """Beside a size that is called d."""
    spec = "[model]\nparameters = { A = ['d', 'd'], X = ['N', 'd'] }\nequations = 'L = sum((X @ A)**2)'"
    symbols = {r"\Sigma": "A", "d": "size d"}
    for sign, verdict in (("-", "holds"), ("", "wrong"), ("-2", "wrong")):
        row = rf"$$ d(\Sigma^{{-1}}) = {sign} \Sigma^{{-1}} d\Sigma \Sigma^{{-1}} $$"
        assert check(derive.loads(spec), row, symbols, explain=False).rows[0].verdict == verdict
