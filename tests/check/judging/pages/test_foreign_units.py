"""A symbol with the letter of a layer that has no such quantity."""

import derive
from derive.check.meaning.notation.declared import read_declarations

LETTERS = r"""
[network]
input = 4
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 3, activation = "tanh" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
[notation]
"o_p" = "x[p]"
"v_{pq}" = "W1[q,p]"
"c_q" = "b1[q]"
"s_q" = "z1[q]"
"o_q" = "a1[q]"
"v_{qr}" = "W2[r,q]"
"c_r" = "b2[r]"
"s_r" = "z2[r]"
"o_r" = "a2[r]"
"E" = "C"
"\\phi" = "function tanh"
"\\delta_r" = "grad z2[r]"
"""
ROWS = {
    r"\frac{\partial E}{\partial c_q} = \phi'(s_q) \sum_r \delta_r v_{qr}": ["holds"],
    r"\frac{\partial E}{\partial c_p} = \phi'(s_q) \sum_r \delta_r v_{qr}": ["wrong"],
    r"\frac{\partial s_r}{\partial c_p} &= v_{qr} \frac{\partial o_q}{\partial c_p} \\ &= v_{qr} \phi'(s_q)": [
        "wrong",
        "cannot tell",
    ],
    r"\frac{\partial E}{\partial c_p} = \delta_r \frac{\partial s_r}{\partial c_r}": ["wrong"],
    r"\frac{\partial E}{\partial c_p} = \sum_r \delta_r v_{qr}": ["cannot tell"],
}


def test_the_letter_of_the_inputs_below_a_bias():
    text = "".join(rf"\begin{{align}}{row}\end{{align}} " for row in ROWS)
    report = derive.check(derive.loads(LETTERS), text, read_declarations(LETTERS))
    assert [row.verdict for row in report.rows] == [verdict for found in ROWS.values() for verdict in found]
