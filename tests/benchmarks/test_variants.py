"""The hand-written versions hold for other sizes, too: they agree with the emitted code."""

import pytest

from tests.benchmarks import ladder, variants


@pytest.mark.parametrize("name", [name for name in variants.NAMES if name != "wider block"])
def test_all_candidates_agree(name):
    assert ladder.disagreement(variants.candidates(variants.problem(name))) < 1e-10
