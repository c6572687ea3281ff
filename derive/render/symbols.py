"""What the symbols mean: the table of symbols with shapes and values, and the opening words of a document."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Add, Expr, Float, Integer, Symbol

from derive import matrix_nodes
from derive.algebra import AXIS, Entry, Opaque, Partial, Tensor
from derive.derivation import Derivation
from derive.model import Equation, Model
from derive.places import place
from derive.render.document import Cite, Definition, Formula, Inline, SymbolRow
from derive.render.scribe import Scribe

_LAYER = Symbol("l", integer=True)
_TIME = Symbol("t", integer=True)
_PARAMETERS = {"W": "weights", "w": "weights", "b": "biases"}
_OF_LAYERS = {
    "U": "weights of the earlier state", "b_tilde": "biases of the earlier state", "gamma": "scale", "beta": "shift",
    "E": "vectors of the classes", "P": "vectors of the positions", "V": "directions of the weights", "g": "scale",
}  # fmt: skip

_ALONE = {"weights": "weight", "biases": "bias"}


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
    if layer is None and not of.tag:
        return ("We write ", written, " for the error of ", _symbol(of, scribe), ".")
    before = " at time " if layer_index(of, scribe.model) == _TIME else " in layer "
    where = (before, scribe.small(layer)) if layer is not None else (f" in layer {of.tag}",) if of.tag else ()
    rest = (", and likewise in the other layers",) if of.tag.isdigit() else ()
    return ("We write ", written, " for the error", *_whose(subject, scribe), *where, *rest, ".")


def _whose(subject: Entry, scribe: Scribe) -> Inline:
    """``of unit j``, ``of example n`` or ``of unit j for example n``."""
    example = scribe.model.example_size
    axes = list(enumerate(subject.indices))[1 if subject.tensor.layered else 0 :]
    spans = subject.tensor.ranges
    examples = [i for axis, i in axes if example is not None and spans[axis][1] - spans[axis][0] + 1 == example]
    words: list[str | Formula | Cite] = []
    for index in [i for _, i in axes if i not in examples and not i.is_Integer]:
        words += [", " if words else " of unit ", scribe.small(index)]
    for index in examples:
        words += [" for example " if words else " of example ", scribe.small(index)]
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


def blocks(length: int, scribe: Scribe) -> tuple[Inline, ...]:
    """That the layers repeat in blocks of some length."""
    if length < 2:
        return ()
    said: Inline = (
        f"The layers repeat in blocks of {length}. What holds in every block is said, and proved, once: of layer ",
        scribe.index(_LAYER), ", for every ", scribe.index(_LAYER), " in the set given with it.",
    )  # fmt: skip
    return (said,)


def table(derivation: Derivation, scribe: Scribe, cites: Mapping[str, Cite]) -> tuple[SymbolRow, ...]:
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
        words = next((e.words for e in reversed(equations) if e.words), "") or _kind_in_words(equations[-1], model)
        symbol = _symbol(tensor, scribe)
        if tensor != model.cost and symbol.latex.text == _symbol(model.cost, scribe).latex.text:
            symbol = scribe.small(equations[-1].lhs)  # the cost of one example is C_n, not C
        rows.append(SymbolRow(symbol, _shape(tensor, model, scribe), scribe.with_layer(words, tensor), tuple(cited)))
    rows += _errors(derivation, scribe, cites)
    rows += [_size(size, model, scribe) for size, value in model.sizes.items() if value is None or size == model.example_size]
    rows += [
        SymbolRow(scribe.small(c), ("number",), ("= ", scribe.small(Float(value, 15))), ("constant",))
        for c, value in model.constants.items()
    ]
    return tuple(rows)


def _row(tensor: Tensor, words: str, defined: str, model: Model, scribe: Scribe) -> SymbolRow:
    if defined == "given" and tensor.base in ("y", "t", "target"):
        words = "target"
    if tensor.integer:
        words += ", a whole number"
    return SymbolRow(_symbol(tensor, scribe), _shape(tensor, model, scribe), scribe.with_layer(words, tensor), (defined,))


def _words_of_parameter(tensor: Tensor) -> str:
    kind = _PARAMETERS.get(tensor.base)
    if kind and not tensor.rank:
        kind = _ALONE[kind]  # a single number
    if not kind:
        words = _OF_LAYERS.get(tensor.base) if tensor.tag else None
        return f"{words} of layer {tensor.tag}" if words else "parameter"
    if tensor.layered:
        return f"{kind} of layer l"
    return f"{kind} of {place(tensor.tag)}" if tensor.tag else kind


def layer_index(tensor: Tensor, model: Model) -> Expr:
    """The letter of a tensor's first index, if that is a layer (l) or a time (t)."""
    for equation in (model.equation_of(tensor.of or tensor), *model.equations):
        if equation is not None and equation.tensor.layered and equation.lhs.indices[0].is_Symbol:
            return equation.lhs.indices[0]
    return _LAYER


def _kind_in_words(equation: Equation, model: Model) -> str:
    """What a quantity is whose equation says nothing about it."""
    if equation.tensor == model.cost:
        return "cost"
    if equation.kind == "activation":
        return "activation"
    if equation.kind == "linear":
        return "weighted input"
    return "computed on the way" if equation.bounds else "a number computed on the way"


def _symbol(tensor: Tensor, scribe: Scribe) -> Formula:
    return scribe.matrix(matrix_nodes.Whole(tensor, layer_index(tensor, scribe.model) if tensor.layered else None))


def _shape(tensor: Tensor, model: Model, scribe: Scribe) -> Inline:
    """``n_1 × n_0``, with the values of the sizes where they are known."""
    placed = {AXIS[0]: layer_index(tensor, model)}
    ranges = tensor.ranges[1:] if tensor.layered else tensor.ranges
    ends = [(hi - lo + 1).xreplace(placed) for lo, hi in ranges]
    if not ends:
        return ("number",)
    parts: list[str | Formula | Cite] = []
    for end in ends:
        size = scribe.index(end)
        alone = len(ends) == 1 or not isinstance(end, Add)
        parts += [*([" × "] if parts else []), *([size] if alone else ["(", size, ")"])]
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
    what = "number of examples" if size == model.example_size else _counts(size, model)
    return SymbolRow(scribe.index(size), ("number",), (what,), ("any",))


def _counts(size: Symbol, model: Model) -> str:
    """What a size counts: layers, time steps, or nothing that is known."""
    of = next((t for t in model.tensors.values() if t.layered and t.ranges[0][1] == size), None)
    if of is None:
        return "size"
    return "number of time steps" if layer_index(of, model) == _TIME else "number of layers"
