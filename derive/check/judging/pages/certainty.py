"""How sure the reading of a row is: in a world that was read from the text alone, a symbol may have been misread.

A row that differs is wrong if its reading is certain: every quantity in it is the specification's or declared, is computed
from such ones, or has been confirmed by another row that holds (and not because both of its sides are zero).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Protocol

from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.sorting import is_mark
from derive.check.meaning.notation.constants import KNOWN
from derive.check.meaning.symbols import Formula, FunctionOf, GradientOf, Part, Symbols, whole
from derive.check.meaning.world import ANY_NUMBER, Quantity, World
from derive.check.reading.rows import Claim, Row, nodes
from derive.check.reading.syntax import Call, Group, Name, Node, Product, Relation, Sum, Transposed
from derive.check.reading.tree import children, walk

_DEPTH = 6
"""Abbreviations within abbreviations are followed so far."""


class Reader(Protocol):
    """What is needed of a judge."""

    world: World
    symbols: Symbols


def quantities(reader: Reader, claim: Claim) -> frozenset[str]:
    """The quantities of which a claim speaks; a row that continues a chain is compared with the chain's head."""
    left = claim.compared
    return frozenset(name for side in (left, claim.right) for name in _mentioned(reader, side, _DEPTH))


def _mentioned(reader: Reader, node: Node, depth: int) -> Iterator[str]:
    if isinstance(node, Name):
        readings = reader.symbols.lookup(node)
        meaning = readings[0].meaning if readings else None
        if isinstance(meaning, GradientOf):
            yield meaning.part.quantity
            yield from filter(None, [meaning.of or reader.world.cost])
        elif isinstance(meaning, Part):
            yield meaning.quantity
        elif isinstance(meaning, Formula) and depth:
            yield from _mentioned(reader, meaning.node, depth - 1)
    for child in children(node):
        yield from _mentioned(reader, child, depth)


def names_gradient(reader: Reader, name: Name) -> bool:
    """Whether a symbol was introduced for a gradient, and means nothing else."""
    readings = reader.symbols.lookup(name)
    return bool(readings) and isinstance(readings[0].meaning, GradientOf)


def sure(world: World, confirmed: Iterable[str]) -> frozenset[str]:
    """What the specification or a declaration vouches for, what was confirmed, and what is computed from that alone."""
    base, rules = world.specification, list(world.rules)
    if base is world:
        return frozenset(world.quantities)
    found = {*confirmed, *(base.quantities if base is not None else ())}
    found |= {name for name, quantity in world.quantities.items() if quantity.role in ("input", "constant")}
    found |= _fitted(world) | _arguments(world)
    found |= set(_summands(world, found, rules))
    known = set(world.quantities) if base is not None else set().union(*(rule.reads for rule in rules))  # all else is formulas
    known -= set(KNOWN) - set(world.quantities)  # the number e
    todo = {rule.quantity: (set(rule.reads) & known) - {rule.quantity} for rule in rules}
    for _ in range(len(todo)):
        more = {name for name, reads in todo.items() if reads <= found} - found
        if not more:
            break
        found |= more
    return frozenset(found) - (world.ambiguous if base is None else frozenset())


def _fitted(world: World) -> set[str]:
    """Free symbols in definitions whose sizes all are ones that the text states: their shapes are no guess."""
    stated = {axis.size for quantity in world.quantities.values() if quantity.role == "input" for axis in quantity.axes}
    used = {name for rule in world.rules if rule.node is not None for name in rule.reads}
    free = {name: quantity for name, quantity in world.quantities.items() if quantity.role == "free" and name in used}
    return {name for name, one in free.items() if one.axes and all(axis.size in stated for axis in one.axes)}


def _arguments(world: World) -> set[str]:
    """The numbers of which the text takes functions: what it says of ``a(z)`` holds for any z."""
    free = {name for name, quantity in world.quantities.items() if quantity.role == "free" and not quantity.axes}
    return {name for name in free if f"{ANY_NUMBER}{name}" in world.quantities}


def _summands(world: World, known: set[str], rules: Iterable[Any]) -> Iterator[str]:
    """The free quantities that are added, as they stand, to make something that is known: a bias has the shape of the sum."""
    symbols = world.symbols
    for rule in rules if symbols is not None else ():
        for _, term in rule.node.terms if rule.quantity in known and isinstance(rule.node, Sum) else ():
            part = whole(symbols.lookup(term) if isinstance(term, Name) and symbols is not None else ())
            if isinstance(part, Part) and _sizes(world, part.quantity) == _sizes(world, rule.quantity):
                yield part.quantity


def _sizes(world: World, name: str) -> list[str]:
    return [axis.size for axis in world.quantities[name].axes]


_CONFIRMED = 3
"""A cost that nothing defines is understood if so many other rows about it hold."""


def doubtful_costs(world: World, asked: frozenset[str], seen: Iterable[tuple[int, frozenset[str]]], row: int) -> frozenset[str]:
    """The costs in a row that nothing defines, and that too few other rows confirm."""
    if world.scoped:
        return frozenset()
    opened = asked & world.opened
    held = [names for number, names in seen if number != row] if opened else []
    return frozenset(cost for cost in opened if sum(cost in names for names in held) < _CONFIRMED)


