"""Declarations against a model: each line of ``[notation]`` becomes an entry of the dictionary.

What stands in quotation marks is the language of specifications (``y[t] - z2[t]``), or LaTeX where it has a backslash,
a brace or a caret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.check.judging.values.elementary import ELEMENTWISE, canonical
from derive.check.meaning.notation import circular
from derive.check.meaning.notation.columns import examples_as_columns
from derive.check.meaning.notation.converted import converted, known
from derive.check.meaning.notation.counting import as_counted, counted_from_zero
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations, unknown
from derive.check.meaning.notation.entries import Entry, FormulaEntry, FunctionEntry, PlainEntry
from derive.check.meaning.notation.parts_of_axes import is_part
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.notation.quantity_entries import MODEL, QuantityEntry, StackEntry
from derive.check.meaning.notation.rewording import plainer
from derive.check.meaning.notation.same_letters import with_own_letters
from derive.check.meaning.notation.set_aside import UNUSABLE, UnusableEntry
from derive.check.meaning.notation.sized_arrays import sized_array
from derive.check.meaning.notation.small_entries import with_small_entries
from derive.check.meaning.notation.told_layers import with_told_layers
from derive.check.meaning.notation.unindexed import indexed
from derive.check.meaning.notation.unused_letters import with_unused_letter
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import IndexLetter, NumberOf, SizeOf
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import rewrite
from derive.errors import SpecError
from derive.frontends import reading as formulas
from derive.frontends import syntax as plain

_LATEX = re.compile(r"[\\^{}]")
_BLOCKS = re.compile(r"\[([^\[\]]+)\]")
"""Blocks beside each other: ``[Wh, Wx]``."""
_NAME = re.compile(r"[A-Za-z]\w*")
_COUNTS = tuple("CDHKLMNPTVcdkmnpq")
"""Letters that say how many there are of something."""
KNOWN = ("softmax", "sigmoid", "tanh", "relu", "exp", "log", "sqrt", "abs", "max", "min", "diag", "tr", "det")
"""Functions that are known without a model (besides those that act entry by entry)."""


def entries(declarations: Declarations, world: SpecWorld) -> list[Entry]:
    """The entries of all declarations that speak of a model.

    Raises:
        SpecError: an unknown quantity, function or size, or a wrong number of indices; with file and line.
    """
    given = counted_from_zero(declarations.entries, world)
    pairs = [(replace(_plain(entry, declarations), declared=True), one) for one in given for entry in _entry(one, world)]
    circular.refuse(pairs)
    found = with_told_layers(with_small_entries(examples_as_columns([entry for entry, _ in pairs])), world)
    found.sort(key=lambda entry: entry.pattern.specific, reverse=True)  # J_t before J, z^{(n_L)} before z^{(l)}
    # Where several symbols differ in their letters only (a_i, a_j, a_k: three layers), the letters mean themselves.
    return with_own_letters(found)


def _plain(entry: Entry, declarations: Declarations) -> Entry:
    """An entry whose formula has declared phrases in it, with these as symbols."""
    return replace(entry, node=plainer(entry.node, declarations)) if isinstance(entry, FormulaEntry) else entry


def _entry(one: Declaration, world: SpecWorld) -> Iterator[Entry]:
    pattern = Pattern.of(one.name, one.letters)
    if one.kind == UNUSABLE:
        yield UnusableEntry(pattern, one.text)
    elif is_part(one):
        yield FormulaEntry(pattern, Name(one.text))
    elif one.kind == "number":
        size = _size_of(one, world)
        yield PlainEntry(pattern, SizeOf(size, declared=True) if size else NumberOf("number", one.number))
    elif one.kind in ("size", "index"):
        yield PlainEntry(pattern, _sized(one, world))
    elif one.kind == "function" and one.text:
        name = one.text if one.text in world.functions else canonical(one.text)
        if name not in world.functions and name not in KNOWN and name not in ELEMENTWISE:
            raise unknown(one.text, [*world.functions, *KNOWN], one.place, "function")
        yield FunctionEntry(pattern, name)
    elif one.kind == "gradient":
        yield from _quantity(one, pattern, world, gradient=True)
    elif one.kind == "value":
        yield from _value(one, pattern, world)


def _size_of(one: Declaration, world: SpecWorld) -> str:
    """The size of the specification that a letter with a number says again: ``"C" = 3`` beside a last layer of three units
    (the judge has other sizes)."""
    found = [size for size, count in world.stated_sizes.items() if count == one.number]
    return (
        found[0] if len(found) == 1 and one.number > 2 and one.name.base in _COUNTS and one.name == Name(one.name.base) else ""
    )


def _sized(one: Declaration, world: SpecWorld) -> SizeOf | IndexLetter:
    size = _known_size(one.text, world, one) if one.text else ""
    if one.kind == "size":
        return SizeOf(size, declared=True)
    return IndexLetter(letter_of(one.name) or one.name.base, size or None)


def _known_size(size: str, world: SpecWorld, one: Declaration) -> str:
    sizes = {str(size) for size in world.model.sizes}
    if size not in sizes and not size.isdigit():
        raise unknown(size, sizes, one.place, "size")
    return size


def _value(one: Declaration, pattern: Pattern, world: SpecWorld) -> Iterator[Entry]:
    if _is_latex(one, world):
        yield FormulaEntry(pattern, _with_names(one, world))
        return
    bare = one.text.removesuffix(".T").strip()
    if sized := sized_array(bare, world.functions):
        yield PlainEntry(pattern, replace(sized, size=_known_size(sized.size, world, one)))
    elif bare in world.constants:
        yield PlainEntry(pattern, NumberOf("number", world.constants[bare]))
    elif _NAME.fullmatch(bare) and bare in world.functions and bare not in world.quantities:
        yield FunctionEntry(pattern, bare)
    elif re.fullmatch(r"[A-Za-z]\w*(\[[^\[\]]*\])?", bare):
        yield from _quantity(one, pattern, world)
    else:
        if listed := _BLOCKS.fullmatch(one.text):
            one = replace(one, text=f"({listed[1]})")
        yield indexed(FormulaEntry(pattern, converted(_formula(one.text, one.place), world, one), plain=True), world)


def _is_latex(one: Declaration, world: SpecWorld) -> bool:
    """Whether a meaning is written in LaTeX: ``x_t`` is, unless the model itself has a quantity ``x_t``, or ``W[j,i_1]`` has
    an index of the symbol."""
    words = re.findall(r"[A-Za-z]\w*", one.text)
    plain_names = {*world.quantities, *world.constants, *map(str, world.model.sizes), *one.letters}
    return bool(_LATEX.search(one.text)) or any("_" in word and word not in plain_names for word in words)


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

    known_names = {*world.quantities, *world.constants}

    def marked(word: re.Match[str]) -> str:
        return f"\\mathrm{{{word[0]}}}" if word[0] in known_names else word[0]

    node = in_latex(replace(one, text=_WORD.sub(marked, one.text)))
    named = lambda inner: isinstance(inner, Name) and inner.style == "text" and inner.base in known_names  # noqa: E731
    return rewrite(node, lambda inner: replace(inner, style=MODEL) if named(inner) and isinstance(inner, Name) else None)


def _formula(text: str, place: str) -> plain.Node:
    file, _, line = place.rpartition(":")
    try:
        return formulas.expression(text, file or place, int(line) if line.isdigit() else 1)
    except SpecError as error:
        hint = f"{error.hint} {_MEANINGS}" if error.hint else _MEANINGS
        raise SpecError(error.message, place=error.place, hint=hint) from None


_MEANINGS = (
    'A meaning is a formula ("y - a2", or LaTeX), or "grad W1", "function tanh", "size n", "index n", "basis n", "identity n".'
)
"""What can stand in quotation marks."""


def _quantity(one: Declaration, pattern: Pattern, world: SpecWorld, gradient: bool = False) -> Iterator[Entry]:
    """A quantity (or the gradient by it), with indices or without, perhaps transposed."""
    text = one.text.removesuffix(".T").strip()
    transposed = text != one.text.strip()
    node = _formula(text, one.place)
    if not isinstance(node, (plain.Name, plain.Subscript)):
        raise SpecError(
            f"{one.text!r} is not a quantity", place=one.place, hint="A gradient is taken by a quantity of the model."
        )
    name = known(node.name, world, one)
    quantity = world.quantities[name]
    given = node.indices if isinstance(node, plain.Subscript) else ()
    if len(given) > len(quantity.axes):
        raise SpecError(f"{node.name} has {len(quantity.axes)} axes, and {len(given)} indices are given", place=one.place)
    slots = [
        None if isinstance(i, plain.Slice) else as_counted(converted(i, world, one), axis, one)
        for i, axis in zip(given, quantity.axes, strict=False)
    ]
    pattern, indices = with_unused_letter(pattern, quantity, (*slots, *(None for _ in quantity.axes[len(slots) :])))
    of = one.of[0] if one.of else None
    kinds = ("cost",) if world.is_network else ("cost", "intermediate")
    costs = [q.name for q in world.quantities.values() if q.role in kinds]
    if of is not None and of not in costs:
        raise unknown(of, costs, one.place, "cost")
    negative = gradient and one.number < 0
    if name in world.stacks:
        members = {layer: world.quantities[t.name] for layer, t in world.stacks[name].members.items()}
        yield StackEntry(pattern, quantity, indices, gradient, of, transposed, negative=negative, members=members)
    else:
        yield QuantityEntry(pattern, quantity, indices, gradient, of, transposed, negative=negative)
