"""The usual notations of a network: entries for every quantity of a model, in the letters of a family of authors.

Input: a model's world, a family, and the manner (how layers are counted, what is transposed).  Output: entries in order of
plausibility.  What derive itself prints in any of its notations is among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from derive import places
from derive.algebra import Apply, Tensor
from derive.check.meaning.entries import Entry, FunctionEntry, KroneckerEntry, PlainEntry, QuantityEntry, StackEntry
from derive.check.meaning.letters import Family, glyph_head, spelled
from derive.check.meaning.patterns import Head, Item, Pattern
from derive.check.meaning.spec_world import SpecWorld, is_depth
from derive.check.meaning.symbols import NumberOf, SizeOf
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Node, Number, Sum
from derive.model import Model
from derive.render.gates import gates
from derive.render.glyphs import function_glyph, glyph
from derive.render.tensors import unusual

_BRACKETS = ("", "()", "[]")
_NO_QUANTITIES = ("f", "size", "out", "hidden")
"""Keys of a family that are no quantities: a gate f is not written like the activation function."""
_LABEL = re.compile(r"(?!T$)[A-Za-z]{1,3}")
"""What stands below a letter to tell matrices apart: ``W_hh``."""
_LAYER, _EXAMPLE, _TIME = Name("l"), Name("n"), Name("t")


@dataclass(frozen=True)
class Manner:
    """Conventions that a letter does not show.

    ``parameters`` and ``values`` are added to the model's numbers of layers (UFLDL counts the input as layer 1: its
    values are one ahead, its parameters are not).  ``backward`` reads ``w_{ij}`` as the weight from i to j;
    ``columns`` says that examples are columns; ``of_examples`` that errors (``\\delta``, ``dZ``) are those of each
    example's own cost.
    """

    parameters: int = 0
    values: int = 0
    backward: bool = False
    columns: bool = False
    of_examples: bool = False

    def words(self) -> tuple[str, ...]:
        """What is not as in derive's own notations."""
        told = []
        if self.values and self.parameters:
            told.append("the input is layer 1")
        elif self.values:
            told.append("the input is layer 1, and the weights after it are those of layer 1")
        if self.backward:
            told.append("w_{ij} is the weight from i to j")
        if self.columns:
            told.append("examples are columns")
        if self.of_examples:
            told.append("errors are derivatives of each example's own cost")
        return tuple(told)


