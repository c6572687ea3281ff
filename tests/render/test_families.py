"""Deep networks: what holds for every layer is said once, of layer l."""

from dataclasses import replace

import pytest

import derive
from derive import backprop
from derive.render import build_document, to_latex, to_text
from derive.render.families import families
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


def residual(blocks: int):
    """Pre-norm residual blocks of four layers on one vector, between two dense layers."""
    layers: list[dict] = [{"units": 4, "name": "b0"}]
    for block in range(blocks):
        layers += [
            {"layer": "layer_norm"},
            {"units": 6, "activation": "relu"},
            {"units": 4},
            {"layer": "residual", "from": f"b{block}", "name": f"b{block + 1}"},
        ]
    network = derive.Network(input=3, layers=[*layers, {"units": 2}], cost="quadratic", batch="none")
    # What a pass costs is the business of other tests.
    return replace(derive.derive(network).document(), cost=tuple)


@pytest.fixture(scope="module")
def blocks():
    return [residual(number) for number in (3, 4)]


def test_repeated_blocks_are_told_once(blocks):
    """A fourth block adds no equation, no theorem and no row of the table."""
    three, four = blocks
    sections = [[len(section.statements) for section in document.sections] for document in blocks]
    assert sections[0] == sections[1]
    assert len(three.definitions) == len(four.definitions) == 15
    assert len(four.symbols) == len(three.symbols)
    assert len(four.theorem_numbers) > len(three.theorem_numbers)


def test_a_family_names_its_layers(blocks):
    """As a set, and on the way back from the last."""
    text = to_text(blocks[0])
    assert "μˡ   = 1/n₁·∑[j=1..n₁] yˡ⁻¹ⱼ    for l ∈ {6, 10}" in text, "the first block reads the dense layer"
    assert "The layers repeat in blocks of 4." in text
    assert "Go back, block by block" in text
    latex = to_latex(blocks[1])
    assert r"l \in \{6,10,14\}" in latex
    assert r"l \in \{15,11,\dots,3\}" in latex


def test_sizes_that_all_blocks_share_keep_their_name(blocks):
    """n_1 features everywhere, n_l hidden units of each block."""
    text = to_text(blocks[0])
    assert "nₗ × n₁" in text
    assert "n₁ × nₗ₋₁" in text


def test_no_theorem_is_cited_that_is_not_printed(blocks):
    """Families speak for their members."""
    for document in blocks:
        printed = {statement.number for section in document.sections for statement in section.statements}
        assert set(document.theorem_numbers.values()) <= printed


def test_a_gradient_by_a_named_parameter_is_a_family(blocks):
    """The title prints the letter with layer l."""
    latex = to_latex(blocks[0])
    assert r"gradient with respect to $\gamma^{l}$" in latex
    assert "gamma@" not in latex


def test_two_pairs_of_layers_are_told_one_by_one():
    """Convolution and pooling twice spares too little."""
    layers = [{"layer": "conv1d", "channels": 2, "kernel": 2, "activation": "relu"}, {"layer": "max_pool1d", "kernel": 2}] * 2
    network = derive.Network(input=[1, 10], layers=[*layers, {"layer": "flatten"}, {"units": 2}], cost="quadratic")
    assert families(derive.derive(network).single).block == 0


def test_two_blocks_of_a_transformer_are_a_family():
    """The queries, keys and values of layers 4 and 11, and all three normalisations."""
    found = families(backprop.derive(derive.load("gpt-small").single))
    assert found.block == 7
    assert found.speaks_for["grad Wq11"] == found.speaks_for["grad Wq4"]
    assert len({found.speaks_for[f"delta mu{layer}"] for layer in (3, 6, 10, 13, 17)}) == 1
