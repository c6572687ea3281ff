"""Symbols that are their own index."""

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { x = ["d"], y = [] }
parameters = { W1 = ["n", "d"], w2 = ["n"] }
equations = '''
zh = W1 @ x
a = sigmoid(zh)
zo = dot(w2, a)
E = (y - zo)**2/2
'''
[notation]
"h" = "a[h]"
"z_h" = "zh[h]"
"z_o" = "zo"
"w_{ho}" = "w2[h]"
"w_{ih}" = "W1[h,i]"
"x_i" = "x[i]"
"""


def verdict(row):
    return check(derive.loads(SPEC), f"$$ {row} $$", read_declarations(SPEC)).rows[0].verdict


def test_the_letter_of_a_unit_is_what_it_computes_outside_of_scripts():
    assert verdict(r"\frac{\partial z_o}{\partial w_{ho}} = h") == "holds"
    assert verdict(r"\frac{\partial h}{\partial z_h} = h (1 - h)") == "holds"
    assert verdict(r"z_o = \sum_h w_{ho} h") == "holds"
    assert verdict(r"\frac{\partial z_o}{\partial w_{ih}} = w_{ho} h (1 - h) x_i") == "holds"


def test_slips_stay_wrong():
    assert verdict(r"\frac{\partial z_o}{\partial w_{ho}} = z_h") == "wrong"
    assert verdict(r"\frac{\partial h}{\partial z_h} = h (1 + h)") == "wrong"
    assert verdict(r"\frac{\partial z_o}{\partial w_{ih}} = h (1 - h) x_i") == "wrong"
