"""``cost = ...`` as a symbol with its scripts, an abbreviation or a formula."""

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.errors import SpecError

SPEC = r"""
[model]
inputs = {{ x = ["n"], y = [] }}
parameters = {{ w = ["n"] }}
equations = '''
s = w @ x
l = (y - s)**2
'''

[notation]
cost = "{cost}"
"w" = "w"
"x" = "x"
"y" = "y"
"""
WITHOUT = '[notation]\ncost = "{cost}"\n'


@pytest.mark.parametrize("cost", [r"\\ell(f(x), y)", "ll", r"\\mathcal{L}_{sq}", "NLL", "E", "Q(w)"])
def test_a_cost_may_be_written_as_a_formula(cost):
    spec = SPEC.format(cost=cost)
    written = rf"\text{{{cost}}}" if cost == "NLL" else cost.replace("\\\\", "\\")
    text = rf"$$ \frac{{\partial {written}}}{{\partial w}} = {{}}$$"

    def verdict(right):
        rows = check(derive.loads(spec), text.replace("{}", right), read_declarations(spec)).rows
        return rows[-1].verdict

    assert verdict("-2 (y - w^T x) x") == "holds"
    assert verdict("2 (y - w^T x) x") == "wrong"
    assert verdict("-2 (y - w^T x) w") == "wrong"


def test_without_a_model_a_cost_is_one_symbol():
    text = r"$$ L = (y - w x)^2 $$ $$ \frac{\partial L}{\partial w} = -2 (y - w x) x $$"
    verdicts = [row.verdict for row in check(None, text, read_declarations(WITHOUT.format(cost="L"))).rows]
    assert verdicts[-1] in ("holds", "holds under")
    with pytest.raises(SpecError, match="is not a symbol"):
        check(None, text, read_declarations(WITHOUT.format(cost=r"\\ell(f(x), y)")))
