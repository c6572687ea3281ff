"""Letters that say how far one step is from another: nothing else in the row tells their range."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["T", "D"], y = ["T", "n"] }
parameters = { W = ["n", "n"], U = ["n", "D"], s0 = ["n"] }
equations = '''
s[0] = s0
s[t] = tanh(W @ s[t-1] + U @ x[t-1])
e[t] = sum((s[t+1,k] - y[t,k])**2, k)
L = sum(e)
'''
"""
PRODUCT = r"\frac{\partial s_t}{\partial s_{t-\tau}} = \prod_{j=t-\tau+1}^{t} \frac{\partial s_j}{\partial s_{j-1}}"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (PRODUCT, "holds under"),  # the last step first
        (PRODUCT.replace(r"t-\tau+1", r"t-\tau"), "wrong"),
        (PRODUCT.replace(r"s_{t-\tau}", r"s_{q-\tau}"), "cannot tell"),
    ],
)
def test_any_number_of_steps(row, verdict):
    assert [found.verdict for found in derive.check(derive.loads(SPEC), f"$${row}$$", read_declarations(SPEC)).rows] == [
        verdict
    ]


@pytest.mark.parametrize(("indices", "verdict"), [("m,n", "holds under"), ("n,m", "wrong")])
def test_an_index_may_lead_beyond_the_edge(indices, verdict):
    """``y_{i-m,j-n}`` has no value near the edge; inside of it the row is judged."""
    model = derive.loads("""
[model]
inputs = { x = [5, 6] }
parameters = { w = [2, 2] }
equations = "o = tanh(x); y[i,j] = sum(w[m,n]*o[i+m,j+n], m, n); E = sum(y**2)"
""")
    row = rf"\frac{{\partial y_{{i-m,j-n}}}}{{\partial o_{{i,j}}}} = w_{{{indices}}}"
    assert [found.verdict for found in check(model, f"$$ {row} $$", {"first": 0}, explain=False).rows] == [verdict]
