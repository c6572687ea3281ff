"""The usual letters of recurrent layers: ``W_{xh}``, ``W_{hh}``, ``W_{hy}``; ``W_f``, ``U_o``, ``b_i`` of a gate.

Input: the world of a network with one recurrent layer.  Output: entries for its parameters, by what their scripts say: where
they lead from and to, or which gate they belong to.  The letters U, W, V alone are those of a family (see ``Unrolled``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.forms import BRACKETS, pattern
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Item, Match, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import Reading
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Node, Number, Words
from derive.render.gates import gates

_FROM_INPUT = ("xh", "hx", "ih", "hi", "x", "in", "xs", "sx")
_FROM_STATE = ("hh", "ss", "rec", "h", "s")
_TO_OUTPUT = ("hy", "yh", "ho", "oh", "hq", "qh", "y", "o", "q", "out", "sy", "ys")
_OF_STATE = ("h", "s", "xh", "hh")
_OF_OUTPUT = ("y", "o", "q", "hy", "out")
_SAME_GATE: Mapping[str, tuple[str, ...]] = {"g": ("g", "c", "a", "C"), "n": ("n", "h", "c"), "z": ("z", "u"), "r": ("r",)}
"""What authors call the gates of an LSTM (g) and of a GRU (n, z, r), beside the program's letters."""


@dataclass(frozen=True)
class Recurrent:
    """The parameters of one recurrent layer, and of the dense layer behind it (None where there is no such array)."""

    input: Quantity
    state: Quantity
    bias: Quantity | None
    output: Quantity | None
    output_bias: Quantity | None
    gates: Mapping[str, int]
    """The numbers of the gates, by their letters; empty for a plain layer."""


@dataclass(frozen=True)
class LabelEntry(QuantityEntry):
    """A parameter with a label: whole, or with an index for each of its open axes."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        slots = self.indices or (None,) * len(self.quantity.axes)
        if not match.below or (len(items(name.sub)) > 2 and len(match.below) == sum(slot is None for slot in slots)):
            yield from super()._meanings(name, match)


def recurrent(world: SpecWorld) -> Recurrent | None:
    """What a network has, if one of its layers is recurrent."""
    tensors = world.model.tensors
    tags = [t.tag for t in tensors.values() if t.base == "U" and t.role == "parameter" and f"W{t.tag}" in tensors]
    if not world.is_network or len(tags) != 1 or not tags[0].isdigit():
        return None
    known, here, after = world.quantities, tags[0], str(int(tags[0]) + 1)
    last = known.get(f"W{after}") if f"W{int(after) + 1}" not in known else None
    return Recurrent(
        known[f"W{here}"],
        known[f"U{here}"],
        known.get(f"b{here}"),
        last,
        known.get(f"b{after}") if last else None,
        _gates(world, here),
    )


def _gates(world: SpecWorld, tag: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, one in gates(world.model).items():
        for number, letter in one.letters.items() if world.model.tensors[name].tag == tag else ():
            for way in _SAME_GATE.get(letter, (letter,)):
                found.setdefault(way, number)
    return found


def entries(world: SpecWorld) -> Iterator[Entry]:
    """The entries for a network with a recurrent layer; none for others."""
    found = recurrent(world)
    if found is None:
        return
    if found.gates:
        yield from _of_gates(found)
        yield from _labelled("W", found.output, _TO_OUTPUT, guess=True)
        yield from _labelled("b", found.output_bias, _OF_OUTPUT, guess=True)
        return
    for letter, quantity, labels in (
        ("W", found.input, _FROM_INPUT),
        ("W", found.state, _FROM_STATE),
        ("U", found.state, _FROM_STATE),
        ("W", found.output, _TO_OUTPUT),
        ("V", found.output, _TO_OUTPUT),
        ("b", found.bias, _OF_STATE),
        ("b", found.output_bias, _OF_OUTPUT),
    ):
        yield from _labelled(letter, quantity, labels)


def _labelled(letter: str, quantity: Quantity | None, labels: tuple[str, ...], *, guess: bool = False) -> Iterator[Entry]:
    if quantity is None:
        return
    for label in labels:
        for way in _ways(label):
            yield LabelEntry(pattern(spelled(letter), way, ()), quantity, guess=guess)
            if len(label) > 1:
                yield from (LabelEntry(pattern(spelled(letter), (), _in(way, b)), quantity, guess=guess) for b in BRACKETS)


def _of_gates(found: Recurrent) -> Iterator[Entry]:
    """``W_f``, ``W_{xf}``, ``W^{f}`` and ``U_f``, ``W_{hf}``; ``b_f``."""
    for gate, number in found.gates.items():
        for letter, quantity, labels in (
            ("W", found.input, (gate, f"x{gate}", f"{gate}x", f"i{gate}")),
            ("U", found.state, (gate, f"h{gate}")),
            ("W", found.state, (f"h{gate}", f"{gate}h")),
            ("R", found.state, (gate,)),
            ("V", found.state, (gate,)),
            ("b", found.bias, (gate,)),
        ):
            if quantity is None:
                continue
            slots: tuple[Node | None, ...] = (Number(str(number)), *(None for _ in quantity.axes[1:]))
            for way in (way for label in labels for way in _ways(label)):
                yield LabelEntry(pattern(spelled(letter), way, ()), quantity, slots)
                yield from (LabelEntry(pattern(spelled(letter), (), _in(way, b)), quantity, slots) for b in BRACKETS)


def _ways(label: str) -> Iterator[tuple[Item, ...]]:
    """A label as letters side by side, and as a word."""
    yield tuple((Name(letter), "") for letter in label)
    if len(label) > 1:
        yield ((Words(label), ""),)


def _in(way: tuple[Item, ...], bracket: str) -> tuple[Item, ...]:
    return tuple((item, bracket) for item, _ in way)
