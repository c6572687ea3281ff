"""Sizes of the specification with the letter of an array that the text computes."""

from __future__ import annotations

import derive
from derive.check import check

SPEC = """
[network]
input = "d"
cost = "cross_entropy"
layers = [
  { layer = "dense", units = "h", activation = "relu" },
  { layer = "dense", units = "K", activation = "softmax" },
]
"""
FORWARD = r"""
$$h = \max(0, V_1 x + b_1)$$
$$s = V_2 h + b_2$$
$$p_k = \frac{e^{s_k}}{\sum_j e^{s_j}}$$
$$L = -\sum_k y_k \log p_k$$
"""
NOTATION = {"V_1": "W1", "V_2": "W2"}


def verdicts(*rows: str, spec: str = SPEC) -> list[str]:
    text = FORWARD + "\n".join(f"$${row}$$" for row in rows)
    return [row.verdict for row in check(derive.loads(spec), text, NOTATION, explain=False).rows]


def test_a_letter_that_the_text_computes_is_no_number_of_units():
    found = verdicts(r"\frac{\partial L}{\partial h} = V_2^T (p - y)", r"\frac{\partial L}{\partial h} = V_2 (p - y)")
    assert found[:4] == ["holds"] * 4
    assert found[4] in ("holds", "holds under")
    assert found[5] not in ("holds", "holds under")


def test_a_wrong_forward_equation_is_found_all_the_same():
    text = FORWARD.replace("V_1 x + b_1", "V_1 x - b_1")
    found = check(derive.loads(SPEC), text, NOTATION, explain=False).rows
    assert [row.verdict for row in found][:3] == ["wrong", "holds", "holds"]


def test_a_size_that_is_computed_from_sizes_stays_one():
    spec = """
[model]
inputs = { X = ["N", "m"] }
parameters = { w = ["m"] }
equations = '''
z = X @ w
C = sum(z**2)/N
'''
"""
    (row,) = check(derive.loads(spec), r"$$C = \frac{1}{N} \sum_{i=1}^N z_i^2$$", explain=False).rows
    assert row.verdict == "holds"


def test_a_size_beside_a_number_below_is_the_last_index():
    model = derive.loads("""
[model]
parameters = { X1 = ["n"], X2 = ["n"] }
equations = "D = sqrt(sum((X1 - X2)**2))"
""")
    row = r"D = \sqrt{(X_{1,1} - X_{2,1})^2 + \ldots + (X_{1,n} - X_{2,n})^2}"
    found = derive.check(model, f"$$ {row} $$ $$ {row.replace('-', '+')} $$")
    assert [one.verdict for one in found.rows] == ["holds", "wrong"]
