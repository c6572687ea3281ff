"""The document: what is told, in which order, at which level of detail."""

import pytest

from derive.derivation import Detail
from derive.errors import SpecError
from derive.render import build_document, to_text
from tests.render.samples import softmax, symbolic_depth, two_layers


def test_numbers_follow_the_proof():
    """Lemmas and theorems share one count; the emitted code cites it."""
    document = build_document(two_layers())
    assert document.theorem_numbers == {"lemma sigmoid": 1, "delta z2": 2, "delta z1": 3, "grad W1": 4, "grad b1": 5}
    assert [section.title for section in document.sections] == [
        "Derivatives of the functions",
        "The errors, from the output back",
        "The gradients",
    ]


def test_levels_of_detail():
    """A finer level never prints fewer lines, and the statement is always the last line."""
    counts = []
    for detail in Detail:
        proof = build_document(two_layers(), detail=detail).sections[1].statements[0].proof
        assert proof.lines[-1].formula.text.text == "(a²ⱼ − yⱼ) a²ⱼ (1 − a²ⱼ)"
        counts.append(len(proof.lines))
    assert counts == sorted(counts) and counts[0] < counts[-1]


def test_a_skipped_step_hands_on_its_reason():
    """At textbook level derivative and contraction are one line with both reasons; the finer one unfolds."""
    proof = build_document(two_layers()).sections[1].statements[0].proof
    line = proof.lines[2]
    assert "derivatives of" in str(line.reason) and "remains" in str(line.reason)
    assert len(line.skipped) == 1


def test_a_line_that_repeats_the_left_side_is_left_out():
    """dC/dw = dC/dw says nothing in Nielsen's notation."""
    text = to_text(build_document(two_layers()))
    assert "∂C/∂w¹ⱼₖ = ∑ᵢ δ¹ᵢ ∂z¹ᵢ/∂w¹ⱼₖ" in text


def test_references_become_numbers():
    """A reason cites definitions and lemmas by their numbers."""
    text = to_text(build_document(two_layers()))
    assert "(D3) and (D2)" in text and "Lemma 1" in text


def test_quantities_limit_the_document():
    """One theorem, with what it cites stated, and no algorithm."""
    document = build_document(two_layers(), quantities=["z1"])
    assert [s.key for section in document.sections for s in section.statements] == ["delta z1", "lemma sigmoid"]
    assert document.sections[1].statements[0].proof is None
    assert document.algorithm == ()
    assert document.theorem_numbers["delta z1"] == 3


def test_unknown_quantity():
    """The error names the near miss."""
    with pytest.raises(SpecError, match=r"no theorem on 'W11' in the proof of 'two-layers'\. Did you mean 'W1'"):
        build_document(two_layers(), quantities=["W11"])


def test_form_index_has_no_matrices():
    """Index form only: no transpose, no elementwise product."""
    text = to_text(build_document(two_layers(), form="index"))
    assert "⊙" not in text and "ᵀ" not in text
    assert "⊙" in to_text(build_document(two_layers(), form="matrix"))


def test_unknown_form():
    """The error names the near miss."""
    with pytest.raises(SpecError, match=r"unknown form 'matrx'\. Did you mean 'matrix'"):
        build_document(two_layers(), form="matrx")


def test_symbolic_depth_reads_like_nielsen():
    """BP1 and BP2 for every l."""
    text = to_text(build_document(symbolic_depth()))
    assert "δᴸ  = ∇_{aᴸ} C ⊙ f'(zᴸ)" in text
    assert "δˡ  = ((wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ f'(zˡ)" in text
    assert "For l = 1, …, L−1 and j = 1, …, nₗ:" in text
    assert "Here f is any differentiable function." in text


def test_assumptions_and_conventions_stand_where_they_act():
    """The assumption on the targets is stated, because a proof uses it; the bracket is explained, because one is printed."""
    text = to_text(build_document(softmax(), notation="rows"))
    assert "Assumption: Targets sum to one, ∑[j=1..c] Yₙⱼ = 1 for n = 1, …, N." in text
    assert "A bracket such as [k = j]" in text
    assert "⊙ is the elementwise product" not in text


def test_the_algorithm_ends_with_a_step_downhill():
    """Forward, output error, backward, gradients, descent."""
    document = build_document(two_layers())
    assert [stage.name for stage in document.algorithm] == [
        "Forward pass", "Output error", "Backward pass", "Gradients", "Descent",
    ]  # fmt: skip
    assert document.algorithm[-1].equations[0][2].text.text == "w¹ − η ∂C/∂w¹"
