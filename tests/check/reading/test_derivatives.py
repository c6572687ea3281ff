"""What derivatives in front of products act on."""

from __future__ import annotations

import pytest

from derive.check.reading import parse
from derive.check.reading.printer import latex
from derive.check.reading.syntax import Call, Derivative
from derive.check.reading.tree import walk


def test_an_operator_reaches_over_a_quadratic_form():
    form = r"(a - b)^T C (a - b)"
    for text in (
        rf"\nabla_a {form}",
        rf"\frac{{\partial}}{{\partial C}} {form}",
        rf"\frac{{\partial}}{{\partial c_{{ij}}}} {form}",
    ):
        node = parse(text)
        assert isinstance(node, Derivative) and node.of == parse(form)
    assert not isinstance(parse(r"\nabla_a (a - b)^T C (c - d)"), Derivative)


def test_the_logarithm_of_a_density():
    """Nobody multiplies a logarithm by an exponential in this way."""
    log = parse(r"\log \frac{1}{s} \exp(-x^2)")
    assert isinstance(log, Call) and log.args == (parse(r"\frac{1}{s} \exp(-x^2)"),)
    assert not isinstance(parse(r"\log(s) \exp(-x^2)"), Call)


def test_a_triangle_is_a_nabla():
    assert parse(r"\triangledown_\theta J") == parse(r"\nabla_\theta J")


def test_an_inverse_may_be_transposed_by_a_letter():
    assert parse(r"A^{-T} B") == parse(r"A^{-\top} B")
    assert parse(r"e^{-T}") != parse(r"e^{-\top}")


def test_deltas_above_and_below_a_line():
    for text in (r"\frac{\delta L}{\delta w_1}", r"\delta L / \delta w_1", r"\dfrac{\delta L}{\delta w_1}"):
        assert parse(text) == parse(r"\frac{\partial L}{\partial w_1}")
    assert parse(r"\frac{\delta^2 L}{\delta w^2}") == parse(r"\frac{\partial^2 L}{\partial w^2}")
    for text in (
        r"\frac{\delta_2}{\delta_1}",
        r"\frac{\delta^2}{\delta^1}",
        r"\frac{\delta}{2}",
        r"\frac{\delta}{\delta}",
        r"\delta / n",
    ):
        assert not any(isinstance(node, Derivative) for node in walk(parse(text)))


def test_deltas_in_front_of_what_they_act_on():
    for of in (r"\ln(v_k)", "(a w + b)", r"\frac{a}{w}"):
        assert parse(rf"\frac{{\delta}}{{\delta w_{{kj}}}} {of}") == parse(rf"\frac{{\partial}}{{\partial w_{{kj}}}} {of}")
    for text in (r"\frac{\delta}{\delta + 1} x", r"\frac{\delta}{\delta w}", r"\frac{\delta}{\delta_1} x"):
        assert not any(isinstance(node, Derivative) for node in walk(parse(text)))


def test_a_variable_may_be_called_d():
    node = parse(r"\frac{\text{d}b}{\text{d}d}")
    assert isinstance(node, Derivative) and node.by == (parse("d"),)
    assert parse(r"\frac{\text{d}^2 b}{\text{d}x\,\text{d}y}").by == (parse("x"), parse("y"))


@pytest.mark.parametrize(
    ("under", "variables"),
    [
        (r"\partial (\sigma^2)^2", [r"\sigma^{2}", r"\sigma^{2}"]),
        (r"\partial \mu \partial \sigma^2", [r"\mu", r"\sigma^{2}"]),
        (r"\partial x^2", ["x", "x"]),
    ],
)
def test_a_variance_is_one_variable(under, variables):
    node = parse(rf"\frac{{\partial^2 L}}{{{under}}}")
    assert isinstance(node, Derivative)
    assert [latex(one) for one in node.by] == variables
