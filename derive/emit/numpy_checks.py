"""The check of arguments in an emitted module: shapes, dtypes, class indices, each with both sides in the message."""

from __future__ import annotations

from collections.abc import Sequence

from derive.algebra import Tensor
from derive.emit.graph import Graph
from derive.emit.names import identifier
from derive.emit.numpy_header import example_axes, shape
from derive.emit.numpy_literals import shape_text


def arguments(graph: Graph) -> str:
    """The inputs as arguments, in declared order."""
    return "".join(f", {graph.spelt[tensor]}" for tensor in graph.model.inputs)


def size_name(graph: Graph) -> str:
    """The variable that holds the number of examples; empty if there is no axis of examples."""
    size = graph.model.example_size
    return identifier(size.name) if size is not None and example_axes(graph) else ""


def prepare(graph: Graph) -> str:
    """The functions that check and convert the arguments."""
    return "\n\n\n".join([_parameters(graph), _inputs(graph)])


def _parameters(graph: Graph) -> str:
    lines = [
        "def _check_params(params):",
        '    """The parameters in one dtype, and the dtype."""',
        "    if not isinstance(params, Params):",
        '        raise ValueError(f"params must be a Params, as init() returns it; got {type(params).__name__}")',
        "    dtype = np.result_type(*params)" if graph.parameters else "    dtype = np.dtype(np.float64)",
        '    if dtype.char not in "fdFD":',
        '        raise ValueError(f"the parameters have the dtype {dtype}; expected float32 or float64")',
    ]
    fields = [
        f'        _check("{graph.spelt[t]}", params.{graph.spelt[t]}, {shape_text(shape(graph, t))}, dtype),'
        for t in graph.parameters
    ]
    if fields:
        lines += ["    params = Params(", *fields, "    )"]
    return "\n".join([*lines, "    return params, dtype"])


def _inputs(graph: Graph) -> str:
    given = [graph.spelt[tensor] for tensor in graph.model.inputs]
    lines = [f"def _check_inputs({', '.join([*given, 'dtype'])}):", '    """The inputs in that dtype."""']
    lines += [f"    {line}" for line in input_checks(graph, graph.model.inputs)]
    size = size_name(graph)
    return "\n".join([*lines, f"    return {', '.join([*given, *([size] if size else [])]) or 'None'}"])


def input_checks(graph: Graph, tensors: Sequence[Tensor]) -> list[str]:
    """The lines that check some of the inputs."""
    return _sizes(graph, tensors) + [f"{graph.spelt[tensor]} = {_checked(graph, tensor)}" for tensor in tensors]


def call_checks(graph: Graph) -> list[str]:
    """The lines with which a function checks all its arguments."""
    given = [graph.spelt[tensor] for tensor in graph.model.inputs]
    size = size_name(graph)
    results = ", ".join([*given, *([size] if size else [])])
    lines = ["params, dtype = _check_params(params)"]
    if given:
        lines.append(f"{results} = _check_inputs({', '.join([*given, 'dtype'])})")
    return lines


def _sizes(graph: Graph, tensors: Sequence[Tensor]) -> list[str]:
    """The number of examples, from the first input that has such an axis; a single row for models of one example."""
    with_examples = example_axes(graph)
    if not with_examples:
        lines = []
        for tensor in tensors:
            name = graph.spelt[tensor]
            lines += [f"if np.ndim({name}) == {tensor.rank + 1} and len({name}) == 1:", f"    {name} = {name}[0]"]
        return lines
    tensor, axis = next((t, axis) for t, axis in with_examples.items() if t in tensors)
    name, size = graph.spelt[tensor], size_name(graph)
    expected = shape_text(shape(graph, tensor))
    return [
        f"if np.ndim({name}) != {tensor.rank}:",
        f'    raise ValueError(f"{name} has the shape {{np.shape({name})}}; expected {expected}")',
        f"{size} = np.shape({name})[{axis}]",
        f"if {size} == 0:",
        f'    raise ValueError("{name} holds no example")',
    ]


def _checked(graph: Graph, tensor: Tensor) -> str:
    name, lengths = graph.spelt[tensor], shape_text(shape(graph, tensor))
    if tensor.integer:
        return f'_check_indices("{name}", {name}, {lengths}, {graph.limits.get(tensor, 2**31)})'
    return f'_check("{name}", {name}, {lengths}, dtype)'
