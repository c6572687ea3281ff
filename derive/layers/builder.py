"""The builder: what a layer's function writes its forward equations with.

A layer asks for sizes, parameters and named quantities; the builder gives letters, ranges, names (``z3`` in layer 3), the
axis of examples in front, and the place in the specification for messages.  A layer writes forward equations and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import sympy
from sympy import Expr, Integer, Symbol

from derive.algebra import Apply, Tensor
from derive.algebra.sums import Bound
from derive.errors import SpecError
from derive.frontends import values
from derive.frontends.document import Table
from derive.frontends.functions import Functions
from derive.frontends.lowering import Lowering, Scope
from derive.frontends.named import Named
from derive.frontends.values import Value
from derive.layers.sizes import Sizes
from derive.layers.wires import Axis, Part, Wire
from derive.model import Equation, Kind
from derive.names import fresh_name

_LETTERS = ("j", "i", "k", "p", "q", "m", "r", "s", "u", "v")
FAN_IN, ZEROS, ONES = "normal/sqrt(fan_in)", "zeros", "ones"


@dataclass
class Made:
    """What a layer has made: its kind and its parameters by their letters, for layers that share them."""

    kind: str
    number: int
    name: str = ""
    parameters: dict[str, Tensor] = field(default_factory=dict)


@dataclass
class Builder:
    """A model in the making.  ``base`` is where features count from; ``prefix`` the axis of examples, if there is one."""

    base: int
    prefix: tuple[Bound, ...]
    scope: Scope
    sizes: Sizes
    taken: set[str] = field(default_factory=set)
    equations: list[Equation] = field(default_factory=list)
    parameters: list[Tensor] = field(default_factory=list)
    penalised: list[Tensor] = field(default_factory=list)
    inputs: list[Tensor] = field(default_factory=list)
    initial: dict[str, str] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    shared: Made | None = None
    table: Table = field(default_factory=lambda: Table({}))
    mixes_examples: bool = False

    @property
    def functions(self) -> Functions:
        return self.scope.functions

    @property
    def number(self) -> int:
        """The number of the layer that is being built, from 1."""
        return self.made[-1].number

    @property
    def before(self) -> tuple[Symbol, ...]:
        return tuple(k for k, _, _ in self.prefix)

    def error(self, message: str, *keys: str, hint: str | None = None) -> SpecError:
        """A mistake in the layer that is being built."""
        return self.table.error(message, *keys, hint=hint)

    # Sizes and axes

    def new_size(self, given: int | str, stem: str = "n") -> Expr:
        """A size of this layer: ``n_3`` with its number, or the name that the specification gives it."""
        return self.sizes.new(f"{stem}_{self.number}", given)

    def features(self, size: Expr, letter: str = "j") -> Part:
        """An axis of units or channels."""
        return Part(Integer(self.base), sympy.expand(size + self.base - 1), letter)

    def positions(self, size: Expr, letter: str = "i") -> Part:
        """An axis of positions in an image or a signal, or of offsets in a kernel: from zero."""
        return Part(Integer(0), sympy.expand(size - 1), letter)

    def same(self, a: Expr, b: Expr) -> bool:
        """Whether two sizes are the same number."""
        return self.sizes.equal(a, b)

    def shape(self, wire: Wire) -> str:
        """The shape of a wire in a message: ``(3, 8, 8)``."""
        sizes = [self.sizes.shown(size) for size in wire.sizes]
        return "(" + ", ".join(sizes) + ("," if len(sizes) == 1 else "") + ")"

    # Tensors and equations

    def parameter(
        self, base: str, axes: Sequence[Axis], init: str = FAN_IN, *, penalised: bool | None = None, letter: str = ""
    ) -> Tensor:
        """A parameter with these axes; the layer whose parameters are shared gives its own instead.

        It is printed as ``base``, or as another ``letter``.
        Weights are drawn and penalised, biases (``init`` not ``FAN_IN``) are neither.
        """
        if self.shared is not None and base in self.shared.parameters:
            return self._taken_over(base, axes)
        parts = [part for axis in axes for part in axis]
        layout, at = [], 0
        for axis in axes:
            layout.append(tuple(range(at, at + len(axis))))
            at += len(axis)
        stem, _, script = base.partition("_")
        name = self._name(f"{stem}{script}{self.number}")
        tag = f"{script}{self.number}" if script else str(self.number)
        tensor = Tensor(name, [part.span for part in parts], "parameter", base=letter or stem, tag=tag, layout=layout)
        self.parameters.append(tensor)
        self.made[-1].parameters[base] = tensor
        self.initial[name] = init
        if init == FAN_IN if penalised is None else penalised:
            self.penalised.append(tensor)
        return tensor

    def _taken_over(self, base: str, axes: Sequence[Axis]) -> Tensor:
        assert self.shared is not None
        tensor = self.shared.parameters[base]
        own = [part.size for axis in axes for part in axis]
        theirs = [values.size_of(span) for span in tensor.ranges]
        if len(own) != len(theirs) or not all(map(self.same, own, theirs)):
            shapes = ["(" + ", ".join(self.sizes.shown(size) for size in sizes) + ")" for sizes in (own, theirs)]
            message = f"the layer needs weights of shape {shapes[0]}, but those of layer {self.shared.number}"
            raise self.error(f"{message} ('{self.shared.kind}') have shape {shapes[1]}", "weights")
        self.made[-1].parameters[base] = tensor
        return tensor

    def data(self, base: str, axes: Sequence[Axis], *, each: bool = False) -> Tensor:
        """An input of the model that this layer needs (a dropout mask, running statistics); ``each`` example has its own."""
        parts = [part.span for axis in axes for part in axis]
        spans = [(lo, hi) for _, lo, hi in self.prefix] + parts if each else parts
        tensor = Tensor(self._name(f"{base}{self.number}"), spans, "input", base=base, tag=str(self.number))
        self.inputs.append(tensor)
        return tensor

    def tensor(self, base: str, parts: Sequence[Part], *, examples: bool = True, integer: bool = False) -> Tensor:
        """A named quantity of this layer: ``z3``, one entry for each example and each index."""
        spans = [(lo, hi) for _, lo, hi in self.prefix] if examples else []
        spans += [part.span for part in parts]
        return Tensor(self._name(f"{base}{self.number}"), spans, base=base, tag=str(self.number), integer=integer)

    def _name(self, wanted: str) -> str:
        name = fresh_name(wanted, self.taken)
        self.taken.add(name)
        return name

    def indices(self, parts: Sequence[Part]) -> tuple[Symbol, ...]:
        """A symbol for each index, with the letter that its axis likes if it is free."""
        used = {"n", *map(str, self.sizes.numbers)}
        chosen = []
        for part in parts:
            letter = next(c for c in (part.letter, *_LETTERS) if c not in used)
            used.add(letter)
            chosen.append(Symbol(letter, integer=True))
        return tuple(chosen)

    def define(
        self,
        base: str,
        axes: Sequence[Axis],
        rhs: Callable[..., Expr],
        kind: Kind = "definition",
        words: str = "",
        *,
        examples: bool = True,
        integer: bool = False,
        place: str = "",
    ) -> Wire:
        """A named quantity by its equation: ``rhs`` gets one index for each part of each axis.

        ``examples=False`` for a quantity of the whole batch (the mean in batch normalisation).
        """
        parts = [part for axis in axes for part in axis]
        tensor = self.tensor(base, parts, examples=examples, integer=integer)
        indices = self.indices(parts)
        before = self.before if examples else ()
        bounds = (*(self.prefix if examples else ()), *((k, p.lo, p.hi) for k, p in zip(indices, parts, strict=True)))
        words = (words or base).replace("#", f"layer {self.number}")
        self.equations.append(
            Equation(tensor[(*before, *indices)], rhs(*indices), bounds, kind, words=words, place=place or self.table.place())
        )
        return Wire(tuple(axes), lambda *at: tensor[(*before, *at)], source=self.source)

    @property
    def source(self) -> str:
        made = self.made[-1]
        return f"layer {made.number} ('{made.name or made.kind}')"

    # Functions and constants

    def constant(self, name: str, value: float) -> Symbol:
        """A constant with a letter of its own (``epsilon``) and its value."""
        return self.functions.constant(name, value)

    def function(self, name: str) -> Callable[[Expr], Expr]:
        """A scalar function of the library by its name, to be used inside an equation."""
        lower = Lowering(self.scope, "").text
        symbol = self.functions.named(self.functions.find(name), {}, lower)
        return lambda argument: Apply(symbol, argument)

    def apply(self, named: Named, wire: Wire, axis: int = -1) -> Callable[..., Expr]:
        """An activation of every entry, or along an axis if it speaks of a whole vector."""
        functions = self.functions
        if named.name not in functions.known:
            symbol = functions.unknown(named.name)
            return lambda *at: Apply(symbol, wire(*at))
        try:
            if functions.known[named.name].vector:
                return self._along(named, wire, axis % max(wire.rank, 1))
            lower = Lowering(self.scope, "").text
            result = functions.apply(named.name, named.options, wire.value(), lower)
        except SpecError as error:
            raise error.at(named.place) from None
        return lambda *at: result.at(at)

    def _along(self, named: Named, wire: Wire, axis: int) -> Callable[..., Expr]:
        """A function of vectors (softmax) along one axis, whatever its number of indices."""
        if not wire.rank:
            raise SpecError(f"'{named.name}' needs a vector, and was given a number", place=named.place)
        start = sum(len(other) for other in wire.axes[:axis])
        stop = start + len(wire.axes[axis])
        spans = tuple(part.span for part in wire.axes[axis])
        lower = Lowering(self.scope, "").text

        def entry(*at: Expr) -> Expr:
            fibre = Value(spans, lambda own: wire(*at[:start], *own, *at[stop:]), True)
            result = self.functions.whole(named.name, named.options, fibre, lower)
            if result.rank != fibre.rank:
                raise SpecError(f"the activation '{named.name}' does not give a vector for a vector", place=named.place)
            return result.at(at[start:stop])

        return entry

    def activate(self, wire: Wire, named: Named, axis: int = -1, base: str = "a", words: str = "activation of #") -> Wire:
        """``a = f(z)``; the identity adds no equation."""
        if named.name == "identity":
            return wire
        made = self.define(base, wire.axes, self.apply(named, wire, axis), "activation", words, place=named.place)
        return as_is(made, wire)


def as_is(made: Wire, like: Wire) -> Wire:
    """The wire with the kind of axes of another."""
    return Wire(made.axes, made.entry, made.integer, made.below, made.source, like.spatial)
