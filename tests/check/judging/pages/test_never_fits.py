"""Rows of declared symbols whose lengths fit in no layout."""

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { x = ["n"], y = ["k"] }
parameters = { W_1 = ["h", "n"], W_2 = ["k", "h"] }
equations = '''
z_1 = W_1 @ x
a_1 = tanh(z_1)
z_2 = W_2 @ a_1
p = softmax(z_2)
C = -sum(y * log(p))
'''

[notation]
"W^{(1)}" = "W_1"
"W^{(2)}" = "W_2"
"x" = "x"
"y" = "y"
"h" = "a_1"
"\\hat{y}" = "p"
"e" = "grad z_2"
"g" = "grad z_1"
"""


def judged(row, spec=SPEC):
    (found,) = check(derive.loads(spec), f"$$ {row} $$", read_declarations(spec)).rows
    return found


def test_lengths_that_fit_in_no_layout_are_wrong():
    lost = judged(r"g = e \odot (1 - h \odot h)")
    assert lost.verdict == "wrong"
    assert "cannot be multiplied entry by entry with a column of length" in lost.reason
    assert judged(r"W^{(1)} h = y - \hat{y}").verdict == "wrong"
    assert judged(r"h + x = \hat{y}").verdict == "wrong"


def test_what_a_transpose_makes_fit_stays_open_or_holds():
    assert judged(r"g = (W^{(2)})^T e \odot (1 - h \odot h)").verdict == "holds"
    assert judged(r"\frac{\partial C}{\partial W^{(2)}} = e h^T").verdict == "holds"


def test_an_unknown_symbol_leaves_it_open():
    assert judged(r"g = e \odot (1 - q \odot q)").verdict == "cannot tell"
    unsure = SPEC.replace('"h" = "a_1"\n', "")
    assert judged(r"W^{(1)} q = y - \hat{y}", unsure).verdict == "cannot tell"


def test_a_sign_that_may_mean_another_product_leaves_it_open():
    assert judged(r"h \otimes x = e").verdict != "holds"


def test_a_symbol_that_stands_for_another_is_a_slip_where_all_are_declared():
    text = r"$$ g = (W^{(2)})^T e \odot (1 - h \odot h) $$ $$ \frac{\partial C}{\partial W^{(1)}} = e x^T $$"
    first, found = check(derive.loads(SPEC), text, read_declarations(SPEC)).rows
    assert first.verdict == "holds"
    assert found.verdict == "wrong"
    assert "$e$ stands for $g$" in found.explanation
