"""What the symbols mean: the table of symbols with shapes and values, and the opening words of a document."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Integer, Symbol

from derive import matrix_nodes
from derive.algebra import AXIS, Entry, Opaque, Partial, Tensor
from derive.derivation import Derivation
from derive.model import Equation, Model
from derive.render.document import Cite, Definition, Formula, Inline, SymbolRow
from derive.render.scribe import Scribe

_LAYER = Symbol("l", integer=True)
_PARAMETERS = {"W": "weights", "w": "weights", "b": "biases"}


def introduction(model: Model, scribe: Scribe) -> tuple[Inline, ...]:
    """What is computed, and what is sought."""
    cost = scribe.small(model.cost)
    sought: tuple[str, ...] = ("every parameter",)
    if model.input_gradients:
        sought = ("every parameter and every input",)
    examples = (" of all examples",) if model.example_size is not None else ()
    return (
        ("The forward pass computes, in this order, the following quantities; the last one is the cost ", cost, *examples, "."),
        ("Sought are the derivatives of ", cost, f" with respect to {sought[0]}."),
    )


def meaning_of_adjoint(subject: Entry, scribe: Scribe) -> Inline:
    """``We write δ^1_j = ∂C/∂z^1_j and call it the error``."""
    of = subject.tensor.of
    assert of is not None
    derivative = Partial(Entry(scribe.model.cost), Entry(of, *subject.indices))
    written = scribe.equation(subject, derivative)
    if not scribe.is_delta(subject.tensor):
        return ("We write ", written, ", and likewise for every other quantity.")
    layer = subject.indices[0] if subject.tensor.layered else None
    where = (" in layer ", scribe.small(layer)) if layer is not None else (f" in layer {of.tag}",) if of.tag else ()
    rest = (", and likewise in the other layers",) if of.tag.isdigit() else ()
    return ("We write ", written, " for the error", *_whose(subject, scribe), *where, *rest, ".")


def _whose(subject: Entry, scribe: Scribe) -> Inline:
    """``of unit j``, ``of example n`` or ``of unit j for example n``."""
    example = scribe.model.example_size
    words: list[str | Formula | Cite] = []
    for axis, index in reversed(list(enumerate(subject.indices))):
        if subject.tensor.layered and axis == 0:
            continue
        kind = "example" if example is not None and subject.tensor.ranges[axis][1] == example else "unit"
        words += [f" {'for' if words and kind == 'example' else 'of'} {kind} ", scribe.small(index)]
    return tuple(words)


def functions(model: Model, scribe: Scribe) -> tuple[Definition, ...]:
    """What the named functions are: ``σ(z) = 1/(1 + e^{-z})``, the logistic function."""
    known = [f for f in model.functions.values() if f.formula is not None]
    return tuple(Definition("", scribe.formula(f(f.variable)), scribe.formula(f.formula), (), f.words) for f in known)


def remarks(model: Model, scribe: Scribe) -> tuple[Inline, ...]:
    """What is left open."""
    found: list[Inline] = []
    for function in model.functions.values():
        if function.formula is None:
            found.append(("Here ", scribe.small(function.symbol), " is any differentiable function."))
    for equation in model.equations:
        if isinstance(equation.rhs, Opaque):
            found.append(("The cost ", scribe.small(equation.lhs), " may be any differentiable function of these values."))
    return tuple(found)


def table(
    derivation: Derivation, scribe: Scribe, cites: Mapping[str, Cite]
) -> tuple[SymbolRow, ...]:
    """A row for every input, parameter, defined quantity, error, size and constant."""
    model = derivation.model
    rows = [_row(t, "input", "given", model, scribe) for t in model.inputs]
    rows += [_row(t, _words_of_parameter(t), "parameter", model, scribe) for t in model.parameters]
    seen: dict[Tensor, list[Equation]] = {}
    for equation in model.equations:
        seen.setdefault(equation.tensor, []).append(equation)
    for tensor, equations in seen.items():
        cited: list[str | Formula | Cite] = []
        for equation in equations:
            cited += ([", "] if cited else []) + [cites[equation.label]]
        words = next((e.words for e in reversed(equations) if e.words), "") or (
            "cost" if tensor == model.cost else "intermediate"
        )
        symbol = _symbol(tensor, scribe)
        if tensor != model.cost and symbol.latex.text == _symbol(model.cost, scribe).latex.text:
            symbol = scribe.small(equations[-1].lhs)  # the cost of one example is C_n, not C
        rows.append(SymbolRow(symbol, _shape(tensor, model, scribe), _worded(words, tensor, scribe), tuple(cited)))
    rows += _errors(derivation, scribe, cites)
    rows += [_size(size, model, scribe) for size, value in model.sizes.items() if value is None or size == model.example_size]
    rows += [
        SymbolRow(scribe.small(c), ("number",), (f"= {value:.10g}",), ("constant",)) for c, value in model.constants.items()
    ]
    return tuple(rows)


def _row(tensor: Tensor, words: str, defined: str, model: Model, scribe: Scribe) -> SymbolRow:
    if defined == "given" and tensor.base in ("y", "t", "target"):
        words = "target"
    if tensor.integer:
        words += ", a whole number"
    return SymbolRow(_symbol(tensor, scribe), _shape(tensor, model, scribe), _worded(words, tensor, scribe), (defined,))


def _worded(words: str, tensor: Tensor, scribe: Scribe) -> Inline:
    """The words, with the l of "layer l" as a formula."""
    if tensor.layered and words.endswith(" layer l"):
        return (words[:-1], scribe.index(_LAYER))
    return (words,)


def _words_of_parameter(tensor: Tensor) -> str:
    kind = _PARAMETERS.get(tensor.base)
    if not kind:
        return "parameter"
    if tensor.layered:
        return f"{kind} of layer l"
    return f"{kind} of layer {tensor.tag}" if tensor.tag else kind


def _symbol(tensor: Tensor, scribe: Scribe) -> Formula:
    return scribe.matrix(matrix_nodes.Whole(tensor, _LAYER if tensor.layered else None))


def _shape(tensor: Tensor, model: Model, scribe: Scribe) -> Inline:
    """``n_1 × n_0``, with the values of the sizes where they are known."""
    placed = {AXIS[0]: _LAYER}
    ranges = tensor.ranges[1:] if tensor.layered else tensor.ranges
    ends = [(hi - lo + 1).xreplace(placed) for lo, hi in ranges]
    if not ends:
        return ("number",)
    parts: list[str | Formula | Cite] = []
    for end in ends:
        parts += ([" × "] if parts else []) + [scribe.index(end)]
    values = [_value(end, model) for end in ends]
    if all(value is not None for value in values) and any(end.free_symbols for end in ends):
        parts.append(" = " + " × ".join(str(v) for v in values))
    return tuple(parts)


def _value(end: Expr, model: Model) -> int | None:
    known = {size: value for size, value in model.sizes.items() if value is not None}
    result = end.xreplace({size: Integer(value) for size, value in known.items()})
    return int(result) if result.is_Integer else None


def _errors(derivation: Derivation, scribe: Scribe, cites: Mapping[str, Cite]) -> list[SymbolRow]:
    """A row for every adjoint that has a letter of its own."""
    rows: dict[Tensor, SymbolRow] = {}
    for theorem in derivation.theorems:
        subject = theorem.subject
        if not isinstance(subject, Entry) or subject.tensor.of is None or not scribe.has_letter(subject.tensor):
            continue
        before = rows[subject.tensor].defined if subject.tensor in rows else ()
        derivative = Partial(Entry(derivation.model.cost), Entry(subject.tensor.of, *subject.indices))
        meaning = (scribe.equation(subject, derivative),)
        shape = _shape(subject.tensor, derivation.model, scribe)
        defined: Inline = (*before, ", ", cites[theorem.key]) if before else (cites[theorem.key],)
        rows[subject.tensor] = SymbolRow(_symbol(subject.tensor, scribe), shape, meaning, defined)
    return list(rows.values())


def _size(size: Symbol, model: Model, scribe: Scribe) -> SymbolRow:
    what = "number of examples" if size == model.example_size else "number of layers" if _counts_layers(size, model) else "size"
    return SymbolRow(scribe.index(size), ("number",), (what,), ("any",))


def _counts_layers(size: Symbol, model: Model) -> bool:
    return any(tensor.layered and tensor.ranges[0][1] == size for tensor in model.tensors.values())
