"""Local derivations are made once: an instantiated proof is line by line the one that would have been derived."""

from __future__ import annotations

import pytest

from derive.backprop import derive
from derive.frontends import loads
from derive.frontends.network import Network
from derive.reuse import Archive


def deep(activations, widths):
    layers = [{"layer": "dense", "units": n, "activation": f} for n, f in zip(widths, activations, strict=True)]
    return Network(input=4, layers=layers, cost="cross_entropy_logits", batch="mean", name="deep", penalty={"l2": 0.1})


MODELS = {
    "equal layers": lambda: deep(["tanh"] * 5 + ["identity"], [5] * 5 + [3]),
    "two kinds of layers": lambda: deep(["relu", "gelu", "relu", "gelu", "softmax", "relu", "identity"], [4, 5, 6, 7, 8, 9, 3]),
    "shared weights": lambda: loads("""
name = "shared"
[model]
inputs = { x = ["N", 3], y = ["N", 3] }
parameters = { W = [3, 3], V = [3, 3] }
equations = '''
a = tanh(x @ W)
b = tanh(a @ W)
c = tanh(b @ V)
d = tanh(c @ V)
C = mean((d - y)**2)
'''
"""),
}


@pytest.mark.parametrize("name", MODELS)
def test_an_instantiated_proof_is_the_derived_one(name, monkeypatch):
    model = MODELS[name]()
    instantiated = derive(model)
    monkeypatch.setattr(Archive, "lines_for", lambda self, sweep, tensor, case: sweep.lines_for(tensor[case.indices], case))
    fresh = derive(model)
    assert [t.key for t in instantiated.theorems] == [t.key for t in fresh.theorems]
    for ours, theirs in zip(instantiated.theorems, fresh.theorems, strict=True):
        assert [s.after for s in ours.steps] == [s.after for s in theirs.steps], ours.key
        assert [s.reason for s in ours.steps] == [s.reason for s in theirs.steps], ours.key


def test_most_proofs_of_a_deep_network_are_instantiated(monkeypatch):
    derived = []
    original = Archive.lines_for

    def counted(self, sweep, tensor, case):
        before = len(self._proofs)
        lines = original(self, sweep, tensor, case)
        derived.append(len(self._proofs) - before)
        return lines

    monkeypatch.setattr(Archive, "lines_for", counted)
    derive(deep(["tanh"] * 30 + ["identity"], [5] * 30 + [3]))
    assert sum(derived) < 15 < len(derived)
