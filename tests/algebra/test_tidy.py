"""Small directed rewrites."""

from sympy import Add, Mul, Rational, exp, sqrt, symbols
from sympy.core.parameters import distribute

from derive.algebra.tidy import cancel, shared_quotient

a, b, c, r, v = symbols("a b c r v")
n = symbols("n", integer=True, positive=True)


def test_the_divisor_of_most_terms_stands_in_front_of_these():
    """As the literature writes the gradient of a normalisation; what has another divisor stays beside it."""
    root = sqrt(v + Rational(1, 10))
    expr = a / root - b / (n * root) + r
    with distribute(False):
        found = shared_quotient(expr)
        assert found == Add(r, Mul(1 / root, Add(a, -b / n)))
    assert (found - expr).equals(0)


def test_without_a_shared_divisor_nothing_changes():
    """One quotient alone is no shared one, and a number is no divisor."""
    for expr in (a / (b + 1) + r, a / 2 + b / 2, a * b):
        assert shared_quotient(expr) == expr


def test_a_size_is_taken_out_of_a_denominator():
    """1/(N (1 + e^z)), not 1/(N + N e^z)."""
    plain = exp(a) / (n * (1 + exp(a)))
    assert cancel(plain) == plain
    assert cancel(n * plain / n**2) == plain / n
