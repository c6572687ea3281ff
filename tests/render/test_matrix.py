"""Matrix expressions: transposes, elementwise products, brackets."""

from sympy import Integer, Rational, Symbol

from derive import matrix_nodes as m
from derive.algebra import Func, adjoint
from derive.render.formula import Printer
from derive.render.indices import Letters
from derive.render.latex_style import LatexStyle
from derive.render.matrix import MatrixPrinter
from derive.render.notation import load
from derive.render.text_style import TextStyle
from tests.render.samples import two_layers

DERIVATION = two_layers()
TENSORS = DERIVATION.model.tensors
N = Symbol("N", integer=True, positive=True)


def printed(matrix: m.Matrix, notation: str = "nielsen") -> tuple[str, str]:
    model = DERIVATION.model
    found = [MatrixPrinter(Printer(model, load(notation), style, Letters(model))) for style in (LatexStyle(), TextStyle())]
    return found[0].formula(matrix).text, found[1].formula(matrix).text


def test_transposed_product_and_elementwise_product():
    """((w^2)^T delta^2) with f'(z^1), bracketed as Nielsen does."""
    w, d, z = (m.Whole(t) for t in (TENSORS["W2"], adjoint(TENSORS["z2"]), TENSORS["z1"]))
    prime = m.Elementwise(Func("sigmoid").prime(), z)
    latex, text = printed(m.Hadamard((m.Product((m.Transposed(w), d)), prime)))
    assert latex == r"\bigl(\bigl(w^{2}\bigr)^{\mathsf{T}}\,\delta^{2}\bigr) \odot \sigma'\bigl(z^{1}\bigr)"
    assert text == "((w²)ᵀ δ²) ⊙ σ'(z¹)"


def test_a_difference_starts_with_what_is_added():
    """a - y, whatever the order of the terms."""
    terms = (m.Scaled(Integer(-1), m.Whole(TENSORS["y"])), m.Whole(TENSORS["a2"]))
    assert printed(m.Total(terms))[1] == "a² − y"


def test_scalars_ones_and_powers():
    """A factor 1/N, a column of ones, an elementwise square, a diagonal matrix."""
    a = m.Whole(TENSORS["a2"])
    assert printed(m.Scaled(1 / N, m.Product((a, m.Transposed(m.Ones(N))))))[1] == "1/N·a² 1_Nᵀ"
    assert printed(m.Power(a, Integer(2)))[0] == r"\bigl(a^{2}\bigr)^{\odot 2}"
    assert printed(m.Power(a, Rational(1, 2)))[1] == "√a²"
    assert printed(m.Diagonal(a))[0] == r"\operatorname{diag}\bigl(a^{2}\bigr)"
    assert printed(m.Quotient(m.Scalar(Integer(1)), a))[1] == "1/a²"


def test_whole_adjoints_of_parameters_and_of_activations():
    """A gradient is a fraction, the derivative by the activations a nabla, in rows both are d's."""
    assert printed(m.Whole(adjoint(TENSORS["W1"])))[0] == r"\frac{\partial C}{\partial w^{1}}"
    assert printed(m.Whole(adjoint(TENSORS["a2"])))[0] == r"\nabla_{a^{2}} C"
    assert printed(m.Whole(adjoint(TENSORS["W1"])), "rows")[1] == "dW[1]"


def test_a_sum_over_times():
    """The index of the sum takes a letter that means nothing else in the model; the layer of what is summed follows it."""
    s = Symbol("s", integer=True)
    state = m.Whole(TENSORS["a2"], s)
    latex, text = printed(m.Summed(s, Integer(1), N, state))
    assert latex == r"\sum_{t=1}^{N} a^{2,t}"
    assert text == "∑[t=1..N] a^{2,t}"


def test_the_transpose_of_an_elementwise_product():
    """Transposed factors are gathered: (a * z)^T, not a^T * z^T."""
    a, z = (m.Transposed(m.Whole(TENSORS[name])) for name in ("a2", "z2"))
    assert printed(m.Product((m.Hadamard((a, z)), m.Ones(N))))[1] == "(a² ⊙ z²)ᵀ 1_N"
