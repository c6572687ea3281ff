"""Patterns: how a symbol is written, with letters that stand for any index.

``w^{l}_{jk}`` written in a table matches ``w^{3}_{12}`` and ``w^{l+1}_{kj}``: ``l``, ``j`` and ``k`` are bound; what a
name has beyond the pattern (further indices, an exponent, a ``T``) is left over.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import NUMBER, Dots, Group, Name, Node, Number, Product, Relation, Script, Sum, Words
from derive.check.reading.tree import walk

Item = tuple[Node, str]
"""An item of a script, and the bracket that the script stands in."""

Head = tuple[str, tuple[str, ...], str]
_SAME = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma", "widehat": "hat",
         "widetilde": "tilde", "overline": "bar", "ell": "ell"}  # fmt: skip
_SIGNS = frozenset("+-*")
"""Marks such as that of the positive example, ``k_+``."""
_ENTRIES = frozenset("ijkmnpqrs")
"""Letters that number entries, and hardly ever layers or steps."""
STYLES = frozenset({"cal", "bb", "frak", NUMBER})
"""Styles that make another letter of a letter."""


def head(name: Name) -> Head:
    """What identifies a symbol apart from its scripts: the letter, its accents, and a style that makes another letter of it."""
    style = name.style if name.style in STYLES else ""
    return _SAME.get(name.base, name.base), tuple(_SAME.get(a, a) for a in name.accents), style


def items(scripts: tuple[Script, ...]) -> tuple[Item, ...]:
    """The items of all scripts on one side, in order."""
    return tuple((item, script.bracket) for script in scripts for item in script.items)


@dataclass(frozen=True)
class Match:
    """What a pattern's letters stand for, and what was left over below and above."""

    letters: dict[str, Node] = field(default_factory=dict)
    below: tuple[Item, ...] = ()
    above: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """A way to write a symbol; ``letters`` are those that stand for any index, but for the ``exact`` ones, which stand for
    themselves (or for a number, which may be that of any letter); with ``others``, letters of
    something else, a letter stands for any but these.

    ``primes`` is the number of primes that belong to the symbol.
    """

    head: Head
    below: tuple[Item, ...] = ()
    above: tuple[Item, ...] = ()
    letters: frozenset[str] = frozenset()
    primes: int = 0
    exact: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    @staticmethod
    def of(name: Name, letters: frozenset[str] = frozenset()) -> Pattern:
        """The pattern that a name in a table stands for."""
        return Pattern(head(name), items(name.sub), items(name.sup), letters, name.primes)

    @property
    def specific(self) -> tuple[int, int]:
        """How much a pattern says: by its scripts, and by those that are no letters for any index."""
        scripts = (*self.below, *self.above)
        return len(scripts), sum(letter_of(item) not in self.letters for item, _ in scripts)

    @property
    def shape(self) -> tuple[object, ...]:
        """What two patterns have in common that differ in their letters only."""

        def mark(item: Item) -> object:
            return ("any", item[1]) if letter_of(item[0]) in self.letters else item

        return self.head, self.primes, tuple(map(mark, self.below)), tuple(map(mark, self.above))

    def match(self, name: Name) -> Match | None:
        """What the letters of the pattern stand for in a name, or None."""
        if head(name) != self.head:
            return None
        bound: dict[str, Node] = {}
        given = self._entry_of_label(self._plain_sums(items(name.sub)))
        below = self._consume(self.below, self._digits(given), bound, anywhere=False)
        above = self._consume(self.above, items(name.sup), bound, anywhere=True) if below is not None else None
        if below is None or above is None:
            return None
        return Match(bound, below, above)

    def _plain_sums(self, given: tuple[Item, ...]) -> tuple[Item, ...]:
        """``W_{(n+1)}`` where ``W_n`` was declared: the brackets only hold the sum together."""
        if any(bracket for _, bracket in self.below):
            return given
        return tuple((item, "" if bracket == "()" and isinstance(item, Sum) else bracket) for item, bracket in given)

    def _entry_of_label(self, given: tuple[Item, ...]) -> tuple[Item, ...]:
        """``\\delta_{z_i}`` where ``\\delta_z`` was declared: the entry i of that."""
        wanted, label = (one[0][0] if len(one) == 1 else None for one in (self.below, given))
        if not isinstance(wanted, Name) or not isinstance(label, Name) or self.letters or label.sup:
            return given
        indices = items(label.sub)
        if replace(label, sub=()) != wanted or not all(letter_of(item) in _ENTRIES for item, _ in indices):
            return given
        return ((wanted, given[0][1]), *indices)

    def _digits(self, given: tuple[Item, ...]) -> tuple[Item, ...]:
        """``a_{12}`` where ``a_{ij}`` was declared: an index of one digit for each letter."""
        number, bracket = given[0] if len(given) == 1 else (None, "")
        letters = all(letter_of(item) in self.letters for item, _ in self.below)
        if (
            not isinstance(number, Number)
            or not number.text.isdigit()
            or not len(number.text) == len(self.below) > 1
            or not letters
        ):
            return given
        return tuple((Number(digit, span=number.span), bracket) for digit in number.text)

    def _consume(
        self, wanted: tuple[Item, ...], given: tuple[Item, ...], bound: dict[str, Node], anywhere: bool
    ) -> tuple[Item, ...] | None:
        """The items that are left when the wanted ones are taken out: from the start, else from further on."""
        if not wanted:
            return given
        for start in range(len(given) - len(wanted) + 1 if anywhere else 1):
            part = given[start : start + len(wanted)]
            found: dict[str, Node] = dict(bound)
            if len(part) == len(wanted) and all(self._fits(w, g, found) for w, g in zip(wanted, part, strict=True)):
                bound |= found
                return given[:start] + given[start + len(wanted) :]
        return None

    def _fits(self, wanted: Item, given: Item, bound: dict[str, Node]) -> bool:
        if wanted[1] != given[1]:
            return False
        letter = letter_of(wanted[0])
        if letter is None or letter not in self.letters:
            return self._same(plain(wanted[0]), plain(given[0]), bound)
        if letter in self.exact and letter_of(given[0]) not in (letter, letter + "'") and not isinstance(given[0], Number):
            return False
        if self.others and not _is_other(letter_of(given[0]), self.others):
            return False
        if not is_index(given[0]) or bound.get(letter, given[0]) != given[0]:
            return False
        bound[letter] = given[0]
        return True

    def _same(self, wanted: Node, given: Node, bound: dict[str, Node]) -> bool:
        """Whether a script stands as in the pattern; the pattern's letters may stand inside: ``z^{h_j}``, ``p_{j|i}``."""
        if wanted == given:
            inside = (letter_of(node) for node in walk(wanted)) if self.letters else ()
            bound.update({letter: Name(letter) for letter in inside if letter in self.letters and letter not in bound})
            return True
        if (pairs := _inside(wanted, given)) is not None:
            return all(self._fits((w, ""), (g, ""), bound) for w, g in pairs)
        if not (isinstance(wanted, Name) and isinstance(given, Name) and head(wanted) == head(given)):
            return False
        if wanted.sup != given.sup or wanted.primes != given.primes:
            return False
        below, found = items(wanted.sub), items(given.sub)
        return len(below) == len(found) and all(self._fits(w, g, bound) for w, g in zip(below, found, strict=True))


