"""The Python interface."""

from __future__ import annotations

import pytest

import derive
from tests.conftest import proof_of


def test_the_package_keeps_its_verbs():
    """Importing the modules of the same name does not replace the functions."""
    import derive.verify

    assert callable(derive.verify)
    assert callable(derive.derive)
    assert set(derive.__all__) == set(dir(derive))


def test_an_unknown_name_is_an_attribute_error():
    """As for any module."""
    with pytest.raises(AttributeError, match="module 'derive' has no attribute 'derivate'"):
        derive.derivate  # noqa: B018


def test_theorems_by_quantity():
    """A quantity's short name finds its theorem; an unknown one is named with its near misses."""
    proof = proof_of("xor")
    assert proof["W1"] is proof["grad W1"]
    with pytest.raises(derive.SpecError, match=r"no theorem on 'grad w1' in the proof of 'xor'\. Did you mean .*'grad W1'"):
        proof["grad w1"]


def test_what_is_no_model_is_refused():
    """A name is no model yet; the message says what to write."""
    with pytest.raises(derive.SpecError, match=r"^derive\.derive takes a model, not 'xor'\. Write .*derive\.load\('xor'\)"):
        derive.derive("xor")
    with pytest.raises(derive.SpecError, match=r"^derive\.verify takes a model, not 'xor'\. Write .*derive\.load\('xor'\)"):
        derive.verify("xor")
    with pytest.raises(derive.SpecError, match=r"takes a model, not an object of type NoneType\. derive\.load or"):
        derive.derive(None)
    with pytest.raises(derive.SpecError, match=r"a theorem is named by a string such as 'W1', not 0"):
        proof_of("xor")[0]


def test_printed_forms():
    """Each format comes from one document."""
    proof = proof_of("xor")
    assert "\\documentclass" in proof.latex()
    assert "\\documentclass" not in proof.latex(fragment=True)
    assert "$$" in proof.markdown()
    assert "<math" in proof.html()
    assert proof.text(detail="brief") != proof.text(detail="full")
    assert set(proof._repr_mimebundle_()) == {"text/markdown", "text/plain"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"notation": "nielson"}, "unknown notation 'nielson'. Did you mean 'nielsen'?"),
        ({"detail": "ful"}, "unknown level of detail 'ful'. Did you mean 'full'?"),
        ({"form": "matrices"}, "unknown form 'matrices'. Did you mean 'matrix'?"),
    ],
)
def test_options_are_checked(options, message):
    """A misspelt option names its near miss."""
    with pytest.raises(derive.SpecError) as caught:
        proof_of("xor").text(**options)
    assert str(caught.value) == message


def test_compile_gives_a_module():
    """The emitted module computes a cost and a gradient."""
    import numpy as np

    module = proof_of("xor").compile()
    params = module.init(seed=1)
    x, y = np.array([[0.0, 1.0]]), np.array([[1.0]])
    cost, gradient = module.value_and_grad(params, x, y)
    assert isinstance(cost, float)
    assert gradient._fields == params._fields
    assert cost == module.value(params, x, y)


def test_an_open_depth_does_not_compile():
    """The refusal is one of its own class."""
    with pytest.raises(derive.Refused, match="has no code"):
        proof_of("nielsen-depth-L").compile()


def test_a_proof_says_how_many_theorems_it_has():
    """One theorem, two theorems."""
    layers = [{"units": 1, "bias": False}]
    model = derive.Network(input=2, layers=layers, cost="quadratic", batch="none")
    assert repr(derive.derive(model)).endswith(": 2 theorems>")
    formula = derive.loads('name = "one"\n[model]\nparameters = { w = [] }\nequations = "C = w**2"\n')
    assert repr(derive.derive(formula)) == "<Proof of one: 1 theorem>"
