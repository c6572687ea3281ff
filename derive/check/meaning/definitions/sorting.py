"""Scripts sorted into labels, indices and exponents, by how a symbol is used all through a text.

``W_{hx}`` has a label, ``w_{jk}`` has two indices, ``h^{t-1}`` is a step of a sequence, ``x^2`` a power: what stands
at the same place of the same letter elsewhere decides.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from derive.check.meaning.notation.patterns import Head, Item, head, items, plain
from derive.check.meaning.trees import is_set, letter_of
from derive.check.reading.syntax import CLASS, Group, Name, Node, Number, Sum, Words
from derive.check.reading.tree import walk
from derive.check.reading.vocabulary import LETTERS

INDEX_LETTERS = frozenset("ijklmnpqrstuv")
_STEPS = frozenset("tlinmkj")
_MARKS = frozenset({"T", "top", "intercal", "prime", "mathsf T", "mathrm T", "dagger"})


@dataclass(frozen=True)
class Key:
    """A symbol with its labels: what two names have in common that mean parts of one quantity."""

    head: Head
    below: tuple[Item, ...] = ()
    above: tuple[Item, ...] = ()
    primes: int = 0
    arity: int = 0
    """The number of indices, where the same letter is defined with fewer, too: ``L_i`` beside ``L``."""
    own: bool = False
    """Whether the specification has a quantity of the same name that is something else."""

    @property
    def name(self) -> str:
        """An identifier for the quantity: ``W_hx``, ``hat a``, ``W(1)``."""
        base, accents, style = self.head
        text = " ".join((*accents, *((style,) if style else ()), base)) + "'" * self.primes
        text += "_" + ",".join(_text(item) for item, _ in self.below) if self.below else ""
        text += "".join(f"^{b[:1]}{_text(item)}{b[1:]}" for item, b in self.above)
        return text + ("_" + "i" * self.arity if self.arity else "") + (" of the text" if self.own else "")


@dataclass(frozen=True)
class Sorted:
    """A name taken apart: indices below and above (with the bracket they stand in), and exponents that are left."""

    key: Key
    below: tuple[Node, ...]
    above: tuple[Item, ...]
    rest: tuple[Item, ...]

    @property
    def indices(self) -> tuple[Node, ...]:
        """All indices in the order of the axes: those above (steps, layers, examples) first."""
        return (*(node for node, _ in self.above), *self.below)


class Sorter:
    """Sorts the scripts of the names of one text; ``declared`` names have indices wherever they have letters; ``bound`` are
    the letters that its sums run over, whatever letters these are."""

    def __init__(
        self,
        names: Iterable[Name],
        declared: Iterable[Name] = (),
        bound: frozenset[str] = frozenset(),
        labels: frozenset[str] = frozenset(),
        others: Container[str] = (),
        alone: bool = False,
    ) -> None:
        """``labels`` are letters that count nothing in this text; ``others`` names of quantities that it does not define;
        ``alone``: there is no specification that tells the numbers of layers."""
        self._bound, self._labels, self._others = bound, labels, others
        self._below: dict[tuple[Head, int, int], set[str]] = {}
        self._above: dict[tuple[Head, str], set[str]] = {}
        self._letters: dict[tuple[Head, str], set[str]] = {}
        self._bare: set[Head] = set()
        self._indexed: set[tuple[Head, str]] = set()
        names, declared = list(names), list(declared)
        self._standing: set[Head] = set()
        for name in (*names, *declared):
            top = head(name)
            if name == Name(name.base):
                self._standing.add(top)
            for at, kind in enumerate(kinds := self._kinds(name)):
                self._below.setdefault((top, len(kinds), at), set()).add(kind)
            above = [(item, bracket) for item, bracket in items(name.sup) if not is_mark(item)]
            for item, bracket in above:
                self._above.setdefault((top, bracket), set()).add(_kind(item, self._bound))
                self._letters.setdefault((top, bracket), set()).update(filter(None, [_capital(item), letter_of(item)]))
            if not [1 for item, _ in above if _kind(item, self._bound) != "number"]:
                self._bare.add(top)
        self._layers = _with_layers([*names, *declared]) if alone else frozenset()
        counted = {place for place, letters in self._letters.items() if any(letter.islower() for letter in letters)}
        capital = {letter for place in counted for letter in self._letters[place] if letter.isupper()}
        self._last = frozenset(capital)
        for top, below in _different(declared):
            for at, found in enumerate(below):
                if len(found) > 1:  # W_{xi} and W_{hf}, each declared for itself: the letters are labels
                    self._below.setdefault((top, len(below), at), set()).add("label")
        for name in declared:
            self._indexed |= {(head(name), bracket) for item, bracket in items(name.sup) if letter_of(item)}

    def _kinds(self, name: Name) -> list[str]:
        """What each subscript of a name is; capital letters alone are a word: ``D_{KL}``."""
        below = [item for item, _ in items(name.sub)]
        if len(below) > 1 and all(map(_capital, below)):
            return ["label"] * len(below)
        return [_kind(item, self._bound) for item in below]

    def may_count(self, letter: str) -> bool:
        """Whether a letter is one that counts, usually or in this text."""
        return letter in INDEX_LETTERS or letter in self._bound

    def _is_quantity(self, item: Node) -> bool:
        """Whether a Greek letter stands in the text as a factor, too: the gamma of ``\\gamma p^\\gamma`` is an exponent."""
        plain_letter = isinstance(item, Name) and item == Name(item.base) and len(item.base) > 1 and item.base.islower()
        return plain_letter and isinstance(item, Name) and item.base in LETTERS and head(item) in self._standing

    def is_last(self, index: Node) -> bool:
        """Whether an index is the number of the last layer or step: ``a^L`` beside ``a^l``."""
        return _capital(index) in self._last

    def split(self, name: Name) -> Sorted:
        """The parts of a name."""
        top = head(name)
        labels_below: list[Item] = []
        indices: list[Node] = []
        below = items(name.sub)
        for at, (item, bracket) in enumerate(below):
            if self._is_label_below((top, len(below), at), item):
                labels_below.append((plain(item), bracket))
            else:
                indices.append(item)
        labels_above: list[Item] = []
        above: list[Item] = []
        rest: list[Item] = []
        for item, bracket in items(name.sup):
            kind = self._above_kind(top, item, bracket)
            target = {"label": labels_above, "index": above, "rest": rest}[kind]
            target.append((plain(item), bracket) if kind == "label" else (item, bracket))
        key = Key(top, tuple(labels_below), tuple(labels_above), name.primes)
        key = replace(key, own=True) if key.name in self._others else key
        return Sorted(key, tuple(indices), tuple(above), tuple(rest))

    def _is_label_below(self, place: tuple[Head, int, int], item: Node) -> bool:
        kinds = self._below.get(place, set())
        kind = _kind(item, self._bound)
        if kind in ("word", "label") or (isinstance(item, Name) and item.base in self._labels):
            return True
        if kind == "number":
            return not kinds & {"letter", "expression"}
        if kind == "size":
            return "label" in kinds and "expression" not in kinds
        # Where other names stand at the same place as labels (W_c, W_f, W_o), a letter (W_i) is one, too.
        return kind == "letter" and "label" in kinds and "expression" not in kinds

    def _above_kind(self, top: Head, item: Node, bracket: str) -> str:
        kind = _kind(item, self._bound)
        kinds = self._above.get((top, bracket), set())
        if is_mark(item):
            return "rest"
        if top[0] in ("e", "exp") and not bracket:
            return "rest"
        if not bracket and letter_of(item) in self._labels:
            return "label"
        if bracket:
            return "label" if kind in ("number", "word", "label") and not kinds & {"letter", "expression"} else "index"
        if self.is_last(item):
            return "index"
        if kind in ("word", "label") and not bracket and self._is_quantity(item):
            return "rest"
        if kind in ("word", "label"):
            return "label"
        if kind in ("power", "class"):
            return "rest"
        if (top, bracket) in self._indexed:
            return "index"
        last = bool(self._letters.get((top, bracket), set()) & self._last)
        stepped = (last or bool(kinds & {"letter", "expression"})) and (top not in self._bare or "expression" in kinds)
        if top in self._layers:
            return "index" if kinds & {"letter", "expression"} else "label"
        if kind == "number":
            return "index" if stepped and not _is_power(item) else "rest"
        return "index" if stepped else "rest"


def _with_layers(names: Iterable[Name]) -> frozenset[Head]:
    """The letters whose numbers above are those of layers, ``z^1 = W^1 x``, ``a^2``: nobody writes a first power, and where
    several letters have a one above, and none of them ever stands without a number, that is how the text counts."""
    numbers: dict[Head, set[str]] = {}
    for name in names:
        above = [item for item, bracket in items(name.sup) if not bracket and not is_mark(item)]
        found = {item.text if isinstance(item, Number) else letter_of(item) or "?" for item in above[:1]}
        numbers.setdefault(head(name), set()).update(found or {""})
    always = {top for top, found in numbers.items() if "" not in found}
    return frozenset(always) if sum("1" in numbers[top] for top in always) > 1 else frozenset()


def _different(declared: Iterable[Name]) -> Iterable[tuple[Head, list[set[Node]]]]:
    """For each head what stands below it at the first place, the second, ... in the declared names of one length."""
    found: dict[tuple[Head, int], list[set[Node]]] = {}
    for name in declared:
        below = [plain(item) for item, _ in items(name.sub)]
        places = found.setdefault((head(name), len(below)), [set() for _ in below])
        for place, item in zip(places, below, strict=True):
            place.add(item)
    return [(top, places) for (top, _), places in found.items()]


def _capital(item: Node) -> str:
    """A plain capital letter, and nothing else."""
    if not isinstance(item, Name) or item.sub or item.sup or item.accents or item.style:
        return ""
    return item.base if len(item.base) == 1 and item.base.isupper() else ""


def is_mark(node: Node) -> bool:
    """Whether a script can only be a transpose or the like."""
    return isinstance(node, Name) and not node.sub and not node.sup and node.base in _MARKS


def _kind(item: Node, bound: frozenset[str] = frozenset()) -> str:
    """``number``, ``letter`` (an index letter), ``expression`` of index letters, ``class`` (an index that is a
    quantity), ``size``, ``label``, ``word``, or ``power``: nothing that can be an index."""
    if isinstance(item, Name) and is_set(item):
        return "label"
    item = plain(item)
    if isinstance(item, Group) and len(item.items) == 1:
        item = item.items[0]
    if isinstance(item, Number):
        return "number"
    if isinstance(item, Words):
        return "word"
    if isinstance(item, Name):
        if CLASS in item.accents:
            return "class"
        if item.sub and len(item.base) == 1 and (item.base in INDEX_LETTERS or item.base in "yc"):
            return "class"  # a class index y_i, or i_1
        if item.sup or item.accents:
            return "label"
        if len(item.base) > 1 and letter_of(item) is None:
            return "word"
        if item.base in INDEX_LETTERS or item.base in bound or (letter_of(item) and item.base not in _ALPHABET):
            return "letter"
        if item.base == ":":
            return "number"  # all rows or columns
        return "size" if item.base.isupper() else "label"
    names = [node for node in walk(item) if isinstance(node, Name)]
    if not names:
        return "number"
    return "expression" if all(_kind(name, bound) in ("letter", "size") for name in names) else "power"


_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _is_power(item: Node) -> bool:
    return (isinstance(item, Number) and item.text == "2") or isinstance(item, Sum)


def _text(item: Node) -> str:
    if isinstance(item, Number):
        return item.text
    return item.base if isinstance(item, Name) else "?"
