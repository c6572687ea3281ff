"""A world and a dictionary from a text: its definitions, its free symbols, and what was declared about them.

Input: the rows of a text, declarations, and (if there is a specification) the world and the dictionary that they stand on.
Output: the same, with the text's own symbols.  What was understood is said, symbol by symbol; what stays open is said, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.meaning.axes.shapes import Shapes
from derive.check.meaning.definitions.called import called as called_heads
from derive.check.meaning.definitions.defining import find
from derive.check.meaning.definitions.findings import Definition, Findings, FunctionDefinition
from derive.check.meaning.definitions.named_parts import through_names
from derive.check.meaning.definitions.sorting import Key
from derive.check.meaning.definitions.steps import by_entries, name_arguments
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.entries import Entry, FunctionEntry, KroneckerEntry
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Head, Pattern, head
from derive.check.meaning.symbols import GradientOf
from derive.check.meaning.text.again import anew
from derive.check.meaning.text.constants import constants
from derive.check.meaning.text.functions import Defined
from derive.check.meaning.text.guesses import COSTS, calls
from derive.check.meaning.text.leaves import Leaves
from derive.check.meaning.text.reparametrised import is_logarithm
from derive.check.meaning.text.units import Layers, by_units
from derive.check.meaning.text.world import TextWorld
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Call, Derivative, Name, Node
from derive.check.reading.tree import walk

_KNOWN_FUNCTIONS = (
    "sigma", "sigm", "sigmoid", "logistic", "softmax", "tanh", "relu", "ReLU", "softplus", "exp", "log", "ln", "sin", "cos",
    "tan", "sinh", "cosh", "erf", "sign", "sgn", "abs", "max", "min", "argmax", "diag", "tr", "det", "vec", "prod", "mean",
    "sum", "factorial", "rot180", "flip", "logsumexp", "LogSumExp", "Tr", "trace", "Trace", "Det", "Diag", "Softmax",
    "Sigmoid", "Tanh", "Exp", "Log", "rowsum", "rowmean", "colsum", "colmean",
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A text's world and dictionary; ``definitions`` are the claims that define (row number, number of the claim)."""

    world: TextWorld
    symbols: Dictionary
    definitions: frozenset[tuple[int, int]]
    again: tuple[Definition, ...] = ()
    """Definitions of something that was defined differently before: another section of the text begins."""
    all: tuple[Definition, ...] = ()


def text_world(
    rows: Iterable[Row],
    declared: Declarations | None = None,
    base: Dictionary | None = None,
    entries: Iterable[Entry] = (),
    *,
    open_functions: bool = False,
) -> Read:
    """Read the definitions of a text.

    ``base`` is the dictionary of a specification; ``entries`` are further entries that come first;
    with ``open_functions``, symbols that are differentiated and nowhere defined are any functions.
    """
    rows, declared = list(rows), declared or Declarations()
    alone = base is None and not declared.entries and not open_functions
    spoken, layers = by_units(rows) if alone else (rows, Layers())
    builder = _Builder(spoken, declared, base, list(entries), layers)
    builder.open_functions = open_functions
    return builder.build()


