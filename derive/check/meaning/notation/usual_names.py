"""The usual letters of what is no quantity: sizes, constants, functions."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from derive.algebra import Apply
from derive.check.meaning.notation.entries import BareFunctionEntry, Entry, FunctionEntry, PlainEntry
from derive.check.meaning.notation.forms import BRACKETS, LAYER, items, pattern, shifted
from derive.check.meaning.notation.letters import Family, glyph_head, spelled
from derive.check.meaning.notation.manner import Manner
from derive.check.meaning.notation.patterns import Head, Pattern
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import NumberOf, SizeOf
from derive.check.reading.syntax import Name
from derive.model import Model
from derive.render.glyphs import function_glyph, glyph


def sizes(
    world: SpecWorld, family: Family, manner: Manner, costs: Container[Head] = (), arrays: Container[Head] = ()
) -> Iterator[Entry]:
    """The letters of sizes: those of the specification, the number of examples, of units of a layer, of layers; none of the
    letters of ``arrays``."""
    model = world.model
    for size in map(str, model.sizes):
        printed = glyph(size)
        if printed.sub_text or glyph_head(printed) not in arrays:
            yield PlainEntry(Pattern(glyph_head(printed), items(printed.sub_text)), SizeOf(size))
    if model.example_size is not None:
        for symbol in family.of("size"):
            yield PlainEntry(Pattern(symbol), SizeOf(str(model.example_size)))
    widths = world.quantities.get("n@")
    if widths is not None:
        place = shifted(LAYER, -manner.values)
        for letter in ("n", "s", "d", "m"):
            width = spelled(letter)
            yield QuantityEntry(pattern(width, ((LAYER, ""),), (), "l"), widths, (place,))
            for bracket in BRACKETS:
                yield QuantityEntry(pattern(width, (), ((LAYER, bracket),), "l"), widths, (place,))
    if not any(name.endswith("@") for name in world.quantities):
        return  # nothing is numbered by layers: L and n_l are other symbols
    depth = "layers" if manner.values == 0 else "layers + 1"
    if spelled("L") not in costs:  # the L of dL/dW is no number of layers
        yield PlainEntry(Pattern(spelled("L")), SizeOf(depth))
    yield PlainEntry(Pattern(spelled("n"), ((Name("l"), ""),)), SizeOf(depth))


def constants(model: Model) -> Iterator[Entry]:
    """The constants of the specification, by their own letters."""
    for constant, value in model.constants.items():
        printed = glyph(str(constant))
        yield PlainEntry(Pattern(glyph_head(printed), items(printed.sub_text)), NumberOf("number", float(value)))


OF_LAYER = "the layer of a function"


def functions(model: Model, family: Family, primed: Container[Head] = (), arrays: Container[Head] = ()) -> Iterator[Entry]:
    """The names of functions: the letters of the notation, then any letter that authors use for "the activation" (none of
    ``arrays``); that of the activations themselves only where the text has its derivative (it is among the ``primed`` ones)."""
    used = _activations(model)
    for name in model.functions:
        letters = [*family.functions.get(name, ()), glyph_head(function_glyph(name))]
        printed = model.functions[name].latex
        letters += [spelled(printed)] if printed and " " not in printed else []
        for letter in dict.fromkeys(letters):
            yield FunctionEntry(Pattern(letter), name)
            yield FunctionEntry(Pattern(letter, ((LAYER, ""),), (), frozenset("l")), name, words=OF_LAYER, guess=True)
            for bracket in BRACKETS:
                above = ((LAYER, bracket),)
                yield FunctionEntry(Pattern(letter, (), above, frozenset("l")), name, words=OF_LAYER)
    own = {glyph_head(glyph(tensor.base)) for tensor in model.tensors.values() if not tensor.tag}
    for letter in (
        one for one in family.of("f") if one not in own and one not in arrays
    ):  # phi is the activation where it is no quantity
        for function in used:
            yield FunctionEntry(Pattern(letter), function, guess=True)
    both = [letter for letter in family.of("a") if letter in primed] if "a" in family.heads else []
    for letter in both:  # a_j = a(z_j): one letter for the values and the function
        for function in used:
            yield BareFunctionEntry(Pattern(letter), function, guess=True)


def _activations(model: Model) -> list[str]:
    """The activation functions of the layers, the hidden ones first."""
    found: list[str] = []
    for equation in model.equations:
        if equation.kind == "activation":
            applied = [a.function.name for a in equation.rhs.atoms(Apply)]
            found += applied or (["softmax"] if {"exp", "Sum"} <= set(re.findall(r"\w+", str(equation.rhs))) else [])
    return list(dict.fromkeys(found))
