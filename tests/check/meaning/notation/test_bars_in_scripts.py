"""Symbols with a bar between their indices, ``p_{j|i}``, and parts of a sum by Roman numbers, ``[\\text{II}]``."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { R = ["n", "n"] }
parameters = { Y = ["n", "d"] }
equations = '''
F[i,j] = exp(-sum((Y[i,c] - Y[j,c])**2, c))
r[i,j] = F[i,j]/(sum(F[i,k], k) - 1)
C = sum(R*r) - sum(R[i,i]*r[i,i], i)
'''
[notation]
"r_{j|i}" = "r[i,j]"
"y_i" = "Y[i]"
"R_{ij}" = "R[i,j]"
"""


def verdicts(*rows):
    text = "\n\n".join(f"$$ {row} $$" for row in rows)
    return [judged.verdict for judged in check(derive.loads(SPEC), text, read_declarations(SPEC)).rows]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"r_{l|k} = \frac{\exp(-\|y_k - y_l\|^2)}{\sum_{m \neq k} \exp(-\|y_k - y_m\|^2)}", "holds"),
        (r"r_{l \mid k} = \frac{\exp(-\|y_k - y_l\|^2)}{\sum_{m \neq l} \exp(-\|y_l - y_m\|^2)}", "wrong"),
        (r"C = \sum_k \sum_{l \neq k} R_{kl} r_{l|k}", "holds"),
        (r"C = \sum_k \sum_{l \neq k} R_{kl} r_{k|l}", "wrong"),
    ],
)
def test_letters_beside_a_bar_stand_for_any_index(row, expected):
    assert verdicts(row) == [expected]


def test_parts_by_roman_numbers():
    parts = (
        r"[\text{I}] := \sum_{j \neq l} R_{lj} \nabla_{y_l} r_{j|l}",
        r"[\text{II}] := \sum_{i \neq l} R_{il} \nabla_{y_l} r_{l|i}",
        r"[\text{III}] := \sum_{i \neq l} \sum_{j \neq i, l} R_{ij} \nabla_{y_l} r_{j|i}",
    )
    found = verdicts(
        *parts,
        r"\nabla_{y_l} C = [\text{I}] + [\text{II}] + [\text{III}]",
        r"\nabla_{y_l} C = [\text{I}] - [\text{II}] + [\text{III}]",
        r"[\text{I}] = \sum_{j \neq l} R_{lj} \nabla_{y_l} r_{j|l}",
        r"[\text{I}] = \sum_{j \neq l} R_{jl} \nabla_{y_l} r_{j|l}",
    )
    assert found == [*["not a claim"] * 3, "holds", "wrong", "holds", "wrong"]
