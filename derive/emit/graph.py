"""The whole program of a derivation: forward, backward, outputs, and the names that the code gives to things.

Input: a derivation.  Output: a ``Graph``.  Forward equations come first, then the adjoints in the order in which they can be
computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import preorder_traversal

from derive.algebra import Entry, Tensor, adjoint
from derive.derivation import Derivation
from derive.emit.inline import inlined
from derive.emit.lower import Lowering
from derive.emit.names import RESERVED, Names, identifier
from derive.emit.poles import finite
from derive.emit.program import Program, Value
from derive.emit.recurrence import Recurrence
from derive.emit.schedule import is_recurrence, scheduled
from derive.emit.sizes import RunTimeSize, run_time_sizes
from derive.errors import Refused
from derive.model import Equation, Model


@dataclass(frozen=True)
class Graph:
    """What the printers of a target need.  ``equations`` gives, for a value, the equation and the theorem's key to cite
    beside it."""

    model: Model
    program: Program
    parameters: tuple[Tensor, ...]
    spelt: Mapping[Tensor, str]
    equations: Mapping[Value, tuple[Equation, str]]
    values: Mapping[Tensor, Value]
    limits: Mapping[Tensor, int]
    cost: Value
    gradients: Mapping[Tensor, Value]
    output: Tensor | None
    sizes: tuple[RunTimeSize, ...]
    """What the code reads from its arrays, the number of examples first."""

    def field(self, tensor: Tensor) -> str:
        """The name of a parameter in ``Params``, or of an input among the arguments."""
        return self.spelt[tensor]


def graph(derivation: Derivation) -> Graph:
    """Lower a derivation.

    Raises:
        Refused: the model has symbolic depth, open functions, or a size that no array shows: there is a proof, and no code.
    """
    model = derivation.model
    _check_is_closed(model)
    lowering = Lowering(model)
    parameters = in_order_of_use(model)
    spelt = _spell(model, parameters)
    cited = _lowered(derivation, lowering, spelt)
    wanted = (*parameters, *((t for t in model.inputs if not t.integer) if model.input_gradients else ()))
    gradients = {tensor: _gradient(tensor, lowering) for tensor in wanted}
    cost = lowering.value_of(model.cost)
    for tensor, value in gradients.items():
        lowering.program.outputs[f"d{tensor.name}"] = value
    lowering.program.outputs[model.cost.name] = cost
    return Graph(
        model,
        lowering.program,
        parameters,
        spelt,
        cited,
        lowering.values,
        lowering.limits,
        cost,
        owned(gradients, lowering.program),
        _output(model, lowering, spelt),
        run_time_sizes(model),
    )


def _check_is_closed(model: Model) -> None:
    if model.is_symbolic:
        raise Refused(
            f"'{model.name}' leaves a depth, a size, a function or the cost open: it has a proof, but no code",
            hint="name all functions, and give a number to every size that is no axis of an input or a parameter",
        )


def _lowered(derivation: Derivation, lowering: Lowering, spelt: dict[Tensor, str]) -> dict[Value, tuple[Equation, str]]:
    """Lower all equations, name their values, and give back what to cite beside them; ``spelt`` grows."""
    cited: dict[Value, tuple[Equation, str]] = {}
    for group in scheduled(inlined(finite(derivation.model, derivation.adjoints))):
        if is_recurrence(group):
            lowering.values.update(Recurrence(lowering, group).lower())
        else:
            lowering.equation(group[0])
        for equation in group:
            value = lowering.values[equation.tensor]
            name, key = _name_and_key(equation.tensor, derivation.model, spelt)
            spelt[equation.tensor] = name
            lowering.program.name(value, name)
            if lowering.program.names.get(value) == name:
                cited[value] = (equation, key)
    return cited


def in_order_of_use(model: Model) -> tuple[Tensor, ...]:
    """The parameters, in the order in which the equations use them."""
    first: dict[Tensor, int] = {}
    for number, equation in enumerate(model.equations):
        for tensor in tensors_in(equation):
            first.setdefault(tensor, number)
    declared = {tensor: i for i, tensor in enumerate(model.parameters)}
    return tuple(sorted(model.parameters, key=lambda tensor: (first.get(tensor, len(first) + 1), declared[tensor])))


def tensors_in(equation: Equation) -> set[Tensor]:
    """The tensors that the right side of an equation mentions."""
    return {node for node in preorder_traversal(equation.rhs) if isinstance(node, Tensor)}


def _spell(model: Model, parameters: Iterable[Tensor]) -> dict[Tensor, str]:
    """Identifiers for inputs and parameters; other quantities get theirs when they are lowered."""
    names = Names(identifier(size.name) for size in model.sizes)
    return {tensor: names.fresh(tensor.name) for tensor in (*parameters, *model.inputs)}


def _name_and_key(tensor: Tensor, model: Model, spelt: Mapping[Tensor, str]) -> tuple[str, str]:
    """The name of a quantity in code and the key of its theorem: ``delta2`` and ``delta z2``, ``dW1`` and ``grad W1``."""
    if tensor in spelt:
        return spelt[tensor], ""
    names = Names([*spelt.values(), *(identifier(size.name) for size in model.sizes)])
    if tensor.of is None:
        return names.fresh(tensor.name), ""
    of = tensor.of
    equation = model.equation_of(of)
    if of.role in ("parameter", "input"):
        return names.fresh(f"d{spelt[of].rstrip('_')}"), f"grad {of.name}"
    if equation is not None and equation.kind == "linear" and of.base in ("z", "a"):
        return names.fresh(f"delta{of.tag}"), f"delta {of.name}"
    return names.fresh(f"d{of.name}"), f"delta {of.name}"


def _gradient(tensor: Tensor, lowering: Lowering) -> Value:
    """The gradient's value; zeros for a tensor on which the cost does not depend."""
    gradient = adjoint(tensor)
    found = next((t for t in lowering.values if t.of == tensor), gradient)
    if found in lowering.values:
        return lowering.values[found]
    zero = lowering.program.constant(0.0)
    shape = lowering.values[tensor].shape
    return lowering.program.make("arrange", [zero], [()], tuple(range(tensor.rank)), shape=shape) if shape else zero


