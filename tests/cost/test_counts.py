"""Operation counts against hand-computed ones, against executed code, and against the program with numbers."""

import pytest
from sympy import Integer, Symbol, expand

import derive
from derive.cost import programs
from derive.cost.counts import count_of
from derive.cost.walk import Walk
from derive.emit import compile_module
from derive.emit.graph import graph
from derive.emit.scalar import scalar_source
from tests.conftest import proof_of


def network(given, layers, cost="quadratic", batch="mean", **more):
    return derive.Network(input=given, layers=layers, cost=cost, batch=batch, **more)


def dense(units, activation="identity"):
    return {"layer": "dense", "units": units, "activation": activation}


def sizes(model):
    return list(model.sizes)


def by_name(cost):
    from derive.cost.report import quantity

    return {quantity(row.tensor): row for row in (*cost.forward, *cost.backward)}


def test_a_dense_network_costs_what_a_hand_counts():
    model = network(7, [dense(5, "sigmoid"), dense(3, "sigmoid")])
    cost = derive.cost(model)
    n0, n1, n2, N = sizes(model)
    rows = {name: row.count.operations for name, row in by_name(cost).items()}
    assert rows["z1"] == 2 * N * n0 * n1  # n0 products, n0 - 1 additions, and one for the bias
    assert rows["a1"] == N * n1
    assert rows["dC/dz1"] == expand(N * n1 * (2 * n2 - 1) + 3 * N * n1)  # W2^T delta2, then a (1 - a) times that
    assert rows["dC/dW1"] == expand(n0 * n1 * (2 * N - 1))
    assert rows["dC/db1"] == expand(n1 * (N - 1))
    assert by_name(cost)["a1"].count.functions == N * n1
    assert by_name(cost)["dC/dW1"].entries == n0 * n1
    assert cost.parameters == n0 * n1 + n1 + n1 * n2 + n2


def test_softmax_takes_five_operations_an_entry_less_two_a_row():
    model = network(4, [dense(6, "softmax")], cost="cross_entropy")
    cost = derive.cost(model)
    _, n1, N = sizes(model)
    row = by_name(cost)["a1"]
    assert row.count.operations == expand(
        5 * N * n1 - 2 * N
    )  # n - 1 comparisons, n subtractions, n exp, n - 1 sums, n quotients
    assert row.count.functions == N * n1


def test_a_convolution_costs_two_operations_a_weight_and_place():
    model = network([3, 8, 6], [{"layer": "conv2d", "channels": 5, "kernel": [3, 2], "bias": True}])
    cost = derive.cost(model, {"N": 2})
    assert cost.number(by_name(cost)["z1"].count.operations) == 2 * (2 * 3 * 3 * 2) * 5 * 6 * 5
    assert cost.number(by_name(cost)["dC/dW1"].count.operations) == 5 * 3 * 3 * 2 * (2 * (2 * 6 * 5) - 1)


class Counted(float):
    """A number that counts what is done to it."""

    operations = 0

    @classmethod
    def _done(cls, value):
        Counted.operations += 1
        return Counted(value)

    def __add__(self, other):
        return self._done(float(self) + float(other))

    def __sub__(self, other):
        return self._done(float(self) - float(other))

    def __rsub__(self, other):
        return self._done(float(other) - float(self))

    def __mul__(self, other):
        return self._done(float(self) * float(other))

    def __truediv__(self, other):
        return self._done(float(self) / float(other))

    def __neg__(self):
        return self._done(-float(self))

    def __gt__(self, other):
        Counted.operations += 1
        return float(self) > float(other)

    def __lt__(self, other):
        Counted.operations += 1
        return float(self) < float(other)

    __radd__, __rmul__ = __add__, __mul__


def counted(value):
    return tuple(map(counted, value)) if isinstance(value, (tuple, list)) else Counted(value)


@pytest.mark.parametrize(
    ("layers", "cost"),
    [
        ([dense(4, "tanh"), dense(2)], "quadratic"),
        ([dense(3), dense(5, "tanh"), dense(2, "tanh")], "quadratic"),
        ([dense(4, "tanh"), dense(3)], "mse"),
    ],
)
def test_the_count_is_what_the_emitted_code_does(layers, cost):
    model = network(3, layers, cost=cost, batch="none", name="counted")
    module = compile_module(scalar_source(derive.derive(model).derivation), "counted")
    plain = module._tanh
    module._tanh = lambda u: Counted._done(plain(float(u)))
    x, y = counted([0.1, 0.2, 0.3]), counted([0.5] * layers[-1]["units"])
    params = module.Params(*counted(module.init()))
    found = derive.cost(model)
    for function, count in ((module.value, found.forward_total), (module.value_and_grad, found.reverse_mode)):
        Counted.operations = 0
        function(params, x, y)
        assert Counted.operations == found.number(count.operations)


@pytest.mark.parametrize("name", ["mazur", "digits", "batchnorm-mlp", "logistic", "word2vec-skipgram"])
def test_the_polynomials_give_the_count_of_the_program_with_numbers(name):
    proof = proof_of(name)
    cost = derive.cost(proof.model, {"N": 3} if proof.model.example_size else None)
    lowered = graph(proof.derivation)
    walked = lowered.program.needed([lowered.cost, *lowered.gradients.values()])
    emitted = expand(sum(count_of(v).operations for v in walked)).xreplace({Symbol("N", integer=True): 3})
    assert cost.number(cost.reverse_mode.operations) == emitted


def test_the_steps_of_a_loop_are_counted():
    model = derive.load("bptt-elman")
    cost = derive.cost(model)
    T, _, n, _ = sizes(model)
    assert expand(cost.forward_total.operations).coeff(T * n**2) == 2  # U h, at each step
    assert expand(cost.reverse_mode.operations).coeff(T * n**2) == 6  # and twice on the way back


def test_functions_of_sizes_alone_cost_nothing():
    cost = derive.cost(derive.load("attention"))  # 1/sqrt(d) is a number before any array is seen
    assert not any(term.is_number and term > 0 for term in cost.reverse_mode.operations.as_ordered_terms())


def test_an_unknown_operation_is_refused_by_name():
    from derive.emit.program import Program

    program = Program()
    a = program.make("input", detail=("a",), shape=(3,), out=(0,))
    with pytest.raises(derive.Refused, match="the cost of the operation 'whirl' is not known"):
        count_of(program.make("whirl", [a], [(0,)], (0,)))


def test_what_the_backward_pass_reads_is_kept():
    model = network(7, [dense(5, "tanh"), dense(3, "softmax")], cost="cross_entropy")
    n0, n1, n2, N = sizes(model)
    cost = derive.cost(model)
    assert cost.kept == N * n1 + N * n2  # both activations; the input is given anyway
    walk = Walk(programs.reverse(derive.derive(model).derivation))
    numbers = {n0: Integer(7), n1: Integer(5), n2: Integer(3), N: Integer(1)}
    # All gradients and what is still needed of the backward pass: the errors of both layers are their own bias gradients' size.
    assert 7 * 5 + 5 * 3 + 5 + 3 <= walk.peak(numbers).xreplace(numbers) <= 2 * (7 * 5 + 5 * 3 + 5 + 3)
