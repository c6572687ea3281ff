"""The section on cost, in every format."""

import derive
from derive import render
from tests.conftest import proof_of


def test_the_section_stands_in_every_format():
    document = proof_of("digits").document()
    text, latex = render.to_text(document), render.to_latex(document)
    assert "z¹     : 2n₀ n₁" in text
    assert "7,458 operations against 11,754,289, 1,576 times as many." in text
    assert r"\section{What it costs}" in latex
    assert r"z^{1} &: 2 n_{0}\,n_{1}," in latex
    assert "## What it costs" in render.to_markdown(document)
    assert '<h2 id="cost">What it costs</h2>' in render.to_html(document)


def test_a_part_of_a_proof_has_no_such_section():
    assert "What it costs" not in proof_of("digits").text(quantities=["W1"])


def test_symbolic_depth_sums_over_the_layers():
    text = proof_of("nielsen-depth-L").text()
    assert "in all = ∑[l=1..L] (2nₗ nₗ₋₁ + nₗ)" in text
    assert "the cost itself is any function" in text


def test_many_quantities_are_summed_up():
    layers = [{"layer": "dense", "units": 3 + i, "activation": "tanh"} for i in range(7)]
    proof = derive.derive(derive.Network(input=2, layers=layers, cost="quadratic"))
    text = proof.text().partition("What it costs")[2]
    assert " : " not in text
    assert text.count("in all = ") == 3


def test_the_counts_are_those_of_the_printed_model():
    batch = proof_of("digits").text(notation="rows").partition("What it costs")[2]
    assert "2N n₀ n₁" in batch
