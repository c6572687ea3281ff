"""Trees print back to what they were read from."""

import pytest

from derive.check.reading import parse
from derive.check.reading import syntax as s
from derive.check.reading.printer import latex


@pytest.mark.parametrize(
    "formula",
    [
        r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)",
        r"\frac{\partial L}{\partial W^{(1)}} = X^T \delta + \lambda W",
        r"{\mathbf{W}^{(2)}}^\top \frac{\partial J}{\partial \mathbf{o}}",
        r"-\frac{1}{N}\sum_{i=1}^N y_i \log p_i + (1-y_i) \log(1-p_i)",
        r"\nabla_\theta \left( \frac12 \|x - \hat{x}\|_2^2 \right)",
        r"\begin{cases} 1 & i = j \\ 0 & \text{otherwise} \end{cases}",
        r"e^{-\theta^T x} \odot \operatorname{diag}(\mathbf{p}) - \mathbf{p}\mathbf{p}^\top",
        r"\partial_{h_t} f(x, h_t)^2 g",
        r"\frac{d}{dw}(w^2) \cdot -2",
        r"\mathbb{1}\{0 \le k < n\} p(y=1 \mid x; \theta)",
        r"\left. f \right|_{x = 0} y!",
        r"[a, b]^T_i \times \begin{bmatrix} 1 & \dots \\ x_{i,:} & \sqrt[3]{y} \end{bmatrix}",
        r"x^{\circ 2} \bar{\mathbf{dq}}_{n1,c1}",
        r"\lim_{h \to 0} \max_j z_j",
        r"\int_y p(y) dy",
        r"\text{gelu\_tanh}'(z)",
        r"a/b/c * d",
        r"f_{\text{out}}^{[l](i)}",
    ],
)
def test_round_trip(formula):
    tree = parse(formula)
    assert parse(latex(tree)) == tree


def test_an_edited_tree_gets_the_brackets_it_needs():
    difference = parse("a - y")
    assert latex(s.Product((("", difference), ("odot", s.Name("x"))))) == r"\left(a - y\right) \odot x"
    assert latex(s.Sum(((1, s.Name("z")), (-1, difference)))) == r"z - \left(a - y\right)"


def test_indices_are_printed_as_the_author_separates_them():
    assert [latex(parse(text)) for text in (r"w_{jk}", r"w_{j,k}", r"w^{l}_{j k}")] == ["w_{jk}", "w_{j,k}", "w_{jk}^{l}"]
