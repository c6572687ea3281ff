"""The symbols that rows mention: which ones, which are called like functions, and with what arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Big, Call, Fraction, Group, Indicator, Name, Node, Product, Relation, Root, Scripted
from derive.check.reading.tree import children, walk


def arguments_of(rows: Iterable[Row]) -> Iterator[Name]:
    """Bare symbols that stand alone in the brackets of a function on a left side: ``z`` in ``f'(z) = ...``."""
    for row in rows:
        for claim in row.claims:
            name, arguments = applied(claim.left)
            if name is not None and len(arguments) == 1 and isinstance(arguments[0], Name):
                if not arguments[0].sub and not arguments[0].sup:
                    yield arguments[0]


def applied(left: Node) -> tuple[Name | None, tuple[Node, ...]]:
    """A name, and what stands in brackets after it."""
    if isinstance(left, Name):
        return left, ()
    if isinstance(left, Call):
        return left.head, arguments_in(left.args)
    if isinstance(left, Product) and len(left.factors) == 2 and left.factors[1][0] == "":
        first, second = left.factors[0][1], left.factors[1][1]
        if isinstance(first, Name) and isinstance(second, Group) and second.open == "(":
            return first, second.items
    return None, ()


def arguments_in(args: tuple[Node, ...]) -> tuple[Node, ...]:
    """The arguments of a call, without the bracket around them."""
    if len(args) == 1 and isinstance(args[0], Group):
        return args[0].items
    return args


def mentioned(rows: Iterable[Row]) -> Iterator[Name]:
    """All symbols of all claims, but the letters that indices and sums use."""
    for row in rows:
        for claim in row.claims:
            for side in (claim.left, claim.right):
                yield from symbols_in(side)


def compared(rows: Iterable[Row]) -> Iterator[str]:
    """Small letters that a text compares with an index letter: the a of ``1_{i=a}`` counts as i does."""
    for row in rows:
        for claim in row.claims:
            for node in (*walk(claim.left), *walk(claim.right)):
                if isinstance(node, Relation) and node.op in ("=", "!="):
                    sides = [
                        side.base for side in (node.left, node.right) if isinstance(side, Name) and side == Name(side.base)
                    ]
                    if len(sides) == 2 and INDEX_LETTERS.intersection(sides):
                        yield from (base for base in sides if len(base) == 1 and base.islower())


def _is_class(index: Name) -> bool:
    """Whether an index is a quantity, ``y_i``, and no letter with a number, ``i_1``."""
    return bool(index.sub) and not (index.base in INDEX_LETTERS and letter_of(index))


def symbols_in(node: Node) -> Iterator[Name]:
    """The symbols of an expression: letters that count something are none."""
    if isinstance(node, Name):
        yield node
        for script in node.sub:
            for item in script.items:
                yield from (inner for inner in walk(item) if isinstance(inner, Name) and _is_class(inner))
        for script in node.sup if node.base in ("e", "exp") else ():
            for item in script.items:
                yield from symbols_in(item)
        return
    if isinstance(node, Scripted):
        yield from symbols_in(node.body)
        for script in node.sup:
            for item in script.items:
                yield from symbols_in(item)
        return
    if isinstance(node, Big):
        bound = {letter for item in node.under for inner in walk(item) if (letter := letter_of(inner)) is not None}
        yield from (name for name in symbols_in(node.body) if letter_of(name) not in bound)
        return
    if isinstance(node, Call):
        for argument in node.args:
            yield from symbols_in(argument)
        return
    for child in children(node):
        yield from symbols_in(child)


_OPERATORS = frozenset({"min", "max", "argmin", "argmax", "arg", "sup", "inf", "lim", "nabla", "partial", "E"})