def square(world: World, asked: Iterable[str]) -> frozenset[str]:
    """The free matrices behind quantities that were guessed to be square: vectors may lie along their rows or columns."""
    if world.specification is not None:
        return frozenset()
    free = [q for q in world.quantities.values() if q.role == "free" and len(q.axes) > 1]
    # A capital letter is square where products with it say so; a small one (x_{ij}) by its indices, which may be misread.
    guessed = [q for q in free if _is_square(q) and (_is_small(q.name) or _is_alone(world, q))]
    return frozenset(q.name for q in guessed for name in asked if name in world.quantities and world.depends(name, q.name))


def _is_square(quantity: Quantity) -> bool:
    return len({axis.size for axis in quantity.axes}) == 1


def _is_small(name: str) -> bool:
    return name.split(" ")[-1][0].islower()


def _is_alone(world: World, quantity: Quantity) -> bool:
    """Whether nothing that is not computed has the size of a square matrix: then nothing says that it is one."""
    free = [q for q in world.quantities.values() if q.role in ("free", "input", "constant") and q.name != quantity.name]
    computed = {rule.quantity for rule in world.rules}
    return not any(axis.size == quantity.axes[-1].size for q in free if q.name not in computed for axis in q.axes)


def loose_functions(reader: Reader, node: Node) -> frozenset[str]:
    """The functions in an expression of which nothing is known, not even what they are used for."""
    return frozenset(_loose(reader, node))


def _loose(reader: Reader, node: Node) -> Iterator[str]:
    world = reader.world
    if isinstance(node, Name):
        readings = reader.symbols.lookup(node)
        meaning = readings[0].meaning if readings else None
        if isinstance(meaning, FunctionOf) and meaning.function in world.text_functions:
            rules = [rule.node for rule in world.rules if rule.node is not None]
            if not any(_calls(reader, rule, meaning.function) for rule in rules):
                yield meaning.function
    for child in (node.left,) if isinstance(node, Relation) and node.op == "in" else children(node):  # a set is no value
        yield from _loose(reader, child)


def functions_alone(reader: Reader, claim: Claim) -> Iterator[Name]:
    """The functions in a claim that stand without their arguments, where no declaration says of what they are taken; one with a
    prime, or of a layer, is taken of what that layer computes."""
    nodes = [node for side in (claim.compared, claim.right) for node in walk(side)]
    called: list[Node] = [node.head for node in nodes if isinstance(node, Call)]
    products = [node.factors for node in nodes if isinstance(node, Product)]
    called += [f for every in products for (_, f), (sign, b) in pairwise(every) if not sign and isinstance(b, Group)]
    for node in (symbol for side in (claim.compared, claim.right) for symbol in symbols_in(side)):
        if not (node.primes or node.sub or node.sup or any(node is head for head in called)):
            meaning = whole(reader.symbols.lookup(node))
            if isinstance(meaning, FunctionOf) and not meaning.arguments:
                yield node


def _calls(reader: Reader, node: Node, function: str) -> bool:
    if isinstance(node, Name):
        meanings = [reading.meaning for reading in reader.symbols.lookup(node)]
        if any(isinstance(meaning, FunctionOf) and meaning.function == function for meaning in meanings):
            return True
    return any(_calls(reader, child, function) for child in children(node))


def confirmed(found: Iterable[tuple[int, Any]], row: int) -> frozenset[str]:
    """The quantities in other rows that hold: ``found`` has a row's number and its quantities."""
    return frozenset(name for number, names in found if number != row for name in names)


def raised_vectors(judge: Reader, row: Row) -> Iterator[Name]:
    """The symbols that were read as vectors to the power of a letter: ``y^{l-1}`` is more likely another symbol."""
    for name in nodes([row]):
        readings = judge.symbols.lookup(name) if isinstance(name, Name) and name.sup else ()
        part = readings[0].meaning if readings else None
        if isinstance(name, Name) and isinstance(part, Part) and sum(index is None for index in part.indices) == 1:
            if any(isinstance(rest, (Name, Sum)) and not is_mark(rest) for rest in readings[0].rest):
                yield name


def rows_counted_on(judge: Reader, row: Row) -> Iterator[Name]:
    """The symbols that were read as the row of a table that is counted on from a letter, ``X^{(k-1)}``, without a declaration:
    more likely the letter counts layers."""
    base = judge.world.specification
    for name in nodes([row]) if base is not None and not base.is_network else ():
        readings = judge.symbols.lookup(name) if isinstance(name, Name) and name.sup else ()
        part = readings[0].meaning if readings else None
        if not isinstance(name, Name) or not isinstance(part, Part) or judge.symbols.declares_exactly(name):
            continue
        axes = judge.world.quantities[part.quantity].axes
        if axes and not axes[0].kind and len(axes) > 1 and isinstance(part.indices[0], Sum):
            yield name


def turned_numbers(judge: Reader, row: Row) -> Iterator[Name]:
    """The symbols that a row transposes and that were read as numbers: ``p_u^T`` is no entry of p."""
    for node in nodes([row]):
        name = node.body if isinstance(node, Transposed) else node
        if not isinstance(name, Name):
            continue
        for reading in judge.symbols.lookup(name)[:1]:
            turned = name is not node or any(is_mark(rest) for rest in reading.rest)
            part = reading.meaning
            if turned and isinstance(part, Part) and None not in part.indices and len(part.indices) < 2:
                yield name
