"""Sums that end at a letter for the number of units of a layer, which nothing but the sum explains."""

import pytest

import derive
from derive.check.meaning.notation.declared import read_declarations

NET = r"""
[network]
input = 4
cost = "quadratic"
batch = "none"
layers = [{ layer = "dense", units = 5, activation = "tanh" }, { layer = "dense", units = 3, activation = "tanh" }]
[notation]
"E" = "C"
"u^{(p)}" = "z1"
"u^{(p+1)}" = "z2"
"V^{(p+1)}" = "W2"
"e^{(p)}" = "grad z1"
"e^{(p+1)}" = "grad z2"
"\\phi" = "function tanh"
"""
HELD = (
    r"$$\frac{\partial E}{\partial u^{(p)}_i} = \sum_{j=1}^{R_{p+1}} "
    r"e^{(p+1)}_j \frac{\partial u^{(p+1)}_j}{\partial u^{(p)}_i}$$"
)
INPUT = r"$$u^{(p+1)}_j = \sum_{i=1}^{R_p} V^{(p+1)}_{ji} \phi(u^{(p)}_i) + b_2$$"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"e^{(p)}_i = \phi'(u^{(p)}_i) \sum_{j=1}^{R_{p+1}} V^{(p+1)}_{ji} e^{(p+1)}_j", "holds"),
        (r"e^{(p)}_i = \phi'(u^{(p)}_i) \sum_{j=1}^{R_{p+1}} V^{(p+1)}_{ij} e^{(p+1)}_j", "wrong"),
        (r"e^{(p)}_i = \phi'(u^{(p)}_i) \sum_{j=1}^{R_{p}} V^{(p+1)}_{ji} e^{(p+1)}_j", "wrong"),
        (r"e^{(p)}_i = \phi'(u^{(p)}_i) \sum_{j=1}^{Q_{p}} V^{(p+1)}_{ji} e^{(p+1)}_j", "cannot tell"),
    ],
)
def test_the_units_of_a_layer(row, verdict):
    report = derive.check(derive.loads(NET), f"{HELD} {INPUT} $${row}$$", read_declarations(NET))
    assert [judged.verdict for judged in report.rows[::2]] == ["holds", verdict]


STACKS = r"""
[network]
input = 4
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 5, activation = "tanh" },
  { layer = "dense", units = 3, activation = "tanh" },
  { layer = "dense", units = 2, activation = "tanh" },
]
[notation]
"E" = "C"
"u_i^p" = "z[p,i]"
"v_i^p" = "a[p,i]"
"V_{ij}^p" = "W[p,i,j]"
"e_i^p" = "grad z[p,i]"
"u_i^{o u}" = "z3[i]"
"v_i^{o u}" = "a3[i]"
"\\phi" = "function tanh"
"""
FIRST = r"$$e^p_i = \sum_{j=1}^{R_{p+1}} e^{p+1}_j \frac{\partial u^{p+1}_j}{\partial u^p_i}$$"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"e^p_i = \phi'(u^p_i) \sum_{j=1}^{R_{p+1}} V^{p+1}_{ji} e^{p+1}_j", "holds"),
        (r"e^p_i = \phi'(u^p_i) \sum_{j=1}^{R_{p+1}} V^{p+1}_{ij} e^{p+1}_j", "wrong"),
        (r"e^p_i = \sum_{j=1}^{R_{p+1}} V^{p+1}_{ji} e^{p+1}_j", "wrong"),
        (r"E = \frac12 \sum_{j=1}^{R_{o u}} (v_j^{o u} - y_j)^2", "holds"),
        (r"E = \sum_{j=1}^{R_{o u}} (v_j^{o u} - y_j)^2", "wrong"),
    ],
)
def test_the_units_of_any_layer(row, verdict):
    report = derive.check(derive.loads(STACKS), f"{FIRST} $${row}$$", read_declarations(STACKS))
    assert [judged.verdict for judged in report.rows] == ["holds", verdict]


def test_of_the_units_of_each_example():
    spec = STACKS.replace('batch = "none"', 'batch = "sum"')
    for old, new in (("u_i^p", "u_{ik}^p"), ("v_i^p", "v_{ik}^p"), ("e_i^p", "e_{ik}^p")):
        spec = spec.replace(f'"{old}"', f'"{new}"').replace("[p,i]", "[p,i,k]")
    spec = "\n".join(line for line in spec.splitlines() if "o u" not in line)
    for below, holds in (("kj", True), ("jk", False)):
        sum_ = rf"\sum_{{k=1}}^{{R_{{p+1}}}} V^{{p+1}}_{{{below}}} e^{{p+1}}_{{ik}}"
        text = rf"$$ e^p_{{ij}} = \phi'(u^p_{{ij}}) {sum_} $$"
        assert (derive.check(derive.loads(spec), text, read_declarations(spec)).rows[-1].verdict == "holds") == holds
