"""How likelihoods are written: gradients in front of products, exponents behind logarithms, bars of conditions, targets as
models."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["d"], u = [] }
parameters = { v = ["d"] }
equations = '''
q = sigmoid(sum(v*x))
E = u*log(q) + (1 - u)*log(1 - q)
'''
"""


@pytest.fixture(scope="module")
def row():
    model, table = derive.loads(SPEC), read_declarations(SPEC)
    return lambda text: check(model, f"$$q = \\sigma(v^T x)$$ $${text}$$", table).rows[-1]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"\nabla_v E = \nabla_v u \log q + \nabla_v (1 - u) \log (1 - q)", "holds"),
        (r"\nabla_v E = \nabla_v u \log q - \nabla_v (1 - u) \log (1 - q)", "wrong"),
        (r"\nabla_v E = \nabla_v u \log q", "wrong"),
        (r"\nabla_v E = u \nabla_v \log q + (1 - u) \nabla_v \log (1 - q)", "holds"),
        (r"E = \log (q)^u + \log (1 - q)^{1 - u}", "holds"),
        (r"E = \log (q)^{1 - u} + \log (1 - q)^{1 - u}", "wrong"),
        (r"(\log q)^2 = \log (q)^2", "holds"),
        (r"p(u \lvert x) = q^u (1 - q)^{1 - u}", "not a claim"),
        (r"\lvert u \rvert = \max(u, -u)", "holds"),
        (r"u = q", "cannot tell"),
    ],
)
def test_rows_of_a_likelihood(row, text, verdict):
    assert row(text).verdict == verdict
