"""The sizes of a network: a symbol for each, its value, and what the layers demand of it.

A proof should hold for every width, so sizes are symbols.  Layers tie them together: a residual connection makes two
sizes equal, a stride of 2 needs a size of the form ``2*H + c``.  Such a demand is not solved on the spot: it is
remembered, the network is lowered again with the sizes rewritten, and after a few rounds nothing is demanded any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd

import sympy
from sympy import Expr, Integer, Symbol

from derive.errors import SpecError


def size_symbol(name: str) -> Symbol:
    """The symbol of a size: a positive integer."""
    return Symbol(name, integer=True, positive=True)


class Unsettled(Exception):
    """This round cannot go on before the sizes are rewritten."""


@dataclass
class Sizes:
    """Symbols and values of one lowering; ``forms`` is what earlier rounds found out about a size, by its first name."""

    forms: dict[str, Expr] = field(default_factory=dict)
    given: dict[Symbol, int] = field(default_factory=dict)
    numbers: dict[Symbol, int | None] = field(default_factory=dict)
    demands: dict[Symbol, tuple[Expr, dict[Symbol, int]]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    """The names that the specification gives to sizes."""

    def new(self, wanted: str, size: int | str) -> Expr:
        """A size: its own symbol with this value, the symbol of that name, or what earlier rounds made of it."""
        name = size if isinstance(size, str) else self._free(wanted)
        form = self.forms.get(name, size_symbol(name))
        for symbol in sorted(form.free_symbols, key=str):
            own = None if isinstance(size, str) else size
            self.numbers.setdefault(symbol, self.given.get(symbol, own if form == symbol else None))
        return form

    def _free(self, wanted: str) -> str:
        """The name, unless the specification uses it for a size of its own."""
        return f"m_{wanted}".replace("m_n_", "m_") if wanted in self.named else wanted

    def value(self, size: Expr) -> int | None:
        """The number that a size is, if it is known."""
        numbers = {symbol: self.numbers.get(symbol) for symbol in size.free_symbols}
        if any(number is None for number in numbers.values()):
            return None
        return int(size.xreplace({symbol: Integer(number) for symbol, number in numbers.items()}))

    def shown(self, size: Expr) -> str:
        """A size in a message: the number if there is one, else its name."""
        value = self.value(size)
        return str(size if value is None else value)

    def equal(self, a: Expr, b: Expr) -> bool:
        """Whether two sizes are the same number; if their symbols differ they are the same from the next round on."""
        if sympy.expand(a - b) == 0:
            return True
        if self.value(a) is None or self.value(a) != self.value(b):
            return False
        difference = sympy.expand(a - b)
        order = list(self.numbers)
        for symbol in sorted(difference.free_symbols, key=order.index, reverse=True):  # the latest size gives way
            coefficient = difference.coeff(symbol)
            form = sympy.expand(symbol - difference / coefficient) if coefficient.is_Integer and coefficient else None
            if form is not None and symbol not in form.free_symbols and _divisible(form, 1) and _least(form) >= 1:
                self._demand(symbol, form, {})
                return True
        for symbol in sorted(a.free_symbols | b.free_symbols, key=str):
            self._demand(symbol, Integer(self.numbers[symbol]), {})
        return True

    def becomes(self, size: Expr, form: Expr, numbers: dict[Symbol, int]) -> None:
        """Demand that a size be written in another form (two outputs for each target: ``2*d``)."""
        if size != form:
            self._demand(size, form, numbers)

    def outputs(self, size: Expr, span: int, stride: int) -> Expr:
        """The number of windows of ``span`` entries, ``stride`` apart, on an axis of this size (padding included).

        Raises:
            SpecError: a stride needs a number that the specification does not give.
        """
        room = sympy.expand(size - span)
        value = self.value(room)
        if stride == 1 or (value is None and _divisible(room, stride)):
            return self.positive(sympy.expand(room / stride + 1))
        if value is None:
            hint = f'Write a number, or a form that fits, such as "{stride}*H + {span - stride if span > stride else span}".'
            raise SpecError(f"a stride of {stride} needs to know the size {size}", hint=hint)
        room -= value % stride
        if not _divisible(room, stride):
            for symbol in room.free_symbols:
                self._stretch(symbol, stride // gcd(stride, int(room.coeff(symbol))))
            return Integer(value // stride + 1)
        return self.positive(sympy.expand(room / stride + 1))

    def _stretch(self, symbol: Symbol, factor: int) -> None:
        """``H`` becomes ``factor*H + c``, with c such that the new H is at least one."""
        value = self.numbers[symbol]
        assert value is not None
        offset = (value - 1) % factor + 1 - factor
        self._demand(symbol, factor * symbol + offset, {symbol: (value - offset) // factor})

    def positive(self, size: Expr) -> Expr:
        """This size; if it is not positive for every value of its symbol, the symbol is shifted from the next round on."""
        least = _least(size)
        if least >= 1 or not size.free_symbols:
            return size
        symbol = min(size.free_symbols, key=str)
        value = self.numbers.get(symbol)
        if value is not None:
            shift = -((least - 1) // size.coeff(symbol))
            self._demand(symbol, symbol + shift, {symbol: value - int(shift)})
        return size

    def _demand(self, symbol: Symbol, form: Expr, numbers: dict[Symbol, int]) -> None:
        self.demands.setdefault(symbol, (form, numbers))

    def settled(self) -> Sizes | None:
        """The sizes to begin the next round with; None if nothing is demanded."""
        if not self.demands:
            return None
        forms, given = dict(self.forms), {s: n for s, n in self.numbers.items() if n is not None} | self.given
        moved: dict[Symbol, Expr] = {}
        for symbol, (form, numbers) in self.demands.items():
            form = sympy.expand(form.xreplace(moved)) if symbol not in form.free_symbols else form
            if symbol in moved or form == symbol:
                continue
            here = {symbol: form}
            moved = {old: new.xreplace(here) for old, new in moved.items()} | here
            forms = {name: sympy.expand(old.xreplace(here)) for name, old in forms.items()}
            forms.setdefault(symbol.name, form)
            given |= numbers
        return Sizes(forms, given, named=self.named)


def _least(size: Expr) -> Expr:
    """The size for the least value of its symbols."""
    return size.xreplace(dict.fromkeys(size.free_symbols, Integer(1)))


def _divisible(size: Expr, divisor: int) -> bool:
    coefficients = [term.as_coeff_Mul()[0] for term in sympy.Add.make_args(sympy.expand(size))]
    return all(coefficient.is_Integer and coefficient % divisor == 0 for coefficient in coefficients)
