"""Declared symbols in a text's world: numbers, functions, sizes, letters; and which names have a meaning already."""

from __future__ import annotations

import re
from collections.abc import Mapping

from derive.check.meaning.definitions.findings import Findings
from derive.check.meaning.definitions.mentions import mentioned
from derive.check.meaning.definitions.sorting import Key
from derive.check.meaning.notation import circular
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.entries import FormulaEntry, FunctionEntry, PlainEntry
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Pattern, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.notation.resolve import in_latex
from derive.check.meaning.notation.set_aside import UNUSABLE, UnusableEntry
from derive.check.meaning.notation.sized_arrays import sized_array
from derive.check.meaning.symbols import IndexLetter, NumberOf, SizeOf
from derive.check.meaning.text.drawing import BASIS, ONES
from derive.check.meaning.text.state import SIZE, State, script
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Axis, Quantity
from derive.check.reading.syntax import NUMBER, Name, Node
from derive.errors import SpecError

_FIXED = frozenset({"e", "pi", "mathbb", "partial", "infty", "I", "1", "0", "nabla"})


def _is_constant(meaning: object) -> bool:
    return isinstance(meaning, NumberOf)


class DeclaredSymbols(State):
    """Puts what was declared into the world."""

    def _is_known(self, name: Name) -> bool:
        """Whether a specification or a declaration gives a name a meaning already."""
        given = ("gradient", "number", "basis", UNUSABLE, *(("value",) if self.base is not None else ()))
        stated = (one for one in self.declared.entries if (one.kind in given or sized_array(one.text)) and one.phrase is None)
        if any(Pattern.of(one.name, one.letters).match(name) for one in stated):
            return True
        bare = Name(name.base, name.accents[:-1], name.style) if name.accents[-1:] == ("bar",) else name
        if head(bare) in self.marked:
            return True
        if name.style in ("bb", NUMBER) or (name.base == "delta" and self.kronecker):
            return True
        if name.base in _FIXED and name.base not in self.lefts and not (name.base in ("e", "pi") and name.sub):
            return True
        if name.base == "T" and name.base not in self.lefts and head(name) not in self.divisors:
            return True
        if name.base == "Delta" and any(one.base == "Delta" for one, _ in self._prefixed()):
            return True
        return any(
            not isinstance(reading.meaning, IndexLetter)
            for reading in self.symbols.lookup(name)
            if not _is_constant(reading.meaning)
        )

    def _declared_symbols(self) -> None:
        """Numbers, functions, sizes and index letters; formulas in LaTeX (those on a model's quantities come as entries)."""
        if self.base is None:
            values = (one for one in self.declared.of_kind("value") if not sized_array(one.text))
            circular.refuse([(FormulaEntry(Pattern.of(one.name, one.letters), in_latex(one)), one) for one in values])
        for one in self.declared.entries:
            pattern = Pattern.of(one.name, one.letters)
            if one.kind == UNUSABLE:
                self.symbols.add(UnusableEntry(pattern, one.text), first=True)
            elif one.kind == "number":
                self.symbols.add(PlainEntry(pattern, NumberOf("number", one.number)), first=True)
            elif one.kind == "function":
                self._declared_function(one, pattern)
            elif one.kind == "basis":
                self._unit_vectors(one)
            elif one.kind == "value" and self.base is None and (sized := sized_array(one.text)):
                self.world.sizes.setdefault(sized.size, int(sized.size) if sized.size.isdigit() else None)
                self.symbols.add(PlainEntry(pattern, sized), first=True)
            elif one.kind == "value" and self.base is None:
                self.symbols.add(FormulaEntry(pattern, in_latex(one)), first=True)
            elif one.kind == "size" and self.base is None:
                self.world.sizes.setdefault(one.text, int(one.text) if one.text.isdigit() else None)
                self.symbols.add(PlainEntry(pattern, SizeOf(one.text)), first=True)
            elif one.kind == "index" and self.base is None:
                self.symbols.add(PlainEntry(pattern, IndexLetter(one.name.base, one.text or None)), first=True)
                if one.text:
                    self.world.sizes.setdefault(one.text, int(one.text) if one.text.isdigit() else None)

    def _declared_sizes(self) -> None:
        """The names of declared sizes are symbols of the text, too: ``d_k`` in ``sqrt(d_k)``; but not where the text has the
        letter for something else (a vector h of length h, the d of ``dW``)."""
        for one in self.declared.of_kind("shape") if self.base is None else ():
            for size in one.of:
                found = SIZE.fullmatch(size)
                if found:
                    below = tuple((item, "") for item in script(found[2] or ""))
                    self.world.sizes.setdefault(size, None)
                    if below or not self._means_else(found[1]):
                        self.symbols.add(PlainEntry(Pattern(spelled(found[1]), below), SizeOf(size)))
                    self._ones(found, size)

    def _means_else(self, letter: str) -> bool:
        """Whether the text defines a letter, has it in bold, or writes it in front of symbols for their gradients only."""
        bold = any(name.base == letter and name.style == "bold" for name in mentioned(self.rows))
        marks = sum(one.base == letter for one, _ in self._prefixed())
        alone = sum(name.base == letter for name in mentioned(self.rows)) > marks  # as in 1 / sqrt(d)
        return bold or letter in self.lefts or (marks > 0 and not alone)

    def _ones(self, found: re.Match[str], size: str) -> None:
        """A vector of ones that says its length: ``1_n``."""
        quantity = Quantity(f"{ONES} {size}", (Axis(size),), "constant")
        if quantity.name not in self.world.quantities and not found[2]:
            self.world.add(quantity)
            self.world.leaves.append(quantity.name)
            self.symbols.add(QuantityEntry(Pattern(spelled("1"), ((Name(found[1]), ""),)), quantity))

    def _unit_vectors(self, one: Declaration) -> None:
        """``e_i``: the i-th column of an identity matrix.

        Raises:
            SpecError: no size, or no letter to number the vectors.
        """
        letters = [letter for item, _ in items(one.name.sub) if (letter := letter_of(item))]
        if not letters and self._class_below(one.text):
            return  # that of the class
        if not one.text or len(letters) != 1:
            raise SpecError(f"{one.name.base} is no family of unit vectors", place=one.place, hint='Write "e_i" = "basis n".')
        axes = [axis for quantity in self.world.quantities.values() for axis in quantity.axes if axis.size == one.text]
        self.world.sizes.setdefault(one.text, int(one.text) if one.text.isdigit() else None)
        axis = axes[0] if axes else Axis(one.text)
        quantity = Quantity(f"{BASIS} {one.text}", (axis, axis), "constant")
        if quantity.name not in self.world.quantities:
            self.world.add(quantity)
            self.world.leaves.append(quantity.name)
        pattern = Pattern.of(one.name, frozenset(letters))
        self.symbols.add(QuantityEntry(pattern, quantity, (Name(letters[0]), None)), first=True)

    def _class_below(self, size: str) -> Quantity | None:
        """The only number of a class among those of a size that the model is given."""
        found = [q for q in self.world.quantities.values() if q.integer and q.classes == size and q.role == "input"]
        return found[0] if len(found) == 1 and len(found[0].axes) <= 1 else None

    def _declared_function(self, one: Declaration, pattern: Pattern) -> None:
        name = one.text or one.name.base
        if not one.text:
            kind = "scalar" if one.of else "elementwise"
            self._open_function(head(one.name), kind, _arguments(one))
            return
        self.symbols.add(FunctionEntry(pattern, name), first=True)

    def _shaped(self, found: Findings, shaped: Mapping[Key, Declaration]) -> None:
        """Declared symbols are leaves even where a row looks like their definition."""
        for key, one in shaped.items():
            found.leaves.setdefault(key, []).append((one.name, self.sorter.split(one.name)))
            found.definitions.pop(key, None)


def _arguments(one: Declaration) -> tuple[Node, ...]:
    """The declared arguments of a function as symbols; none if one of them is something else."""
    from derive.check.reading import parse
    from derive.check.reading.failures import ReadError

    try:
        found = tuple(parse(text) for text in one.of)
    except ReadError:
        return ()
    return found if all(isinstance(node, Name) for node in found) else ()
