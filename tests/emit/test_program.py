"""The array program: value numbering, dead code, shapes, printing."""

import pytest

from derive.emit.program import Program


def inputs():
    program = Program()
    a = program.make("input", detail=("a",), shape=("N", 3), out=(0, 1))
    b = program.make("input", detail=("b",), shape=(3,), out=(0,))
    return program, a, b


def test_equal_operations_are_one_value():
    program, a, b = inputs()
    first = program.make("add", [a, b], [(0, 1), (1,)], (0, 1))
    assert first is program.make("add", [a, b], [(0, 1), (1,)], (0, 1))
    assert first is program.make("add", [b, a], [(1,), (0, 1)], (0, 1))  # addition commutes
    assert first is not program.make("subtract", [a, b], [(0, 1), (1,)], (0, 1))


def test_a_contraction_has_the_shape_of_its_labels():
    program, a, b = inputs()
    product = program.make("contract", [a, b], [(0, 1), (1,)], (0,))
    assert product.shape == ("N",)
    assert repr(product) == "contract ab,b->a(%0, %1) : real[N]"


def test_axes_of_different_lengths_do_not_fit():
    program, a, b = inputs()
    with pytest.raises(ValueError, match="axis a has the lengths N and 3"):
        program.make("add", [a, b], [(0, 1), (0,)], (0, 1))


def test_dead_values_are_not_needed():
    program, a, b = inputs()
    dead = program.make("exp", [a], [(0, 1)], (0, 1))
    alive = program.make("exp", [b], [(0,)], (0,))
    assert program.needed([alive]) == [b, alive]
    assert dead not in program.needed([alive])


def test_the_program_prints_names_and_outputs():
    program, _, b = inputs()
    value = program.make("exp", [b], [(0,)], (0,))
    program.name(value, "e")
    program.outputs["cost"] = value
    assert str(program).splitlines() == ["%1 = input(b) : real[3]", "%2 = exp a->a(%1) : real[3]  # e", "output cost = %2"]