class _Builder(Leaves):
    """Puts one text's world together."""

    def build(self) -> Read:
        """Everything in order: what is declared, what is open, what is defined."""
        self.marked = self._marked()
        self._declared_symbols()
        self._declared_sizes()
        self._one_hots()
        declared = sorted(self.declared.of_kind("shape"), key=lambda d: len(self.sorter.split(d.name).indices))
        shaped = {self.sorter.split(d.name).key: d for d in declared}  # of x and x^{(i)} the second one
        functions = self._function_names()
        hints = self._hints(shaped, functions)
        declared = [one for one in declared if self.sorter.split(one.name).key not in hints]
        shaped = {key: one for key, one in shaped.items() if key not in hints}
        found = find(self.rows, self.sorter, self._is_known, functions, shaped, self._numbers_by_name(), self._is_gradient)
        self.found = found
        if self.base is None:
            through_names(found)
        shapes = self._learned(found, shaped, hints)
        self._functions(found)
        self._dummies()
        self._leaves(found, shapes, declared, shaped)
        self._cost_of(found)
        self._definitions(found, shapes)
        if self.open_functions:
            self._open_arrays()
        self._open_cost(found)
        self._gradients()
        self._dummies()
        self.symbols.add(KroneckerEntry(Pattern(spelled("\\delta"))))
        return self._read(found)

    def _function_names(self) -> list[Head]:
        """The names of functions: those that everybody knows, and those that are declared."""
        called = called_heads(self.rows)
        if spelled("sigma") in called:
            self.symbols.add(FunctionEntry(Pattern(spelled("sigma")), "sigmoid"))
        known = [spelled(name) for name in _KNOWN_FUNCTIONS if name != "sigma" or spelled(name) in called]
        known += [spelled(name.capitalize()) for name in _KNOWN_FUNCTIONS if len(name) > 3 and name != "sigma"]
        if not any(self._is_said(claim.left) for row in self.rows for claim in row.claims):
            known.append(spelled("LSE"))
        return known + [head(d.name) for d in self.declared.of_kind("function")]

    def _is_said(self, left: Node) -> bool:
        """Whether a text says itself what LSE is: to many authors an error of least squares."""
        name = left.head if isinstance(left, Call) else left
        return isinstance(name, Name) and name.base == "LSE"

    def _learned(self, found: Findings, shaped: Mapping[Key, Declaration], hints: Mapping[Key, Declaration]) -> Shapes:
        """The axes of all symbols, after what only looks like one is gone."""
        if self.base is None:
            name_arguments(self.rows, found)
        self._shaped(found, shaped)
        self._drop_letters(found, shaped)
        self._alias(found, shaped)
        shapes = self._shapes(found, shaped, hints)
        if self.base is None and by_entries(found, shapes.ranks):
            shapes = self._shapes(found, shaped, hints)
        return shapes

    def _read(self, found: Findings) -> Read:
        """The world and the dictionary as they are now."""
        world = self.world
        for rule in world.rules:
            if is_logarithm(rule.node) and (of := world.another_name(rule.quantity)) is not None:
                self.told.append(f"{of} is positive: {rule.quantity} is the logarithm of it, or of its power")
        self.symbols.understood = tuple(dict.fromkeys(self.told))
        if self.base is not None:
            called = (one for one in found.definitions.values() if len(one.arguments) > 1 and not one.letters)
            self.symbols.of_several = {head(one.name): one for one in called}
        world.forget()
        costs = self.opened & {world.cost} if self.open_functions else self.opened
        world.scoped = self.open_functions
        world.opened, world.chains = frozenset(filter(None, costs)), frozenset(self.chains)
        again = tuple(anew(found, world, self.done))
        return Read(world, self.symbols, frozenset(self.done), again, tuple(found.definitions.values()))

    def _is_gradient(self, name: Name) -> bool:
        """Whether a specification or a declaration makes a name the gradient of a cost."""
        readings = self.symbols.lookup(name) if self.base is not None else ()
        return bool(readings) and isinstance(readings[0].meaning, GradientOf)

    def _is_written_out(self, one: FunctionDefinition) -> bool:
        """Whether a function of the text reads other quantities that are known, and is called with other arguments."""
        inside = [node for node in walk(one.right) if isinstance(node, Name)]
        others = [node for node in inside if head(node) != head(one.parameter) and self.symbols.lookup(node)]
        slopes = one.name.primes or any(isinstance(node, Derivative) for node in walk(one.right))
        return self.base is not None and bool(others) and not slopes and not self.symbols.lookup(one.name)

    def _functions(self, found: Findings) -> None:
        given = {self.sorter.split(d.name).key for d in self.declared.of_kind("shape")}
        known: list[Entry] = [FunctionEntry(Pattern(spelled("sigma")), "sigmoid")]
        for top, one in found.functions.items():
            name = one.name.base
            numbers = constants(one, found, self.rows, given) if self.base is None else {}
            made = Defined(one.parameter, one.right, self.world, (*known, *numbers.values()))
            try:
                made(0, np.array([0.3, 0.7]))
            except (NoValue, MustLoop, SecondOrder) as problem:
                if self._is_written_out(one):
                    self.symbols.written = {**self.symbols.written, top: one}
                    self.done.add((one.row, one.claim))
                    self.told.append(f"{name} is written out as row {one.row} says")
                    continue
                self.told.append(f"{name} cannot be used as a function: {problem}")
                continue
            self.world.functions = {**self.world.functions, name: "elementwise"}
            self.world.callables[name] = made
            self.world.defined_functions.add(name)
            for key, number in numbers.items():
                self.symbols.add(number, first=True)
                self.told.append(f"{key.name}: read as a fixed number")
                del found.leaves[key]
            known = [FunctionEntry(Pattern(top), name), *numbers.values(), *known]
            self.symbols.add(known[0], first=True)
            self.done.add((one.row, one.claim))
            self.told.append(f"read {name} as the function that row {one.row} defines")
        scalars = {d.name.base for d in found.definitions.values() if not d.sorted.indices and d.name.base in COSTS}
        for top, count in found.open_functions.items():
            gives_cost = any(d.name.base in scalars and calls(d.right, top) for d in found.definitions.values())
            self._open_function(top, "scalar" if count > 1 or gives_cost or top[0] in COSTS else "elementwise")
