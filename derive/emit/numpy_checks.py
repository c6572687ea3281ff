"""The check of arguments in an emitted module: shapes, dtypes, class indices, each with both sides in the message.

Sizes that the model leaves open are read first (parameters before inputs), then every array is checked against them.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.algebra import Tensor
from derive.emit.graph import Graph
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_header import example_axes, shape
from derive.emit.numpy_literals import shape_text
from derive.emit.sizes import RunTimeSize, mentions, shown_by


def arguments(graph: Graph) -> str:
    """The inputs as arguments, in declared order."""
    return "".join(f", {graph.spelt[tensor]}" for tensor in graph.model.inputs)


def size_names(graph: Graph) -> list[str]:
    """The variables that hold sizes: the number of examples first."""
    return [size.name for size in graph.sizes]


def prepare(graph: Graph) -> str:
    """The functions that check and convert the arguments."""
    functions = [_parameters(graph)]
    if graph.model.inputs:
        functions.append(_inputs(graph))
    return "\n\n\n".join(functions)


def _names(graph: Graph, role: str) -> list[str]:
    return [size.name for size in shown_by(graph.sizes, role)]


def _parameters(graph: Graph) -> str:
    """``_check_params``; where there are no parameters, the inputs decide the dtype."""
    free = not graph.parameters
    arrays = "np.float32, *(_array(name, given) for name, given in zip(INPUTS, inputs))" if free else "*params"
    which = "inputs" if free else "parameters"
    lines = [
        f"def _check_params(params{', *inputs' if free else ''}):",
        f'    """{_title("The parameters in one dtype, and the dtype", _names(graph, "parameter"))}"""',
        "    if not isinstance(params, Params):",
        '        raise ValueError(f"params must be a Params, as init() returns it; got {type(params).__name__}")',
        *([] if free else ["    params = Params(*(_array(name, given) for name, given in zip(Params._fields, params)))"]),
        f"    dtype = np.result_type({arrays})",
        '    if dtype.char not in "fdFD":',
        f'        raise ValueError(f"the {which} have the dtype {{dtype}}; expected float32 or float64")',
    ]
    lines += [f"    {_read(graph, size, 'params.')}" for size in shown_by(graph.sizes, "parameter")]
    fields = [f"        {_checked(graph, tensor, 'params.')}," for tensor in graph.parameters]
    lines += ["    params = Params(", *fields, "    )"]
    return "\n".join([*lines, f"    return {', '.join(['params', 'dtype', *_names(graph, 'parameter')])}"])


def _inputs(graph: Graph) -> str:
    given = [graph.spelt[tensor] for tensor in graph.model.inputs]
    needed = [*given, "dtype", *_names(graph, "parameter")]
    title = _title("The inputs in that dtype", _names(graph, "input"))
    lines = [f"def _check_inputs({', '.join(needed)}):", f'    """{title}"""']
    lines += [f"    {line}" for line in input_checks(graph, graph.model.inputs)]
    return "\n".join([*lines, f"    return {', '.join([*given, *_names(graph, 'input')])}"])


def _title(words: str, sizes: Sequence[str]) -> str:
    return f"{words}; and {', '.join(sizes)}." if sizes else f"{words}."


def input_checks(graph: Graph, tensors: Sequence[Tensor]) -> list[str]:
    """The lines that check some of the inputs."""
    lines = [f'{graph.spelt[tensor]} = _array("{graph.spelt[tensor]}", {graph.spelt[tensor]})' for tensor in tensors]
    if not example_axes(graph):
        for tensor in tensors:  # a single row is accepted where the model speaks of one example
            name = graph.spelt[tensor]
            lines += [f"if {name}.ndim == {tensor.rank + 1} and len({name}) == 1:", f"    {name} = {name}[0]"]
    lines += [_read(graph, size) for size in shown_by(graph.sizes, "input") if size.tensor in tensors]
    return lines + [f"{graph.spelt[tensor]} = {_checked(graph, tensor)}" for tensor in tensors]


def parameter_checks(graph: Graph, inputs: Sequence[str]) -> str:
    """The line that checks the parameters; ``inputs`` are the arguments beside them."""
    arguments = ", ".join(["params", *(inputs if not graph.parameters else ())])
    return f"{', '.join(['params', 'dtype', *_names(graph, 'parameter')])} = _check_params({arguments})"


def call_checks(graph: Graph) -> list[str]:
    """The lines with which a function checks all its arguments."""
    given = [graph.spelt[tensor] for tensor in graph.model.inputs]
    lines = [parameter_checks(graph, given)]
    if given:
        results = ", ".join([*given, *_names(graph, "input")])
        lines.append(f"{results} = _check_inputs({', '.join([*given, 'dtype', *_names(graph, 'parameter')])})")
    return lines


def index_checks(graph: Graph, bound: Bound) -> list[str]:
    """The lines that check the inputs of whole numbers, whose entries are not known from their shapes.

    What a call usually gets is told by one comparison into a buffer: a negative number is a very large one without its sign.
    """
    lines = []
    for tensor in graph.model.inputs:
        if not tensor.integer:
            continue
        name, lengths = graph.spelt[tensor], shape_text(shape(graph, tensor))
        limit = bound.constant("limit", f"np.array({graph.limits.get(tensor, 2**31)}, np.uintp)")
        outside = bound.constant("outside", f"np.empty({lengths}, bool)")
        whole, unsigned = (bound.constant(word, f"np.dtype(np.{word})") for word in ("intp", "uintp"))
        made = bound.constant("shape", lengths)
        plain = f"type({name}) is {bound.plain()} and {name}.dtype == {whole} and {name}.shape == {made}"
        compared = f"np.greater_equal({name}.view({unsigned}), {limit}, {outside}).tobytes()"
        lines += [
            f"if not ({plain}) or 1 in {compared}:",
            f'    {name} = _array("{name}", {name})',
            f"    {name} = {_checked(graph, tensor)}",
        ]
    return lines


def _read(graph: Graph, size: RunTimeSize, owner: str = "") -> str:
    """The line that reads a size from the axis of an array."""
    name = graph.spelt[size.tensor]
    axes = [str(length) if isinstance(length, int) else f'"{length}"' for length in shape(graph, size.tensor)]
    listed = f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"
    return f'{size.name} = _length("{name}", {owner}{name}, {size.axis}, {listed})'


def _checked(graph: Graph, tensor: Tensor, owner: str = "") -> str:
    name, lengths = graph.spelt[tensor], shape_text(shape(graph, tensor))
    if tensor.integer:
        limit = graph.limits.get(tensor, 2**31)
        return f'_check_indices("{name}", {owner}{name}, {lengths}, {limit})'
    others = [size for size in graph.sizes if size.tensor != tensor and not _counts_examples(graph, size)]
    shown = [size for size in others if any(mentions(length, size.name) for length in shape(graph, tensor))]
    note = " and ".join(f"{size.name} from {graph.spelt[size.tensor]}" for size in shown)
    note = f', ", with {note}"' if note else ""
    return f'_check("{name}", {owner}{name}, {lengths}, dtype{note})'


def _counts_examples(graph: Graph, size: RunTimeSize) -> bool:
    return example_axes(graph).get(size.tensor) == size.axis
