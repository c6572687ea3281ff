"""Symbols that are typed loosely: W1 for W_1, a for the last layer's a; sums over sets with a capital Sigma."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

DEEP = """
[network]
depth = "L"
cost = "C"
layers = [{ layer = "dense", units = "n_l", activation = "f" }]
"""

HINGE = """
[model]
inputs = { x = ["D"], y = { shape = [], integer = true, below = "K" } }
parameters = { W = ["K", "D"] }
equations = '''
s = W @ x
C = sum(where(arange(K) == y, 0, maximum(0, s - s[y] + 1)))
'''
[notation]
"w_j" = "W[j]"
"""

DENSE = """
[model]
inputs = { x = ["d"], y = ["m"] }
parameters = { V = ["h", "d"], U = ["m", "h"] }
equations = '''
z = V @ x
o = U @ z
C = sum((o - y)**2)/2
'''
[notation]
"W_1" = "V"
"W_2" = "U"
"""


def verdicts(spec: str, *rows: str) -> list[str]:
    report = check(derive.loads(spec), " ".join(f"$${row}$$" for row in rows), read_declarations(spec), explain=False)
    return [row.verdict for row in report.rows]


def test_a_gradient_by_the_activations_is_that_of_the_output():
    assert verdicts(DEEP, r"\delta^L = \nabla_a C \odot f'(z^L)") == ["holds under"]
    assert verdicts(DEEP, r"\delta^L = \nabla_a C \odot f'(a^L)")[0] != "holds under"


def test_a_symbol_may_be_typed_without_the_mark_of_its_index():
    assert verdicts(DENSE, "o = W_2 W1 x", r"\frac{\partial C}{\partial W1} = W2^T (o - y) x^T") == ["holds"] * 2
    assert verdicts(DENSE, "o = W_2 W2 x")[0] != "holds"


def test_a_capital_sigma_sums_over_a_set():
    total = r"\Sigma_{\substack{j \in K \\ j \neq y}}"
    assert verdicts(HINGE, rf"C = {total} \max(0, w_j^T x - w_y^T x + 1)") == ["holds"]
    assert verdicts(HINGE, rf"C = {total} \max(0, w_y^T x - w_j^T x + 1)") == ["wrong"]


def test_a_row_that_gives_the_model_s_value_and_another_contradicts_itself():
    assert verdicts(DENSE, "z = W_1 x", "W_1 x = z = x + x")[1] != "holds"
    assert verdicts(DENSE, "o = W_2 z", "W_2 z = o = 2 W_2 z") == ["holds", "wrong"]


NUMBERED = """
[define.costs]
gap = "sum((a - y)**2)"
[network]
input = 3
cost = "gap"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "sigmoid" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
"""
HABITS = (r"z^l = W^l a^{l-1} + b^l", r"a^l = \sigma(z^l)", r"\delta^L = \nabla_a C \odot \sigma'(z^L)")


def test_the_last_layer_s_letter_may_lack_its_layer():
    assert verdicts(NUMBERED, *HABITS, r"\nabla_a C = 2 (a^L - y)")[2:] == ["holds under"] * 2
    assert verdicts(NUMBERED, *HABITS, r"\nabla_a C = a^L - y")[3] == "wrong"
    assert verdicts(NUMBERED, *HABITS, r"\delta^L = \nabla_a C \odot \sigma'(a^L)")[3] == "wrong"
    declared = NUMBERED + '[notation]\n"q^l" = "a[l]"\n'
    assert verdicts(declared, r"\nabla_q C = 2 (q^L - y)") == ["holds under"]
    assert verdicts(declared, r"\nabla_q C = q^L - y") == ["cannot tell"]
