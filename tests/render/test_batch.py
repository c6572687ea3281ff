"""The theorem on a mini-batch."""

import pytest

import derive
from tests.conftest import proof_of


def test_mean_over_the_examples():
    """Index and matrix form, proved by linearity from the theorem on one example."""
    text = proof_of("nielsen").text()
    assert "C = 1/N·∑[n=1..N] Cₙ" in text
    assert "∂C/∂w¹ⱼₖ = 1/N·∑[n=1..N] δ^{n,1}ⱼ xⁿₖ" in text
    assert "∂C/∂w²   = 1/N·∑[n=1..N] δ^{n,2} (a^{n,1})ᵀ" in text
    assert "sum rule: differentiation is linear" in text


@pytest.mark.parametrize(("batch", "factor"), [("mean", "1/N·"), ("sum", "")])
def test_a_penalty_counts_once(batch, factor):
    """What belongs to no example stands beside the sum, for a sum over the batch as for a mean."""
    model = derive.Network(input=2, layers=[{"units": 1}], cost="quadratic", batch=batch, penalty={"l2": 0.1})
    text = derive.derive(model).text()
    assert f"= {factor}∑[n=1..N] δ^{{n,1}}ⱼ xⁿₖ + λ w¹ⱼₖ" in text


def test_rows_speak_of_all_examples_anyway():
    """Batch notations and formula models have no such section."""
    assert "A mini-batch" not in proof_of("nielsen").text(notation="rows")
    assert "A mini-batch" not in proof_of("logistic").text()


def test_the_penalty_is_printed_with_the_cost_of_the_batch():
    """The equation of J is cited."""
    model = derive.Network(input=2, layers=[{"units": 1}], cost="quadratic", batch="mean", penalty={"l2": 0.1})
    text = " ".join(derive.derive(model).text().split())
    assert "; in J, the penalty of (D3) is added to it once." in text


def test_inputs_belong_to_their_example():
    """Their gradient is no sum over the batch."""
    options = {"layers": [{"units": 1}], "cost": "quadratic", "gradients": ["parameters", "inputs"]}
    assert "is 1/N times that of one example" in derive.derive(derive.Network(input=2, **options)).text()
    assert "times that of one example" not in derive.derive(derive.Network(input=2, batch="sum", **options)).text()
