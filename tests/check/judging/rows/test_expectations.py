"""Expectations over what can be counted, the reach of a logarithm, the direct part of a slope, Kullback and Leibler's bars."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.check.reading import parse

CHOICES = """
[model]
inputs = { F = ["K", "d"], g = ["K"] }
parameters = { a = ["d"] }
equations = '''
p = softmax(F @ a)
V = sum(p*g)
'''
[notation]
"c" = "index K"
"p(c)" = "p[c]"
"g(c)" = "g[c]"
"""

STATES = """
[model]
inputs = { x = ["T", "n"] }
parameters = { W = ["n", "n"], h0 = ["n"], s0 = ["n"] }
equations = '''
h[0,j] = h0[j]
s[0,j] = s0[j]
u[t,j] = tanh(sum(W[j,k]*h[t-1,k], k) + x[t-1,j])
s[t,j] = s[t-1,j]*0.5 + u[t,j]
h[t,j] = tanh(s[t,j])
L = sum(h**2)
'''
[notation]
"x_t" = "x[t-1]"
"""


def last(row, spec):
    return check(derive.loads(spec), f"$${row}$$", read_declarations(spec), explain=False).rows[-1]


def test_an_expectation_over_an_index_is_a_sum():
    assert last(r"V = E_{c \sim p(c)}[g(c)]", CHOICES).verdict == "holds"
    assert last(r"V = \mathbb{E}_{c \sim p}\left[ g(c)^2 \right]", CHOICES).verdict == "wrong"


def test_a_logarithm_without_brackets_may_end_behind_what_is_called():
    right = last(r"\nabla_a V = \mathbb{E}_{c \sim p(c)}[ \nabla_a \log p(c) g(c) ]", CHOICES)
    assert right.verdict == "holds under" and "one factor" in right.convention
    assert last(r"\nabla_a V = \sum_c \nabla_a \log p(c) g(c)", CHOICES).verdict == "wrong"


def test_the_direct_part_of_a_slope():
    slope = r"\frac{\partial s_t}{\partial s_{t-1}}"
    chain = r"\frac{\partial s_t}{\partial u_t}\frac{\partial u_t}{\partial h_{t-1}}\frac{\partial h_{t-1}}{\partial s_{t-1}}"
    right = last(f"{slope} = {chain} + {slope}", STATES)
    assert right.verdict == "holds under" and "direct part" in right.convention
    assert last(f"{slope} = 2 {chain} + {slope}", STATES).verdict != "holds under"


def test_bars_that_part():
    assert parse(r"D(q \| p)") == parse("D(q || p)")
    assert parse(r"(a \|b\|)") != parse(r"(a \| b)")


STEPS = """
[model]
inputs = { y = ["T"], z = ["T"] }
parameters = { a = [], b = [], h0 = [] }
equations = '''
h[0] = h0
h[t] = tanh(a*h[t-1] + y[t-1])
e[t] = (b*h[t+1] - z[t])**2
L = sum(e)
'''
[notation]
"e_1" = "e[0]"
"e_2" = "e[1]"
"e_3" = "e[2]"
"""


def test_all_steps_one_by_one_say_how_many_there_are():
    slopes = [rf"\\frac{{\\partial e_{k}}}{{\\partial b}}".replace("\\\\", "\\") for k in (1, 2, 3)]
    found = last(r"\frac{\partial L}{\partial b} = " + " + ".join(slopes), STEPS)
    assert found.verdict == "holds under" and "T = 3" in found.convention
    assert last(r"\frac{\partial L}{\partial b} = " + " - ".join(slopes), STEPS).verdict == "wrong"
    assert last(r"\frac{\partial L}{\partial b} = " + slopes[2], STEPS).verdict == "wrong"