def _inside(wanted: Node, given: Node) -> list[tuple[Node, Node]] | None:
    """What stands in the same places on both sides of a bar, ``j|i`` and ``k|l``, and side by side, ``ij|k``; None for what is
    no such script."""
    if isinstance(wanted, Relation) and isinstance(given, Relation) and wanted.op == given.op == "mid":
        return [(wanted.left, given.left), (wanted.right, given.right)]
    if isinstance(wanted, Product) and isinstance(given, Product) and len(wanted.factors) == len(given.factors):
        pairs = zip(wanted.factors, given.factors, strict=True)
        return [(w, g) for (_, w), (_, g) in pairs] if not any(sign for sign, _ in (*wanted.factors, *given.factors)) else None
    return None


def _is_other(letter: str | None, taken: frozenset[str]) -> bool:
    """Whether an index is a letter, and none of those that are taken."""
    return letter is not None and letter.split("_")[0].rstrip("'") not in taken


def plain(node: Node) -> Node:
    """A script's item without what makes no difference: bold, upright, brackets around a single item, words of one letter."""
    if isinstance(node, Group) and len(node.items) == 1:
        return plain(node.items[0])
    if isinstance(node, Words):
        return Name(node.text.strip())
    if isinstance(node, Name) and node.style:
        return Name(node.base, node.accents, "", node.primes, node.sub, node.sup)
    return node


def is_index(node: Node) -> bool:
    """Whether something can be an index (a mark such as ``*``, a word or an ellipsis can't)."""
    if isinstance(node, (Words, Dots, Relation)) or (isinstance(node, Name) and node.base in _SIGNS):
        return False
    return not (isinstance(node, Number) and "." in node.text)