class Usual:
    """The entries of one family in one manner."""

    def __init__(self, world: SpecWorld, family: Family, manner: Manner) -> None:
        self.world, self.model, self.family, self.manner = world, world.model, family, manner
        self.tensors = list(self.model.tensors.values())
        linear = [e.tensor for e in self.model.equations if e.kind == "linear" or (e.tensor.base == "z" and e.tensor.tag)]
        named = {t.name: t for t in linear if t.base == "z" or not t.tag}  # scores and memories have letters of their own
        layers = Counter((t.tag, t.layered) for t in named.values())
        self.linear = {t.name: t for t in named.values() if layers[t.tag, t.layered] == 1}
        self.gates = gates(self.model)
        self.unusual = unusual(self.model)
        self.network = any(t.tag or t.layered for t in self.tensors)
        self.alone = {base for base, count in Counter(t.base for t in self.tensors if t.tag).items() if count == 1}

    def entries(self) -> Iterator[Entry]:
        """All entries, the most plausible first."""
        yield from self._run_together()
        order = sorted(self.tensors, key=lambda t: t.role not in ("cost", "input", "parameter"))
        for rank in range(max((len(self._heads(t)) for t in order), default=0)):
            for tensor in order:
                heads = self._heads(tensor)
                if rank < len(heads):
                    yield from self._tensor(tensor, heads[rank])
            if rank == 0:
                yield from self._deltas()
                yield from self._sizes()
                yield from self._constants()
        yield from self._output()
        yield from self._functions()
        yield KroneckerEntry(Pattern(spelled("\\delta")))

    def _run_together(self) -> Iterator[Entry]:
        """``Wz`` and ``Whh`` of formulas are ``W_z`` and ``W_{hh}`` of the text."""
        from derive.check.reading import parse

        for tensor in self.tensors if not self.network else ():
            letter, label = tensor.name[:1], tensor.name[1:].strip("_")
            if tensor.role != "parameter" or not _LABEL.fullmatch(label):
                continue
            for form in (f"{letter}_{{{label}}}", f"{letter}_{{\\text{{{label}}}}}", f"{letter}^{{{label}}}"):
                name = parse(form)
                if isinstance(name, Name):
                    yield QuantityEntry(Pattern.of(name), self.world.quantities[tensor.name], ())

    def _heads(self, tensor: Tensor) -> tuple[Head, ...]:
        of_network = tensor.tag or tensor.layered or tensor.role in ("cost", "input") or tensor.base in ("x", "y", "C")
        if not self.network and tensor.role != "cost":
            of_network = False  # whoever writes formulas chooses the letters: t is not the y of the model
        base = "W" if tensor.base == "w" and tensor.layered else tensor.base  # any depth: the weights have a small letter
        if base in _NO_QUANTITIES or tensor.name in self.unusual:
            of_network = False
        if not self.network and tensor.role == "input":
            return tuple(dict.fromkeys((glyph_head(glyph(tensor.base)), *self.family.of(base)[:1])))
        return self.family.of(base) if of_network else (glyph_head(glyph(tensor.base)),)

    # ---- quantities

    def _tensor(self, tensor: Tensor, letter: Head, gradient: bool = False) -> Iterator[Entry]:
        """The ways to write one quantity with a given letter: by its layer's number, by a letter for the layer, alone."""
        quantity = self.world.quantities[tensor.name]
        below = _parts(glyph(tensor.base).sub_text) if not tensor.tag else ()
        transposed = self._transposed(tensor)
        of = self.cost_of_examples() if gradient and self.manner.of_examples else None
        common: Any = {"gradient": gradient, "of": of, "transposed": transposed, "gates": self._gates(tensor)}
        common["sure"] = quantity.role == "cost" and not quantity.axes and letter == self.family.of(tensor.base)[0]
        for bracket in _BRACKETS if tensor.tag else ():
            above = self._layer_items(tensor, bracket)
            if tensor.layered:
                time = (*above, (_TIME, bracket))
                yield QuantityEntry(_pattern(letter, (), time, "t"), quantity, _open(quantity, _TIME), **common)
            if _example_axis(quantity) is not None:
                yield from self._marked(tensor, letter, above, bracket, gradient, transposed)
            yield QuantityEntry(_pattern(letter, below, above), quantity, (), **common)
        if tensor.tag:
            label = self._layer_items(tensor, "")
            yield QuantityEntry(_pattern(letter, label, ()), quantity, (), words="a number below is the layer", **common)
        if tensor.layered and is_depth(self.model):
            for bracket in _BRACKETS:
                place = _shifted(_LAYER, -self._shift(tensor))
                yield QuantityEntry(_pattern(letter, (), ((_LAYER, bracket),), "l"), quantity, _open(quantity, place), **common)
        elif tensor.layered or (quantity.axes and quantity.axes[0].kind == "time"):
            for bracket in _BRACKETS:
                time = ((_TIME, bracket),)
                if not tensor.tag or tensor.base in self.alone:
                    yield QuantityEntry(_pattern(letter, below, time, "t"), quantity, _open(quantity, _TIME), **common)
        yield from self._stacked(tensor, letter, gradient, transposed)
        if not tensor.tag or tensor.base in self.alone:
            yield QuantityEntry(_pattern(letter, below, ()), quantity, (), **common)
            if not tensor.tag and _example_axis(quantity) is not None:
                for bracket in ("", "()"):
                    yield from self._marked(tensor, letter, (), bracket, gradient, transposed)

    def _marked(
        self, tensor: Tensor, letter: Head, above: Sequence[Item], bracket: str, gradient: bool, transposed: bool
    ) -> Iterator[Entry]:
        """With the number of the example above the letter: ``x^{(i)}``, ``\\delta^{n,1}``, ``z^{[1](i)}``."""
        quantity = self.world.quantities[tensor.name]
        of = self.cost_of_examples() if gradient else None
        example: Item = (_EXAMPLE, bracket)
        time: tuple[Item, ...] = ((_TIME, bracket),) if tensor.layered else ()
        ways = [(example, *above, *time)]
        ways += [(*above, (_EXAMPLE, "()"), *time)] if above and bracket == "[]" else []
        axis = _example_axis(quantity)
        slots = tuple(_EXAMPLE if at == axis else _TIME if time and at == 0 else None for at in range(len(quantity.axes)))
        common: Any = {"gradient": gradient, "of": of, "gates": self._gates(tensor)}
        for way in ways:
            yield QuantityEntry(_pattern(letter, (), way, "nt" if time else "n"), quantity, slots, **common)
        if time:
            for way in ways:  # all steps at once
                slots = tuple(_EXAMPLE if at == axis else None for at in range(len(quantity.axes)))
                yield QuantityEntry(_pattern(letter, (), way[:-1], "n"), quantity, slots, **common)

    def _stacked(self, tensor: Tensor, letter: Head, gradient: bool, transposed: bool) -> Iterator[Entry]:
        """With a letter in the place of the layer's number."""
        stack = self.world.stacks.get(f"{tensor.base}@")
        if stack is None or tensor.name not in {t.name for t in stack.members.values()}:
            return
        if tensor.name != list(stack.members.values())[-1].name:
            return
        members = {layer: self.world.quantities[t.name] for layer, t in stack.members.items()}
        quantity = self.world.quantities[stack.name]
        of = self.cost_of_examples() if gradient and self.manner.of_examples else None
        place = _shifted(_LAYER, -self._shift(tensor))
        for bracket in _BRACKETS:
            pattern = _pattern(letter, (), ((_LAYER, bracket),), "l")
            slots = _open(quantity, place)
            yield StackEntry(pattern, quantity, slots, gradient, of, transposed, members=members)

    def _gates(self, tensor: Tensor) -> tuple[tuple[str, int], ...]:
        """The letters of the gates of a quantity, with their numbers."""
        found = self.gates.get(tensor.name)
        return tuple((letter, number) for number, letter in found.letters.items()) if found else ()

    def _layer_items(self, tensor: Tensor, bracket: str) -> tuple[Item, ...]:
        parts = places.parts(tensor.tag)
        shift = self._shift(tensor)
        return tuple((_item(str(int(p) + shift) if p.isdigit() else p), bracket) for p in parts)

    def _shift(self, tensor: Tensor) -> int:
        return self.manner.parameters if tensor.role == "parameter" else self.manner.values

    def _transposed(self, tensor: Tensor) -> bool:
        axes = self.world.quantities[tensor.name].axes
        if tensor.role == "parameter":
            return self.manner.backward and len(axes) == 2
        return self.manner.columns and len(axes) == 2 and axes[0].kind == "example"

    def cost_of_examples(self) -> str | None:
        """The name of the cost that each example has of its own, if there is one."""
        quantities = self.world.quantities.values()
        return next((q.name for q in quantities if q.role == "cost" and len(q.axes) == 1), None)

    # ---- errors, sizes, functions

    def _deltas(self) -> Iterator[Entry]:
        """``\\delta`` with a layer: the gradient by the weighted input; ``dZ`` as one word for every letter."""
        for tensor in self.linear.values():
            yield from self._tensor(tensor, spelled("\\delta"), gradient=True)
        for tensor in self.tensors:
            letter = self._heads(tensor)[0]
            if tensor.role != "cost" and not tensor.integer and not letter[1]:
                yield from self._tensor(tensor, (f"d{letter[0]}", (), ""), gradient=True)

    def _sizes(self) -> Iterator[Entry]:
        for size in self.model.sizes:
            printed = glyph(str(size))
            yield PlainEntry(Pattern(glyph_head(printed), _parts(printed.sub_text)), SizeOf(str(size)))
        if self.model.example_size is not None:
            for symbol in self.family.of("size"):
                yield PlainEntry(Pattern(symbol), SizeOf(str(self.model.example_size)))
        widths = self.world.quantities.get("n@")
        if widths is not None:
            place = _shifted(_LAYER, -self.manner.values)
            for letter in ("n", "s", "d", "m"):
                width = spelled(letter)
                yield QuantityEntry(_pattern(width, ((_LAYER, ""),), (), "l"), widths, (place,))
                for bracket in _BRACKETS:
                    yield QuantityEntry(_pattern(width, (), ((_LAYER, bracket),), "l"), widths, (place,))
        depth = "layers" if self.manner.values == 0 else "layers + 1"
        yield PlainEntry(Pattern(spelled("L")), SizeOf(depth))
        yield PlainEntry(Pattern(spelled("n"), ((Name("l"), ""),)), SizeOf(depth))

    def _constants(self) -> Iterator[Entry]:
        for constant, value in self.model.constants.items():
            printed = glyph(str(constant))
            yield PlainEntry(Pattern(glyph_head(printed), _parts(printed.sub_text)), NumberOf("number", float(value)))

    def _output(self) -> Iterator[Entry]:
        """``\\hat y`` for what the cost reads, ``h`` for the only hidden layer."""
        cost = next(e for e in self.model.equations if e.tensor.base == self.model.cost.base)
        read = [e.tensor for e in self.model.equations if e.tensor in cost.rhs.atoms(Tensor)]
        layers = [t for t in self.tensors if t.base in ("a", "z") and t.tag]
        for letter in self.family.of("out") if "out" in self.family.heads else ():
            for tensor in read[-1:]:
                yield from self._bare(tensor, letter)
        hidden = [t for t in layers if t.base == "a" and t not in read]
        for letter in self.family.heads.get("hidden", ()) if len(hidden) == 1 else ():
            yield from self._bare(hidden[0], letter)

    def _bare(self, tensor: Tensor, letter: Head) -> Iterator[Entry]:
        quantity = self.world.quantities[tensor.name]
        for bracket in ("", "()") if quantity.axes and quantity.axes[0].kind in ("example", "time") else ():
            above = ((_EXAMPLE, bracket),)
            yield QuantityEntry(_pattern(letter, (), above, "n"), quantity, _open(quantity, _EXAMPLE))
        if tensor.layered and is_depth(self.model):
            last = Name("L") if self.manner.values == 0 else Sum(((1, Name("L")), (-1, Number("1"))))
            yield QuantityEntry(_pattern(letter, (), ()), quantity, _open(quantity, last))
        else:
            yield QuantityEntry(_pattern(letter, (), ()), quantity, (), transposed=self._transposed(tensor))

    def _functions(self) -> Iterator[Entry]:
        """The names of functions: the letters of the notation, then any letter that authors use for "the activation"."""
        used = _activations(self.model)
        for name in self.model.functions:
            letters = [*self.family.functions.get(name, ()), glyph_head(function_glyph(name))]
            printed = self.model.functions[name].latex
            letters += [spelled(printed)] if printed and " " not in printed else []
            for letter in dict.fromkeys(letters):
                yield FunctionEntry(Pattern(letter), name)
                for bracket in _BRACKETS:
                    above = ((_LAYER, bracket),)
                    yield FunctionEntry(Pattern(letter, (), above, frozenset("l")), name, words="the layer of a function")
        for letter in self.family.of("f"):
            for function in used:
                yield FunctionEntry(Pattern(letter), function)


