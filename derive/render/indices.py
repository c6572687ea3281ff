"""Letters for the indices that a sum binds: chosen by the axis, remembered within a proof, never clashing.

Input: a model and the theorem's free indices.  A bound index has no name of its own (sums are canonical), so every printed
sum asks here for a letter; a letter once used for an axis of a tensor is taken again in the next line of the same proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from copy import copy

from sympy import Basic, Dummy, Expr, Integer, Symbol, preorder_traversal

from derive.algebra import Entry
from derive.algebra.sums import Bound
from derive.model import Model

EXAMPLES = ("n", "m", "r")
UNITS = ("j", "k", "i", "m", "p", "q", "r", "s", "u", "v", "t", "h", "g")
_SPARE = tuple(f"i_{k}" for k in range(1, 60))


class Letters:
    """Hands out index letters for one proof."""

    def __init__(self, model: Model, taken: Iterable[str] = ()) -> None:
        self._example = model.example_size
        self._names = _names_of(model)
        self._axis = _axis_letters(model)
        self._start(taken)

    def anew(self, taken: Iterable[str]) -> Letters:
        """Letters for another proof of the same model."""
        other = copy(self)
        other._start(taken)
        return other

    def _start(self, taken: Iterable[str]) -> None:
        self._taken = set(taken) | self._names
        self._memory: dict[tuple[str, int], str] = {}
        self._free: dict[Symbol, str] = {}

    def choose(
        self, body: Basic, bounds: Sequence[Bound], around: set[str], beside: Set[str] = frozenset()
    ) -> dict[Symbol, str]:
        """A letter for each of the bounds, given those of the sums around, and (better not) of the sums beside."""
        used = self._taken | around | {s.name for s in _plain_symbols(body)}
        chosen: dict[Symbol, str] = {}
        places = {k: _places(body, k) for k, _, _ in bounds}
        own = {place for found in places.values() for place in found}
        kept = {self._memory[place] for place in _all_places(body) if place in self._memory and place not in own}
        for k, _, hi in sorted(bounds, key=lambda bound: (self._rank(places[bound[0]], bound[2]), _axis(places[bound[0]]))):
            # A letter that an inner sum had in an earlier line is left to it, as long as others are free.
            wanted = [c for c in self._candidates(places[k], hi, kept) if c not in used]
            letter = next((c for c in wanted if c not in beside), wanted[0])
            used.add(letter)
            chosen[k] = letter
            for place in places[k]:
                self._memory.setdefault(place, letter)
        return chosen

    def loose(self, expr: Basic, around: set[str]) -> dict[Symbol, str]:
        """Letters for indices that stand free in an expression and have no name (the k of "through z_k")."""
        found = sorted((s for s in expr.free_symbols if isinstance(s, Dummy)), key=lambda s: s.sort_key())
        unknown = [(k, Integer(1), Integer(0)) for k in found if k not in self._free]
        self._free |= self.choose(expr, unknown, around | {self._free[k] for k in found if k in self._free})
        return {k: self._free[k] for k in found}

    def _rank(self, places: list[tuple[str, int]], hi: Expr) -> int:
        """Examples come first; indices with a remembered letter choose before the others, so that they keep it."""
        return 0 if hi == self._example else 1 if any(place in self._memory for place in places) else 2

    def _candidates(self, places: list[tuple[str, int]], hi: Expr, kept: set[str]) -> list[str]:
        remembered = [self._memory[place] for place in places if place in self._memory]
        by_axis = self._axis.get(hi, [])
        kind = EXAMPLES + UNITS if hi == self._example else UNITS
        others = [*by_axis, *kind, *_SPARE]
        return [*remembered, *(c for c in others if c not in kept), *others]


def _places(body: Basic, index: Symbol) -> list[tuple[str, int]]:
    """Where the index stands by itself in an entry: (tensor, axis), adjoints first.

    An adjoint shares its tensor's name: both are given the same letters.
    """
    found: list[tuple[int, str, int]] = []
    order = {"adjoint": 0, "intermediate": 1, "parameter": 2}
    for node in preorder_traversal(body):
        if isinstance(node, Entry):
            rank = order.get(node.tensor.role, 3)
            found += [(rank, node.tensor.name, axis) for axis, i in enumerate(node.indices) if i == index]
    return list(dict.fromkeys((name, axis) for _, name, axis in sorted(found)))


def _axis(places: list[tuple[str, int]]) -> int:
    """Rows before columns: w_jk is summed over j, then over k."""
    return places[0][1] if places else 0


def _all_places(body: Basic) -> list[tuple[str, int]]:
    entries = [node for node in preorder_traversal(body) if isinstance(node, Entry)]
    return [(entry.tensor.name, axis) for entry in entries for axis in range(len(entry.indices))]


def _axis_letters(model: Model) -> dict[Expr, list[str]]:
    """For each size the letters under which the model's equations run over it."""
    letters: dict[Expr, list[str]] = {}
    for equation in model.equations:
        for k, _, hi in equation.bounds:
            if k.name.isalpha() and len(k.name) == 1 and k.name not in letters.setdefault(hi, []):
                letters[hi].append(k.name)
    return letters


def _names_of(model: Model) -> set[str]:
    """Single letters that already mean a tensor or a constant of the model."""
    names = [tensor.base for tensor in model.tensors.values()] + [str(s) for s in (*model.constants, *model.sizes)]
    return {name for name in names if len(name) == 1}


def _plain_symbols(expr: Basic) -> set[Symbol]:
    return {s for s in expr.free_symbols if isinstance(s, Symbol) and len(s.name) == 1}
