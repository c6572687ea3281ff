"""Rows whose shapes fit under no reading are wrong, if they are so where every size is one."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["n"], t = ["k"] }
parameters = { W = ["m", "n"], V = ["k", "m"] }
equations = '''
z = W @ x
h = sigmoid(z)
y = V @ h
J = sum((y - t)**2)
'''

[notation]
"\\\\sigma" = "function sigmoid"
"""


def judged(text, spec=SPEC):
    return check(derive.loads(spec), text, read_declarations(spec)).rows


def test_what_differs_without_shapes_is_wrong():
    (row,) = judged(r"$$\frac{\partial J}{\partial z} = 3 (y - t) V \odot \sigma(z)$$")
    assert row.verdict == "wrong"
    assert row.reason.startswith("the shapes fit under no reading: a column of length")
    assert "; and where every size is one, both sides differ: with n = 1, k = 1, m = 1: the left side is" in row.reason
    assert row.counterexample is not None and set(row.counterexample.sizes.values()) == {1}


def test_what_is_right_but_for_its_shapes_stays_open():
    (row,) = judged(r"$$\frac{\partial J}{\partial W} = x \, 2 (y - t) V \sigma'(z)$$")
    assert row.verdict == "cannot tell"
    assert row.reason.startswith("the shapes fit under no reading")


def test_symbols_that_the_specification_does_not_have_have_no_known_size():
    (row,) = judged(r"$$u \in \mathbb{R}^{7}$$ $$\frac{\partial J}{\partial z} = 3 (y - t) V u$$")[-1:]
    assert row.verdict == "cannot tell"


def test_entries_by_number_are_not_there_where_every_size_is_one():
    (row,) = judged(r"$$\frac{\partial J}{\partial z} = 3 (y - t) z_2$$")
    assert row.verdict == "cannot tell"


def test_where_everything_is_zero_one_size_stays_as_it_is():
    spec = """
[model]
inputs = { x = ["n"], t = ["k"] }
parameters = { W = ["m", "n"], V = ["k", "m"] }
equations = '''
h = tanh(W @ x)
p = softmax(V @ h)
J = -sum(t*log(p))
'''
"""
    right, row = judged(
        r"""
        $$\frac{\partial J}{\partial W} = (p - t)^T V x (1 - h^2)$$
        $$\frac{\partial J}{\partial W} = 3 (p - t)^T V x (1 - h^2)$$
        """,
        spec,
    )
    assert right.verdict == "cannot tell"
    assert row.verdict == "wrong"
    assert row.counterexample is not None
    sizes = row.counterexample.sizes
    assert sizes["n"] == sizes["m"] == 1 < sizes["k"]


def test_a_deviation_of_one_example_has_no_derivative():
    spec = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { g = [] }
equations = '''
m = mean(x)
s = sqrt(mean((x - m)**2))
u = g*(x - m)/s
J = sum((u - t)**2)
'''
"""
    (row,) = judged(r"$$\frac{\partial J}{\partial g} = 3 (u - t)$$", spec)
    assert row.verdict == "cannot tell"


def test_a_definition_was_rather_misread():
    (row,) = judged(r"$$h = 3 z W$$")
    assert row.verdict == "cannot tell"


def test_what_stands_below_a_symbol_may_be_a_label():
    (row,) = judged(r"$$\frac{\partial J}{\partial z_e} = 3 (y - t) V \odot \sigma(z)$$")
    assert row.verdict == "cannot tell"


def test_the_argument_of_a_function_is_any_number():
    (row,) = judged(r"$$\sigma'(z) = y (1 - y) x$$")
    assert row.verdict == "cannot tell"


TABLE = """
[model]
inputs = { U = ["n", "d"], G = ["n", "m"] }
parameters = { M = ["d", "m"] }
equations = '''
S = U @ M
J = sum(G*S)
'''
[notation]
"E" = "grad S"
"""


def test_what_is_counted_on_above_a_table_may_be_a_layer():
    assert judged(r"$$\nabla_{U^{(k-1)}} J = E M^T$$", TABLE)[0].verdict == "cannot tell"
    assert judged(r"$$\nabla_U J = 3 E M$$", TABLE)[0].verdict == "wrong"
