"""Functions with numbers beside their argument, and with other functions."""

from __future__ import annotations

import pytest

from derive.check import check

ELU = r"""$$f(x) = \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}$$"""
SWISH = r"$$s(x) = x \sigma(x)$$"


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (
            ELU,
            r"f'(x) = \begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases}",
            r"f'(x) = \begin{cases} 1 & x > 0 \\ -\alpha e^x & x \le 0 \end{cases}",
        ),
        (SWISH, r"s'(x) = s(x) + \sigma(x) (1 - s(x))", r"s'(x) = \sigma(x) + x \sigma(x)"),
        ("", r"\tanh'(x) = 1 - \tanh^2(x)", r"\tanh'(x) = 1 + \tanh^2(x)"),
    ],
)
def test_slopes_of_functions(text, right, wrong):
    found = [check(None, f"{text} $${row}$$").rows[-1].verdict for row in (right, wrong)]
    assert found == ["holds", "wrong"]


def test_a_vector_whose_parts_are_added_is_made_of_vectors():
    text = r"""$h = \frac1C \sum_{c=1}^{C} v_c$, $u_j = h^\top w_j$, $y_j = e^{u_j} / \sum_{k=1}^V e^{u_k}$, $E = -\log y_o$.
    $$\frac{\partial E}{\partial u_j} = y_j - t_j, \quad t_j = \mathbf{1}(j = o)$$"""
    right, wrong = (
        rf"$$\frac{{\partial E}}{{\partial v_c}} = {scale} \sum_{{j=1}}^V (y_j - t_j) w_j$$" for scale in (r"\frac1C", "")
    )
    report = check(None, f"{text} {right}", explain=False)
    assert report.rows[-1].verdict == "holds"
    assert "v: read as free, with shape (C, n_1)" in report.understood
    assert check(None, f"{text} {wrong}").rows[-1].verdict == "wrong"


def test_a_column_of_ones_before_a_row():
    text = r"""For $X \in \mathbb{R}^{N \times D}$ let $Z = X W + \mathbf 1 b^T$, $H = \tanh(Z)$ and
    $L = \frac12 \|H - Y\|_F^2$, and $G = (H - Y) \odot (1 - H \odot H)$."""
    right, wrong = (rf"$$\frac{{\partial L}}{{\partial W}} = {value}$$" for value in ("X^T G", "-X^T G"))
    assert check(None, f"{text} {right}", explain=False).rows[-1].verdict == "holds"
    assert check(None, f"{text} {wrong}").rows[-1].verdict == "wrong"
