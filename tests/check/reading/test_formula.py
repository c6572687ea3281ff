"""One formula: the tree is what the author meant, in every spelling."""

import pytest

from derive.check.reading import ReadError, parse
from derive.check.reading import syntax as s

L, x, y = s.Name("L"), s.Name("x"), s.Name("y")


def script(*items, bracket=""):
    return s.Script(items, "", bracket)


@pytest.mark.parametrize(
    "spelling",
    [
        r"\frac{\partial L}{\partial x}",
        r"\dfrac{\partial L}{\partial x}",
        r"\tfrac{\partial{L}}{\partial{x}}",
        r"\cfrac{ \partial L }{ {\partial x} }",
        r"\partial L/\partial x",
        r"\partial{L} / \partial{x}",
        r"{\partial L \over \partial x}",
        r"\pdv{L}{x}",
        r"\nicefrac{\partial L}{\partial x}",
        "∂L/∂x",
        r"\color{red}{\frac{\partial L}{\partial x}}",
        r"\underbrace{\frac{\partial L}{\partial x}}_{\text{upstream}}",
        r"\boxed{\frac{\partial L}{\partial x}}",
    ],
)
def test_partial_derivatives_in_all_spellings(spelling):
    assert parse(spelling) == s.Derivative(L, (x,), "partial")


@pytest.mark.parametrize(
    "spelling", [r"\frac{dL}{dx}", r"\frac{\mathrm{d}L}{\mathrm{d}x}", r"\frac{\text{d}L}{\text{d}x}", "dL/dx", r"\dv{L}{x}"]
)
def test_total_derivatives_in_all_spellings(spelling):
    assert parse(spelling) == s.Derivative(L, (x,), "d")


@pytest.mark.parametrize(
    ("spelling", "mark"),
    [
        (r"\nabla_x L", "nabla"),
        (r"\nabla_{x} L", "nabla"),
        (r"\grad_x L", "nabla"),
        (r"\partial_x L", "partial"),
        (r"\frac{\partial}{\partial x} L", "partial"),
        (r"\frac{d}{dx} L", "d"),
        (r"D_x L", "D"),
    ],
)
def test_operators_act_on_what_follows(spelling, mark):
    assert parse(spelling) == s.Derivative(L, (x,), mark, operator=True)


def test_higher_derivatives_list_their_variables_once_for_each_order():
    assert parse(r"\frac{\partial^2 L}{\partial x\partial y}") == s.Derivative(L, (x, y))
    assert parse(r"\frac{\partial^2 L}{\partial x^2}") == s.Derivative(L, (x, x))
    assert parse(r"\nabla^2_x L") == s.Derivative(L, (x, x), "nabla", operator=True)
    with pytest.raises(ReadError, match="3 differentials above, 1 below"):
        parse(r"\frac{\partial^3 L}{\partial x}")


def test_an_operator_stops_at_an_operator_sign_a_bracket_and_another_derivative():
    product = parse(r"\nabla_a C \odot \sigma'(z)")
    assert product.factors[0] == ("", s.Derivative(s.Name("C"), (s.Name("a"),), "nabla", operator=True))
    assert [operator for operator, _ in product.factors] == ["", "odot", ""]
    product = parse(r"\frac{\partial}{\partial a}(b + c) \frac{\partial a}{\partial w}")
    assert isinstance(product.factors[0][1].of, s.Group) and len(product.factors) == 2
    assert parse(r"\nabla_y L W").factors[1] == ("", s.Name("W"))
    assert isinstance(parse(r"\nabla_A x^T A x").of, s.Product)


def test_a_factor_in_a_denominator_is_taken_out_of_the_derivative():
    assert parse(r"\frac{\partial L}{T \cdot \partial x}") == s.Fraction(s.Derivative(L, (x,)), s.Name("T"))


def test_a_stray_differential_is_kept_as_it_stands():
    fraction = parse(r"\frac{u}{\partial w}")
    assert fraction.under.factors[0] == ("", s.Name("partial"))


@pytest.mark.parametrize(
    "spelling",
    [r"W^\top", r"W^{\top}", r"W^\intercal", r"W^{\mathrm T}", r"W^\mathsf{T}", r"W^{\text{T}}", r"W^{\rm T}", r"{W}^\top"],
)
def test_marks_of_transposition(spelling):
    assert parse(spelling) == s.Transposed(s.Name("W"))


def test_a_plain_capital_t_stays_a_script():
    assert parse("W^T") == s.Name("W", sup=(script(s.Name("T")),))
    layer = s.Name("W", sup=(script(s.Number("1"), bracket="()"), script(s.Name("T"))))
    assert parse("W^{(1)T}") == layer == parse("{W^{(1)}}^T")
    assert parse(r"u_k^\top") == parse(r"u^\top_k") == s.Transposed(s.Name("u", sub=(script(s.Name("k")),)))


def test_scripts_are_split_between_letters_and_at_commas():
    jk = (script(s.Name("j"), s.Name("k")),)
    assert parse("w_{jk}") == parse("w_{j,k}") == s.Name("w", sub=jk)
    assert parse("w^l_{jk}") == parse("w_{jk}^l") == s.Name("w", sub=jk, sup=(script(s.Name("l")),))
    assert parse("a^{[2]}").sup[0].bracket == "[]"
    assert parse(r"W_\textrm{hx}").sub[0].items == (s.Words("hx"),)
    assert parse("h_{t-1}").sub[0].items == (s.Sum(((1, s.Name("t")), (-1, s.Number("1")))),)
    assert parse(r"f^{\prime}(z)") == parse("f'(z)")


