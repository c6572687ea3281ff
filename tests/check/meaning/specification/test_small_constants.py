"""Constants too small to be seen: a row without them is wrong all the same."""

import pytest

import derive
from derive.check.meaning.specification.small_constants import visible

SPEC = """
[model]
inputs = { x = ["N"] }
parameters = { g = ["N"] }
constants = { eps = 1e-12, c = 0.5 }
equations = '''
v = mean(x**2)
z[n] = c*g[n]*x[n]/sqrt(v + eps)
C = sum(z**2)/2
'''
[notation]
"\\\\epsilon" = "eps"
"""
WITHOUT = r"$$ \frac{\partial C}{\partial g_n} = c z_n \frac{x_n}{\sqrt{v}} $$"
WITH = WITHOUT.replace("{v}", r"{v + \epsilon}")


def verdict(text):
    return derive.check(derive.loads(SPEC), text, explain=False).rows[-1].verdict


def test_a_row_without_the_constant_is_wrong():
    assert verdict(WITH) == "holds"
    assert verdict(WITHOUT) == "wrong"


@pytest.mark.parametrize("number", ["1e-12", "10^{-12}", "0.000000000001"])
def test_a_text_that_gives_the_number_keeps_it(number):
    assert verdict(WITH.replace(r"\epsilon", number)) == "holds"


def test_only_small_constants_change():
    model = derive.loads(SPEC)
    larger, words = visible(model, "")
    values = {str(symbol): value for symbol, value in larger.constants.items()}
    assert (values["eps"], values["c"]) == (0.3, 0.5)
    assert words == ("judged with eps = 0.3: what is claimed of a smaller number would not be seen",)
    assert visible(model, "with eps = 1e-8") == (model, ())
