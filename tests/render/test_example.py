"""The worked example with its numbers: Mazur's."""

import pytest

import derive
from tests.conftest import proof_of

PUBLISHED = ("0.3775", "0.593269992", "0.596884378", "1.105905967", "0.75136507", "0.772928465", "0.298371109", "0.082167041",
             "0.35891648", "0.149780716")  # fmt: skip


@pytest.mark.parametrize("notation", ["nielsen", "rows"])
def test_every_published_number_is_printed(notation):
    """To all the digits that Mazur prints, in any notation."""
    text = proof_of("mazur").text(notation=notation)
    assert [number for number in PUBLISHED if number not in text] == []


def test_numbers_stand_where_symbols_stood():
    """Each line: symbols, numbers, result."""
    text = proof_of("mazur").text()
    assert "z¹₁ = w¹₁₁ x₁ + w¹₁₂ x₂ + b¹₁ = 0.15·0.05 + 0.2·0.1 + 0.35 = 0.3775" in text
    assert "w²₂₁ ← w²₂₁ − η ∂C/∂w²₂₁ = 0.5 − 0.5·(−0.02260254) ≈ 0.51130127" in text


def test_no_numbers_no_example():
    """Only a specification with numbers for everything has a worked example."""
    assert proof_of("xor").document().example == ()


def test_equations_for_single_entries():
    """A weighted sum that is written out has a gradient of two equations."""
    spec = """
    [model]
    inputs = { x = [2] }
    parameters = { w = [2] }
    equations = "z = w[0]*x[0] + w[1]*x[1]; L = z**2/2"
    [initial]
    w = [0.5, 2.0]
    [example]
    x = [3.0, 1.0]
    rate = 0.1
    """
    text = derive.derive(derive.loads(spec)).text()
    assert "∂L/∂w₀ = ∂L/∂z x₀ = 3.5·3 = 10.5" in text
    assert "∂L/∂w₁ = ∂L/∂z x₁ = 3.5·1 = 3.5" in text
    assert "∂L/∂w₁ = ∂L/∂z x₀" not in text
