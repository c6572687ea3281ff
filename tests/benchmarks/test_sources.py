"""The hand-written derivations that slips are planted in."""

import pytest

from tests.benchmarks.sources import TEXTS, hand_written


@pytest.mark.parametrize("name", ["columns", "rows", "memory", "ridge", "whitening"])
def test_a_hand_written_derivation_holds(name):
    session = hand_written(TEXTS / f"{name}.tex")
    assert {judged.verdict for judged in session.rows} <= {"holds", "holds under", "not a claim"}
