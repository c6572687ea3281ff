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


BATCH = """
[model]
inputs = { X = ["m", "d"], u = ["m"] }
parameters = { v = ["d"] }
equations = '''
q = sigmoid(X @ v)
E = sum(u*log(q) + (1 - u)*log(1 - q))
'''
[notation]
"""


def judged(spec, text):
    return [row.verdict for row in check(derive.loads(spec), text, read_declarations(spec), explain=False).rows]


def test_a_function_whose_name_stands_for_its_value():
    """The specification has no letter for it."""
    rows = [
        r"\sigma = \sigma(v^T x)",
        r"\nabla_v E = \frac{u}{\sigma} \nabla_v \sigma - \frac{1 - u}{1 - \sigma} \nabla_v \sigma",
        r"\nabla_v E = (u - \sigma(1 - \sigma)) x",
        r"\frac{d}{dz} \sigma(z) = \sigma(z) (1 - \sigma(z))",
        r"\nabla_v E = (u - \sigma) x",
    ]
    expected = ["not a claim", "holds", "wrong", "holds", "holds"]
    assert judged(SPEC + "[notation]", "\n".join(f"$${row}$$" for row in rows)) == expected


@pytest.mark.parametrize("said", [r"x_i \in \mathbb{R}^d", r"x_i = (x_{i1}, x_{i2}, \dots, x_{id})^T"])
def test_what_a_row_of_a_table_looks_like_defines_nothing(said):
    claim = r"\frac{\partial E}{\partial v} = \sum_{i=1}^m (u_i - \sigma(v^T x_i)) x_i"
    assert judged(BATCH, f"$${said}$$ $${claim}$$")[-1] == "holds"


NORM = """
[model]
inputs = { S = ["m"] }
parameters = { x = ["m"], g = [] }
equations = '''
mu = mean(x)
r = g*(x - mu)
l = sum(S*tanh(r))
'''
[notation]
"""


def test_a_set_below_a_symbol_is_no_index():
    rows = [
        r"\mu_{\mathcal{B}} = \frac{1}{m} \sum_{i=1}^m x_i",
        r"r_i = g (x_i - \mu_{\mathcal{B}})",
        r"\frac{\partial l}{\partial \mu_{\mathcal{B}}} = -g \sum_{i=1}^m \frac{\partial l}{\partial r_i}",
        r"\frac{\partial l}{\partial \mu_{\mathcal{B}}} = g \sum_{i=1}^m \frac{\partial l}{\partial r_i}",
    ]
    found = judged(NORM, "\n".join(f"$${row}$$" for row in rows))
    assert found[1] in ("holds", "holds under") and found[2] in ("holds", "holds under")
    assert found[3] not in ("holds", "holds under")
