"""Deep networks: what holds for every layer is said once, of layer l."""

import pytest

import derive
from derive.render import build_document, to_latex, to_text
from tests.render.samples import two_layers


def deep(depth: int):
    """A network of that many layers."""
    layers = [{"units": 8, "activation": "relu"}] * (depth - 1) + [{"units": 3, "activation": "softmax"}]
    return derive.derive(derive.Network(input=8, layers=layers, cost="cross_entropy"))


@pytest.fixture(scope="module")
def twelve():
    return deep(12)


def test_a_deep_network_is_told_in_one_layer_l(twelve):
    """Twelve layers: two lemmas, two errors, four gradients and the batch; proofs stand there for every l."""
    document = twelve.document()
    text = to_text(document)
    assert [len(section.statements) for section in document.sections] == [2, 2, 4, 1]
    assert "(D2)  zˡⱼ  = ∑[k=1..nₗ₋₁] wˡⱼₖ aˡ⁻¹ₖ + bˡⱼ    for l = 2, …, 12 and j = 1, …, nₗ" in text
    assert "δˡ  = ((wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ relu'(zˡ)" in text
    assert "for l = 11, …, 1" in text, "the way back runs down"


def test_each_member_has_the_number_of_its_family(twelve):
    """The emitted code cites theorems by the key of every layer."""
    numbers = twelve.document().theorem_numbers
    assert len({numbers[f"delta z{layer}"] for layer in range(1, 12)}) == 1
    assert numbers["delta z12"] != numbers["delta z11"]


def test_length_does_not_grow_with_depth(twelve):
    """A hundred layers would make the same document but for the numbers."""
    assert len(to_latex(deep(14).document())) == len(to_latex(twelve.document()))


def test_one_theorem_of_a_deep_network_in_its_own_words(twelve):
    """Who asks for W5 gets layer 5."""
    text = twelve.text(quantities=["W5"])
    assert "∂C/∂w⁵   = δ⁵ (a⁴)ᵀ" in text and "gradient of the weights of layer 5" in text


def test_few_layers_are_told_one_by_one():
    """Two layers make no family."""
    assert "zˡ" not in to_text(build_document(two_layers()))
