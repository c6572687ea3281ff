"""The ``[example]`` table."""

import pytest

from derive.errors import SpecError
from derive.frontends import load, loads

SPEC = """[network]
input = 2
cost = "quadratic"
layers = [{ layer = "dense", units = 1 }]
[example]
"""


def test_numbers_for_the_inputs():
    """Nested tuples, and the rate."""
    model = load("mazur")
    assert model.example == {"x": (0.05, 0.1), "y": (0.01, 0.99)}
    assert model.rate == 0.5


def test_a_batched_network_hands_its_example_on():
    """The model of one example has it, too."""
    model = loads(SPEC + "x = [1, 2]\ny = [0]\n")
    assert model.single is not None
    assert model.single.example == {"x": (1, 2), "y": (0,)}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("x = [1, 2]\n", "the input 'y' has no numbers"),
        ("x = [1]\ny = [0]\n", "2 entries are needed, not 1"),
        ("x = [1, 2]\ny = [0]\nz = 1\n", "there is no input 'z'"),
        ("x = [1, 2]\ny = [0]\nrate = 0\n", "should be positive"),
    ],
)
def test_mistakes_are_named(lines, message):
    """With the place."""
    with pytest.raises(SpecError, match=message) as error:
        loads(SPEC + lines, "own.toml")
    assert str(error.value).startswith("own.toml:")
