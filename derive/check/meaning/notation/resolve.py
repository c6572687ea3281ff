"""Declarations against a model: each line of ``[notation]`` becomes an entry of the dictionary.

What stands in quotation marks is the language of specifications (``y[t] - z2[t]``), or LaTeX where it has a backslash,
a brace or a caret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.check.meaning.notation.columns import examples_as_columns
from derive.check.meaning.notation.counting import as_counted, counted_from_zero
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations, unknown
from derive.check.meaning.notation.entries import Entry, FormulaEntry, FunctionEntry, PlainEntry
from derive.check.meaning.notation.parts_of_axes import is_part
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.notation.quantity_entries import MODEL, QuantityEntry, StackEntry
from derive.check.meaning.notation.rewording import plainer
from derive.check.meaning.notation.same_letters import with_own_letters
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import IndexLetter, NumberOf, SizeOf
from derive.check.meaning.trees import letter_of
from derive.check.reading import syntax as tex
from derive.check.reading.syntax import Name, Node, Script
from derive.check.reading.tree import rewrite, walk
from derive.errors import SpecError
from derive.frontends import reading as formulas
from derive.frontends import syntax as plain

_LATEX = re.compile(r"[\\^{}]")
_SIZED = re.compile(r"(ones|eye)\(\s*(\w+)\s*\)")
"""A vector of ones, an identity matrix: of a named size."""
_NAME = re.compile(r"[A-Za-z]\w*")
KNOWN = ("softmax", "sigmoid", "tanh", "relu", "exp", "log", "sqrt", "abs", "max", "min", "diag", "tr", "det")
"""Functions that are known without a model."""


def entries(declarations: Declarations, world: SpecWorld) -> list[Entry]:
    """The entries of all declarations that speak of a model.

    Raises:
        SpecError: an unknown quantity, function or size, or a wrong number of indices; with file and line.
    """
    given = counted_from_zero(declarations.entries, world)
    found = [replace(_plain(entry, one, declarations), declared=True) for one in given for entry in _entry(one, world)]
    found = examples_as_columns(found)
    found.sort(key=lambda entry: entry.pattern.specific, reverse=True)  # J_t before J, z^{(n_L)} before z^{(l)}
    # Where several symbols differ in their letters only (a_i, a_j, a_k: three layers), the letters mean themselves.
    return with_own_letters(found)


def _plain(entry: Entry, one: Declaration, declarations: Declarations) -> Entry:
    """An entry whose formula has declared phrases in it, with these as symbols.

    Raises:
        SpecError: a symbol is declared by itself.
    """
    if not isinstance(entry, FormulaEntry):
        return entry
    entry = replace(entry, node=plainer(entry.node, declarations))
    found = [entry.pattern.match(inner) for inner in walk(entry.node) if isinstance(inner, Name) and inner.style != MODEL]
    if any(match is not None and not (match.above or match.below) for match in found):
        hint = 'A meaning is a quantity of the model with its indices in brackets, "x[j]", or speaks of other symbols.'
        raise SpecError(f"{one.text!r} is declared by itself", place=one.place, hint=hint)
    return entry


def _entry(one: Declaration, world: SpecWorld) -> Iterator[Entry]:
    pattern = Pattern.of(one.name, one.letters)
    if is_part(one):
        yield FormulaEntry(pattern, Name(one.text))
    elif one.kind == "number":
        yield PlainEntry(pattern, NumberOf("number", one.number))
    elif one.kind in ("size", "index"):
        yield PlainEntry(pattern, _sized(one, world))
    elif one.kind == "function" and one.text:
        if one.text not in world.functions and one.text not in KNOWN:
            raise unknown(one.text, [*world.functions, *KNOWN], one.place, "function")
        yield FunctionEntry(pattern, one.text)
    elif one.kind == "gradient":
        yield from _quantity(one, pattern, world, gradient=True)
    elif one.kind == "value":
        yield from _value(one, pattern, world)


def _sized(one: Declaration, world: SpecWorld) -> SizeOf | IndexLetter:
    sizes = {str(size) for size in world.model.sizes}
    if one.text and one.text not in sizes and not one.text.isdigit():
        raise unknown(one.text, sizes, one.place, "size")
    if one.kind == "size":
        return SizeOf(one.text, declared=True)
    return IndexLetter(letter_of(one.name) or one.name.base, one.text or None)


def _value(one: Declaration, pattern: Pattern, world: SpecWorld) -> Iterator[Entry]:
    if _is_latex(one.text, world):
        yield FormulaEntry(pattern, _with_names(one, world))
        return
    bare = one.text.removesuffix(".T").strip()
    if (sized := _SIZED.fullmatch(bare)) and sized[1] not in world.functions:
        yield PlainEntry(pattern, NumberOf("ones" if sized[1] == "ones" else "identity", size=sized[2]))
    elif bare in world.constants:
        yield PlainEntry(pattern, NumberOf("number", world.constants[bare]))
    elif _NAME.fullmatch(bare) and bare in world.functions and bare not in world.quantities:
        yield FunctionEntry(pattern, bare)
    elif re.fullmatch(r"[A-Za-z]\w*(\[[^\[\]]*\])?", bare):
        yield from _quantity(one, pattern, world)
    else:
        yield FormulaEntry(pattern, _converted(_formula(one.text, one.place), world, one))


def _is_latex(text: str, world: SpecWorld) -> bool:
    """Whether a meaning is written in LaTeX: ``x_t`` is, unless the model itself has a quantity ``x_t``."""
    words = re.findall(r"[A-Za-z]\w*", text)
    plain_names = {*world.quantities, *world.constants, *map(str, world.model.sizes)}
    return bool(_LATEX.search(text)) or any("_" in word and word not in plain_names for word in words)


def in_latex(one: Declaration) -> Node:
    """The formula that a declaration gives in LaTeX.

    Raises:
        SpecError: it cannot be read.
    """
    from derive.check.reading import parse
    from derive.check.reading.failures import ReadError

    try:
        return parse(one.text)
    except ReadError as error:
        raise SpecError(f"the formula {one.text!r} cannot be read: {error}", place=one.place) from None


_WORD = re.compile(r"(?<![A-Za-z\\])(?<!rm\{)(?<!text\{)[A-Za-z][A-Za-z0-9]+(?![A-Za-z0-9])")


def _with_names(one: Declaration, world: SpecWorld) -> Node:
    """A formula in LaTeX in which words that are names of the model, ``W_r Wr``, mean its quantities."""

    def marked(word: re.Match[str]) -> str:
        return f"\\mathrm{{{word[0]}}}" if word[0] in world.quantities else word[0]

    node = in_latex(replace(one, text=_WORD.sub(marked, one.text)))
    named = lambda inner: isinstance(inner, Name) and inner.style == "text" and inner.base in world.quantities  # noqa: E731
    return rewrite(node, lambda inner: replace(inner, style=MODEL) if named(inner) and isinstance(inner, Name) else None)


def _formula(text: str, place: str) -> plain.Node:
    file, _, line = place.rpartition(":")
    return formulas.expression(text, file or place, int(line) if line.isdigit() else 1)


def _quantity(one: Declaration, pattern: Pattern, world: SpecWorld, gradient: bool = False) -> Iterator[Entry]:
    """A quantity (or the gradient by it), with indices or without, perhaps transposed."""
    text = one.text.removesuffix(".T").strip()
    transposed = text != one.text.strip()
    node = _formula(text, one.place)
    if not isinstance(node, (plain.Name, plain.Subscript)):
        raise SpecError(
            f"{one.text!r} is not a quantity", place=one.place, hint="A gradient is taken by a quantity of the model."
        )
    name = _known(node.name, world, one)
    quantity = world.quantities[name]
    given = node.indices if isinstance(node, plain.Subscript) else ()
    if len(given) > len(quantity.axes):
        raise SpecError(f"{node.name} has {len(quantity.axes)} axes, and {len(given)} indices are given", place=one.place)
    slots = [
        None if isinstance(i, plain.Slice) else as_counted(_converted(i, world, one), axis, one)
        for i, axis in zip(given, quantity.axes, strict=False)
    ]
    indices = (*slots, *(None for _ in quantity.axes[len(slots) :]))
    of = one.of[0] if one.of else None
    if of is not None and (of not in world.quantities or world.quantities[of].role != "cost"):
        raise unknown(of, [q.name for q in world.quantities.values() if q.role == "cost"], one.place, "cost")
    if name in world.stacks:
        members = {layer: world.quantities[t.name] for layer, t in world.stacks[name].members.items()}
        yield StackEntry(pattern, quantity, indices, gradient, of, transposed, members=members)
    else:
        yield QuantityEntry(pattern, quantity, indices, gradient, of, transposed)


def _known(name: str, world: SpecWorld, one: Declaration) -> str:
    """The name of a quantity: ``z`` alone may mean all layers."""
    if name in world.quantities:
        return name
    if f"{name}@" in world.quantities:
        return f"{name}@"
    raise unknown(name, [*world.quantities, *world.constants], one.place)


def _converted(node: plain.Node, world: SpecWorld, one: Declaration) -> Node:
    """A formula of the language of specifications as surface syntax; names are quantities of the model, or index letters."""

    def convert(part: plain.Node) -> Node:
        if isinstance(part, plain.Number):
            return tex.Number(str(part.value))
        if isinstance(part, plain.Name):
            return Name(part.name) if part.name in one.letters or _is_letter(part.name, world) else _model(part.name, ())
        if isinstance(part, plain.Subscript):
            return _model(part.name, tuple(map(convert, part.indices)))
        if isinstance(part, plain.Negative):
            return tex.Sum(((-1, convert(part.operand)),))
        if isinstance(part, plain.Power):
            base = convert(part.base)
            return tex.Scripted(base, sup=(Script((convert(part.exponent),), ""),))
        if isinstance(part, plain.Chain):
            return _chain(part.operators, [convert(operand) for operand in part.operands])
        if isinstance(part, plain.Call) and part.function == "transpose":
            return tex.Transposed(convert(part.arguments[0]))
        if isinstance(part, plain.Call) and not part.keywords:
            return tex.Call(Name(part.function), tuple(map(convert, part.arguments)))
        if isinstance(part, plain.Group):  # the list of all parameters
            return tex.Group(tuple(map(convert, part.items)))
        raise SpecError(f"{one.text!r} cannot be used here", place=one.place, hint="Write this formula in LaTeX.")

    def _model(name: str, indices: tuple[Node, ...]) -> Name:
        if name in world.constants:
            return Name(name, style=MODEL)
        known = _known(name, world, one)
        axes = world.quantities[known].axes
        counted = tuple(as_counted(index, axis, one) for index, axis in zip(indices, axes, strict=False)) + indices[len(axes) :]
        return Name(known, style=MODEL, sub=(Script(counted, ""),) if indices else ())

    return convert(node)


def _is_letter(name: str, world: SpecWorld) -> bool:
    return (
        len(name) == 1 and name not in world.quantities and name not in world.constants and f"{name}@" not in world.quantities
    )


def _chain(operators: tuple[str, ...], operands: list[Node]) -> Node:
    """A chain of operators of one rank; ``*`` is the elementwise product, ``@`` the matrix product."""
    if operators[0] in "+-":
        signs = [1, *(1 if operator == "+" else -1 for operator in operators)]
        return tex.Sum(tuple(zip(signs, operands, strict=True)))
    result = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        if operator == "/":
            result = tex.Fraction(result, operand)
        elif operator == "@":
            result = tex.Call(tex.Name("matmul"), (result, operand))
        else:
            numeric = isinstance(result, tex.Number) or isinstance(operand, tex.Number)
            result = tex.Product((("", result), ("" if numeric else "odot", operand)))
    return result
