"""The ladder compares like with like: emitted code and hand-written NumPy give the same numbers on every workload."""

import time

import numpy as np
import pytest

from derive.emit import module_source
from tests.benchmarks import ladder
from tests.benchmarks.problems import NAMES, SPECS, problem
from tests.emit.emitted import derivation


@pytest.mark.parametrize("name", NAMES)
def test_all_candidates_agree(name):
    calls = ladder.candidates(problem(name))
    calls.pop("autograd", None)  # the oracle's part, and slow
    assert ladder.disagreement(calls) < 1e-10


def test_single_precision_agrees_and_stays_single():
    calls = ladder.candidates(problem("g2", np.float32))
    assert ladder.disagreement({name: calls[name] for name in ("workspace", "plain", "optimised", "idiomatic")}) < 1e-3
    assert {g.dtype for g in calls["plain"]()[1]} == {np.dtype(np.float32)}


def test_ratios_are_taken_round_by_round():
    assert ladder.ratio({"a": [2.0, 6.0, 9.0], "optimised": [1.0, 2.0, 9.0]}, "a") == 2.0


def test_the_transformer_block_is_emitted_in_three_seconds():
    found = derivation((SPECS / "i.toml").read_text())
    start = time.process_time()
    module_source(found)
    assert time.process_time() - start < 3