def owned(gradients: Mapping[Tensor, Value], program: Program) -> dict[Tensor, Value]:
    """Each gradient as an array of its own: nothing returned is an argument, a view, or another gradient."""
    own: dict[Tensor, Value] = {}
    for tensor, value in gradients.items():
        if value in own.values() or value.op in ("input", "arrange", "slice", "gather") or value.is_number:
            labels = tuple(range(value.rank))
            copy = program.make("copy", [value], [labels], labels, detail=(tensor.name,))
            program.names[copy] = f"d{lowering_name(tensor)}"
            value = copy
        own[tensor] = value
    return own


def lowering_name(tensor: Tensor) -> str:
    """The name of a tensor without what Python would trip over."""
    return Names(RESERVED).fresh(tensor.name).rstrip("_")


def _output(model: Model, lowering: Lowering, spelt: dict[Tensor, str]) -> Tensor | None:
    """The network's output: a quantity of the model, if it is one as it stands."""
    equation = model.output
    if equation is None:
        return None
    lhs, rhs = equation.lhs, equation.rhs
    if isinstance(rhs, Entry) and rhs.indices == lhs.indices and rhs.tensor in lowering.values:
        if (rhs.tensor.ranges, rhs.tensor.layout) == (lhs.tensor.ranges, lhs.tensor.layout):
            return rhs.tensor
    if not {entry.tensor for entry in rhs.atoms(Entry)} <= lowering.values.keys():
        return None
    lowering.equation(equation)
    spelt[lhs.tensor] = "output"
    return lhs.tensor
