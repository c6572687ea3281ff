"""The judge against planted slips, equal rewritings and broken texts (``python -m tests.benchmarks.mutants`` has more)."""

from __future__ import annotations

import pytest

import derive
from derive.check.session import open_session
from tests.benchmarks import fuzz, mutants, rewritings

SPEC = """\
name = "one-example"
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
"""


@pytest.fixture(scope="module")
def proofs():
    """A small network's proof, and logistic regression's over a batch."""
    models = [derive.loads(SPEC), derive.load("logistic")]
    return [open_session(model, derive.derive(model).latex()) for model in models]


def test_no_slip_is_accepted(proofs):
    """1,000 edits of rows that hold: none of those that truly differ is found to hold."""
    tally = mutants.run(1000, 11, explaining=0, found=proofs)
    assert sum(tally.differ.values()) > 750
    assert tally.accepted == []
    assert tally.faults == []


def test_slips_are_named(proofs):
    """The explanation gives the kind of the slip, or the row before it, nine times in ten."""
    tally = mutants.run(30, 12, explaining=1, found=proofs)
    assert sum(tally.named.values()) >= 0.9 * sum(tally.explained.values()), tally.unnamed


def test_equal_rows_are_not_rejected(proofs):
    """Terms and factors in another order, brackets multiplied out, bound indices renamed, both sides transposed."""
    tally = rewritings.run(500, 13, proofs)
    assert tally.rejected == []
    assert min(tally.done[rule.__name__] for rule in rewritings.RULES) >= 5
    assert tally.no_claim == 0


def test_broken_texts_break_nothing():
    """No exception but the documented ones, and no long wait."""
    assert fuzz.run(150, 14, judged=30) == []
