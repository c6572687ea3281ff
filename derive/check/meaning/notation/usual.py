"""The usual notations of a network: entries for every quantity of a model, in the letters of a family of authors.

Input: a model's world, a family, and the manner (how layers are counted, what is transposed).  Output: entries in order of
plausibility.  What derive itself prints in any of its notations is among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import replace
from functools import partial

from derive.algebra import Tensor
from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation import cost_letters, step_costs
from derive.check.meaning.notation.by_head import Offer, offered
from derive.check.meaning.notation.entries import Entry, KroneckerEntry
from derive.check.meaning.notation.errors import DELTA
from derive.check.meaning.notation.forms import EXAMPLE, opened, pattern
from derive.check.meaning.notation.letters import Family, glyph_head, spelled
from derive.check.meaning.notation.manner import Manner
from derive.check.meaning.notation.one_example import small
from derive.check.meaning.notation.patterns import Head, Pattern
from derive.check.meaning.notation.quantity_entries import CountedEntry, QuantityEntry
from derive.check.meaning.notation.text_letters import TextLetters
from derive.check.meaning.notation.usual_names import constants, functions, sizes
from derive.check.meaning.notation.usual_quantities import Quantities
from derive.check.meaning.specification.costs_of_steps import cost_of_steps
from derive.check.meaning.specification.inventory import is_depth
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Number, Sum, Words
from derive.render.glyphs import ALIASES, GREEK, glyph
from derive.render.tensors import unusual

_NO_QUANTITIES = ("f", "size", "out", "hidden")
"""Keys of a family that are no quantities: a gate f is not written like the activation function."""
_JOINED = re.compile(r"([A-Za-z])_?([A-Za-z]{1,5})")
"""An identifier of a letter and what stands below it: ``Whh``, ``cprev``."""
_SHORT = 3
"""Labels of so few letters also stand above: ``W^{xh}``."""


class Usual:
    """The entries of one family in one manner."""

    def __init__(
        self,
        world: SpecWorld,
        family: Family,
        manner: Manner,
        text: TextLetters,
        one: bool = False,
    ) -> None:
        """``text`` says how the text uses its letters; ``one``: they speak of any one example of a batch."""
        self._text = text
        self.world, self.model, self.family, self.manner = world, world.model, family, manner
        self.tensors = [tensor for tensor in self.model.tensors.values() if tensor != cost_of_steps(self.model)]
        linear = [e.tensor for e in self.model.equations if e.kind == "linear" or (e.tensor.base == "z" and e.tensor.tag)]
        named = {t.name: t for t in linear if t.base == "z" or not t.tag}  # scores and memories have letters of their own
        layers = Counter(map(_place, named.values()))
        self.linear = {t.name: t for t in named.values() if layers[_place(t)] == 1}
        self.unusual = unusual(self.model)
        self.network = any(t.tag or t.layered for t in self.tensors)
        self.quantities = Quantities(world, family, manner, one)

    def offers(self) -> Iterator[Offer]:
        """All entries by their heads, the most plausible first."""
        order = sorted(self.tensors, key=lambda t: t.role not in ("cost", "input", "parameter"))
        heads = {tensor: self._heads(tensor) for tensor in order}
        for rank in range(max(map(len, heads.values()), default=0)):
            for tensor in order:
                if rank < len(heads[tensor]):
                    yield self._written(tensor, heads[tensor][rank])
            if rank == 0:
                yield from self._small()
                yield from self._other_case()
                yield from self._deltas()
                yield from offered(self._sizes(self._arrays(heads)))
                yield from offered(constants(self.model))
        yield from offered(self._output())
        yield from offered(functions(self.model, self.family, self._text.primed, self._arrays(heads)))
        yield from offered((KroneckerEntry(Pattern(spelled("\\delta"))),))

    def _sizes(self, arrays: Container[Head]) -> Iterator[Entry]:
        """The letters of sizes; none that the text uses as an index alone, as the d of ``A_{cd}``."""
        for entry in sizes(self.world, self.family, self.manner, self._text.costs, arrays):
            bare = not (entry.pattern.below or entry.pattern.above)
            if not (bare and self.quantities.by_formulas and entry.pattern.head in self._text.pairs):
                yield entry

    def _arrays(self, heads: Mapping[Tensor, tuple[Head, ...]]) -> Container[Head]:
        """The letters that the text computes from inputs or parameters: ``h = f(W x)`` is no number of units."""
        given = {letter for tensor, own in heads.items() if tensor.role in ("input", "parameter") for letter in own}
        return {letter for letter, read in self._text.computed.items() if read & given}

    def _small(self) -> Iterator[Offer]:
        """The rows of a batch by small letters, in a specification by formulas."""
        quantities = self.quantities
        for tensor in self.tensors if quantities.batch is not None else ():
            letter = small(glyph_head(glyph(tensor.base)), quantities.letters)
            if letter is not None:
                yield letter, partial(quantities.by_small_letter, tensor, letter)

    def _other_case(self) -> Iterator[Offer]:
        """``W_1`` for a matrix that a specification by formulas calls ``w1``, and ``w_1`` for weights ``W1``; ``C_t`` for a
        state ``c`` in a text whose ``C_t`` is computed from the one before."""
        own = {glyph_head(glyph(tensor.base)) for tensor in self.tensors}
        for tensor in self.tensors if self.quantities.by_formulas else ():
            letter = glyph_head(glyph(tensor.base))
            other = (letter[0].swapcase(), *letter[1:])
            numbered = glyph(tensor.base).sub_text.isdigit() and len(letter[0]) == 1
            matrix = numbered and tensor.rank == 2 and (letter[0].islower() or tensor.role == "parameter")
            state = letter[0].islower() and other in self._text.recurring and self._is_state(tensor)
            if other not in own and (matrix or state):
                yield other, partial(self.quantities.ways, tensor, other, guess=True)

    def _is_state(self, tensor: Tensor) -> bool:
        """Whether a quantity is a state of a recurrence: it begins before the first step."""
        axes = self.world.quantities[tensor.name].axes
        return tensor.role == "intermediate" and bool(axes) and axes[0].kind == "time" and axes[0].first == 0

    def _written(self, tensor: Tensor, letter: Head, gradient: bool = False) -> Offer:
        return letter, partial(self.quantities.ways, tensor, letter, gradient)

    def joined(self) -> Iterator[Entry]:
        """``W_i`` and ``h_{prev}`` for what a specification calls ``Wi`` and ``hprev``, where no index stands there."""
        from derive.check.reading import parse

        for tensor in () if self.network else self.tensors:
            found = _JOINED.fullmatch(tensor.name)
            if found is None or tensor.name in GREEK or tensor.name in ALIASES:
                continue
            whole = self.world.quantities.get(found[1])
            if whole is not None and len(whole.axes) == len(found[2]) and INDEX_LETTERS.issuperset(found[2]):
                continue
            quantity = self.world.quantities[tensor.name]
            letters = tuple((Name(letter), "") for letter in found[2])
            words = (((Words(found[2]), ""),), ((Name(found[2]), ""),)) if len(found[2]) > 1 else ()
            if self._counts(found[1], found[2], quantity):
                indexed = Pattern(spelled(found[1]), letters, letters=frozenset(found[2]), exact=frozenset(found[2]))
                yield CountedEntry(indexed, quantity, tuple(item for item, _ in letters))
            for below in (letters, *words):
                yield QuantityEntry(pattern(spelled(found[1]), below, ()), quantity)
            if tensor.role == "parameter" and found[2] != "T" and len(found[2]) <= _SHORT:
                name = parse(f"{found[1]}^{{{found[2]}}}")
                if isinstance(name, Name):
                    yield QuantityEntry(Pattern.of(name), quantity)

    def _counts(self, letter: str, below: str, quantity: Quantity) -> bool:
        """Whether what stands below counts the entries (``Li`` has one for each i), and is no label (``bi`` beside ``bf``, or
        ``qi`` beside ``qj`` of the same size)."""
        matches = ((name, _JOINED.fullmatch(name)) for name in self.world.quantities)
        joined = {name: match[2] for name, match in matches if match is not None and match[1] == letter}
        alike = [name for name in joined if self.world.quantities[name].axes == quantity.axes]
        index = all(map(INDEX_LETTERS.issuperset, joined.values()))
        return len(quantity.axes) == len(below) and len(alike) == 1 and index

    def _heads(self, tensor: Tensor) -> tuple[Head, ...]:
        of_network = tensor.tag or tensor.layered or tensor.role in ("cost", "input") or tensor.base in ("x", "y", "C")
        if not self.network and tensor.role != "cost":
            of_network = False  # whoever writes formulas chooses the letters: t is not the y of the model
        base = "W" if tensor.base == "w" and tensor.layered else tensor.base  # any depth: the weights have a small letter
        if base in _NO_QUANTITIES or tensor.name in self.unusual:
            of_network = False
        if not self.network and tensor.role == "input":
            return tuple(dict.fromkeys((*_spellings(tensor.base), *self.family.of(base)[:1])))
        heads = self._unshared(base) if of_network else _spellings(tensor.base)
        if tensor.role != "cost":
            return heads
        return self._cost_heads(heads, {_spellings(other.base)[0] for other in self.tensors if other != tensor})

    def _unshared(self, base: str) -> tuple[Head, ...]:
        """The letters of weighted inputs or activations, without those that both may have where the text has another letter for
        these; where it has for both, they are activations."""
        heads, used = self.family.of(base), self._text.used
        others = {"z": self.family.of("a"), "a": self.family.of("z")}.get(base, ())
        shared = heads[0] not in used or (base == "a" and others[0] in used)
        return heads if shared else tuple(one for one in heads if one not in others)

    def _cost_heads(self, heads: tuple[Head, ...], taken: Collection[Head]) -> tuple[Head, ...]:
        """The letters of the cost, of which some are ``taken`` by other quantities."""
        text, letters = self._text, tuple(dict.fromkeys((*heads, *self.family.of("C"))))
        if text.of_one and (own := cost_letters.of_one(text.rows, letters)):
            return own
        if text.names_cost and not self.network:
            return heads[:1]
        batch = self.model.example_size is not None or self.quantities.batch is not None
        others = cost_letters.others(text.rows, heads[0], letters, by_formulas=not self.network, batch=batch)
        others = tuple(one for one in others if one not in text.indices and one not in taken)
        if cost_letters.used(text.rows, {*heads[:1], *others} - text.primed):
            others = tuple(one for one in others if one not in text.primed)  # \ell'(m) beside J: a function
        return (*heads[:1], *others)

    def costs_of_steps(self) -> Iterator[Entry]:
        """The cost with the letter of a step."""
        own = {_spellings(tensor.base)[0] for tensor in self.tensors if tensor != self.model.cost}
        letters = dict.fromkeys((*self._heads(self.model.cost), *self.family.of("C")))
        return step_costs.entries(self.world, [letter for letter in letters if letter not in own])

    def cost_of_examples(self) -> str | None:
        """The name of the cost that each example has of its own, if there is one."""
        return self.quantities.cost_of_examples()

    def _deltas(self) -> Iterator[Offer]:
        """``\\delta`` with a layer: the gradient by the weighted input; ``dZ`` as one word for every letter."""
        late = Quantities(self.world, self.family, self.manner)
        late.late_errors = 0 if self.manner.values else self._text.late_errors
        errors = self.manner.errors
        sign = -1 if errors is not None and errors.negative else 1
        for tensor in self._erring(errors.by if errors is not None else frozenset()):
            yield DELTA, partial(_errors, late, tensor, sign)
        for tensor in self.tensors:
            letter = self._heads(tensor)[0]
            if tensor.role != "cost" and not tensor.integer and not letter[1]:
                yield self._written(tensor, (f"d{letter[0]}", (), ""), gradient=True)

    def _erring(self, by: Collection[Head]) -> Collection[Tensor]:
        """What the errors of layers are derivatives by: their weighted inputs, if these letters name nothing else."""
        stated = [t for t in self.tensors if t.role == "intermediate" and self._heads(t)[0] in by]
        return stated or self.linear.values()

    def _output(self) -> Iterator[Entry]:
        """``\\hat y`` for what the cost reads, ``h`` for the only hidden layer."""
        cost = next(e for e in self.model.equations if e.tensor.base == self.model.cost.base)
        read = [e.tensor for e in self.model.equations if e.tensor in cost.reads]
        if read and not read[-1].tag and (self.network or not any(t.role == "input" for t in cost.reads)):
            own = self.model.equation_of(read[-1])  # the costs of all steps or examples
            reads = own.reads if own is not None else ()
            computed = [t for t in self.tensors if t in reads and (t.tag or not self.network) and t.role == "intermediate"]
            if self.network or any(t.role == "input" for t in reads):
                read = computed or read
        layers = [t for t in self.tensors if t.base in ("a", "z") and t.tag]
        taken = set() if self.network else {glyph_head(glyph(tensor.base)) for tensor in self.tensors}
        outputs = [letter for letter in self.family.of("out") if letter not in taken]
        for letter in outputs if "out" in self.family.heads else ():
            for tensor in read[-1:]:
                yield from self._bare(tensor, letter)
        hidden = [t for t in layers if t.base == "a" and t not in read]
        for letter in self.family.heads.get("hidden", ()) if len(hidden) == 1 else ():
            yield from self._bare(hidden[0], letter)

    def _bare(self, tensor: Tensor, letter: Head) -> Iterator[Entry]:
        quantity = self.world.quantities[tensor.name]
        for bracket in ("", "()") if quantity.axes and quantity.axes[0].kind in ("example", "time") else ():
            above = ((EXAMPLE, bracket),)
            yield QuantityEntry(pattern(letter, (), above, "n"), quantity, opened(quantity, EXAMPLE))
        if tensor.layered and is_depth(self.model):
            last = Name("L") if self.manner.values == 0 else Sum(((1, Name("L")), (-1, Number("1"))))
            yield QuantityEntry(pattern(letter, (), ()), quantity, opened(quantity, last))
        else:
            yield QuantityEntry(pattern(letter, (), ()), quantity, (), transposed=self.quantities.is_transposed(tensor))


def _spellings(base: str) -> tuple[Head, ...]:
    """The heads of a name as it is printed; l is also written as a script letter."""
    own = glyph_head(glyph(base))
    return (own, spelled("\\ell")) if own[0] == "l" else (own,)


def _errors(quantities: Quantities, tensor: Tensor, sign: int) -> Iterator[Entry]:
    """The errors of a layer, by their usual letter."""
    for entry in quantities.ways(tensor, DELTA, gradient=True):
        yield replace(entry, negative=True) if sign < 0 and isinstance(entry, QuantityEntry) else entry


def _place(tensor: Tensor) -> tuple[str, bool, str]:
    """What tells the layer of a tensor: the layer itself, or the number in its name."""
    number = glyph(tensor.base).sub_text
    return tensor.tag, tensor.layered, number if number.isdigit() and not tensor.tag else ""
