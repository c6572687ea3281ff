"""The usual ways to write a quantity: by its layer's number, by a letter for the layer, by example and time, alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive import places
from derive.algebra import Tensor
from derive.check.meaning.notation import formula_names, one_example
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.forms import (
    BRACKETS,
    EXAMPLE,
    LAYER,
    TIME,
    example_axis,
    item,
    items,
    opened,
    pattern,
    shifted,
)
from derive.check.meaning.notation.letters import Family, glyph_head
from derive.check.meaning.notation.manner import Manner
from derive.check.meaning.notation.patterns import Head, Item
from derive.check.meaning.notation.quantity_entries import QuantityEntry, StackEntry
from derive.check.meaning.specification.inventory import is_depth
from derive.check.meaning.specification.world import SpecWorld
from derive.render.glyphs import glyph

_BELOW = "a number below is the layer"


class Quantities:
    """The ways to write the quantities of a model, in one manner."""

    late_errors = 0
    """How far the numbers of a text's errors are ahead of its layers (see ``late_errors``)."""

    def __init__(self, world: SpecWorld, family: Family, manner: Manner, one: bool = False) -> None:
        self.world, self.model, self.family, self.manner = world, world.model, family, manner
        self.one = one
        tensors = self.model.tensors.values()
        self.by_formulas = not any(t.tag or t.layered for t in tensors)
        self.batch = formula_names.examples(world) if self.by_formulas else None
        bare = (g for t in tensors if not (g := glyph(t.base)).sub_text.isdigit())
        self.letters = frozenset(glyph_head(g) for g in bare)
        """The letters of symbols without a number."""
        tables = [
            t
            for t in tensors
            if t.role == "input" and t.rank == 2 and formula_names.has_rows(world.quantities[t.name], self.batch)
        ]
        self.tables = frozenset(glyph_head(glyph(t.base)) for t in tables)
        self.gates = world.gates
        self.alone = {base for base, n in Counter(t.base for t in self.model.tensors.values() if t.tag).items() if n == 1}
        """Letters of one layer alone: its number may be left out."""

    def ways(self, tensor: Tensor, letter: Head, gradient: bool = False, *, guess: bool = False) -> Iterator[Entry]:
        """The ways to write one quantity with a given letter: by its layer's number, by a letter for the layer, alone."""
        quantity = self.world.quantities[tensor.name]
        below = items(glyph(tensor.base).sub_text) if not tensor.tag else ()
        plain = QuantityEntry(
            pattern(letter, below, ()),
            quantity,
            gradient=gradient,
            of=self.cost_of_examples() if gradient and self.manner.of_examples else None,
            transposed=self.is_transposed(tensor),
            gates=self._gates(tensor),
            sure=quantity.role == "cost" and letter == self.family.of(tensor.base)[0],
            guess=guess,
        )
        if self.one:
            plain = one_example.of_any(plain, self.batch)
        if tensor.tag:
            yield from self._by_layer(tensor, plain)
        yield from self._by_letter(tensor, plain)
        yield from self._stacked(tensor, plain)
        if not tensor.tag or tensor.base in self.alone:
            yield plain
            if not tensor.tag and example_axis(quantity) is not None:
                for bracket in ("", "()") if not below else ():
                    yield from self._marked(tensor, letter, (), bracket, gradient)
        if self.by_formulas:
            yield from formula_names.ways(plain, self.batch, self.letters)

    def by_small_letter(self, tensor: Tensor, letter: Head) -> Iterator[Entry]:
        """The rows of a table by the small letter."""
        below = items(glyph(tensor.base).sub_text)
        plain = QuantityEntry(pattern(letter, below, ()), self.world.quantities[tensor.name])
        yield from one_example.small_ways(plain, self.batch, self.one)

    def _by_layer(self, tensor: Tensor, plain: QuantityEntry) -> Iterator[Entry]:
        """With the number of the layer above or below: ``a^{(2)}``, ``W_1``."""
        letter, below, quantity = plain.pattern.head, plain.pattern.below, plain.quantity
        for bracket in BRACKETS:
            above = self._layer_items(tensor, bracket, plain.gradient)
            if tensor.layered:
                time = pattern(letter, (), (*above, (TIME, bracket)), "t")
                yield replace(plain, pattern=time, indices=opened(quantity, TIME))
            if example_axis(quantity) is not None:
                yield from self._marked(tensor, letter, above, bracket, plain.gradient)
            yield replace(plain, pattern=pattern(letter, below, above))
        label = pattern(letter, self._layer_items(tensor, "", plain.gradient), ())
        yield replace(plain, pattern=label, words=_BELOW)
        if example_axis(quantity) is not None:
            for marked in self._marked(tensor, letter, (), "()", plain.gradient):
                form = replace(marked.pattern, below=label.below)
                yield replace(marked, pattern=form, words=_BELOW)

    def _by_letter(self, tensor: Tensor, plain: QuantityEntry) -> Iterator[Entry]:
        """With a letter above for the layer of a network of any depth, or for the time."""
        letter, below, quantity = plain.pattern.head, plain.pattern.below, plain.quantity
        if tensor.layered and is_depth(self.model):
            slots = opened(quantity, shifted(LAYER, -self._shift(tensor)))
            for bracket in BRACKETS:
                yield replace(plain, pattern=pattern(letter, (), ((LAYER, bracket),), "l"), indices=slots)
        elif tensor.layered or (quantity.axes and quantity.axes[0].kind == "time"):
            slots = opened(quantity, TIME)
            for bracket in BRACKETS if not tensor.tag or tensor.base in self.alone else ():
                yield replace(plain, pattern=pattern(letter, below, ((TIME, bracket),), "t"), indices=slots)

    def _marked(
        self, tensor: Tensor, letter: Head, above: Sequence[Item], bracket: str, gradient: bool
    ) -> Iterator[QuantityEntry]:
        """With the number of the example above the letter: ``x^{(i)}``, ``\\delta^{n,1}``, ``z^{[1](i)}``."""
        quantity, axis = self.world.quantities[tensor.name], example_axis(self.world.quantities[tensor.name])
        of = self.cost_of_examples() if gradient else None
        time: tuple[Item, ...] = ((TIME, bracket),) if tensor.layered else ()
        ways = [((EXAMPLE, bracket), *above, *time)]
        ways += [(*above, (EXAMPLE, "()"), *time)] if above and bracket == "[]" else []
        slots = tuple(EXAMPLE if at == axis else TIME if time and at == 0 else None for at in range(len(quantity.axes)))
        plain = QuantityEntry(pattern(letter, (), ()), quantity, slots, gradient=gradient, of=of, gates=self._gates(tensor))
        for way in ways:
            yield replace(plain, pattern=pattern(letter, (), way, "nt" if time else "n"))
        of_all = tuple(EXAMPLE if at == axis else None for at in range(len(quantity.axes)))
        for way in ways if time else ():  # all steps at once
            yield replace(plain, pattern=pattern(letter, (), way[:-1], "n"), indices=of_all)

    def _stacked(self, tensor: Tensor, plain: QuantityEntry) -> Iterator[Entry]:
        """With a letter in the place of the layer's number."""
        stack = self.world.stacks.get(f"{tensor.base}@")
        if stack is None or tensor.name != list(stack.members.values())[-1].name:
            return
        members = {layer: self.world.quantities[t.name] for layer, t in stack.members.items()}
        quantity = self.world.quantities[stack.name]
        slots = opened(quantity, shifted(LAYER, -self._shift(tensor)))
        for bracket in BRACKETS:
            form = pattern(plain.pattern.head, (), ((LAYER, bracket),), "l")
            yield StackEntry(form, quantity, slots, plain.gradient, plain.of, plain.transposed, members=members)

    def _gates(self, tensor: Tensor) -> tuple[tuple[str, int], ...]:
        """The letters of the gates of a quantity, with their numbers."""
        found = self.gates.get(tensor.name)
        return tuple((letter, number) for number, letter in found.letters.items()) if found else ()

    def _layer_items(self, tensor: Tensor, bracket: str, gradient: bool = False) -> tuple[Item, ...]:
        parts = places.parts(tensor.tag)
        shift = self._shift(tensor) + (self.late_errors if gradient else 0)
        return tuple((item(str(int(p) + shift) if p.isdigit() else p), bracket) for p in parts)

    def _shift(self, tensor: Tensor) -> int:
        return self.manner.parameters if tensor.role == "parameter" else self.manner.values

    def is_transposed(self, tensor: Tensor) -> bool:
        """Whether the author writes the transpose of what the model has."""
        axes = self.world.quantities[tensor.name].axes
        if tensor.role == "parameter":
            return self.manner.backward and len(axes) == 2
        return self.manner.columns and len(axes) == 2 and axes[0].kind == "example"

    def cost_of_examples(self) -> str | None:
        """The name of the cost that each example has of its own, if there is one."""
        quantities = self.world.quantities.values()
        return next((q.name for q in quantities if q.role == "cost" and len(q.axes) == 1), None)
