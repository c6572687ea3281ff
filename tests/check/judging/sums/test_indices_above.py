"""Tensors with their indices above: repeated letters are summed, delta is Kronecker's, and softmax has a sign of its own."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.check.reading import read
from derive.check.reading.kroneckers import lowered
from derive.check.reading.printer import latex

SPEC = """
[model]
inputs = { H = ["u", "w"] }
parameters = { F = ["u", "r"], G = ["v", "r"], M = ["v", "w"] }
equations = '''
R = F @ G.T
P = softmax(R, axis=1)
Y = P @ M
E = sum(H*Y)
'''
[notation]
"R^{ij}" = "R[i,j]"
"F^{ia}" = "F[i,a]"
"G^{ja}" = "G[j,a]"
"P^{ij}" = "P[i,j]"
"Y^{ib}" = "Y[i,b]"
"M^{jb}" = "M[j,b]"
"E" = "E"
"""
FORWARD = (r"R^{ij} = F^{ia} G^{ja}", r"Y^{ib} = P^{ij} M^{jb}", r"P^{ij} = \frac{e^{R^{ij}}}{\sum_k e^{R^{ik}}}")
SIGNED = (*FORWARD, r"Y^{ib} = \sum_j P^{ij} M^{jb}")


def verdict(row, before=FORWARD):
    text = "\n".join(rf"$${each}$$" for each in (*before, row))
    return check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial E}{\partial P^{kl}} = \frac{\partial E}{\partial Y^{kb}} M^{lb}", "holds under"),
        (r"\frac{\partial E}{\partial P^{kl}} = \frac{\partial E}{\partial Y^{lb}} M^{kb}", "wrong"),
        (r"\frac{\partial Y^{ib}}{\partial M^{kc}} = P^{ij} \delta^j_k \delta^b_c = P^{ik} \delta^b_c", "holds under"),
        (r"\frac{\partial Y^{ib}}{\partial M^{kc}} = P^{ij} \delta^j_k \delta^b_c = P^{ki} \delta^b_c", "wrong"),
        (r"\frac{\partial R^{ij}}{\partial F^{kl}} = \delta^i_k \delta^a_l G^{ja}", "holds under"),
        (r"\frac{\partial R^{ij}}{\partial F^{kl}} = \delta^j_k \delta^a_l G^{ia}", "wrong"),
        (r"\frac{\partial P^{ij}}{\partial R^{mn}} = \delta^i_m P^{ij} (\delta^j_n - P^{in})", "holds under"),
        (r"\frac{\partial P^{ij}}{\partial R^{mn}} = \delta^i_m P^{in} (\delta^j_n - P^{in})", "wrong"),
        (
            r"\frac{\partial E}{\partial R^{ij}} = P^{ij} (\frac{\partial E}{\partial P^{ij}}"
            r" - \sum_{j'} P^{ij'} \frac{\partial E}{\partial P^{ij'}})",
            "holds",
        ),
        (
            r"\frac{\partial E}{\partial R^{ij}} = P^{ij} (\frac{\partial E}{\partial P^{ij}}"
            r" - \sum_{j'} \frac{\partial E}{\partial P^{ij'}})",
            "wrong",
        ),
    ],
)
def test_index_notation(row, expected):
    assert verdict(row) == expected


def test_a_text_that_writes_its_sums_has_lost_one():
    row = r"\frac{\partial E}{\partial P^{kl}} = \frac{\partial E}{\partial Y^{kb}} M^{lb}"
    assert verdict(row) == "holds under"
    assert verdict(row, SIGNED) not in ("holds", "holds under")


@pytest.mark.parametrize(
    ("row", "same"),
    [
        (r"T^{ib} = Q^{jb} \delta^i_j", False),
        (r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)", True),
        (r"\frac{\partial E}{\partial W^a_{ij}} = \delta^a_i x_j", True),
        (r"g = \delta^{(a)}_i x^{ia}", True),
    ],
)
def test_which_deltas_are_kroneckers(row, same):
    document = read(f"$${row}$$")
    after = lowered(document)
    assert (after.rows == document.rows) is same
    assert same or latex(after.rows[0].claims[0].right) == r"Q^{jb} \delta_{ij}"
