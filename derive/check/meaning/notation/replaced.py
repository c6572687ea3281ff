"""Symbols that have a meaning by usage, and another one by a definition of the text: that one is theirs.

``H = \\mathrm{ReLU}(M)`` is no size, though the specification has ``W1 = ["H", "D"]``; a ``\\delta_1`` that begins with
``\\partial J / \\partial Z_2`` is not the error of the first layer: the text numbers its errors as they come.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.entries import FormulaEntry
from derive.check.meaning.notation.patterns import Pattern, items
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import GradientOf, Part, SizeOf, whole
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Derivative, Name, Node, Product
from derive.check.reading.tree import walk


def replace_meanings(symbols: Dictionary, rows: Iterable[Row], by_formulas: bool) -> None:
    """Take the meanings by usage from the symbols that the text defines as something else; what is declared stays.

    Errors of a network are what usage says; in a specification by formulas (``by_formulas``) the text says what they are.
    """
    for claim in (claim for row in rows for claim in row.claims):
        left = claim.left
        if claim.inherited or claim.relation not in ("=", ":=") or not isinstance(left, Name) or symbols.declares_exactly(left):
            continue
        another = _is_array(symbols, left, claim.right) or (by_formulas and _is_later(symbols, left, claim.right))
        if another and not symbols.declares(left):
            symbols.drop(Pattern.of(left))
        elif by_formulas and _is_error(symbols, left, claim.right):
            symbols.add(FormulaEntry(Pattern.of(left), claim.right), first=True)
        elif by_formulas and _is_multiple(symbols, left, claim.right):
            symbols.add(FormulaEntry(Pattern.of(left, _letters(left)), claim.right), first=True)


def _is_array(symbols: Dictionary, name: Name, right: Node) -> bool:
    """Whether a symbol that would be a size is computed from quantities."""
    if not isinstance(whole(symbols.lookup(name)), SizeOf):
        return False
    meanings = (whole(symbols.lookup(node)) for node in walk(right) if isinstance(node, Name))
    return any(isinstance(found, Part | GradientOf) for found in meanings)


def _is_later(symbols: Dictionary, name: Name, right: Node) -> bool:
    """Whether a symbol is computed from what the model computes from the quantity that usage says it is: then it is another,
    such as the ``z`` of reweighted least squares, ``X w - B^{-1} (\\sigma - y)``."""
    part, world = whole(symbols.lookup(name)), symbols.world
    tensor = world.model.tensors.get(part.quantity) if isinstance(part, Part) and isinstance(world, SpecWorld) else None
    equation = world.model.equation_of(tensor) if tensor is not None and isinstance(world, SpecWorld) else None
    own = equation is None or equation.kind != "linear" or equation.tensor.base != "z"  # named by the specification
    if not isinstance(part, Part) or own:
        return False
    meanings = (whole(symbols.lookup(node)) for node in walk(right) if isinstance(node, Name))
    names = {found.quantity for found in meanings if isinstance(found, Part)} - {part.quantity}
    return any(world.depends(other, part.quantity) for other in names)


def _is_error(symbols: Dictionary, name: Name, right: Node) -> bool:
    """Whether a symbol is said to be a gradient, and would be another one, or at the only step nothing at all (its scripts
    count nothing)."""
    scripts = [item for item, _ in (*items(name.sub), *items(name.sup))]
    counted = {letter_of(node) for item in scripts for node in walk(item) if isinstance(node, Name)}
    first = [reading.meaning for reading in symbols.lookup(name)[:1]]
    other = any(isinstance(found, GradientOf) for found in first) or (not first and bool(counted))
    return _is_chain(right) and counted <= symbols.marks and other


def _is_multiple(symbols: Dictionary, name: Name, right: Node) -> bool:
    """Whether a symbol would be a gradient, and is said to be that times something else: ``(1 - h_t^2)`` times the gradient by
    ``h_t``, where the specification has no name for what h is a function of."""
    meaning = whole(symbols.lookup(name))
    if not isinstance(meaning, GradientOf) or not isinstance(right, Product) or symbols.declares(name):
        return False
    slopes = [factor for _, factor in right.factors if isinstance(factor, Derivative)]
    by = slopes[0].by[0] if len(slopes) == 1 < len(right.factors) and len(slopes[0].by) == 1 else None
    part = whole(symbols.lookup(by)) if isinstance(by, Name) else None
    return isinstance(part, Part) and part == meaning.part


def _letters(name: Name) -> frozenset[str]:
    """The letters that count something in the scripts of a symbol."""
    scripts = (item for item, _ in (*items(name.sub), *items(name.sup)))
    return frozenset(letter for item in scripts if (letter := letter_of(item)) in INDEX_LETTERS and letter)


def _is_chain(node: Node) -> bool:
    """Whether an expression is a derivative, or several multiplied."""
    if isinstance(node, Product):
        return all(isinstance(factor, Derivative) for _, factor in node.factors)
    return isinstance(node, Derivative)
