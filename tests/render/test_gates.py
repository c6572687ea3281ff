"""Gates are printed by their letters."""

import pytest

import derive
from derive.render.gates import gates


def recurrent(kind: str):
    network = derive.Network(input=[3, 2], layers=[{"layer": kind, "units": 2}], cost="quadratic", batch="none")
    return derive.derive(network)


@pytest.mark.parametrize(
    ("kind", "name", "axis", "letters"), [("lstm", "z1", 1, "ifgo"), ("gru", "u1", 1, "rzn"), ("gru", "v1", 1, "rzn")]
)
def test_letters_come_from_what_the_gates_are_called(kind, name, axis, letters):
    """Through the weighted input of a gate, too."""
    found = gates(recurrent(kind).model)[name]
    assert found.axis == axis
    assert "".join(found.letters[number] for number in sorted(found.letters)) == letters


def test_an_elman_network_has_no_gates():
    assert gates(recurrent("rnn").model) == {}


def test_a_gate_is_an_upright_letter_among_the_indices():
    """In every notation; what the letters mean is said once."""
    proof = recurrent("lstm")
    assert r"f^{1,t}_{j} &= \sigma\bigl(z^{1,t}_{\mathrm{f},j}\bigr)" in proof.latex()
    assert r"\mathrm{f},j}" in proof.latex(notation="bishop")
    assert proof.latex().count("The gates i, f, g and o have the numbers 1, 2, 3 and 4") == 1
    assert "<mtext>f</mtext>" in proof.html()


def test_the_memory_and_the_second_bias_have_letters_of_their_own():
    """c is the memory of an LSTM; the bias that PyTorch adds to the weighted state is b with a tilde."""
    latex = recurrent("lstm").latex()
    assert r"b^{1}_{gj} + \tilde{b}^{1}_{gj}" in latex
    assert "c^{1}_" not in latex


def test_the_error_is_said_of_units_not_of_gates():
    assert "for the error of unit j at time t" in recurrent("lstm").text()
