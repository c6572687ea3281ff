"""A symbol that stands nowhere else is a slip, if a known one in its place makes the row hold."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { t = [] }
parameters = { out = ["n"], mid = ["n"] }
equations = '''
s = dot(out, mid)
J = (s - t)**2
'''

[notation]
"u_o" = "out"
"v_c" = "mid"
"""


def judged(text):
    return check(derive.loads(SPEC), text, read_declarations(SPEC)).rows


def test_another_index_of_a_known_letter_is_a_slip():
    (row,) = judged(r"$$\frac{\partial J}{\partial v_c} = 2 (u_o^T v_o - t) u_o$$")
    assert row.verdict == "wrong"
    assert row.explanation == "The index $o$ of $v_{o}$ is wrong: with $v_{c}$ it holds."
    assert row.correction == r"\frac{\partial J}{\partial v_c} = 2 (u_o^T v_{c} - t) u_o"


def test_what_no_known_symbol_repairs_may_be_anything():
    (row,) = judged(r"$$\frac{\partial J}{\partial v_c} = 3 (u_o^T v_o - t) u_o$$")
    assert (row.verdict, row.reason) == ("cannot tell", "the symbol 'v_o' is not known")


def test_a_letter_that_stands_nowhere_else_may_be_anything():
    (row,) = judged(r"$$\frac{\partial J}{\partial v_c} = 2 (u_o^T r - t) u_o$$")
    assert (row.verdict, row.reason) == ("cannot tell", "the symbol 'r' is not known")


def test_a_symbol_that_the_text_uses_often_is_one_that_it_did_not_explain():
    line = r"$$\frac{\partial J}{\partial v_c} = 2 (u_o^T v_o - t) u_o$$"
    assert {row.verdict for row in judged("\n\n".join([line] * 3))} == {"cannot tell"}


DEEP = """
[network]
depth = "L"
cost = "quadratic"
layers = [{ layer = "dense", units = "n_l", activation = "f" }]

[notation]
"W^l" = "w[l]"
"z^l" = "z[l]"
"\\\\delta^l" = "grad z[l]"
"g" = "function f"
"""


def deep(text):
    return check(derive.loads(DEEP), text, read_declarations(DEEP)).rows[-1]


def test_a_letter_of_a_quantity_with_a_prime_is_a_slip_for_a_function():
    row = deep(r"$$a^l = g(z^l)$$ $$\delta^l = (W^{l+1})^T \delta^{l+1} \odot \delta'(z^l)$$")
    assert (row.verdict, row.explanation) == ("wrong", r"$\delta'$ stands for $g'$: with $g'$ it holds.")
    assert deep(r"$$a^l = g(z^l)$$ $$\delta^l = W^{l+1} \delta^{l+1} \odot \delta'(z^l)$$").verdict == "cannot tell"


def test_a_symbol_without_its_layer():
    assert deep(r"$$\nabla_a C = (W^{l+1})^T \delta^{l+1}$$").convention == "a stands for that of layer l"
    assert deep(r"$$\nabla_a C = (W^{l+1})^T \delta^{l+2}$$").verdict != "holds under"
    assert deep(r"$$\delta^l = \frac{\partial C}{\partial z^l} = \nabla_z C$$").verdict == "holds under"
