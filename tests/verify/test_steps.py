"""The verifier catches what is wrong, not only confirms what is right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derive.backprop import derive
from derive.frontends import gallery, loads
from derive.frontends.network import Network
from derive.matrix_nodes import Transposed
from derive.verify import verify
from derive.verify.steps import verify_steps
from tests.conftest import proof_of


@pytest.mark.parametrize("name", gallery.names())
def test_every_step_of_every_proof_of_the_gallery(name):
    model = proof_of(name).model
    for derivation in [proof_of(name).derivation] + ([derive(model.single)] if model.single else []):
        for row in verify_steps(derivation, seeds=(3,)):
            assert row.ok, f"{row.theorem}: {row.failing} ({row.error:.1e})"


def small():
    layers = [{"layer": "dense", "units": 3, "activation": "tanh"}, {"layer": "dense", "units": 2, "activation": "sigmoid"}]
    return derive(Network(input=4, layers=layers, cost="quadratic", batch="mean", name="small"))


def damaged(derivation, key, change):
    theorems = tuple(change(t) if t.key == key else t for t in derivation.theorems)
    return replace(derivation, theorems=theorems)


def test_a_wrong_sign_in_one_line_is_found():
    def flip(theorem):
        last = theorem.steps[-1]
        return replace(theorem, steps=(*theorem.steps[:-1], replace(last, after=-last.after)))

    rows = {row.theorem: row for row in verify_steps(damaged(small(), "delta z1", flip))}
    assert not rows["delta z1"].ok
    assert rows["delta z1"].failing.startswith("line")
    assert rows["delta z2"].ok


def test_a_missing_factor_in_a_lemma_is_found():
    def double(theorem):
        last = theorem.steps[-1]
        return replace(theorem, steps=(*theorem.steps[:-1], replace(last, after=2 * last.after)))

    rows = {row.theorem: row for row in verify_steps(damaged(small(), "lemma sigmoid", double))}
    assert not rows["lemma sigmoid"].ok


def test_a_wrong_transpose_is_found():
    """Sizes are pairwise different, so that a transpose shows as a shape that does not fit or as a wrong number."""

    def transpose(theorem):
        return replace(theorem, matrix=Transposed(theorem.matrix))

    with pytest.raises(ValueError, match="broadcast"):
        verify_steps(damaged(small(), "grad W1", transpose))


def test_the_report_of_a_whole_model():
    report = verify(
        loads("""
name = "tiny"
[model]
inputs = { X = ["N", 3], y = ["N"] }
parameters = { w = [3], b = [] }
equations = '''
p = sigmoid(X @ w + b)
C = -mean(y*log(p) + (1 - y)*log(1 - p))
'''
""")
    )
    assert report.ok
    assert [row.quantity for row in report.gradients] == ["C (value)", "w", "b"]
    assert all(row.entries for row in report.gradients)
    assert report.to_json()["ok"] is True
