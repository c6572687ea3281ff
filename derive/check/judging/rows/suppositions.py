"""What a row that differs may take for granted: symmetric matrices, unit vectors, a condition rather than a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.rows.question import Question, variables
from derive.check.judging.values import names
from derive.check.meaning.symbols import Formula, GradientOf, IndexLetter, NumberOf, Part, SizeOf
from derive.check.meaning.trees import is_zero
from derive.check.reading.changes import Change
from derive.check.reading.syntax import Big, Call, Derivative, Group, Name, Node, Number, Sum
from derive.check.reading.tree import children, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def parts(evaluator: Evaluator, symbols: frozenset[Name]) -> frozenset[str]:
    """The given vectors that symbols mean."""
    found = [names.readings_of(evaluator, symbol)[0].meaning for symbol in symbols if names.readings_of(evaluator, symbol)]
    quantities = evaluator.world.quantities
    return frozenset(
        part.quantity
        for part in found
        if isinstance(part, Part) and quantities[part.quantity].role in ("input", "parameter", "free")
    )


def square_parts(evaluator: Evaluator, symbols: frozenset[Name]) -> frozenset[str]:
    """The given square matrices that symbols mean."""
    axes = {name: evaluator.world.quantities[name].axes for name in parts(evaluator, symbols)}
    return frozenset(name for name, found in axes.items() if len(found) == 2 and found[0].size == found[1].size)


TO_BE_SOLVED = "it does not hold everywhere: a condition, as at a stationary point?"


def condition(evaluator: Evaluator, asked: Question) -> str:
    """Why a row that differs may be a condition rather than a claim: words, or nothing.

    An equation with zero is one to be solved (a stationary point); so is one between given quantities alone.
    """
    if asked.relation != "=" or (asked.head is not None and asked.left == asked.head):
        return ""
    if is_zero(asked.left) or is_zero(asked.right):
        return TO_BE_SOLVED
    if any(isinstance(node, Change) for side in asked.sides for node in walk(side)):
        return ""  # a rule of differentials
    found = [meaning for side in asked.sides for meaning in _meanings(evaluator, side)]
    parts = [meaning for meaning in found if isinstance(meaning, Part)]
    if evaluator.world.specification is not None or not parts or len(found) != len(parts):
        return ""
    given = all(evaluator.world.quantities[part.quantity].role in ("input", "free") for part in parts)
    return "it does not hold everywhere: a condition on what is given?" if given else ""


def sets_data(evaluator: Evaluator, asked: Question) -> bool:
    """Whether a row gives a number to what the specification takes as input: ``y = 1``, a case that the text looks at."""
    number = asked.right.terms[0][1] if isinstance(asked.right, Sum) and len(asked.right.terms) == 1 else asked.right
    if asked.relation != "=" or not isinstance(asked.left, Name) or not isinstance(number, Number):
        return False
    given = parts(evaluator, frozenset({asked.left})) if evaluator.world.specification is not None else ()
    return any(evaluator.world.quantities[name].role == "input" for name in given)


def active(asked: Question) -> Question | None:
    """``L = \\max(e, 0)`` as ``L = e``: what the row says where the maximum is not zero; None for other rows."""
    right = asked.right
    if not isinstance(right, Call) or right.head.base != "max" or right.head.sub:
        return None
    args = right.args[0].items if len(right.args) == 1 and isinstance(right.args[0], Group) else right.args
    others = [arg for arg in args if arg != Number("0")]
    return replace(asked, right=others[0]) if len(args) == 2 and len(others) == 1 else None


DIRECT = "on the right side, the left side stands for its direct part"
"""The convention of :func:`with_direct_part`."""


def with_direct_part(asked: Question) -> Question | None:
    """``dc_t/dc_{t-1} = ... + dc_t/dc_{t-1}``: the last one with all else held; None for other rows."""
    left, right = asked.left, asked.right
    if not isinstance(left, Derivative) or left.immediate or not isinstance(right, Sum) or (1, left) not in right.terms:
        return None
    terms = tuple((sign, replace(term, immediate=True) if term == left else term) for sign, term in right.terms)
    return replace(asked, right=replace(right, terms=terms))


def strangers(evaluator: Evaluator, asked: Question) -> frozenset[str]:
    """The symbols on the right side alone of which the specification says nothing: the row holds for some values of them."""
    world = evaluator.world
    if world.specification is None:
        return frozenset()
    given = world.specification.quantities

    def free(side: Node) -> frozenset[str]:
        found = (part.quantity for part in quantities(evaluator, replace(asked, left=side, right=side)))
        return frozenset(name for name in found if name not in given and world.quantities[name].role in ("input", "free"))

    return frozenset() if free(asked.left) else free(asked.right)


def quantities(evaluator: Evaluator, asked: Question) -> Iterator[Part]:
    """The quantities that a row speaks of, those inside of functions and abbreviations, too."""
    seen: set[Node] = set()  # w = d k / d w: an abbreviation may have its own symbol in it
    waiting = [node for side in reversed(asked.sides) for node in reversed(side.everything)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name) and names.readings_of(evaluator, node):
            meaning = names.readings_of(evaluator, node)[0].meaning
            if isinstance(meaning, Formula):
                waiting += reversed(meaning.node.everything) if meaning.node not in seen else ()
                seen.add(meaning.node)
            elif isinstance(meaning, GradientOf):
                yield Part(evaluator.world.cost or "", ())
            elif isinstance(meaning, Part):
                yield meaning


def _meanings(evaluator: Evaluator, node: Node) -> Iterator[object]:
    """What the symbols mean that stand for something; a derivative or a function means itself."""
    if isinstance(node, (Derivative, Call, Big)):
        yield node
    elif isinstance(node, Name) and names.readings_of(evaluator, node):
        meaning = names.readings_of(evaluator, node)[0].meaning
        if not isinstance(meaning, IndexLetter | SizeOf | NumberOf):
            yield meaning
    elif not isinstance(node, Name):
        for child in children(node):
            yield from _meanings(evaluator, child)


def inverted(evaluator: Evaluator, asked: Question) -> frozenset[str]:
    """The square matrices among what is given whose inverse or determinant stands in a row: covariances, but not the general
    matrix X by which a row differentiates."""
    return frozenset(name for side in asked.sides for name in _inverted(evaluator, side)) - _general(evaluator, asked)


def measured(evaluator: Evaluator, asked: Question) -> frozenset[str]:
    """The general matrices by which a row with a logarithm differentiates, and whose inverse or determinant stands in it."""
    if not any(isinstance(node, Name) and node.base in ("log", "ln") for side in asked.sides for node in walk(side)):
        return frozenset()
    return frozenset(name for side in asked.sides for name in _inverted(evaluator, side)) & _general(evaluator, asked)


def _general(evaluator: Evaluator, asked: Question) -> set[str]:
    sides = asked.sides if asked.head is None else (*asked.sides, asked.head)
    return {name for side in sides for name in variables(evaluator, side) if name in _GENERAL}


_GENERAL = ("X", "W", "U", "V", "A", "B", "M", "Y", "Z", "T")


def _inverted(evaluator: Evaluator, node: Node) -> Iterator[str]:
    bare: Node | None = None
    if isinstance(node, Name) and any(script.raw.replace(" ", "") in ("-1", "{-1}") for script in node.sup):
        bare = replace(node, sup=())
    elif isinstance(node, Group) and node.open == "|" and len(node.items) == 1:
        bare = node.items[0]
    if isinstance(bare, Name) and names.readings_of(evaluator, bare):
        meaning = names.readings_of(evaluator, bare)[0].meaning
        quantity = evaluator.world.quantities[meaning.quantity] if isinstance(meaning, Part) else None
        if quantity is not None and quantity.role != "intermediate" and len({axis.size for axis in quantity.axes}) == 1:
            if len(quantity.axes) == 2:
                yield quantity.name
    for child in children(node):
        yield from _inverted(evaluator, child)
