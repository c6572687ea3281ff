"""The buffer plan: in place where an operand dies, and never over something alive."""

from hypothesis import given
from hypothesis import strategies as st

from derive.emit.buffers import plan, root
from derive.emit.program import Program


def nothing(value, in_place):
    return False


def chain():
    program = Program()
    x = program.make("input", detail=("x",), shape=(4,), out=(0,))
    e = program.make("exp", [x], [(0,)], (0,))
    t = program.make("tanh", [e], [(0,)], (0,))
    return program, x, e, t


def test_an_elementwise_chain_has_one_buffer():
    program, _, e, t = chain()
    found = plan(program.values, [t], nothing)
    assert found.buffer[e] == found.buffer[t]
    assert found.successor[e] is t


def test_a_value_that_is_used_later_is_not_overwritten():
    program, _, e, t = chain()
    s = program.make("add", [e, t], [(0,), (0,)], (0,))
    found = plan(program.values, [s], nothing)
    assert found.buffer[e] != found.buffer[t]


def test_a_result_is_not_overwritten():
    program, _, e, t = chain()
    found = plan(program.values, [e, t], nothing)
    assert found.buffer[e] != found.buffer[t]


def test_a_contraction_never_overwrites_an_operand():
    program = Program()
    a = program.make("input", detail=("a",), shape=(3, 3), out=(0, 1))
    b = program.make("exp", [a], [(0, 1)], (0, 1))
    c = program.make("contract", [b, b], [(0, 1), (1, 2)], (0, 2))
    found = plan(program.values, [c], nothing)
    assert found.buffer[b] != found.buffer[c]


@given(
    st.lists(
        st.tuples(st.sampled_from(["exp", "add", "multiply", "select", "contract"]), st.integers(0, 50), st.integers(0, 50)),
        max_size=15,
    )
)
def test_no_living_value_is_ever_overwritten(steps):
    """Any program: when a value is computed, its buffer holds nothing that is used afterwards."""
    program = Program()
    values = [program.make("input", detail=("x",), shape=(3, 3), out=(0, 1))]
    for op, i, j in steps:
        a, b = values[i % len(values)], values[j % len(values)]
        if op == "exp":
            values.append(program.make(op, [a], [(0, 1)], (0, 1)))
        elif op == "contract":
            values.append(program.make(op, [a, b], [(0, 1), (1, 2)], (0, 2)))
        elif op == "select":
            mask = program.make("greater", [a, b], [(0, 1), (0, 1)], (0, 1), kind="boolean")
            values.append(program.make(op, [mask, a, b], [(0, 1)] * 3, (0, 1)))
        else:
            values.append(program.make(op, [a, b], [(0, 1), (1, 0)], (0, 1)))
    ordered = program.needed([values[-1]])
    found = plan(ordered, [values[-1]], nothing)
    holds = {}
    for value in ordered:
        assert all(holds[found.buffer[root(arg)]] is root(arg) for arg in value.args if root(arg) in found.buffer)
        if value in found.buffer:
            transposed = [arg for arg, axes in zip(value.args, value.axes, strict=True) if axes != value.out]
            assert all(found.buffer.get(arg) != found.buffer[value] for arg in transposed)
            holds[found.buffer[value]] = value
