"""Formulas in both spellings: field order, brackets, letters of bound indices."""

from typing import Any

import pytest
import sympy
from sympy import Integer, Rational, Symbol
from sympy.core.parameters import distribute

from derive.algebra import (
    AXIS,
    Delta,
    Differentiate,
    Divides,
    Entry,
    FirstMax,
    Func,
    InRange,
    Opaque,
    Partial,
    Sum,
    Tensor,
    Where,
    adjoint,
)
from derive.model import Equation, Model, ScalarFunction
from derive.render.formula import Printer
from derive.render.indices import Letters
from derive.render.latex_style import InlineStyle, LatexStyle
from derive.render.notation import load
from derive.render.text_style import TextStyle

j, k, l, p, q, u, n = (Symbol(s, integer=True) for s in "jklpqun")  # noqa: E741
n1, n2, N = (Symbol(s, integer=True, positive=True) for s in ("n_1", "n_2", "N"))
one = Integer(1)
x, y = Tensor("x", [(1, n1)], "input"), Tensor("y", [(1, n2)], "input")
W = Tensor("W2", [(1, n2), (1, n1)], "parameter", base="W", tag="2")
b = Tensor("b2", [(1, n2)], "parameter", base="b", tag="2")
z, a = (Tensor(f"{s}2", [(1, n2)], base=s, tag="2") for s in "za")
C = Tensor("C", (), "cost")
dz, da, dW = adjoint(z), adjoint(a), adjoint(W)
sigma = ScalarFunction("sigmoid", Symbol("t"), None, latex=r"\sigma")
MODEL = Model(
    "m",
    (
        Equation(z[j], Sum(W[j, k] * x[k], (k, one, n1)) + b[j], ((j, one, n2),), "linear"),
        Equation(a[j], sigma(z[j]), ((j, one, n2),), "activation"),
        Equation(Entry(C), Sum((a[j] - y[j]) ** 2, (j, one, n2)) / 2, (), "cost"),
    ),
    (x, y),
    (W, b),
    {n1: 3, n2: 2},
    {},
    {"sigmoid": sigma},
)


def latex(expr: Any, notation: str = "nielsen", free: str = "jpqn", style: Any = None) -> str:
    return Printer(MODEL, load(notation), style or LatexStyle(), Letters(MODEL, free))(expr).text


def text(expr: Any, notation: str = "nielsen", free: str = "jpqn") -> str:
    return Printer(MODEL, load(notation), TextStyle(short_limits=True), Letters(MODEL, free))(expr).text


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (a[j] - y[j], "a²ⱼ − yⱼ"),
        (1 - a[j], "1 − a²ⱼ"),
        (2 * a[j] - 2 * y[j], "2(a²ⱼ − yⱼ)"),
        (-a[j] - y[j], "−a²ⱼ − yⱼ"),
        (dz[j] * W[j, k] * x[k] * 3, "3w²ⱼₖ δ²ⱼ xₖ"),
        (Func("sigmoid").prime()(z[j]) * (a[j] - y[j]), "(a²ⱼ − yⱼ) σ'(z²ⱼ)"),
        (a[j] * (1 - a[j]) * (a[j] - y[j]), "(a²ⱼ − yⱼ) a²ⱼ (1 − a²ⱼ)"),
        (-y[j] / a[j], "−yⱼ/a²ⱼ"),
        (a[j] ** 2, "(a²ⱼ)²"),
        (y[j] ** 2, "yⱼ²"),
        (Delta(j, 1) * a[j], "a²ⱼ [j = 1]"),
        (InRange(p - u, 1, n1), "[1 ≤ p − u ≤ n₁]".replace(" − ", "−")),
        (Divides(Symbol("s", integer=True), p - u), "[s | p−u]"),
        (Where(z[j] > 0, 1, 0), "[z²ⱼ > 0]"),
        (Where(z[j] > 0, z[j], 0), "{z²ⱼ if z²ⱼ > 0, 0 otherwise}"),
        (Partial(Entry(C), z[j]), "∂C/∂z²ⱼ"),
        (da[j], "∂C/∂a²ⱼ"),
        (dW[j, k], "∂C/∂w²ⱼₖ"),
        (sympy.sqrt(a[j] + 1), "√(1 + a²ⱼ)"),
        (1 / sympy.sqrt(a[j] + 1), "1/√(1 + a²ⱼ)"),
        (sympy.log(a[j]), "log a²ⱼ"),
        (sympy.log(1 - a[j]), "log(1 − a²ⱼ)"),
        (sympy.exp(-z[j]), "exp(−z²ⱼ)"),
        (sympy.Float("0.044715") * a[j], "0.044715 a²ⱼ"),
        (Rational(1, 2) * Sum((a[k] - y[k]) ** 2, (k, one, n2)), "1/2·∑ₖ (a²ₖ − yₖ)²"),
        (sympy.Float("1e-12"), "10⁻¹²"),
    ],
)
def test_text(expr, expected):
    """The unicode spelling of single expressions."""
    assert expected == text(expr)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (dz[j], r"\delta^{2}_{j}"),
        (W[j, k], r"w^{2}_{jk}"),
        (W[j, k] ** 2, r"\bigl(w^{2}_{jk}\bigr)^{2}"),
        (W[j + 1, k], r"w^{2}_{j+1,k}"),
        (Delta(j, p), r"[\,j = p\,]"),
        (sympy.exp(-z[j]), r"e^{-z^{2}_{j}}"),
        (y[j] / a[j], r"\frac{y_{j}}{a^{2}_{j}}"),
        (Differentiate(a[j], z[j]), r"\frac{\partial}{\partial z^{2}_{j}} a^{2}_{j}"),
        (Where(z[j] > 0, z[j], 0), r"\begin{cases} z^{2}_{j} & \text{if } z^{2}_{j} > 0 \\ 0 & \text{otherwise} \end{cases}"),
        (Opaque("C", a[k], (k, 1, n2)), r"C\bigl(a^{2}_{1},\dots,a^{2}_{n_{2}}\bigr)"),
        (Sum(W[k, j] * dz[k], (k, one, n2)), r"\sum_{k=1}^{n_{2}} w^{2}_{kj}\,\delta^{2}_{k}"),
    ],
)
def test_latex(expr, expected):
    """The LaTeX spelling of single expressions."""
    assert expected == latex(expr)


