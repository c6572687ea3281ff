"""Activations of a model, and what they are computed from."""

from __future__ import annotations

import pytest

import derive
from derive.check.meaning.specification.world import spec_world
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Name, Number

GATES = """
[model]
inputs = { x = ["d"], y = ["n"] }
parameters = { W = [3, "n", "d"] }
equations = '''
q[g,j] = sum(W[g,j,i]*x[i], i)
u[j] = sigmoid(q[0,j])
v[j] = tanh(q[1,j])
s[j] = sigmoid(q[2,j])
h = u*v*s
L = sum((h - y)**2)/2
'''
"""


@pytest.mark.parametrize(("counted_from", "place"), [(None, "0"), (0, "0"), (1, "1")])
def test_a_fixed_place_is_counted_as_the_text_does(counted_from, place):
    world = spec_world(derive.loads(GATES), entries=counted_from)
    assert world.argument(Part("u", (None,))) == Part("q", (Number(place), None))
    assert world.argument(Part("u", (Name("j"),))) == Part("q", (Number(place), Name("j")))


def test_other_quantities_are_no_activations():
    world = spec_world(derive.loads(GATES))
    assert world.activation("v") == "tanh"
    assert world.activation("h") is world.activation("x") is world.activation("unheard of") is None
    assert world.argument(Part("h", (None,))) is None


@pytest.mark.parametrize(("row", "verdict"), [
    (r"\delta v = (h - y) \odot u \odot s \odot (1 - v^2)", "holds under"),
    (r"\delta v = (h - y) \odot u \odot s \odot (1 - u^2)", "wrong"),
    (r"\frac{\partial L}{\partial W_{2ji}} = \delta v_j x_i", "holds under"),
    (r"\frac{\partial L}{\partial W_{3ji}} = \delta v_j x_i", "wrong"),
])  # fmt: skip
def test_gates_in_one_table(row, verdict):
    others = (
        r"\delta u = (h - y) \odot v \odot s \odot u \odot (1 - u)",
        r"\frac{\partial L}{\partial W_{1ji}} = \delta u_j x_i",
    )
    text = "\n".join(f"$$ {each} $$" for each in (*others, row))
    assert derive.check(derive.loads(GATES), text, explain=False).rows[-1].verdict == verdict
