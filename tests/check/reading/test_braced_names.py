"""Names under braces that rows begin with."""

import pytest

import derive
from derive.check import check


def verdicts(model, rows, table=None):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(model, text, table, explain=False).rows]


TERMS = derive.loads("""
[model]
inputs = { T = ["n"] }
parameters = { x = ["n"] }
equations = "m = mean(x); h = x - m; L = sum((h - T)**2)"
""")
TABLE = {"x_i": "x[i]", "h_i": "h[i]", "n": "size n"}
WHOLE = r"""\frac{\partial L}{\partial x_i} = \underbrace{\frac{\partial L}{\partial h_i}}_{\text{Term 1}}
 + \underbrace{\frac{\partial L}{\partial m} \frac{\partial m}{\partial x_i}}_{\text{Term 2}}"""


@pytest.mark.parametrize(("sign", "verdict"), [("-", "holds"), ("", "wrong")])
def test_a_name_under_a_brace_is_what_stands_above_it(sign, verdict):
    row = rf"\text{{Term 2}} = {sign}\frac{{1}}{{n}} \sum_j \frac{{\partial L}}{{\partial h_j}}"
    assert verdicts(TERMS, [WHOLE, row], TABLE)[-1] == verdict


def test_other_words_name_nothing():
    assert verdicts(TERMS, [WHOLE, r"\text{Term 3} = 1"], TABLE)[-1] == "not a claim"
