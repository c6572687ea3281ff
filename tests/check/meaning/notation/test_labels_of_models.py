"""Names of a model that hold a label: ``uo`` is the text's ``u_o``, ``qi`` beside ``qj`` is no table of entries."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

RANKING = """
[model]
parameters = { p = ["k"], qi = ["k"], qj = ["k"] }
equations = '''
d = dot(p, qi) - dot(p, qj)
L = -log(sigmoid(d))
'''
"""
SAMPLING = """
[model]
parameters = { vc = ["d"], uo = ["d"], Uk = ["K", "d"] }
equations = "J = -log(sigmoid(dot(uo, vc))) - sum(log(sigmoid(-(Uk @ vc))))"

[notation]
"u_k" = "Uk[k]"
"""


def judged(spec, text):
    return check(derive.loads(spec), text, read_declarations(spec)).rows


def test_two_quantities_of_one_size_have_labels():
    (row,) = judged(RANKING, r"$$\frac{\partial L}{\partial p} = -(1 - \sigma(d)) (q_i - q_j)$$")
    assert row.verdict == "holds"


def test_a_name_of_the_model_is_not_what_is_declared_of_any_index():
    (row,) = judged(SAMPLING, r"$$\frac{\partial J}{\partial u_o} = (\sigma(u_o^T v_c) - 1) v_c$$")
    assert row.verdict in ("holds", "holds under")


def test_what_is_transposed_is_no_entry():
    spec = RANKING.replace("d = ", "x = ").replace("(d)", "(x)") + '\n[notation]\n"\\\\hat{x}_{uij}" = "x"\n"q_j" = "qj"\n'
    row, _ = judged(spec, r"$$\hat{x}_{uij} = p_u^\top (q_i - q_j)$$ where $$L = \sum_{n=1}^1 L$$")
    assert row.verdict == "cannot tell"
    assert "'p_u' is transposed, and was read as a number" in row.reason
