"""Cases that say by what is differentiated, as texts on factorisation machines have them."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("""
[model]
inputs = { x = ["n"] }
parameters = { w0 = [], w = ["n"], V = ["n", "k"] }
equations = '''
y = w0 + w @ x + sum(sum(V[i,f]*x[i], i)**2 - sum(V[i,f]**2*x[i]**2, i), f)/2
'''
[notation]
"w_0" = "w0"
"w_i" = "w[i]"
"v_{i,f}" = "V[i,f]"
"\\\\hat{y}" = "y"
"x_i" = "x[i]"
""")
WAYS = [r"\text{if } \theta \text{ is } %s", r"\text{if $\theta$ is $%s$}", r"\text{if } \theta = %s", r"\theta = %s"]


def verdict(way, last):
    values = {"w_0": "1", "w_i": "x_i", "v_{i,f}": last}
    branches = r" \\ ".join(f"{value}, & {way % variable}" for variable, value in values.items())
    text = rf"$$ \frac{{\partial \hat y}}{{\partial \theta}} = \begin{{cases}} {branches} \end{{cases}} $$"
    return check(MODEL, text, explain=False).rows[0].verdict


@pytest.mark.parametrize("way", WAYS)
def test_each_variable_has_a_claim(way):
    assert verdict(way, r"x_i \sum_{j=1}^n v_{j,f} x_j - v_{i,f} x_i^2") == "holds"
    assert verdict(way, r"x_i \sum_{j=1}^n v_{j,f} x_j - v_{i,f} x_i") == "wrong"
