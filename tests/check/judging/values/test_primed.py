"""A prime on an array that nobody knows with a prime transposes it."""

from __future__ import annotations

import derive
from derive.check import check

LINEAR = """
[model]
inputs = { U = ["n", "d"], G = ["n", "k"] }
parameters = { M = ["d", "k"] }
equations = '''
S = U @ M
J = sum(G*S)
'''
"""
NOTATION = {"\\eta": "grad S"}


SAID = "A prime marks the transpose of a matrix.\n"


def _verdicts(*rows: str, start: str = SAID) -> list[str]:
    text = start + "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(derive.loads(LINEAR), text, NOTATION).rows]


def test_a_prime_transposes_where_the_text_says_so():
    assert _verdicts(r"\nabla_M J = U' \eta", r"\nabla_U J = \eta M'") == ["holds"] * 2
    assert _verdicts(r"\nabla_M J = -U' \eta", r"\nabla_U J = \eta M") == ["wrong"] * 2


def test_a_matrix_beside_itself_with_a_prime_is_transposed():
    row = r"U' S = U' U M"
    assert _verdicts(row, start="") == ["holds"]
    assert _verdicts(row, r"\nabla_M J = 2 U' \eta", start="") == ["holds", "wrong"]


def test_elsewhere_nobody_knows_what_a_prime_is():
    assert _verdicts(r"\nabla_M J = U' \eta", r"\nabla_M J = - U' \eta", start="") == ["cannot tell"] * 2


def test_kroneckers_symbol_with_greek_letters():
    row = r"\frac{\partial J}{\partial M_{ij}} = \sum_\alpha \sum_\beta \eta_{\alpha\beta} U_{\alpha i} \delta_\beta^%s"
    assert _verdicts(row % "j") == ["holds"]
    assert _verdicts(row % "i") != ["holds"]
