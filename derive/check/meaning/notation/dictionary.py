"""A dictionary of one derivation: entries by head, the most plausible first; implements ``Symbols``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation import constants, marks
from derive.check.meaning.notation.allowed_readings import allowed
from derive.check.meaning.notation.by_head import ByHead, Offer, offered
from derive.check.meaning.notation.declared_steps import Steps, counted, without_other_steps
from derive.check.meaning.notation.entries import Entry, index_letter
from derive.check.meaning.notation.filling import ALL
from derive.check.meaning.notation.patterns import STYLES, Head, Pattern, head, items
from derive.check.meaning.notation.quantity_entries import LAST_LAYER, MODEL, StackEntry, counts_units
from derive.check.meaning.notation.set_aside import UnusableEntry
from derive.check.meaning.symbols import Formula, GradientOf, IndexLetter, Kronecker, NumberOf, Part, Reading, SizeOf
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import World
from derive.check.reading.syntax import NUMBER, Call, Group, Name, Node, Number, Root, Script, Scripted
from derive.check.reading.tree import rewrite
from derive.render.glyphs import GREEK

if TYPE_CHECKING:
    from derive.check.meaning.definitions.findings import Definition, FunctionDefinition

_TYPED = re.compile(r"([A-Za-z])(\d+)")


class Dictionary:
    """What the symbols of a text mean.

    Entries that come earlier are more plausible; patterns that are more specific (more scripts) win over others of the same
    rank.  ``understood`` says in words how symbols were read.
    """

    def __init__(
        self, world: World, entries: Iterable[Entry], understood: Iterable[str] = (), offers: Iterable[Offer] = ()
    ) -> None:
        """``offers`` are further entries, less plausible than ``entries`` and made only when they are needed."""
        self.world = world
        self.understood: tuple[str, ...] = tuple(understood)
        self.definitions: Mapping[int, str] = {}
        self.index_letters: frozenset[str] | None = None
        """The letters that may be indices; None: all."""
        self.sure_letters: frozenset[str] = frozenset()
        """Those that surely are: where they stand alone they mean no array."""
        self.own_cost: str | None = None
        """The cost whose gradient ``dZ`` is, where Z has a row for each example: None for the cost of the whole batch."""
        self.differentials = False
        """Whether the notation writes gradients with a d in front (``dW``), whatever else a d may be."""
        self.marks: frozenset[str] = frozenset()
        """The letters that mark the one step a text speaks of: t, where ``h_{t-1}`` is declared as a whole."""
        self.backward = False
        """Whether weights are read with a row for each input."""
        self.above: Mapping[str, Name] = {}
        """The letters above a symbol that mean one thing there: the last layer, or any one example."""
        self.squares = False
        """Whether a number above a letter is an exponent, and never a layer's number."""
        self.steps: Steps = {}
        """How far the model's numbers of steps are from the text's (see ``declared_steps``)."""
        self.bars = False
        """Whether a bar over a symbol marks the gradient by it, and no mean."""
        self.own_bars: frozenset[Head] = frozenset()
        """The symbols with a bar that the text defines itself: these are no means of others."""
        self.written: Mapping[Head, FunctionDefinition] = {}
        """The functions of the text that are written out where they are called."""
        self.of_several: Mapping[Head, Definition] = {}
        """The quantities of the text with several quantities in brackets."""
        self._by_head = ByHead(chain(offered(entries), offers))
        self._known: dict[Name, tuple[Reading, ...]] = {}

    def extended(self, world: World) -> Dictionary:
        """A dictionary with the same entries, to which others can be added; ``world`` has this one's quantities and more."""
        other = Dictionary(world, (), self.understood)
        other.index_letters, other.sure_letters, other.own_cost = self.index_letters, self.sure_letters, self.own_cost
        other.differentials, other.marks = self.differentials, self.marks
        other.backward, other.squares, other.bars = self.backward, self.squares, self.bars
        other.above = self.above
        other.steps, other.own_bars = self.steps, self.own_bars
        other.written, other.of_several = self.written, self.of_several
        other._by_head = self._by_head.copy()
        return other

    def snapshot(self) -> ByHead:
        """All entries, to come back to by :meth:`restore`."""
        return self._by_head.copy()

    def restore(self, entries: ByHead) -> None:
        """Forget the entries that were added since a snapshot."""
        self._known.clear()
        self._by_head = entries

    def add(self, *entries: Entry, first: bool = False) -> None:
        """More entries: behind those of the same head, or in front of them."""
        self._known.clear()
        for entry in entries:
            known = self._by_head[entry.pattern.head]
            known.insert(0, entry) if first else known.append(entry)

    def drop(self, pattern: Pattern) -> None:
        """Forget what a symbol means that is written exactly so."""
        self._known.clear()
        self._by_head[pattern.head] = [e for e in self._by_head[pattern.head] if e.pattern != pattern]

    def lookup(self, name: Name) -> tuple[Reading, ...]:
        """All readings of a symbol, most plausible first; empty if it is unknown."""
        if name not in self._known:
            self._known[name] = tuple(dict.fromkeys(self._readings(self._with_letters_above(name))))
        return self._known[name]

    def _with_letters_above(self, name: Name) -> Name:
        """A symbol with what its letters above mean in their place."""
        if not self.above or not name.sup:
            return name
        return replace(name, sup=rewrite(name.sup, lambda node: self.above.get(letter_of(node) or "")))

    def knows(self, name: Name) -> bool:
        """Whether a symbol has a meaning other than that of an index letter."""
        if name not in self._known and any(
            _tells(each) for entry in self._by_head[head(name)] for each in entry.readings(name)
        ):
            return True
        return any(map(_tells, self.lookup(name))) and not self.lacks_its_layer(name)

    def lacks_its_layer(self, name: Name) -> bool:
        """Whether a symbol is known with a layer only: ``a`` beside ``a^l``."""
        entries = self._by_head[head(name)]
        return next(_without_layer(entries, name), None) is not None and not any(allowed(entries, name))

    def declares(self, name: Name) -> bool:
        """Whether a symbol was declared, and is not read by usage alone."""
        return any(entry.declared for entry in self._by_head[head(name)])

    def declared(self, name: Name) -> list[Entry]:
        """What was declared of the symbols with the letter of a name."""
        return [entry for entry in self._by_head[head(name)] if entry.declared]

    def guesses(self, name: Name) -> bool:
        """Whether a guess gives a symbol its most plausible meaning; a bold letter with an index is hardly one number."""
        if self._is_power_of_declared(name):
            return False
        found = [(entry.doubt(name, reading), entry) for entry, reading in allowed(self._by_head[head(name)], name)]
        if not found:
            return self.lacks_its_layer(name)
        entry = min(found, key=lambda one: one[0])[1]
        return entry.guesses(name) or (not entry.declared and _is_bold_entry(name, self._part(name)))

    def _is_power_of_declared(self, name: Name) -> bool:
        """Whether a symbol is read as a declared one with a number as exponent: no guess is needed."""
        rest = next((reading.rest for reading in self.lookup(name)), ())
        return len(rest) == 1 and isinstance(rest[0], Number) and self.declares_exactly(replace(name, sup=()))

    def declares_exactly(self, name: Name) -> bool:
        """Whether a symbol was declared with its very scripts."""
        return any(entry.declared and entry.pattern.match(name) for entry in self._by_head[head(name)])

    def _readings(self, name: Name) -> Iterator[Reading]:
        if name.style == MODEL:
            yield from self._of_model(name)
            return
        if name.style == NUMBER:
            yield Reading(constants.KNOWN[name.base], tuple(node for script in name.sup for node in script.items))
            return
        if (bare := self._without_marks(name) or self._without_parameters(name) or self._without_data(name)) is not None:
            yield from self.lookup(bare)
            return
        entries, name = self._of_its_letter(name)
        # What uses up all scripts is more plausible than what leaves an exponent: y^{2} of the second layer before y squared.
        ranked = [(entry.doubt(name, reading), reading) for entry, reading in self._offered(entries, name)]
        found = [reading for _, reading in sorted(ranked, key=lambda entry: entry[0])]
        if found and not found[0].rest:  # W^c has a meaning of its own: it is no power of an abbreviation W
            found = [reading for reading in found if not (reading.rest and isinstance(reading.meaning, Formula))]
        yield from found
        if not found and name.accents[-1:] == ("bar",):
            yield from self._barred(name)
        if not found and (typed := _TYPED.fullmatch(name.base)) is not None:  # W1, typed without the mark of an index
            yield from self.lookup(replace(name, base=typed[1], sub=(Script((Number(typed[2]),), typed[2]), *name.sub)))
        if not found and self.squares:
            yield from self._of_square(name)
        if not found and name == Name(name.base, style=name.style):
            yield from _without_layer(entries, name)
        if not found or not _is_certain(found[0]):
            declared = bool(found) and not found[0].rest and self.declares_exactly(name)
            constant = constants.meant(name, declared=declared)
            if constant is not None and not any(self._is_parameter(item) for item, _ in items(name.sub)):  # information I_\beta
                yield Reading(constant, tuple(node for script in name.sup for node in script.items))
            letter = index_letter(name)
            if letter is not None and (self.index_letters is None or letter.letter in self.index_letters):
                yield Reading(letter)

    def _is_parameter(self, node: Node) -> bool:
        """Whether a letter stands for a parameter of the model."""
        meanings = (reading.meaning for reading in self.lookup(node)[:1]) if isinstance(node, Name) else ()
        known = self.world.quantities
        return any(
            isinstance(one, Part) and one.quantity in known and known[one.quantity].role == "parameter" for one in meanings
        )

    def _offered(self, entries: list[Entry], name: Name) -> list[tuple[Entry, Reading]]:
        """The entries that may be meant, each with what it makes of a symbol, in the numbers of the model's steps."""
        found = [pair for pair in allowed(entries, name) if not marks.counts(pair[1], self.marks)]
        if name.base in self.sure_letters and name == Name(name.base, span=name.span):  # the t that counts is no target t
            found = [pair for pair in found if pair[0].declared or not self._is_another(pair[1], name)]
        found = without_other_steps(found, self.world)
        if self.steps:
            found = [(e, reading if e.declared else counted(reading, self.world, self.steps)) for e, reading in found]
        return found

    def _is_another(self, reading: Reading, name: Name) -> bool:
        """Whether a reading is something given that the specification calls otherwise."""
        part, given = reading.meaning, (self.world.specification or self.world).quantities
        quantity = given.get(part.quantity) if isinstance(part, Part) else None
        return quantity is not None and quantity.role == "input" and quantity.name != name.base

    def known_as(self, name: Name) -> Name:
        """A symbol as it is known, without an arrow or a style that make no other letter of it."""
        return self._of_its_letter(name)[1]

    def _of_its_letter(self, name: Name) -> tuple[list[Entry], Name]:
        """What is known of the letter of a symbol, and the symbol as it is known there."""
        entries = self._by_head[head(name)]
        aside = [entry for entry in entries if isinstance(entry, UnusableEntry)]
        if any(entry.pattern.match(name) for entry in aside):
            return [*aside], name
        if not entries and head(name)[2] and not self._has_another_style(name):
            # a calligraphic letter is the plain one, where that alone is known
            name = Name(name.base, name.accents, "", name.primes, name.sub, name.sup)
            entries = self._by_head[head(name)]
        if not entries and name.accents[-1:] == ("vec",):  # an arrow says that it is a vector, and makes no other letter of it
            name = replace(name, accents=name.accents[:-1])
            entries = self._by_head[head(name)]
        if not name.accents and (name.sub or name.sup) and not any(entry.declared for entry in entries):
            arrow = replace(name, accents=("vec",))  # whose entry this is, where it is declared
            if vectors := [entry for entry in self._by_head[head(arrow)] if entry.declared]:
                return vectors, arrow
        return entries, name

    def _without_parameters(self, name: Name) -> Name | None:
        """``h_\\theta`` is h, computed with the parameters theta: no index stands there, if the symbol is not declared so."""
        below = items(name.sub)
        if len(below) != 1 or not isinstance(below[0][0], Name) or name.style == MODEL or name.base == below[0][0].base:
            return None
        parameters = self._parameters(below[0][0])
        if not parameters:
            return None
        if any(entry.pattern.below and entry.pattern.match(name) for entry in self._by_head[head(name)]):
            return None
        bare = replace(name, sub=())
        whole = self._part(bare)
        if whole is None or whole.quantity in parameters:
            return None
        return bare if any(self.world.depends(whole.quantity, parameter) for parameter in parameters) else None

    def _without_data(self, name: Name) -> Name | None:
        """``x_{uij}`` is the number x, computed from the vectors u, i and j: no index stands there either."""
        below, bare = items(name.sub), replace(name, sub=())
        if not below or name.style == MODEL or not all(isinstance(item, Name) for item, _ in below):
            return None
        if any(entry.pattern.below and entry.pattern.match(name) for entry in self._by_head[head(name)]):
            return None
        given = [self._part(item) for item, _ in below if isinstance(item, Name) and item.base != name.base]
        quantities, whole = self.world.quantities, self._part(bare) if all(given) and len(given) == len(below) else None
        if whole is None or quantities[whole.quantity].axes or quantities[whole.quantity].role != "intermediate":
            return None
        vectors = (part.quantity for part in given if part is not None)
        return bare if all(quantities[v].axes and self.world.depends(whole.quantity, v) for v in vectors) else None

    def _parameters(self, name: Name) -> frozenset[str]:
        """The parameters that a symbol means: the one that it is, or all of one letter, theta for theta0 and theta1."""
        part, quantities = self._part(name), self.world.quantities
        if part is not None and (quantities[part.quantity].role == "parameter" or self._differentiates(name, part)):
            return frozenset({part.quantity})
        if len(name.base) == 1 or name.base not in GREEK:  # a plain letter is rather an index
            return frozenset()
        numbered = (q.name for q in quantities.values() if q.role == "parameter" and q.name.rstrip("_0123456789") == name.base)
        return frozenset(numbered)

    def _differentiates(self, name: Name, part: Part) -> bool:
        """Whether a symbol below another one may name what that is computed from, ``J_h`` the Jacobian of h: a quantity with a
        letter that counts nothing."""
        quantity = self.world.quantities[part.quantity]
        counts = name.base in INDEX_LETTERS or name.base in self.sure_letters or quantity.integer
        return (
            quantity.role == "intermediate" and bool(quantity.axes) and not counts and name == Name(name.base, span=name.span)
        )

    def _without_marks(self, name: Name) -> Name | None:
        """``z_t`` is z where t marks the only step; a symbol that is declared with its mark keeps it, and so does the number of
        units of a layer, ``n_L``, which is no number of examples n."""
        bare = marks.unmarked(name, self.marks) if self.marks and name.style != MODEL else name
        if bare == name:
            return None
        known = [entry for entry in self._by_head[head(name)] if entry.pattern.match(name)]
        if any(marks.names(entry.pattern, self.marks) or counts_units(entry) for entry in known):
            return None
        unmarked = self.lookup(bare)  # \delta^l_{ij} is an error of a layer, and compares no i with j
        return None if unmarked and isinstance(unmarked[0].meaning, Kronecker) else bare

    def _part(self, name: Name) -> Part | None:
        """What part of a quantity a symbol is first of all, if it is one."""
        readings = self.lookup(name)
        meaning = readings[0].meaning if readings else None
        return meaning if isinstance(meaning, Part) and meaning.quantity in self.world.quantities else None

    def _barred(self, name: Name) -> Iterator[Reading]:
        """A bar over a symbol that is known without it: the gradient by it where a text writes its gradients so, or the mean of
        its entries."""
        bare = replace(name, accents=name.accents[:-1])
        for reading in self.lookup(bare) if self.bars else ():
            if isinstance(reading.meaning, Part):
                yield Reading(GradientOf(reading.meaning), reading.rest, "bars mark gradients")
        readings = self.lookup(replace(bare, sub=(), sup=()))
        if readings and isinstance(readings[0].meaning, Part | GradientOf) and not name.sub and head(name) not in self.own_bars:
            mean = replace(bare, sup=())
            yield Reading(Formula(Call(Name("mean"), (mean,))), (), f"a bar over {name.base} as the mean")

    def _of_square(self, name: Name) -> Iterator[Reading]:
        """``\\sigma^4`` and ``\\sigma`` where ``\\sigma^2`` has a meaning of its own: powers of its root.  A cost is no
        square: its number tells it from others."""
        above = items(name.sup)
        if len(above) > 1 or any(bracket or not (isinstance(i, Number) and i.text.isdigit()) for i, bracket in above):
            return
        power = int(above[0][0].text) if above and isinstance(above[0][0], Number) else 1
        square = replace(name, sup=(Script((Number("2"),), "2"),))
        part = self._part(square) if power != 2 else None
        first = replace(name, sup=(Script((Number("1"),), "1"),))
        if part is not None and first != name and self._part(first) is not None:
            return  # z^1 and z^2 are those of two layers
        if part is not None and not self.lookup(square)[0].rest and self.world.quantities[part.quantity].role != "cost":
            base: Node = square if power % 2 == 0 else Root(square)
            exponent = Number(str(power // 2 if power % 2 == 0 else power))
            yield Reading(Formula(base if power == 1 else Scripted(Group((base,)), sup=(Script((exponent,), ""),))))

    def _has_another_style(self, name: Name) -> bool:
        """Whether the same letter was declared in another style: ``\\mathfrak L`` beside ``\\mathcal L`` is its own letter."""
        base, accents, style = head(name)
        others = (one for other in STYLES - {style} for one in self._by_head[base, accents, other])
        return any(entry.declared for entry in others)

    def _of_model(self, name: Name) -> Iterator[Reading]:
        if name.base in self.world.constants:
            yield Reading(NumberOf("number", self.world.constants[name.base]))
        if name.base == LAST_LAYER and LAST_LAYER not in self.world.quantities:
            yield Reading(SizeOf(LAST_LAYER))
        quantity = self.world.quantities.get(name.base)
        if quantity is None and any(axis.size == name.base for one in self.world.quantities.values() for axis in one.axes):
            yield Reading(SizeOf(name.base))
        if quantity is not None:
            indices = tuple(None if node in ALL else node for script in name.sub for node in script.items)
            open_ = (None,) * (len(quantity.axes) - len(indices))
            yield Reading(Part(quantity.name, (*indices, *open_)), tuple(node for script in name.sup for node in script.items))


def _without_layer(entries: Iterable[Entry], name: Name) -> Iterator[Reading]:
    """What a symbol means that is known with its layer only, ``\\nabla_a C`` beside ``a^l``: all layers, or the last one."""
    for entry in entries:
        if isinstance(entry, StackEntry) and not entry.gradient and not (name.sub or name.sup):
            yield from entry.without_layer(name)


def _tells(reading: Reading) -> bool:
    return not isinstance(reading.meaning, IndexLetter)


def _is_bold_entry(name: Name, part: Part | None) -> bool:
    """Whether a single bold letter with an index would be a number: ``\\mathbf e_c`` is a vector, and no entry of e."""
    if name.style != "bold" or len(name.base) > 1 or not name.sub or part is None:
        return False
    return bool(part.indices) and None not in part.indices


def _is_certain(reading: Reading) -> bool:
    """Whether a first reading leaves no room for an index letter or a number of the same name."""
    return isinstance(reading.meaning, (Kronecker,))


def pattern(base: str, *accents: str) -> Pattern:
    """The pattern of a bare symbol."""
    return Pattern(head(Name(base, accents)))
