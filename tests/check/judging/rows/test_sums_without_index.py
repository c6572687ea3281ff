"""Sums without anything below the sign: what they run over follows from the letters that stand elsewhere."""

import pytest

import derive
from derive.check.meaning.notation.declared import read_declarations

UNITS = r"""
[model]
inputs = { u = ["A"], t = [] }
parameters = { P = ["A", "B"], Q = ["B", "D"], r = ["D"] }
equations = '''
f[b] = sum(P[a,b]*u[a], a)
v = tanh(f)
g[d] = sum(Q[b,d]*v[b], b)
s = tanh(g)
o = sum(r*s)
E = (o - t)**2/2
'''
[notation]
"u_a" = "u[a]"
"v_b" = "v[b]"
"s_c" = "s[c]"
"p_{ab}" = "P[a,b]"
"q_{bc}" = "Q[b,c]"
"r_c" = "r[c]"
"f_b" = "f[b]"
"g_c" = "g[c]"
"\\phi" = "function tanh"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"v_b = \phi(\sum p_{ab} u_a) = \phi(f_b)", "holds"),
        (r"v_b = \phi(\sum p_{ab} u_a) = \phi(g_b)", "wrong"),
        (r"\phi(\sum q_{bc} v_b) = s_c", "holds"),
        (r"\phi(\sum q_{bc} v_b) = g_c", "wrong"),
        (r"o = \sum r_c \phi(\sum q_{bc} \phi(\sum p_{ab} u_a))", "holds"),
        (r"o = \sum r_c \phi(\sum q_{bc} \phi(\sum p_{ba} u_a))", "wrong"),
        (r"E = \frac{(\sum r_c s_c - t)^2}{2} = \frac{(o - t)^2}{2}", "holds"),
    ],
)
def test_letters_that_stand_elsewhere_are_not_summed_over(row, verdict):
    report = derive.check(derive.loads(UNITS), f"$${row}$$", read_declarations(UNITS))
    assert report.rows[0].verdict == verdict


SOFTMAX = """
[model]
inputs = { y = ["k"] }
parameters = { z = ["k"] }
equations = '''
p = softmax(z)
L = -sum(y*log(p))
'''
"""


def test_a_letter_beside_a_sum_may_be_its_own():
    rows = (
        r"L = -\sum y_i \log \frac{e^{z_i}}{\sum e^{z_i}}",
        r"L = -\sum y_i \log \frac{e^{z_i}}{\sum e^{z_j}}",
        r"L = \sum y_i \log \frac{e^{z_i}}{\sum e^{z_j}}",
    )
    report = derive.check(derive.loads(SOFTMAX), "\n".join(f"$${row}$$" for row in rows))
    assert [row.verdict for row in report.rows] == ["holds", "holds", "wrong"]


def test_the_function_sum_of_a_matrix_adds_up_examples():
    model = derive.loads("""
[model]
inputs = { X = ["m", "n"], Y = ["m", "k"] }
parameters = { W = ["n", "k"], b = ["k"] }
equations = '''
Z = X @ W + b
L = sum((Z - Y)**2)/2
'''
""")
    right, wrong = (rf"\frac{{\partial L}}{{\partial {by}}} = \text{{sum}}(\frac{{\partial L}}{{\partial Z}})" for by in "bW")
    rows = derive.check(model, f"$$ {right} $$ $$ {wrong} $$").rows
    assert rows[0].convention == "the sum without an index over the rows"
    assert rows[1].verdict not in ("holds", "holds under")
