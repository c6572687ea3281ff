"""A capital Sigma as a sign of summation, the letter behind it as its own, and functions whose parameters are left out."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.check.reading import read
from derive.check.reading.greek_sums import with_sums
from derive.check.reading.rows import nodes
from derive.check.reading.syntax import Big

SPEC = """name = "choices"
[model]
inputs = { F = ["B", "k"], g = ["B"] }
parameters = { v = ["k"] }
equations = '''
r = F @ v
q = softmax(r)
E = sum(g*log(q))
'''
[notation]
"\\\\theta" = "v"
"f(s,b)" = "F[b]"
"q_\\\\theta(b|s)" = "q[b]"
"""
LOG = r"\log q_\theta(b|s) = f(s,b)^T \theta - \log(\Sigma e^{f(s,b)^T \theta})"


def verdict(row):
    return check(derive.loads(SPEC), f"$${row}$$", read_declarations(SPEC)).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (LOG, "holds under"),
        (LOG.replace(r"\log(\Sigma", r"2 \log(\Sigma"), "cannot tell"),
        (r"\nabla_\theta \log q_\theta(b|s) = f(s,b) - \sum_{c} q(c|s) f(s,c)", "holds"),
        (r"\nabla_\theta \log q_\theta(b|s) = f(s,b) + \sum_{c} q(c|s) f(s,c)", "wrong"),
    ],
)
def test_a_policy(row, expected):
    assert verdict(row) == expected


@pytest.mark.parametrize(
    ("row", "sums"),
    [
        (r"a = \log(\Sigma e^{x}) - 2 \Sigma y", 2),
        (r"A = U \Sigma V^\top", 0),
        (r"l = x^\top \Sigma^{-1} x + \Sigma y", 0),
        (r"\Sigma = \frac{1}{n} X^\top X", 0),
    ],
)
def test_where_the_letter_is_a_sign(row, sums):
    document = with_sums(read(f"$${row}$$"))
    assert sum(isinstance(node, Big) for node in nodes(document.rows)) == sums


@pytest.mark.parametrize(
    ("row", "sums"),
    [
        (r"a = \Sigma_{k=1}^n x_k", 1),
        (r"a = \Sigma^n_{k=1} x_k", 1),
        (r"a = \Pi^{n}_{k=1} x_k", 1),
        (r"a = \Sigma^n_k x", 0),
        (r"a = \Sigma^2 x", 0),
        (r"a = x \Sigma^", 0),
    ],
)
def test_the_upper_limit_may_stand_first(row, sums):
    assert sum(isinstance(node, Big) for node in nodes(read(f"$${row}$$").rows)) == sums


def test_behind_one_over_a_size():
    rows = with_sums(read(r"$$ db = \frac{1}{m} \Sigma dz $$")).rows
    assert any(isinstance(node, Big) for node in nodes(rows))
    assert not any(isinstance(node, Big) for node in nodes(with_sums(read(r"$$ db = \frac{a}{m} \Sigma dz $$")).rows))
