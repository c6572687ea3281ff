"""A text may define a symbol several times, of which a specification states one; special cases of an index."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

RIDGE = r"""
[model]
inputs = { X = ["n", "d"], t = ["n"] }
parameters = { w = ["d"] }
constants = { beta = 0.7 }
equations = '''
r = X @ w - t
J = sum(r**2)/2
'''
[notation]
"\\beta" = "beta"
"""

PLAIN, PENALTY = r"J = \frac12 \|r\|^2", r"J = \frac12 \|r\|^2 + \beta \sum_k |w_k|^3"
GRADIENT, WITH_PENALTY, TURNED = (
    r"\nabla_w J = X^T r",
    r"\nabla_w J = X^T r + 3 \beta w \odot |w|",
    r"\nabla_w J = -X^T r",
)

SCORES = r"""
[model]
inputs = { x = ["D"], y = { shape = [], integer = true, below = "C" } }
parameters = { W = ["C", "D"] }
equations = '''
s = W @ x
L = sum(maximum(0, s - s[y] + 0.5)) - 0.5
'''
[notation]
"w_j" = "W[j]"
"""


def verdicts(*formulas, spec=RIDGE, explain=False):
    text = "\n\n".join(f"$$ {formula} $$" for formula in formulas)
    return [row.verdict for row in check(derive.loads(spec), text, read_declarations(spec), explain=explain).rows]


def test_another_case_is_no_slip():
    assert verdicts(PLAIN, GRADIENT, PENALTY, WITH_PENALTY) == ["holds", "holds", "cannot tell", "cannot tell"]


def test_what_follows_the_definition_of_the_model_is_judged():
    assert verdicts(PENALTY, PLAIN, TURNED) == ["cannot tell", "holds", "wrong"]


def test_a_single_definition_that_differs_is_wrong():
    assert verdicts(PENALTY, GRADIENT) == ["wrong", "holds"]


def test_a_slip_in_a_second_definition_is_a_slip():
    assert verdicts(PLAIN, r"J = -\frac12 \|r\|^2", explain=True) == ["holds", "wrong"]


def test_what_follows_a_slip_in_a_second_definition_is_no_other_case():
    slip = r"J = -\frac12 \|r\|^2"
    assert verdicts(PLAIN, slip, TURNED, explain=True) == ["holds", "wrong", "wrong"]
    assert verdicts(PLAIN, slip, GRADIENT, explain=True) == ["holds", "wrong", "holds"]


def test_a_row_beside_its_special_case_means_the_other_indices():
    special = r"\nabla_{w_y} L = -\left(\sum_{j \neq y} \mathbb{1}(w_j^T x - w_y^T x + \frac12 > 0)\right) x"
    general = r"\nabla_{w_j} L = \mathbb{1}(w_j^T x - w_y^T x + \frac12 > 0) x"
    assert verdicts(general, spec=SCORES) == ["wrong"]
    assert verdicts(special, general, spec=SCORES) == ["holds", "holds under"]
    assert verdicts(special, general.replace("> 0", "< 0"), spec=SCORES) == ["holds", "wrong"]


def test_a_chain_with_another_expression_for_the_symbol_goes_on_from_that():
    """``X w - t = r = ...`` says in one line what r is, and that it is something else: no other case."""
    assert verdicts(r"r = X w - t", r"X w - t = r = X w + t") == ["holds", "wrong"]
    assert verdicts(r"r = X w - t", r"r = X \tanh(w)") == ["holds", "cannot tell"]


def test_a_symbol_by_itself_is_no_other_definition():
    assert verdicts(r"r = X w - t", r"r = \tanh(r)", r"\nabla_w J = -X^T r") == ["holds", "wrong", "wrong"]


CELL = """
[model]
inputs = { x = ["N"] }
parameters = { u = [], v = [], h0 = [] }
equations = '''
h[0] = h0
h[t] = tanh(u*x[t-1] + v*h[t-1])
C = h[N]**2
'''
[notation]
"h_t" = "h[t]"
"x_t" = "x[t-1]"
"""


def test_a_state_by_its_number_is_computed_and_no_other_case():
    first, second = r"h_1 = \tanh(u x_1 + v h_0)", r"h_2 = \tanh(u x_2 + v \tanh(u x_1 + v h_0))"
    assert verdicts(first, second, spec=CELL) == ["holds"] * 2
    assert verdicts(first, second.replace("v h_0", "v^3 h_0"), spec=CELL) == ["holds", "wrong"]


def test_a_cost_with_a_number_is_not_the_one_without():
    spec = RIDGE.replace("J = sum(r**2)/2", "J2 = sum(r**2)/2 + beta*sum(w**2)")
    bare, own = r"J(w) = \frac12 \|r\|^2", r"J_2(w) = \frac12 \|r\|^2 + \beta \|w\|^2"
    assert verdicts(bare, own, spec=spec) == ["not a claim", "holds"]
    assert verdicts(bare, own.replace("+", "-"), spec=spec) == ["not a claim", "wrong"]


def test_a_gradient_by_the_models_own_definition_gives_the_other_one_up():
    assert verdicts(PLAIN, PENALTY, GRADIENT, TURNED) == ["holds", "cannot tell", "holds", "wrong"]
    assert verdicts(PLAIN, PENALTY, r"\nabla_t J = -r", WITH_PENALTY)[2:] == ["holds", "cannot tell"]  # holds by both
