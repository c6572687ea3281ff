"""Reading formulas: what they parse to, and where a mistake is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

from derive.errors import SpecError
from derive.frontends import reading
from derive.frontends import syntax as s


def message(text: str, read=reading.expression) -> str:
    with pytest.raises(SpecError) as caught:
        read(text, "f.toml", 5)
    return str(caught.value)


def test_powers_bind_tighter_than_signs():
    node = reading.expression("-z**2", "f")
    assert isinstance(node, s.Negative) and isinstance(node.operand, s.Power)


def test_powers_associate_to_the_right():
    node = reading.expression("a**b**c", "f")
    assert isinstance(node, s.Power) and isinstance(node.exponent, s.Power)


def test_a_chain_is_flat():
    node = reading.expression("a + b - c", "f")
    assert isinstance(node, s.Chain) and node.operators == ("+", "-") and len(node.operands) == 3


@pytest.mark.parametrize(("text", "value"), [("0.1", "1/10"), ("1e-3", "1/1000"), (".5", "1/2"), ("2.", "2"), ("1.5E2", "150")])
def test_numbers_are_exact(text, value):
    node = reading.expression(text, "f")
    assert isinstance(node, s.Number) and node.value == Rational(value)


def test_a_method_is_a_call():
    node = reading.expression("x.sum(axis=0, keepdims=True)", "f")
    assert isinstance(node, s.Call)
    assert (node.function, len(node.arguments), [k.name for k in node.keywords]) == ("sum", 1, ["axis", "keepdims"])


def test_statements_end_where_their_brackets_are_closed():
    text = "p = sigmoid(X @\n  w) # a comment ;\n\nz[n] = 1; C = p"
    found = reading.statements(text, "f", 10)
    assert [(node.name, node.line, node.column) for node in found] == [("p", 10, 1), ("z", 13, 1), ("C", 13, 11)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 +", "f.toml:5:4: syntax error: the formula ends too early. Expected '(', a name, a number, an operator."),
        ("2 x", "f.toml:5:3: syntax error: unexpected 'x'. Expected '[', an operator, the end."),
        ("x $ y", "f.toml:5:3: syntax error: unexpected '$'"),
        ("(a\n + )", "f.toml:6:4: syntax error: unexpected ')'. Expected '(', a name, a number, an operator."),
        ("x.shape", "f.toml:5:3: unknown attribute '.shape'. Only .T is known."),
        ("1e1000000000", "f.toml:5:1: the number 1e1000000000 has too many digits or too large an exponent"),
        ("9" * 401, "f.toml:5:1: the number 99999999999999999999 has too many digits or too large an exponent"),
        ("__import__('os')", "f.toml:5:1: syntax error: unexpected '_'"),
        ("lambda: 1", "f.toml:5:7: syntax error: unexpected ':'"),
    ],
)
def test_a_mistake_has_a_place_and_says_what_was_expected(text, expected):
    assert message(text).startswith(expected)


def test_an_open_bracket_is_a_mistake_of_its_own():
    assert message("C = sum(X @ w", reading.statements).startswith("f.toml:5:14: syntax error: the formula ends too early")


@pytest.mark.parametrize(
    "text",
    ["(" * 3000 + "x" + ")" * 3000, "-" * 3000 + "x", "x" + "**x" * 3000, "x" + ".T" * 3000, "f(" * 3000 + "x" + ")" * 3000],
)
def test_deep_nesting_is_refused_fast(text):
    start = time.perf_counter()
    try:
        reading.expression(text, "f")
    except SpecError as error:
        assert "nested" in str(error)  # noqa: PT017 - plain brackets add no depth, and are allowed
    assert time.perf_counter() - start < 2


def test_a_long_sum_is_no_nesting():
    node = reading.expression("+".join(["x"] * 20_000), "f")
    assert isinstance(node, s.Chain) and len(node.operands) == 20_000


def test_too_much_text_is_refused():
    assert "100001 characters; 100000 are allowed" in message("x" * 100_001)


@given(st.text(alphabet="xyz0123.+-*/@()[],:= \n#;<>", max_size=40))
def test_any_text_is_read_or_refused(text):
    """Never another exception than the program's own, with a place."""
    for read in (reading.expression, reading.statements):
        try:
            read(text, "f.toml", 1)
        except SpecError as error:
            assert str(error).startswith("f.toml:")  # noqa: PT017
