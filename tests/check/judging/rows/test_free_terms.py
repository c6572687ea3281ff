"""Costs that a text writes with a term of data only, and the specification without."""

import derive

POISSON = """
[model]
inputs = { X = ["n", "d"], y = ["n"] }
parameters = { w = ["d"] }
equations = '''
r = exp(X @ w)
C = sum(r - y*log(r))
'''
[notation]
"x_i" = "X[i]"
"""


def verdicts(text):
    return [(row.verdict, row.convention) for row in derive.check(derive.loads(POISSON), text, explain=False).rows]


def test_a_term_of_data_is_a_convention():
    text = r"""$$\begin{aligned} C(w) &= -\sum_{i=1}^n \log\frac{r_i^{y_i} e^{-r_i}}{y_i!} \\
    &= \sum_{i=1}^n \left[ r_i - y_i w^\top x_i + \log(y_i!) \right] \end{aligned}$$"""
    assert verdicts(text) == [("holds under", "up to a term without parameters")] * 2


def test_a_term_with_parameters_is_a_slip():
    text = r"$$C = \sum_{i=1}^n \left[ r_i - y_i w^\top x_i + \log r_i \right]$$"
    assert verdicts(text) == [("wrong", None)]


def test_a_term_of_data_with_the_wrong_sign_is_a_slip():
    model = """
[model]
inputs = { X = ["m", "n"], y = ["m"] }
parameters = { w = ["n"] }
equations = "J = sum((X @ w - y)**2)/2"
"""
    rows = [rf"J = \frac12 (w^T X^T X w - 2 y^T X w {sign} y^T y)" for sign in "+-"]
    found = derive.check(derive.loads(model), "\n".join(f"$$ {row} $$" for row in rows), explain=False).rows
    assert [row.verdict for row in found] == ["holds", "wrong"]


def test_a_derivative_may_not_differ_by_data():
    assert verdicts(r"$$\frac{\partial C}{\partial w} = X^\top (r - y) + X^\top y$$") == [("wrong", None)]


def test_a_logarithm_of_a_negative_number_is_no_zero():
    """The sum of logarithms is that of a product, on numbers that have one."""
    assert verdicts(r"$$\sum_i \log(y_i r_i) = \sum_i \log y_i + \sum_i \log r_i$$") == [("holds", None)]


def test_the_gamma_function_left_of_its_pole():
    import numpy as np

    from derive.check.judging.values.elementary import elementwise

    half = np.array([-0.5, -1.5, 0.5, 3.0])
    known = [np.sqrt(np.pi), -2 * np.sqrt(np.pi), np.sqrt(np.pi) / 2, 6]
    np.testing.assert_allclose(elementwise("factorial", 0, half), known, rtol=1e-13)


def test_symbols_of_the_specification_are_known_from_python():
    """``derive.check(model, text)`` reads as the command does; symbols given beside add to those of the specification."""
    model = derive.loads(POISSON)
    assert set(model.symbols) == {"x_i"}
    text = r"$$\eta_i = w^\top x_i, \qquad \rho = r$$"
    assert [row.verdict for row in derive.check(model, text, {r"\rho": "r", r"\eta_i": "w @ X[i]"}).rows] == ["holds"]


def test_a_constant_that_is_left_open():
    spec = '[model]\ninputs = { x = ["n"] }\nparameters = { lam = [] }\nequations = "l = sum(x)*log(lam) - n*lam"\n'
    symbols = {r"\lambda": "lam", r"\ell(\lambda)": "l", "x^{(i)}": "x[i]", "S": "sum(x)", "n": "size n"}

    def verdict(right):
        text = rf"$$ \ell(\lambda) = \sum_{{i=1}}^n [x^{{(i)}} \log\lambda - \lambda - \log(x^{{(i)}}!)] = {right} $$"
        return derive.check(derive.loads(spec), text, symbols, explain=False).rows[0].verdict

    assert verdict(r"S \log\lambda - n\lambda + \text{const}") == "holds under"
    assert verdict(r"S \log\lambda + n\lambda + \text{const}") == "wrong"
    assert verdict(r"S - n\lambda + \text{const}") == "wrong"