def index_letters(rows: Iterable[Row]) -> tuple[frozenset[str], frozenset[str]]:
    """The letters that stand as an index somewhere (in a script, below a sum, in a condition), and those that surely are
    one: a sum or a condition binds them, or they index two symbols."""
    bound: set[str | None] = set()
    indexed: dict[str | None, set[Head | None]] = {}
    for row in rows:
        sides = [side for claim in row.claims for side in (claim.left, claim.right)]
        for node in (inner for part in (*sides, *row.expressions) for inner in walk(part)):
            if isinstance(node, Big) and node.kind in ("sum", "prod"):  # the u of min_u is no index
                bound |= {letter_of(inner) for item in node.under for inner in walk(item)}
            elif isinstance(node, Indicator):
                bound |= {letter_of(inner) for inner in walk(node)}
            elif isinstance(node, (Name, Scripted)):
                if isinstance(node, Name) and node.base in _OPERATORS:
                    continue  # min_u, E_x: what stands below is no index
                top = head(node) if isinstance(node, Name) else None
                for script in (*node.sub, *node.sup):
                    for inner in walk(script):
                        indexed.setdefault(letter_of(inner), set()).add(top)
        bound |= {letter_of(inner) for condition in row.conditions for inner in walk(condition)}
    every = bound | set(indexed)
    surely = bound | {letter for letter, heads in indexed.items() if len(heads) > 1}
    return frozenset(x for x in every if x is not None), frozenset(x for x in surely if x is not None)


def lonely(rows: Iterable[Row]) -> frozenset[str]:
    """The letters that stand nowhere but below one symbol, which never stands without: the k of ``d_k`` counts nothing."""
    rows = list(rows)
    every, sure = index_letters(rows)
    below: dict[str, set[Head]] = {}
    bare: set[Head] = set()
    for name in mentioned(rows):
        letters = [letter_of(item) for script in name.sub for item in script.items]
        if not letters:
            bare |= {head(name), (name.base, (), "")}
        for letter in letters:
            below.setdefault(letter or "", set()).add(head(name))
    single = {letter for letter, heads in below.items() if len(heads) == 1 and not heads & bare}
    alone = {name.base for name in mentioned(rows)}
    return frozenset(letter for letter in single & every if letter not in sure and letter not in alone)


def divisors(rows: Iterable[Row]) -> Iterator[Head]:
    """The capital letters by which something is divided, and the symbols by whose root it is: numbers, and no matrices."""
    for row in rows:
        for part in (side for claim in row.claims for side in (claim.left, claim.right)):
            for node in walk(part):
                under = node.under if isinstance(node, Fraction) else None
                factors = [factor for _, factor in under.factors] if isinstance(under, Product) else [under]
                roots = (one.body for one in factors if isinstance(one, Root))
                yield from (head(one) for one in roots if isinstance(one, Name))
                yield from (head(one) for one in factors if isinstance(one, Name) and one.base.isupper() and not one.sub)


def summed(rows: Iterable[Row]) -> frozenset[str]:
    """The small letters that sums and products run over."""
    found: set[str] = set()
    for row in rows:
        for part in (side for claim in row.claims for side in (claim.left, claim.right)):
            for node in walk(part):
                if isinstance(node, Big) and node.kind in ("sum", "prod"):
                    under = [item.left if isinstance(item, Relation) else item for item in node.under]
                    found |= {item.base for item in under if isinstance(item, Name) and letter_of(item) == item.base}
    return frozenset(letter for letter in found if letter.islower())


def called(rows: Iterable[Row], taken: Iterable[Head] = ()) -> dict[Head, int]:
    """Heads that stand before a bracket wherever they stand (or have primes there), with the number of arguments."""
    counts: dict[Head, list[int]] = {}
    alone: set[Head] = set()
    primed: set[Head] = set()

    def look(node: Node) -> None:
        if isinstance(node, Product):
            factors = [factor for _, factor in node.factors]
            for at, factor in enumerate(factors):
                after = node.factors[at + 1] if at + 1 < len(factors) else None
                if isinstance(factor, Name):
                    group = after[1] if after is not None and after[0] == "" else None
                    group = group.body if isinstance(group, Scripted) else group
                    if isinstance(group, Group) and group.open in ("(", "[") and _can_be_called(factor):
                        counts.setdefault(head(factor), []).append(len(group.items))
                        if factor.primes:
                            primed.add(head(factor))
                    else:
                        alone.add(head(factor))
                else:
                    look(factor)
            return
        if isinstance(node, Call):
            if head(node.head) not in taken:
                counts.setdefault(head(node.head), []).append(len(arguments_in(node.args)))
            for argument in node.args:
                look(argument)
            return
        if isinstance(node, Name):
            alone.add(head(node))
            return
        for child in children(node):
            look(child)

    for row in rows:
        for claim in row.claims:
            look(claim.left)
            look(claim.right)
    found = {top: max(sizes) for top, sizes in counts.items() if top not in taken}
    return {top: size for top, size in found.items() if top in primed or top not in alone or size > 1}


def _can_be_called(name: Name) -> bool:
    return not any(script.bracket for script in name.sup)
