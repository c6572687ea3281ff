"""Backpropagation through time, as a recurrence, for a symbolic number of steps."""

from __future__ import annotations

import sympy
from sympy import Symbol

from derive.algebra import Sum, adjoint
from derive.backprop import derive
from derive.frontends.network import Network
from derive.verify.steps import verify_steps

T = Symbol("T", integer=True, positive=True)


def network(kind, **options):
    """One recurrent layer over T steps, read at the end."""
    layers = [{"layer": kind, "units": 4, "output": "last", **options}, {"layer": "dense", "units": 2}]
    return Network(input=["T", 3], layers=layers, cost="quadratic", batch="mean", name=kind)


def test_an_elman_network_goes_back_one_step_at_a_time():
    """delta_t = (U' delta_{t+1}) * (1 - h_t**2) before the last step; at the last step it comes from the output."""
    model = network("rnn")
    derivation = derive(model)
    keys = [theorem.key for theorem in derivation.theorems]
    z = next(t for name, t in model.tensors.items() if name.startswith("z") and t.layered)
    assert f"delta {z.name} at T" in keys
    theorem = derivation[f"delta {z.name}"]
    assert [str(c) for c in theorem.conditions] == ["t < T"]
    t, *rest = theorem.subject.indices
    delta = adjoint(z)
    later = {e for e in theorem.statement.atoms(type(theorem.subject)) if e.tensor == delta}
    opened = [e for s in theorem.statement.atoms(Sum) for e in s.args[0].atoms(type(theorem.subject)) if e.tensor == delta]
    assert {e.indices[0] for e in later | set(opened)} == {t + 1}
    assert rest


def test_every_step_of_recurrent_proofs():
    for kind in ("rnn", "lstm", "gru"):
        for row in verify_steps(derive(network(kind)), seeds=(1,)):
            assert row.ok, f"{kind}: {row.theorem}: {row.failing} ({row.error:.1e})"


def test_the_gates_of_an_lstm_have_theorems_of_their_own():
    derivation = derive(network("lstm"))
    gates = [theorem for theorem in derivation.theorems if theorem.key.startswith("delta z") and " at " in theorem.key]
    assert len(gates) == 4
    assert all(not isinstance(theorem.statement, sympy.Add) for theorem in gates)
