"""Entries and their kin: what SymPy may assume of them, and their text."""

from sympy import Symbol

from derive.algebra import Delta, Entry, Func, Sum, Tensor
from derive.algebra.text import text

j, k = Symbol("j", integer=True), Symbol("k", integer=True)
n = Symbol("n", integer=True, positive=True)
a = Tensor("a", [(1, n)])
f = Func("f")


def test_nothing_is_assumed_of_an_entry():
    assert (a[k].is_real, a[k].is_finite, a[k].is_zero, a[k].is_commutative) == (None, None, None, True)
    assert (a[k] ** 2).is_nonnegative is None
    assert Tensor("y", [(1, n)], integer=True)[k].is_integer


def test_the_answer_is_at_hand():
    """Nothing is deduced, so that nothing is written down for one entry."""
    entry = a[k]
    assert entry.is_positive is None
    assert entry._assumptions is Entry.default_assumptions


def test_text_is_that_of_sympy():
    line = Sum(f(a[k]) * Delta(j, k) * (a[k] - a[j] + n / 2) ** 2, (k, 1, n)) - 2 * f.prime()(-a[j] / n)
    assert text(line) == str(line)
    assert (text(1.0), text(1)) == ("1.0", "1")