@pytest.mark.parametrize(
    "spelling", [r"\tanh(z)", r"\text{tanh}(z)", r"\mathrm{tanh}(z)", r"\operatorname{tanh}(z)", "tanh(z)"]
)
def test_functions_in_all_spellings(spelling):
    assert parse(spelling) == s.Call(s.Name("tanh"), (s.Name("z"),))


def test_a_letter_before_a_bracket_is_left_open():
    assert parse("a(1-a)").factors[0] == ("", s.Name("a"))
    assert parse("XW").factors == (("", s.Name("X")), ("", s.Name("W")))
    assert parse("2*sigmoid(z)").factors[1] == ("*", s.Call(s.Name("sigmoid"), (s.Name("z"),)))


def test_a_function_without_brackets_reaches_to_the_next_sign():
    log = parse(r"y \log p(x) + 1").terms[0][1].factors[1][1]
    assert log == s.Call(s.Name("log"), (parse("p(x)"),))
    assert len(parse(r"\log a \log b").factors) == 2


def test_a_sum_reaches_to_the_next_plus_or_minus():
    total = parse(r"\sum_{j \neq i} w_j x_j - b")
    assert total.terms[1] == (-1, s.Name("b"))
    assert total.terms[0][1].under == (s.Relation("!=", s.Name("j"), s.Name("i")),)
    assert parse(r"\sum\limits_{k=1}^K a_k").upper == s.Name("K")
    assert parse(r"\max_j z_j").kind == "max" and parse(r"\max(0, z)") == s.Call(s.Name("max"), (s.Number("0"), s.Name("z")))
    assert parse(r"\arg\max_j z_j").kind == "argmax"


@pytest.mark.parametrize(
    "spelling",
    [
        r"\mathbb{1}\{i = j\}",
        r"\mathbf 1(i = j)",
        r"1(i=j)",
        r"[\,i = j\,]",
        r"1_{i=j}",
        r"\mathbf{1}_{i=j}",
        r"I(i = j)",
        r"[\![ i = j ]\!]",
    ],
)
def test_indicators_in_all_spellings(spelling):
    assert parse(spelling) == s.Indicator(s.Relation("=", s.Name("i"), s.Name("j")))


@pytest.mark.parametrize(
    "spelling", [r"\|x\|", r"\lVert x \rVert", r"||x||", r"\left\|x\right\|", r"\Vert x \Vert", r"\norm{x}"]
)
def test_norms_in_all_spellings(spelling):
    assert parse(spelling) == s.Group((x,), "norm", "norm")


def test_bars_close_what_they_open_and_mean_given_in_brackets():
    assert len(parse("|a||b|").factors) == 2
    assert parse("p(y = 1 | x)").factors[1][1].items == (parse(r"p(y = 1 \mid x)").factors[1][1].items)
    assert parse(r"\left. \frac{dL}{dx} \right|_{x=0}") == s.At(parse(r"\frac{dL}{dx}"), (parse("x=0"),))


def test_cases_and_matrices():
    cases = parse(r"\begin{cases} 1 & \text{if } z > 0 \\ 0, & \text{otherwise} \end{cases}")
    assert cases == parse(r"\left\{\begin{array}{ll} 1 & z > 0 \\ 0 & \text{else} \end{array}\right.")
    assert cases.branches[1] == (s.Number("0"), None)
    assert parse(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}") == parse(r"\left[\begin{array}{cc}1&2\\3&4\end{array}\right]")


def test_fractions_and_numbers():
    assert parse(r"\frac12 x") == parse(r"\frac{1}{2} x") == parse("1/2 x")
    assert parse("1e-5") == s.Number("1e-5") and parse("0.25") == s.Number("0.25")
    assert parse("f(x)/2").over == parse("f(x)")


def test_styles_and_accents_belong_to_the_name():
    assert parse(r"\hat{\mathbf{y}}_t") == s.Name("y", ("hat",), "bold", sub=(script(s.Name("t")),))
    assert parse(r"\mathbf x") == parse(r"{\bf x}") == parse(r"\bm{x}") == s.Name("x", style="bold")
    assert parse(r"\mathcal{L}") == s.Name("L", style="cal")


@pytest.mark.parametrize(
    ("latex", "reason", "at"),
    [
        ("(a + b", "the bracket ( is never closed", 0),
        ("a + b)", "the bracket ) closes nothing", 5),
        (r"\frac{a}", "lacks an argument", 0),
        (r"\pm a", "two signs at once", 0),
        (r"a + \macro{b}", r"unknown command \\macro", 4),
        ("a +", "missing", 3),
        ("{a", "brace is never closed", 0),
        (r"\begin{cases} 1", "never ends", 0),
        ("(a]", "closed by", 2),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(latex, reason, at):
    with pytest.raises(ReadError, match=reason.replace("(", r"\(").replace(")", r"\)")) as error:
        parse(latex)
    assert error.value.start == at


def test_norms_that_grow():
    assert parse(r"\norm*{x}_2^2") == parse(r"\norm{x}_2^2")
