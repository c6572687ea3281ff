"""Derivatives by a quantity that stands written out in what is differentiated."""

import pytest

import derive

SPEC = """
[model]
inputs = { x = ["n"], y = [] }
parameters = { theta = ["n"] }
equations = '''
eta = dot(theta, x)
J = softplus(eta) - y*eta
'''
[notation]
"a" = "function softplus"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\nabla_\theta J = x \frac{\partial}{\partial \eta} a(\theta^T x) - x y", "holds"),
        (r"\nabla_\theta J = x \frac{\partial}{\partial \eta} a(\theta^T x) + x y", "wrong"),
        (r"\nabla_\theta^2 J = x x^T \frac{\partial^2}{\partial \eta^2} a(\theta^T x)", "holds"),
        (r"\nabla_\theta^2 J = x^T x \frac{\partial^2}{\partial \eta^2} a(\theta^T x)", "wrong"),
    ],
)
def test_what_has_the_value_of_the_variable_is_the_variable(tmp_path, row, verdict):
    (tmp_path / "spec.toml").write_text(SPEC)
    path = tmp_path / "spec.toml"
    assert [found.verdict for found in derive.check(derive.load(path), f"$${row}$$").rows] == [verdict]
