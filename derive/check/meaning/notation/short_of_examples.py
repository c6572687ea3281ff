"""Declared entries that leave out the example: ``"a_j" = "a1[j]"`` beside ``"a_j^{(i)}" = "a1[i,j]"``, in a model with a batch.

Taken at their word, such a symbol is the row of example j.  Where other lines of the table have that index behind the one of
the example, and never in its place, what is meant is the entry of one example, whichever that is.  So it is in a network where
no line has the letter with which the text adds up all examples.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.check.judging.sums.over_examples import example_sizes
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.filling import is_example
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.specification.world import spec_world
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Axis
from derive.check.reading.printer import latex
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Relation
from derive.model import Model

_ENTRY = re.compile(r"(\w+)\[([^\[\]]*)\]")


def completed(model: Model, declarations: Declarations, rows: Sequence[Row]) -> tuple[Declarations, tuple[str, ...]]:
    """The declarations with the letter of the example, and a remark on those that lack it."""
    found = [(one, entry) for one in declarations.entries if (entry := _entry(one)) is not None]
    if not found:
        return declarations, ()
    world = spec_world(model)
    examples = example_sizes(world)
    quantities = {name.removesuffix("@"): one for name, one in world.quantities.items()}
    tables = {
        name: place
        for name, one in quantities.items()
        if len(one.axes) > 1 and (place := _place(one.axes, examples)) is not None
    }
    ranks = {name: len(quantities[name].axes) for name in tables}
    whole = {(name, indices) for _, (name, indices) in found if len(indices) == ranks.get(name)}
    letters = Counter(indices[tables[name]] for name, indices in whole if indices[tables[name]].isalpha())
    units = {index for _, indices in whole for index in indices} - letters.keys()
    if not letters and world.is_network:
        letters = Counter(_summed(declarations, rows, examples))
        units = {index for _, (_, indices) in found for index in indices} - letters.keys()
    if not letters:
        return declarations, ()
    (letter, _), *_ = letters.most_common(1)
    texts = {
        one: f"{name}[{', '.join((*indices[: tables[name]], letter, *indices[tables[name] :]))}]"
        for one, (name, indices) in found
        if len(indices) + 1 == ranks.get(name) and units.issuperset(indices)
    }
    entries = tuple(replace(one, text=texts[one]) if one in texts else one for one in declarations.entries)
    told = tuple(f"{latex(one.name)}: read as {text}, the entry of one example" for one, text in texts.items())
    return replace(declarations, entries=entries), told


def _place(axes: Sequence[Axis], examples: set[str]) -> int | None:
    """Which axis counts the examples: the first, or the one behind that of the layers."""
    return next((at for at, axis in enumerate(axes[:2]) if axis.size in examples), None)


def _summed(declarations: Declarations, rows: Sequence[Row], examples: set[str]) -> Iterator[str]:
    """The letters of sums over all examples."""
    sizes = {one.written for one in declarations.of_kind("size") if one.text in examples}
    for node in nodes(rows):
        if isinstance(node, Big) and node.kind == "sum" and node.upper in sizes:
            yield from (name for item in node.under if isinstance(item, Relation) and (name := letter_of(item.left)))


def _entry(one: Declaration) -> tuple[str, tuple[str, ...]] | None:
    """The quantity and the indices of a declared entry."""
    match = _ENTRY.fullmatch(one.text.strip()) if one.kind in ("value", "gradient") else None
    indices = tuple(part.strip() for part in match[2].split(",")) if match is not None else ()
    numbered = any(is_example(item) and letter_of(item[0]) not in indices for item in items(one.name.sup))  # ``a^{[l](i)}_k``
    return (match[1], indices) if match is not None and not numbered else None