def _activations(model: Model) -> list[str]:
    """The activation functions of the layers, the hidden ones first."""
    found: list[str] = []
    for equation in model.equations:
        if equation.kind == "activation":
            applied = [a.function.name for a in equation.rhs.atoms(Apply)]
            found += applied or (["softmax"] if "exp" in str(equation.rhs) else [])
    return list(dict.fromkeys(found))


def _example_axis(quantity: Quantity) -> int | None:
    """The axis of the examples: the first one, or the second one where the first is a time."""
    return next((at for at, axis in enumerate(quantity.axes[:2]) if axis.kind == "example"), None)


def _pattern(letter: Head, below: Sequence[Item], above: Sequence[Item], letters: Iterable[str] = ()) -> Pattern:
    return Pattern(letter, tuple(below), tuple(above), frozenset(letters))


def _open(quantity: Quantity, first: Node) -> tuple[Node | None, ...]:
    """Indices with the first axis taken."""
    return (first, *(None,) * (len(quantity.axes) - 1))


def _shifted(letter: Node, by: int) -> Node:
    return Sum(((1, letter), (1 if by > 0 else -1, Number(str(abs(by)))))) if by else letter


def _item(text: str) -> Node:
    return Number(text) if text.isdigit() else Name(text)


def _parts(text: str) -> tuple[Item, ...]:
    """The items of a subscript that derive prints: ``q``, ``max``, ``h1``."""
    return tuple((_item(part), "") for part in text.split(",") if part)
