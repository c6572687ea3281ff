"""The functions of one model: library activations and the user's own, with their options, as they come into use.

Input: a name, options, an argument.  Output: the value; and, for the model, each named scalar function with its
formula, and the constants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import Symbol

from derive.algebra import Apply, Entry, Func
from derive.errors import SpecError, near_misses
from derive.frontends import values
from derive.frontends.constants import check_real
from derive.frontends.document import describe, is_number
from derive.frontends.values import Value
from derive.library import Activation, activations
from derive.library.catalogue import Option
from derive.model import ScalarFunction

Lower = Callable[[str, str, int, dict[str, Value]], Value]
"""Lowers the text of a formula: text, file, line, what its names mean."""


class Functions:
    """Named functions and constants in the order of first use (an inner function before one that uses it)."""

    def __init__(self, defined: Mapping[str, Activation] | None = None, taken: set[str] | None = None) -> None:
        self.known: dict[str, Activation] = {**activations(), **(defined or {})}
        self.own = set(defined or {})
        self.taken = taken if taken is not None else set()
        self.scalar: dict[str, ScalarFunction] = {}
        self.constants: dict[Symbol, float] = {}
        self._names: dict[tuple[str, tuple[float, ...]], str] = {}
        self._open: list[str] = []

    def find(self, name: str) -> Activation:
        """The activation of that name.

        Raises:
            SpecError: unknown, with near misses.
        """
        if name not in self.known:
            listed = [known for known, entry in self.known.items() if entry.listed]
            hint = f"{near_misses(name, listed)} `derive list activations` prints all {len(listed)}.".strip()
            raise SpecError(f"unknown activation '{name}'", hint=hint)
        return self.known[name]

    def apply(self, name: str, options: Mapping[str, Any], argument: Value, lower: Lower, axis: int = -1) -> Value:
        """The activation at every entry of ``argument``, or along ``axis`` if it is a vector's."""
        activation = self.find(name)
        given = settle_options(name, activation.options, options)
        if activation.vector:
            if not argument.rank:
                raise SpecError(f"'{name}' needs a vector, and was given a scalar")
            meaning = self.symbols(activation.options, given)
            return values.along(argument, axis % argument.rank, lambda z: self._vector(activation, {**meaning, "z": z}, lower))
        if activation.inline:
            meaning = self.symbols(activation.options, given)
            ranges = argument.ranges
            return Value(
                ranges, lambda at: self._formula(activation, {**meaning, "z": values.scalar(argument.at(at))}, lower).scalar()
            )
        symbol = self.named(activation, given, lower)
        return values.combine(lambda entry: Apply(symbol, entry), argument)

    def whole(self, name: str, options: Mapping[str, Any], vector: Value, lower: Lower) -> Value:
        """An activation that speaks of a whole vector, at a value all of whose axes together are that vector."""
        activation = self.find(name)
        given = settle_options(name, activation.options, options)
        return self._vector(activation, {**self.symbols(activation.options, given), "z": vector}, lower)

    def unknown(self, name: str) -> Func:
        """A function that is left open: any differentiable one."""
        self.scalar.setdefault(name, ScalarFunction(name, Symbol("z"), None, name, "any differentiable function"))
        return Func(name)

    def named(self, activation: Activation, given: Mapping[str, float], lower: Lower) -> Func:
        """The scalar function with these values of its options; the same name with other values is another function."""
        key = (activation.name, tuple(given[option.name] for option in activation.options))
        if key in self._names:
            return Func(self._names[key])
        if activation.name in self._open:
            raise SpecError(f"the activation '{activation.name}' is defined by itself")
        name = _numbered(activation.name, lambda name: name in self._names.values())
        meaning = self.symbols(activation.options, given)
        variable = Symbol("z")
        self._open.append(activation.name)
        formula = self._formula(activation, {**meaning, "z": values.scalar(variable, simple=True)}, lower)
        self._open.pop()
        if formula.rank:
            raise SpecError(f"the activation '{activation.name}' does not give a number for a number", place=activation.place)
        if not formula.scalar().has(variable):
            raise SpecError(f"the activation '{activation.name}' does not depend on z", place=activation.place)
        check_real(formula.scalar(), f"the activation '{activation.name}'", activation.place)
        self._names[key] = name
        number = name.removeprefix(activation.name).strip("_")
        latex = activation.latex + (f"_{{{number}}}" if activation.latex and number else "")
        self.scalar[name] = ScalarFunction(name, variable, formula.scalar(), latex, activation.words)
        return Func(name)

    def symbols(self, options: tuple[Option, ...], given: Mapping[str, float]) -> dict[str, Value]:
        """A constant of the model for each option."""
        return {
            option.symbol: values.scalar(self.constant(option.symbol, given[option.name]), simple=True) for option in options
        }

    def constant(self, wanted: str, value: float) -> Symbol:
        """A symbol with this value: the one of that name, if it has it or is free."""
        name = _numbered(wanted, lambda name: name in self.taken or self.constants.get(Symbol(name), value) != value)
        self.constants[Symbol(name)] = float(value)
        return Symbol(name)

    def _vector(self, activation: Activation, meaning: dict[str, Value], lower: Lower) -> Value:
        """A vector of the same length: what an activation of a whole vector gives.

        Raises:
            SpecError: the formula gives something else (``sum(z**2)`` is a number).
        """
        result, wanted = self._formula(activation, meaning, lower), meaning["z"]
        if result.sizes != wanted.sizes:
            message = f"the activation '{activation.name}' gives shape {result.shape} for a vector of shape {wanted.shape}"
            raise SpecError(message, place=activation.place, hint="An activation gives as many entries as it takes.")
        entry = result.at(tuple(low for low, _ in result.ranges))
        check_real(entry, f"the activation '{activation.name}'", activation.place)
        if not entry.has(Entry, Symbol):
            raise SpecError(f"the activation '{activation.name}' does not depend on z", place=activation.place)
        return result

    def _formula(self, activation: Activation, meaning: dict[str, Value], lower: Lower) -> Value:
        file, _, line = activation.place.rpartition(":")
        where = (file, int(line)) if line.isdigit() else (activation.place, 1)
        return lower(activation.formula, *where, meaning)


def _numbered(wanted: str, taken: Callable[[str], bool]) -> str:
    name, number = wanted, 1
    while taken(name):
        number += 1
        name = f"{wanted}_{number}"
    return name


def settle_options(name: str, options: tuple[Option, ...], given: Mapping[str, Any]) -> dict[str, float]:
    """The value of every option.

    Raises:
        SpecError: an option that the function does not have, or that is no number.
    """
    known = {option.name for option in options}
    for key, value in given.items():
        if key not in known:
            raise SpecError(f"'{name}' has no option '{key}'", hint=near_misses(key, sorted(known)) or None)
        if not is_number(value):
            raise SpecError(f"the option '{key}' of '{name}' should be a number, not {describe(value)}")
    return {option.name: given.get(option.name, option.default) for option in options}
