"""Small worlds made by hand: a few NumPy definitions, and a dictionary that reads subscripts as indices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from derive.check.judging.rows.judge import Judge
from derive.check.meaning.symbols import (
    FunctionOf,
    GradientOf,
    IndexLetter,
    Kronecker,
    NumberOf,
    Part,
    Reading,
    SizeOf,
    Symbols,
)
from derive.check.meaning.world import STEP, Axis, Instance, Quantity, World
from derive.check.reading import syntax
from derive.check.reading.syntax import Name, Script


class SmallWorld(World):
    """``leaves``: name -> sizes; ``rules``: name -> (sizes, function of a mapping of arrays with a batch axis in front)."""

    def __init__(self, leaves, rules, *, cost=None, functions=None, positive=(), firsts=None):
        self.leaves, self.computed, self.cost = leaves, rules, cost
        self.positive = positive
        firsts = firsts or {}
        self.functions = dict.fromkeys(functions or {}, "elementwise")
        self.callables = functions or {}
        self.constants = {}
        shapes = {**leaves, **{name: sizes for name, (sizes, _) in rules.items()}}
        self.quantities = {
            name: Quantity(
                name,
                tuple(Axis(size, firsts.get((name, at), 1)) for at, size in enumerate(sizes)),
                "parameter" if name in leaves else "cost" if name == cost else "intermediate",
            )
            for name, sizes in shapes.items()
        }
        self._instances = {}

    @property
    def specification(self):
        return self

    def instance(self, seed):
        if seed not in self._instances:
            rng = np.random.default_rng(seed)
            axes = [*self.leaves.values(), *(sizes for sizes, _ in self.computed.values())]
            names = sorted({size for sizes in axes for size in sizes})
            sizes = dict(zip(names, (int(n) for n in rng.permutation([2, 3, 4, 5, 6])), strict=False))
            values = {}
            for name, axes in self.leaves.items():
                low = 0.1 if name in self.positive else -2
                values[name] = rng.uniform(low, 2, tuple(sizes[size] for size in axes))
            self._instances[seed] = self._run(Instance(sizes, values, self.callables))
        return self._instances[seed]

    def _run(self, instance, skip=()):
        values = {name: array[None] for name, array in instance.values.items()}
        for name, (_, rule) in self.computed.items():
            if name not in skip:
                values[name] = rule(values)
        return replace(instance, values={name: array[0] for name, array in values.items()})

    def perturbed(self, instance, quantity, *, hold=frozenset(), only=None):
        base = instance.values[quantity]
        steps = 1j * STEP * np.eye(base.size).reshape(base.size, *base.shape)
        values = {name: array[None].astype(complex) for name, array in instance.values.items()}
        values[quantity] = base + steps
        seen = dict(values)
        for name, (_, rule) in self.computed.items():
            wanted = name in only if only is not None else name not in hold
            if wanted and name != quantity:
                seen[name] = rule(seen)
        return replace(instance, values=seen, nudged=True)

    def replaced(self, instance, quantity, array, *, hold=frozenset()):
        return self._run(replace(instance, values={**instance.values, quantity: array}), {quantity, *hold})

    def depends(self, quantity, on):
        moved = self.perturbed(self.instance(1), on).values[quantity]
        return bool(np.any(moved.imag))


class SmallSymbols(Symbols):
    """``W_{ij}`` indexes the quantity W; ``\\delta_z`` style gradients, functions and letters are given by name."""

    def __init__(self, world, *, letters="ijkpqt", functions=(), gradients=None, also=None):
        self.world, self.letters, self.functions = world, letters, functions
        self.gradients = gradients or {}
        self.also = also or {}

    def lookup(self, name: Name):
        if name in self.also:
            return self.also[name]
        if name.base == "delta" and name.sub and len(name.sub[0].items) == 2:
            return (Reading(Kronecker(*name.sub[0].items)),)
        base = name.base
        if base in self.gradients:
            part = self._part(self.gradients[base], name)
            return (Reading(GradientOf(part.meaning), part.rest),)
        if base in self.world.quantities:
            return (self._part(base, name),)
        if base in self.functions:
            return (Reading(FunctionOf(base, name.primes), _rest(name)),)
        if base in self.world.instance(1).sizes:
            return (Reading(SizeOf(base), _rest(name)),)
        if base in ("I", "one"):
            return (Reading(NumberOf("identity" if base == "I" else "ones"), _rest(name)),)
        if len(base) == 1 and base in self.letters and not name.sub:
            return (Reading(IndexLetter(base), _rest(name)),)
        return ()

    def _part(self, quantity, name):
        axes = self.world.quantities[quantity].axes
        given = [item for script in name.sub for item in script.items]
        return Reading(Part(quantity, (*given, *[None] * (len(axes) - len(given)))), _rest(name))


def _rest(name):
    return tuple(item for script in name.sup for item in script.items)


def judge_of(world, **options) -> Judge:
    return Judge(world, SmallSymbols(world, **options))


def sigmoid(order, z):
    from derive.check.judging.values.elementary import elementwise

    return elementwise("sigmoid", order, z)


def two_layers() -> SmallWorld:
    """One example: z = W x + b, a = sigma(z), o = V a, C = 1/2 |o - y|^2."""
    return SmallWorld(
        {"x": ("d",), "W": ("m", "d"), "b": ("m",), "V": ("n", "m"), "y": ("n",)},
        {
            "z": (("m",), lambda v: np.einsum("...ij,...j->...i", v["W"], v["x"]) + v["b"]),
            "a": (("m",), lambda v: sigmoid(0, v["z"])),
            "o": (("n",), lambda v: np.einsum("...ij,...j->...i", v["V"], v["a"])),
            "C": ((), lambda v: ((v["o"] - v["y"]) ** 2).sum(-1) / 2),
        },
        cost="C",
        functions={"sigma": sigmoid},
    )


def script(*items):
    return Script(tuple(items), "".join(getattr(item, "base", getattr(item, "text", "")) for item in items))


__all__ = ["SmallSymbols", "SmallWorld", "judge_of", "script", "sigmoid", "syntax", "two_layers"]
