"""Quantities called pi: policies, weights of mixtures."""

from __future__ import annotations

import derive
from derive.check import check

POLICY = """
[model]
inputs = { r = ["n"] }
parameters = { theta = ["n"] }
equations = '''
pi = softmax(theta)
J = sum(pi*r)
'''
"""
NUMBER = POLICY.replace("pi = softmax(theta)", "p = softmax(theta)").replace("sum(pi*r)", "sum(p*r)/pi")


def verdict(spec, row):
    return check(derive.loads(spec), f"$${row}$$").rows[0].verdict


def test_a_quantity_may_be_called_so():
    assert derive.verify(derive.loads(POLICY)).ok
    assert verdict(POLICY, r"\frac{\partial J}{\partial \theta_a} = \pi_a (r_a - J)") == "holds"
    assert verdict(POLICY, r"\frac{\partial J}{\partial \theta_a} = \pi_a r_a") == "wrong"


def test_elsewhere_it_is_the_number():
    assert derive.verify(derive.loads(NUMBER)).ok
    assert verdict(NUMBER, r"J = \frac{1}{\pi} \sum_i p_i r_i") == "holds"


def test_so_may_what_is_given():
    given = POLICY.replace("r = [", "pi = [").replace("pi = softmax(theta)", "p = softmax(theta)").replace("pi*r", "p*pi")
    assert verdict(given, r"\frac{\partial J}{\partial p} = \pi") == "holds"
