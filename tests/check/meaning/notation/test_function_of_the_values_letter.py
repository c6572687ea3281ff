"""One letter for the activations of a layer and for the function that makes them."""

import pytest

import derive

NET = """
[network]
depth = "L"
cost = "C"
layers = [ { layer = "dense", units = "n_l", activation = "f" } ]
"""
FORWARD = r"$$z^l = w^l a^{l-1} + b^l, \qquad a^l = a(z^l)$$ $$\delta^l_k = \frac{\partial C}{\partial a^l_k} a'(z^l_k)$$"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\delta^L_k = \frac{\partial C}{\partial a^L_k} a'(z^L_k)", "holds"),
        (r"\delta^L_k = \frac{\partial C}{\partial a^L_k} a'(a^L_k)", "wrong"),
        (r"\delta^l = (w^{l+1})^T \delta^{l+1} \odot a'(z^l)", "holds"),
        (r"\delta^l = (w^{l+1})^T \delta^{l+1} \odot a'(z^{l+1})", "wrong"),
        (r"\delta^l = (w^{l+1})^T \delta^{l+1} \odot a(z^l)", "wrong"),
        (r"\frac{\partial z^{l+1}_j}{\partial z^l_k} = w^{l+1}_{jk} a'(z^l_k)", "holds"),
    ],
)
def test_a_letter_before_brackets_is_the_function(row, verdict):
    assert derive.check(derive.loads(NET), f"{FORWARD} $${row}$$").rows[-1].verdict == verdict


def test_an_activation_times_a_bracket_is_a_product():
    text = r"$$\frac{\partial E}{\partial z} = (a - y) \, a (1 - a)$$ $$\frac{\partial E}{\partial z} = (a - y) \, a'(z)$$"
    text += r"$$\frac{\partial E}{\partial z} = (a - y) \, a (1 + a)$$"
    spec = NET.replace('depth = "L"', 'input = 3\nbatch = "none"').replace('"C"', '"quadratic"').replace('"n_l"', "2")
    model = derive.loads(spec.replace('"f"', '"sigmoid"'))
    assert [row.verdict for row in derive.check(model, text).rows] == ["holds", "holds", "wrong"]
