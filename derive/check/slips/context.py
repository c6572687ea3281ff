"""What stands around a line: the letters, names, sizes, sums and terms that a slip may have dropped or confused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import (
    Big,
    Call,
    Derivative,
    Fraction,
    Group,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Script,
    Scripted,
    Sum,
    Transposed,
)
from derive.check.slips.tree import looks_like_function, names, plain, walk

T = TypeVar("T", bound=Node)
_MARKS = ("T", "-1", "*")
"""What stands above a symbol and is no layer."""
MOST_NAMES = 24
MOST_PIECES = 32


@dataclass(frozen=True)
class Context:
    """The surroundings of a line, those of the line itself first.

    ``letters`` are index letters below, ``layers`` the scripts above; ``names`` are quantities; ``sums`` are sum signs with
    their limits; ``sizes`` their upper limits; ``factors`` and ``terms`` are pieces of this and of the neighbouring rows.
    ``transposed_by_letter`` says that the author writes ``^T``; ``source`` is the text that places count in.
    """

    letters: tuple[Name, ...] = ()
    layers: tuple[Node, ...] = ()
    names: tuple[Name, ...] = ()
    sums: tuple[Big, ...] = ()
    sizes: tuple[Node, ...] = ()
    factors: tuple[Node, ...] = ()
    terms: tuple[Node, ...] = ()
    functions: frozenset[str] = frozenset()
    transposed_by_letter: bool = False
    hadamard: str = "odot"
    source: str = ""
    of_one: bool = False
    """Whether there is one example alone: no sum over several of them is lost."""
    labelled: frozenset[Name] = frozenset()
    """Symbols of whole arrays, whose letters below are labels: ``W_{hy}`` (see :func:`bare`)."""

    @staticmethod
    def of(
        row: Row,
        document: Document | None = None,
        extra: Iterable[Node] = (),
        marks: frozenset[str] = frozenset(),
        others: bool = False,
    ) -> Context:
        """The context of a row: its own symbols, then those of the rows around it, then those of the whole document.

        ``extra`` are further formulas to take pieces from, such as the right line of our own proof; ``marks`` are letters that
        may be left out (the t of a single step): no index is confused with them; ``others``: what the text says elsewhere of
        the same left side is near, too.
        """
        near = [row, *_neighbours(row, document, others)]
        formulas = [side for r in near for side in r.sides]
        distant = _pieces_of(document.rows) if document else ()
        found = _of_pieces(_pieces([*extra, *formulas]), distant)
        letters = tuple(letter for letter in found.letters if letter.base not in marks)
        return replace(found, letters=letters, source=document.text if document else "")


def _neighbours(row: Row, document: Document | None, others: bool) -> Iterator[Row]:
    """The other rows with the same left side (if they are asked for), then those of the same display, the nearest first."""
    rest = [r for r in document.rows if r.number != row.number] if document else []
    same = _left(row)
    near = [r for r in rest if others and same is not None and _left(r) == same]
    near += [r for r in rest if r.block == row.block and r not in near]
    yield from sorted(near, key=lambda r: (not others or _left(r) != same, abs(r.number - row.number)))


def _left(row: Row) -> Node | None:
    """What a row says something of, the beginning of its chain."""
    return row.claims[0].compared if row.claims else None


def of_formulas(formulas: Sequence[Node]) -> Context:
    """The context of formulas."""
    return _of_pieces(_pieces(formulas), ())


def _pieces(formulas: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(dict.fromkeys(found for formula in formulas for _, found in walk(formula)))


@lru_cache(maxsize=16)
def _pieces_of(rows: tuple[Row, ...]) -> tuple[Node, ...]:
    """What stands anywhere in a text, each piece once: many rows ask for it."""
    return _pieces(side for row in rows for side in row.sides)


def _of_pieces(pieces: Sequence[Node], distant: Sequence[Node]) -> Context:
    """Everything from the near pieces, names and functions from the distant ones, too."""
    symbols = [p for p in pieces if isinstance(p, Name)]
    sums = _distinct(replace(p, body=Name("?")) for p in [*pieces, *distant] if isinstance(p, Big))
    return Context(
        letters=tuple(_distinct([*_letters(symbols), *_sum_letters(pieces)])),
        layers=tuple(_distinct(s.items[0] for n in symbols for s in n.sup if len(s.items) == 1 and s.raw not in ("T", "2"))),
        names=tuple(_quantities([*symbols, *(p for p in distant if isinstance(p, Name))]))[:MOST_NAMES],
        sums=tuple(p for p in sums if isinstance(p, Big))[:MOST_NAMES],
        sizes=tuple(_distinct([*_upper_limits(sums), *_usual_sizes([*pieces, *distant])])),
        factors=tuple(_distinct(_factors(pieces)))[:MOST_PIECES],
        terms=tuple(_distinct(_terms(pieces)))[:MOST_PIECES],
        functions=frozenset(_functions([*pieces, *distant])),
        transposed_by_letter=any(s.raw == "T" for p in [*pieces, *distant] if isinstance(p, (Name, Scripted)) for s in p.sup),
        hadamard=next((sign for p in [*pieces, *distant] for sign in _hadamards(p)), "odot"),
    )


def _quantities(names: Iterable[Name]) -> list[Name]:
    """One name of each quantity: the first, whatever its indices."""
    found: dict[Name, Name] = {}
    for name in names:
        found.setdefault(replace(name, sub=()), name)
    return list(found.values())


def _letters(symbols: Iterable[Name]) -> Iterator[Name]:
    for name in symbols:
        for item in (item for script in name.sub for item in script.items):
            yield from (plain_name(found) for found in names(item))


def _sum_letters(pieces: Iterable[Node]) -> Iterator[Name]:
    for big in (p for p in pieces if isinstance(p, Big)):
        for limit in big.under:
            found = limit.left if isinstance(limit, Relation) else limit
            if isinstance(found, Name):
                yield plain_name(found)


def plain_name(name: Name) -> Name:
    """A name without its scripts."""
    found = plain(name)
    assert isinstance(found, Name)
    return found


def _upper_limits(sums: Iterable[Node]) -> Iterator[Node]:
    yield from (big.upper for big in sums if isinstance(big, Big) and big.upper is not None)


def _usual_sizes(pieces: Iterable[Node]) -> Iterator[Name]:
    """Sizes that stand under a one: ``1/N``."""
    for piece in pieces:
        if isinstance(piece, Fraction) and isinstance(piece.under, Name) and piece.under.base in "NmMnBDd":
            yield piece.under


def _factors(pieces: Iterable[Node]) -> Iterator[Node]:
    """Factors of products, a function with its argument as one."""
    for piece in pieces:
        if isinstance(piece, Product):
            yield from (unit for _, unit in units(piece))


def _terms(pieces: Iterable[Node]) -> Iterator[Node]:
    for piece in pieces:
        if isinstance(piece, Sum):
            yield from (term for _, term in piece.terms)


def units(product: Product, functions: frozenset[str] = frozenset()) -> list[tuple[str, Node]]:
    """The factors of a product, where a letter that is followed by a bracket stays with it if it looks like a function, and a
    ``d`` with what it marks (``dZ`` is one symbol in two letters)."""
    found: list[tuple[str, Node]] = []
    for sign, factor in product.factors:
        before = found[-1][1] if found else None
        if sign == "" and isinstance(before, Name) and _belongs(before, factor, functions):
            found[-1] = (found[-1][0], Product((("", before), ("", factor)), span=(before.span[0], factor.span[1])))
        else:
            found.append((sign, factor))
    return found


def _belongs(head: Name, factor: Node, functions: frozenset[str]) -> bool:
    """Whether a name makes one unit with what follows: the argument of a function, the symbol behind a ``d``."""
    if isinstance(factor, Group):
        return looks_like_function(head, functions)
    marked = factor.body if isinstance(factor, (Transposed, Scripted)) else factor
    return head == Name("d") and isinstance(marked, Name)


def _functions(pieces: Iterable[Node]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Product):
            for (_, first), (sign, second) in zip(piece.factors, piece.factors[1:], strict=False):
                if sign == "" and isinstance(first, Name) and first.primes and isinstance(second, Group):
                    yield first.base


def _hadamards(piece: Node) -> Iterator[str]:
    if isinstance(piece, Product):
        yield from (sign for sign, _ in piece.factors if sign in ("odot", "circ"))


def _distinct(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))


def has_layers(name: Name, context: Context) -> bool:
    """Whether what stands above a symbol is its layer (or a time): a letter, or a number where others stand elsewhere, and
    nothing never."""
    above = layers_of(name)
    if any(script.bracket or any(True for item in script.items for _ in names(item)) for script in above):
        return True
    same = [n for n in context.names if (n.base, n.accents, n.style) == (name.base, name.accents, name.style)]
    others = [[item for script in layers_of(n) for item in script.items] for n in same if layers_of(n) not in ((), above)]
    exponents = any(not layers_of(n) for n in same)
    return bool(above) and not exponents and any(all(isinstance(item, Number) for item in items) for items in others)


def layers_of(name: Name) -> tuple[Script, ...]:
    """What stands above a symbol and is no mark (a transpose, an inverse, a star)."""
    return tuple(script for script in name.sup if script.raw not in _MARKS)


def bare(name: Name) -> Name:
    """A symbol without what stands above it."""
    return replace(name, primes=0, sup=())


def is_matrix_like(node: Node, context: Context = Context()) -> bool:  # nothing changes it
    """Whether a factor may be a whole vector or matrix: no indices below (but labels); a bracket, a transpose, a derivative, a
    diagonal matrix."""
    if isinstance(node, Name):
        return bare(node) in context.labelled or not any(
            len(item.base) == 1 for script in node.sub for item in script.items if isinstance(item, Name)
        )
    if isinstance(node, Call):
        return node.head.base == "diag"
    return isinstance(node, (Group, Transposed, Scripted, Derivative, Product, Fraction))
