"""What the head of a module says of its indices."""

from __future__ import annotations

import pytest

import derive
from derive.emit import module_source
from derive.emit.scalar.module import scalar_source

CLASSES = """
name = "classes"
[model]
inputs = { x = [2], y = { shape = [], integer = true, below = 3 } }
parameters = { W = [3, 2] }
equations = "z = W @ x; L = log(sum(exp(z))) - z[y]"
"""


@pytest.mark.parametrize(
    ("emit", "from_zero", "from_one"),
    [
        (module_source, "from 0 in the formulas and in the arrays", "from 1 in the formulas, from 0 in the arrays"),
        (scalar_source, "from 0 in the formulas, from 1 in the names", "from 1 in the formulas and in the names"),
    ],
    ids=["numpy", "python"],
)
def test_from_where_formulas_count(emit, from_zero, from_one):
    assert f"Indices count {from_zero}." in emit(derive.derive(derive.loads(CLASSES)).derivation)
    assert f"Indices count {from_one}." in emit(derive.derive(derive.load("xor")).derivation)
