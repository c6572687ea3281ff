"""The stand-alone plain Python module of a derivation.

Input: a derivation.  Output: the text of a module with the contract's ``Params``, ``init``, ``value``, ``value_and_grad`` and
``predict``, and with ``descend``.  Arrays are nested tuples (any nested sequences are taken), numbers are Python's floats.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from derive.algebra import Tensor
from derive.derivation import Derivation
from derive.emit.citations import citations
from derive.emit.counting import first_index
from derive.emit.fan_in import input_axes
from derive.emit.formula import Formulas
from derive.emit.graph import Graph, graph
from derive.emit.names import comment
from derive.emit.numpy_header import GENERATED
from derive.emit.scalar.functions import Functions
from derive.emit.scalar.helpers import DESCEND, used
from derive.emit.scalar.problem import Leaf, Problem
from derive.emit.scalar.shapes import flat, nested, shape_words


def scalar_source(derivation: Derivation, *, numbers: Mapping[str, int] | None = None) -> str:
    """The source of the module; ``numbers`` gives the theorem's number for keys such as ``delta z2`` and ``grad W1``.

    Raises:
        Refused: the model is symbolic, too large to be unrolled, leaves a size open (other than the number of examples), or its
            examples depend on one another; the message names it.
    """
    lowered = graph(derivation)
    problem = Problem(lowered, citations(derivation, numbers or {}))
    functions = Functions(problem)
    body = [_init(problem), functions.value(), functions.value_and_grad(), functions.flat(), functions.predict(), DESCEND]
    text = "\n\n\n".join(part.rstrip() for part in body if part)
    head = _header(lowered, problem) + used(text)
    return "\n\n\n".join(part.strip("\n") for part in (head, _tuples(problem), text)) + "\n"


def _header(lowered: Graph, problem: Problem) -> str:
    model, formulas = lowered.model, Formulas(lowered.spelt)
    equations = "\n".join(f"    {comment(formulas.equation(equation))}" for equation in model.equations)
    functions = "\n".join(
        f"    {comment(f.name)}({f.variable}) = {comment(formulas.expression(f.formula))}"
        for f in model.functions.values()
        if f.formula is not None
    )
    where = f"\nwith\n\n{functions}\n" if functions else ""
    rows = "Examples are rows. " if problem.size else ""
    counted = "1 in the formulas and" if first_index(model) else "0 in the formulas, from 1"
    return f'''"""Cost and gradient of the model '{comment(model.name)}', in plain Python: only the module math is needed.

{equations}
{where}
{rows}Arrays are nested tuples or lists of floats. Indices count from {counted} in the names.
What overflows, divides by zero or is no number raises OverflowError, ValueError, ZeroDivisionError or TypeError, as Python's
own arithmetic does.
{GENERATED}
"""

from collections import namedtuple
'''


def _tuples(problem: Problem) -> str:
    lowered = problem.graph
    parts = [_tuple("Params", [problem.leaves[tensor] for tensor in lowered.parameters])]
    inputs = [problem.leaves[tensor] for tensor in lowered.gradients if tensor.role == "input"]
    return "\n".join([*parts, *([_tuple("Inputs", inputs)] if inputs else [])])


def _tuple(name: str, leaves: list[Leaf]) -> str:
    words = ", ".join(f"{leaf.name} ({shape_words(leaf.shape)})" for leaf in leaves)
    fields = ", ".join(f'"{leaf.name}"' for leaf in leaves)
    return f'# {words}\n{name} = namedtuple("{name}", [{fields}])'


def _init(problem: Problem) -> str:
    """``init``: as that of the NumPy module, with random numbers of its own."""
    values = [_initial(problem, tensor) for tensor in problem.graph.parameters]
    random = any("normal()" in value for value in values)
    words = (
        "weights normal with standard deviation 1/sqrt(number of inputs), biases zero" if random else "as the model gives them"
    )
    lines = ["def init(seed=0):", f'    """Initial parameters: {words}."""']
    lines += ["    normal = _normal(seed)"] if random else []
    return "\n".join([*lines, "    return Params(", *(f"        {value}," for value in values), "    )"])


def _initial(problem: Problem, tensor: Tensor) -> str:
    leaf = problem.leaves[tensor]
    hint = problem.graph.model.initial.get(tensor.name, "")
    try:
        given = [repr(number) for number in flat(json.loads(hint))]
    except ValueError:
        given = []
    if given:
        return nested(given, leaf.shape)
    bias = tensor.base.startswith("b") or not leaf.shape
    count = len(leaf.entries)
    if hint == "zeros" or (not hint and bias):
        return nested(["0.0"] * count, leaf.shape)
    if hint == "ones":
        return nested(["1.0"] * count, leaf.shape)
    fan_in = math.prod(leaf.shape[axis] for axis in input_axes(problem.graph.model, tensor))
    drawn = "normal()" if fan_in == 1 else f"normal() * {1 / math.sqrt(fan_in)!r}"
    return nested([drawn] * count, leaf.shape)
