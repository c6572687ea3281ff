"""Recurrences of a text whose states have declared shapes; gates whose letters are labels elsewhere; costs of steps and their
sum under one letter; names of several capitals."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

UNIT = r"""
$$u_t = \sigma(a^u_t), \qquad a^u_t = W_{xu} x_t + W_{hu} h_{t-1}$$
$$r_t = \tanh(a^r_t), \qquad a^r_t = W_{xr} x_t + W_{hr} h_{t-1}$$
$$h_t = u_t \odot h_{t-1} + (1 - u_t) \odot r_t$$
$$L_t = \frac{1}{2} \| h_t - y_t \|^2$$
$$L = \sum_{t=1}^{T} L_t$$
"""
SHAPES = """
[notation]
cost = "L"
"T" = "size T"
[notation.shapes]
"x_t" = ["d"]
"y_t" = ["n"]
"h_t" = ["n"]
"W_{xu}" = ["n", "d"]
"W_{hu}" = ["n", "n"]
"W_{xr}" = ["n", "d"]
"W_{hr}" = ["n", "n"]
"""


def verdict(row):
    return check(None, UNIT + f"$${row}$$", read_declarations(SHAPES), explain=False).rows[-1].verdict


def test_a_declared_shape_makes_no_input_of_a_state():
    assert verdict(r"\frac{\partial L}{\partial u_t} = \frac{\partial L}{\partial h_t} \odot (h_{t-1} - r_t)") == "holds"
    assert verdict(r"\frac{\partial L}{\partial u_t} = \frac{\partial L}{\partial h_t} \odot (r_t - h_{t-1})") == "wrong"


def test_the_cost_of_a_step_is_another_quantity_than_their_sum():
    assert verdict(r"\frac{\partial L_t}{\partial h_t} = h_t - y_t").startswith("holds")
    assert verdict(r"\frac{\partial L}{\partial h_t} = h_t - y_t") == "wrong"


def test_letters_of_gates_are_labels():
    assert verdict(r"\frac{\partial L}{\partial a^r_t} = \frac{\partial L}{\partial r_t} \odot (1 - r_t^2)") == "holds"
    assert verdict(r"\frac{\partial L}{\partial a^r_t} = \frac{\partial L}{\partial r_t} \odot (1 - u_t^2)") == "wrong"


DIVERGENCE = r"""
[model]
parameters = { mu = ["K"], s = ["K"] }
equations = '''
KL = -sum(1 + s - mu**2 - exp(s))/2
J = 2*KL
'''
[notation]
"x^s" = "s"
"x^m" = "mu"
"\\mu" = "mu"
"""


def divergence(row):
    return check(derive.loads(DIVERGENCE), f"$${row}$$", read_declarations(DIVERGENCE), explain=False).rows[0].verdict


def test_capitals_are_the_name_of_a_quantity():
    assert divergence(r"\frac{\partial KL}{\partial \mu} = \mu") == "holds"
    assert divergence(r"\frac{\partial KL}{\partial \mu} = 2\mu") == "wrong"


def test_a_symbol_that_is_one_quantity_has_no_index_in_it():
    assert divergence(r"\frac{\partial J}{\partial x^m} = 2 x^m") == "holds"
    assert divergence(r"\frac{\partial J}{\partial x^m} = 2 x^s") == "wrong"


def test_equality_signs_that_define():
    assert divergence(r"J =^{def} 2 KL") == "holds"
    assert divergence(r"J =^{\text{def}}= 3 KL") == "wrong"
