"""Recurrent layers: one equation for every step t, by earlier steps (PyTorch's ``RNN``, ``LSTM``, ``GRU``).

The step is an index like any other, so backpropagation through time is the rule of every layer.  Gates share the arrays of
their weights: W[g, j, k] is gate g, in PyTorch's order (i, f, g, o for LSTM; r, z, n for GRU), and W has shape
(gates * units, inputs).
Sources: Elman (1990), Hochreiter and Schmidhuber (1997), Cho et al. (2014).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, S

from derive.algebra import Tensor
from derive.frontends.named import Named
from derive.layers.builder import ZEROS, Builder
from derive.layers.options import Activation, Size
from derive.layers.registry import layer
from derive.layers.wires import Part, Wire, over
from derive.model import Equation, Kind

Rhs = Callable[[Expr, Expr], Expr]
TANH = Named("tanh")


@layer("an Elman network: h[t] = tanh(W x[t] + U h[t-1] + b); output = all steps or last; a second input is h[0]")
def rnn(
    b: Builder,
    x: Wire,
    start: Wire | None = None,
    *,
    units: Size,
    activation: Activation = TANH,
    bias: bool = True,
    output: str = "all",
) -> Wire:
    """W has shape (units, inputs), U (units, units)."""
    cell = Cell(b, x, b.features(b.new_size(units)), output)
    weighted = cell.weighted(1, bias)
    h = cell.state("h", start)
    z = cell.tensor("z")
    cell.define(z, lambda t, j: weighted(t, S.One, j, h), "linear", "weighted input of #")
    entry = Wire(((cell.steps,), (cell.units,)), lambda t, j: z[(t, *b.before, j)])
    cell.define(h, b.apply(activation, entry), "activation", "state of #")
    return cell.result(h)


@layer("long short-term memory; output = all steps or last; further inputs are h[0] and c[0]")
def lstm(
    b: Builder,
    x: Wire,
    start: Wire | None = None,
    memory: Wire | None = None,
    *,
    units: Size,
    bias: bool = True,
    output: str = "all",
) -> Wire:
    """``c[t] = f c[t-1] + i g``, ``h[t] = o tanh(c[t])``; the gates i, f, o are sigmoids and g a tanh of weighted inputs."""
    cell = Cell(b, x, b.features(b.new_size(units)), output)
    weighted = cell.weighted(4, bias)
    h, c = cell.state("h", start), cell.state("c", memory)
    z = cell.tensor("z", cell.gates)
    cell.define(z, lambda t, g, j: weighted(t, g, j, h), "linear", "weighted inputs of the gates of #", cell.gates)
    names = (
        ("i", "sigmoid", "input gate"),
        ("f", "sigmoid", "forget gate"),
        ("g", "tanh", "candidate"),
        ("o", "sigmoid", "output gate"),
    )
    gates = {name: cell.gate(name, number, function, z, words) for number, (name, function, words) in enumerate(names, 1)}
    i, f, g, o = (gates[name] for name in "ifgo")
    cell.define(c, lambda t, j: f(t, j) * cell.at(c, t - 1, j) + i(t, j) * g(t, j), "definition", "memory of #")
    a = cell.tensor("a")
    tanh = b.function("tanh")
    cell.define(a, lambda t, j: tanh(cell.at(c, t, j)), "activation", "tanh of the memory of #")
    cell.define(h, lambda t, j: o(t, j) * cell.at(a, t, j), "definition", "state of #")
    return cell.result(h)


@layer("gated recurrent units; output = all steps or last; a second input is h[0]")
def gru(b: Builder, x: Wire, start: Wire | None = None, *, units: Size, bias: bool = True, output: str = "all") -> Wire:
    """``h[t] = (1 - z) n + z h[t-1]`` with gates r, z (sigmoids) and ``n = tanh(W_n x + b_n + r (U_n h[t-1] + c_n))``."""
    cell = Cell(b, x, b.features(b.new_size(units)), output)
    from_x, from_h = cell.halves(3, bias)
    h = cell.state("h", start)
    u, v = cell.tensor("u", cell.gates), cell.tensor("v", cell.gates)
    cell.define(u, lambda t, g, j: from_x(t, g, j), "definition", "weighted inputs of #", cell.gates)
    cell.define(v, lambda t, g, j: from_h(t, g, j, h), "definition", "weighted states of #", cell.gates)
    both = lambda g: lambda t, j: cell.at(u, t, Integer(g), j) + cell.at(v, t, Integer(g), j)  # noqa: E731
    r = cell.activated("r", "s", both(1), "sigmoid", "reset gate")
    z = cell.activated("z", "m", both(2), "sigmoid", "update gate")
    inner = lambda t, j: cell.at(u, t, Integer(3), j) + r(t, j) * cell.at(v, t, Integer(3), j)  # noqa: E731
    n = cell.activated("n", "q", inner, "tanh", "candidate")
    cell.define(h, lambda t, j: (1 - z(t, j)) * n(t, j) + z(t, j) * cell.at(h, t - 1, j), "definition", "state of #")
    return cell.result(h)


@dataclass
class Cell:
    """What the recurrent layers share: the steps, the weights of input and state, states that begin at step 0."""

    b: Builder
    x: Wire
    units: Part
    output: str

    def __post_init__(self) -> None:
        b, x = self.b, self.x
        if self.output not in ("all", "last"):
            raise b.error(f"'output' cannot be {self.output!r}", "output", hint="Known: all, last.")
        if x.rank != 2 or x.spatial or len(x.axes[0]) != 1:
            raise b.error(f"the layer needs a sequence [steps, features], but {x.source} has shape {b.shape(x)}")
        self.own = x.axes[0][0]
        self.steps = Part(Integer(1), self.own.size, "t")
        self.gates: tuple[Part, ...] = ()

    def weighted(self, gates: int, bias: bool) -> Callable[..., Expr]:
        """``W x[t] + U h[t-1] + b``, for each gate if there are several."""
        from_x, from_h = self.halves(gates, bias)
        return lambda t, g, j, h: from_x(t, g, j) + from_h(t, g, j, h)

    def halves(self, gates: int, bias: bool) -> tuple[Callable[..., Expr], Callable[..., Expr]]:
        """``W x[t] + b`` and ``U h[t-1] + c``, with parameters in PyTorch's order."""
        b = self.b
        if gates > 1:
            self.gates = (Part(Integer(1), Integer(gates), "g"),)
        rows = (*self.gates, self.units)
        inputs = b.parameter("W", (rows, self.x.axes[1]))
        states = b.parameter("U", (rows, (self.units,)))
        # The memory of an LSTM is c; the bias of its states is printed as b with a tilde.
        both = (("b", "b"), ("bh", "b_tilde"))
        offsets = [b.parameter(base, (rows,), ZEROS, letter=letter) for base, letter in both] if bias else []

        def place(g: Expr, j: Expr) -> tuple[Expr, ...]:
            return (g, j) if self.gates else (j,)

        def from_x(t: Expr, g: Expr, j: Expr) -> Expr:
            read = lambda *k: inputs[(*place(g, j), *k)] * self.x(t - 1 + self.own.lo, *k)  # noqa: E731
            return over(self.x.axes[1], read) + (offsets[0][place(g, j)] if offsets else 0)

        def from_h(t: Expr, g: Expr, j: Expr, h: Tensor) -> Expr:
            total = over((self.units,), lambda k: states[(*place(g, j), k)] * self.at(h, t - 1, k))
            return total + (offsets[1][place(g, j)] if offsets else 0)

        return from_x, from_h

    def tensor(self, base: str, extra: Sequence[Part] = (), first: int = 1) -> Tensor:
        """A quantity with the step as its first index."""
        b = self.b
        spans = [(Integer(first), self.steps.hi), *((lo, hi) for _, lo, hi in b.prefix)]
        spans += [part.span for part in (*extra, self.units)]
        name = b.tensor(base, ()).name
        return Tensor(name, spans, base=base, tag=str(b.number), layered=True)

    def at(self, tensor: Tensor, t: Expr, *rest: Expr) -> Expr:
        return tensor[(t, *self.b.before, *rest)]

    def define(self, tensor: Tensor, rhs: Callable[..., Expr], kind: Kind, words: str, extra: Sequence[Part] = ()) -> None:
        """The equation of every step from 1."""
        b = self.b
        t, *rest = b.indices((self.steps, *extra, self.units))
        bounds = ((t, *self.steps.span), *b.prefix, *((k, *p.span) for k, p in zip(rest, (*extra, self.units), strict=True)))
        words = words.replace("#", f"layer {b.number}")
        b.equations.append(Equation(self.at(tensor, t, *rest), rhs(t, *rest), bounds, kind, words=words, place=b.table.place()))

    def state(self, base: str, start: Wire | None) -> Tensor:
        """A state from step 0 on, and its value there: zero, or what an input gives."""
        b = self.b
        tensor = self.tensor(base, first=0)
        if start is not None and not (start.rank == 1 and b.same(start.sizes[0], self.units.size)):
            raise b.error(
                f"the first state needs {b.sizes.shown(self.units.size)} entries, but {start.source} has shape {b.shape(start)}"
            )
        (j,) = b.indices((self.units,))
        value = start(j) if start is not None else S.Zero
        bounds = (*b.prefix, (j, *self.units.span))
        words = f"first {'state' if base == 'h' else 'memory'} of layer {b.number}"
        b.equations.append(Equation(self.at(tensor, S.Zero, j), value, bounds, words=words, place=b.table.place()))
        return tensor

    def gate(self, base: str, number: int, function: str, z: Tensor, words: str) -> Callable[..., Expr]:
        """A gate: a function of its weighted inputs."""
        tensor = self.tensor(base)
        apply = self.b.function(function)
        self.define(tensor, lambda t, j: apply(self.at(z, t, Integer(number), j)), "activation", f"{words} of #")
        return lambda t, j: self.at(tensor, t, j)

    def activated(self, base: str, inner: str, rhs: Rhs, function: str, words: str) -> Callable[..., Expr]:
        """A gate whose argument has an equation of its own."""
        argument, tensor = self.tensor(inner), self.tensor(base)
        apply = self.b.function(function)
        self.define(argument, rhs, "linear", f"weighted input of the {words} of #")
        self.define(tensor, lambda t, j: apply(self.at(argument, t, j)), "activation", f"{words} of #")
        return lambda t, j: self.at(tensor, t, j)

    def result(self, h: Tensor) -> Wire:
        """All steps, or the last one."""
        if self.output == "last":
            return Wire(((self.units,),), lambda j: self.at(h, self.steps.hi, j), source=self.b.source)
        return Wire(((self.steps,), (self.units,)), lambda t, j: self.at(h, t, j), source=self.b.source)
