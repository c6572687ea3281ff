"""Parts of an equation for which the author of a specification has no name are never held."""

import pytest

import derive

SPEC = """
[model]
inputs = { A = ["d", "d"] }
parameters = { w = ["d"] }
equations = '''
Q = A + A.T
P = -(w @ Q @ w)/2
J = P
'''
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\nabla_w P = -Q w", "holds"),
        (r"\nabla_w P = -\frac12 Q w", "wrong"),
        (r"\frac{\partial P}{\partial w} = -\frac12 Q w", "wrong"),
    ],
)
def test_a_quadratic_form_is_differentiated_by_both_of_its_factors(row, verdict):
    assert derive.check(derive.loads(SPEC), f"$$ {row} $$").rows[0].verdict == verdict


@pytest.mark.parametrize(("right", "verdict"), [("x", "holds under"), ("x + b", "holds"), ("w", "wrong"), ("b", "wrong")])
def test_an_operator_before_a_sum_without_brackets(right, verdict):
    spec = '[model]\ninputs = { x = [] }\nparameters = { w = [], b = [] }\nequations = "z = w*x + b; C = z**2"'
    row = rf"\frac{{\partial}}{{\partial w}} w x + b = {right}"
    assert derive.check(derive.loads(spec), f"$$ {row} $$").rows[0].verdict == verdict


def test_the_steps_of_a_recurrence_may_be_held():
    """The gradient as a sum over steps, each with the weights of that step alone."""
    spec = """
[model]
inputs = { x = ["T"], h0 = [] }
parameters = { u = [], w = [] }
equations = '''
h[0] = h0
h[t] = u*x[t-1] + w*h[t-1]
L = sum(h**2)
'''
"""
    rows = [
        r"\frac{\partial L}{\partial w} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} \frac{\partial h_t}{\partial w}",
        r"\frac{\partial L}{\partial w} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} h_{t-1}",
        r"\frac{\partial L}{\partial w} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} h_t",
    ]
    found = derive.check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows)).rows
    assert [row.verdict.removesuffix(" under") for row in found] == ["holds", "holds", "wrong"]