def test_a_sum_of_errors_stands_in_brackets_before_the_derivative():
    """(sum_k w_kj delta_k) f'(z_j), as on the blackboard."""
    back = Sum(W[k, j] * dz[k], (k, one, n2))
    assert text(Func("sigmoid").prime()(x[j]) * back) == "(∑ₖ w²ₖⱼ δ²ₖ) σ'(xⱼ)"


def test_bound_letters_never_clash():
    """A bound index takes no letter of a free index, of an outer sum, or of a tensor."""
    inner = Sum(W[p, q] * x[q], (q, one, n1))
    both = Sum(dz[p] * inner, (p, one, n2))
    assert text(both * y[j], free="j") == "(∑ₖ δ²ₖ ∑ᵢ w²ₖᵢ xᵢ) yⱼ"


def test_a_letter_is_remembered_within_one_proof():
    """The index that ran over delta^2 in one line has the same letter in the next."""
    printer = Printer(MODEL, load("nielsen"), TextStyle(True), Letters(MODEL, "j"))
    first = printer(Sum(dz[p] * y[p], (p, one, n2))).text
    second = printer(Sum(x[q] * Sum(dz[p] * W[p, q], (p, one, n2)), (q, one, n1))).text
    assert first == "∑ₖ δ²ₖ yₖ"
    assert "δ²ₖ" in second


def test_factors_of_a_proof_are_not_multiplied_out():
    """2 (a - y) stays as it is, although SymPy would distribute the 2."""
    with distribute(False):
        expr = 2 * (a[j] - y[j])
    assert text(expr) == "2(a²ⱼ − yⱼ)"


def test_layered_tensors_print_their_first_index_above():
    """z[l, j] is z^l_j, and its width is n_l."""
    width = Tensor("n", [(0, Symbol("L"))], "size")
    deep = Tensor("z", [(1, Symbol("L")), (1, width[AXIS[0]])], layered=True)
    assert latex(deep[l + 1, k]) == r"z^{l+1}_{k}"
    assert latex(width[l - 1]) == "n_{l-1}"


def test_notations_write_the_same_entry_differently():
    """The layer's number and the letters are data."""
    assert latex(W[j, k], "rows") == "W^{[2]}_{jk}"
    assert latex(dz[j], "rows") == "dZ^{[2]}_{j}"
    assert latex(W[j, k], "ufldl") == "W^{(2)}_{jk}"
    assert latex(z[j], "bishop") == "a^{(2)}_{j}"
    assert latex(Delta(j, p), "bishop") == r"\delta_{jp}"
    assert latex(Entry(C), "ufldl") == "J"


def test_fractions_in_a_sentence_are_written_with_a_slash():
    """Inline formulas keep the height of a line."""
    assert latex(Partial(Entry(C), z[j]), style=InlineStyle()) == r"\partial C/\partial z^{2}_{j}"


def test_what_has_no_printed_form_is_a_bug_and_says_so():
    """An unknown node is never printed as its Python name."""
    with pytest.raises(TypeError, match="no printed form for gamma"):
        latex(sympy.gamma(a[j]))


def test_the_place_of_a_maximum():
    """A place in a window is a pair, whatever the letters; the bound indices stand under the sign."""
    image = Tensor("a", [(0, N), (0, N)])
    v = Symbol("v", integer=True)
    place = FirstMax(image[2 * j + p, q], ((p, 0, 1), (q, 0, 1)), (u, v))
    assert text(place) == "[(u, v) = argmax_{p,q} a_{2j+p,q}]"
    single = FirstMax(z[p], ((p, 1, n2),), (u,))
    assert latex(single) == r"\bigl[\,u = \operatorname{arg\,max}_{p}\,z^{2}_{p}\,\bigr]"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1e-5", "10^{-5}"), ("2.5e-7", r"2.5 \times 10^{-7}"), ("0.001", "0.001")],
)
def test_powers_of_ten(value, expected):
    """One is not said."""
    assert latex(sympy.Float(value, 15)) == expected


def test_a_decimal_factor_is_no_fraction():
    """1.702 z, as the user wrote it."""
    assert text(Rational(851, 500) * Symbol("z")) == "1.702 z"
