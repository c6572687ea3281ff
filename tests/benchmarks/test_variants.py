"""The hand-written versions hold for other sizes, too: they agree with the emitted code (all are asked to before timing)."""

import pytest

from tests.benchmarks import ladder, variants

SLOW = {"wider block", *(name for name in variants.NAMES if name.startswith("units") and not name.endswith("gelu_tanh"))}


@pytest.mark.parametrize("name", [name for name in variants.NAMES if name not in SLOW])
def test_all_candidates_agree(name):
    assert ladder.disagreement(variants.candidates(variants.problem(name))) < 1e-10
