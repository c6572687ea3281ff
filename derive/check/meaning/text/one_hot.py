"""Classes that a specification has as numbers, and a text as vectors of zeros and a one: ``\\hat y - y``.

The letter of the class itself, its capital, and the usual letters of targets may mean that vector (of several examples the
table of these), where the text does not define them, or so: ``Y_{ic} = 1[y_i = c]``, and nothing else is called so.  Beside a
prediction ``\\hat y`` the letter y is no prediction, even where an author's notation calls the outputs so.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Head, Pattern, head
from derive.check.meaning.notation.quantity_entries import MODEL, QuantityEntry
from derive.check.meaning.text.definitions import Definitions
from derive.check.meaning.text.rules import Rule
from derive.check.meaning.world import Axis, Quantity
from derive.check.reading.rows import nodes
from derive.check.reading.syntax import Cases, Indicator, Name, Relation, Script, Scripted
from derive.check.reading.tree import walk

_TARGETS = ("y", "t", "Y", "T")
_EXAMPLE, _CLASS = "n", "c"


class OneHots(Definitions):
    """Puts these vectors into the world."""

    def _one_hots(self) -> None:
        for given in self.declared.of_kind("basis"):  # "y" = "basis K" beside the number of a class below K
            if not given.name.sub and (one := self._class_below(given.text)):
                self.symbols.add(QuantityEntry(Pattern.of(given.name), self._one_hot(one)), first=True)
        classes = [q for q in self.world.quantities.values() if q.integer and q.classes and q.role == "input"]
        for one in classes if self.base is not None else ():
            letters = [each for each in self._letters(one, alone=len(classes) == 1) if not self._is_declared(each)]
            if letters and len(one.axes) <= 1:
                quantity = self._one_hot(one)
                for letter in letters:
                    if letter != one.name:
                        self.symbols.drop(Pattern(spelled(letter)))
                    words = f"{letter} as one at the class and zero elsewhere"
                    self.symbols.add(QuantityEntry(Pattern(spelled(letter)), quantity, words=words, guess=True))
                    if letter != one.name:
                        self.told.append(f"{letter}: one at the class {one.name} and zero elsewhere")

    def _letters(self, one: Quantity, alone: bool) -> Iterator[str]:
        """The letters that may mean the vector of a class."""
        written = set(self._outside_scripts())
        usual = _TARGETS if alone else ()
        for letter in dict.fromkeys((one.name, one.name.upper(), *usual)):
            free = letter == one.name or not (self._is_defined(letter) or self._is_taken(letter))
            if len(letter) == 1 and free and spelled(letter) in written:
                yield letter

    def _is_declared(self, letter: str) -> bool:
        """Whether a letter is declared as such a vector already."""
        return any(given.name == Name(letter) for given in self.declared.of_kind("basis"))

    def _is_taken(self, letter: str) -> bool:
        """Whether a letter has a meaning, and another one than it has with a hat."""
        plain, hatted = (self.symbols.lookup(Name(letter, accents)) for accents in ((), ("hat",)))
        return bool(plain) and (plain != hatted or self.symbols.declares(Name(letter)))

    def _outside_scripts(self) -> Iterator[Head]:
        """The symbols of the text: the T of ``x^T`` and the y of ``p_y`` are none."""
        found = list(nodes(self.rows))
        scripts = (script for node in found if isinstance(node, Name | Scripted) for script in (*node.sub, *node.sup))
        inside = {id(inner) for script in scripts for item in script.items for inner in walk(item)}
        yield from (head(node) for node in found if isinstance(node, Name) and id(node) not in inside)

    def _is_defined(self, letter: str) -> bool:
        """Whether the text says what a letter is, other than by one and zero."""
        claims = (claim for row in self.rows for claim in row.claims if not claim.inherited)
        said = [claim.right for claim in claims if isinstance(claim.left, Name) and claim.left.base == letter]
        return any(not isinstance(right, Indicator | Cases) for right in said)

    def _one_hot(self, one: Quantity) -> Quantity:
        """The quantity with an entry for each class (and each example)."""
        name = f"one-hot {one.name}"
        if name in self.world.quantities:
            return self.world.quantities[name]
        axes = (axis for quantity in self.world.quantities.values() for axis in quantity.axes if axis.size == one.classes)
        quantity = Quantity(name, (*one.axes, next(axes, Axis(one.classes))), "constant")
        letters = (*(_EXAMPLE for _ in one.axes), _CLASS)
        below = (Script((Name(_EXAMPLE),), _EXAMPLE),) if one.axes else ()
        node = Indicator(Relation("=", Name(one.name, style=MODEL, sub=below), Name(_CLASS)))
        self.world.add(quantity)
        self.world.groups.append([Rule(quantity.name, letters, frozenset({one.name}), node)])
        return quantity
