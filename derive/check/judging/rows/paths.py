"""Parts of a gradient: in a recurrence a row may speak of what reaches a quantity through one other quantity only.

Derivations that walk back operation by operation (``c^t = i^t a^t + f^t c^{t-1}``: given the gradient by ``c^t``, find that by
``c^{t-1}``) write an equals sign where other steps add their parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.judging.rows.question import Question
from derive.check.judging.values import calls, names
from derive.check.judging.values.evaluate import Evaluator
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Big, Derivative, Matrix, Name, Node, Product, Script
from derive.check.reading.tree import children

ONLY = "the part of the gradient that comes through {} is meant"


def through_one(evaluator: Evaluator, asked: Question) -> tuple[Question, str] | None:
    """The question for the part of the left side that comes through the one quantity by whose gradient the right side is
    computed, and the words for it; None if the row is of another kind."""
    rows = _targets(evaluator, asked.left)
    found = list(dict.fromkeys(_gradients(evaluator, asked.right)))
    if not rows or len(found) != 1 or evaluator.world.cost is None or not _in_time(evaluator, found[0]):
        return None
    if any(not _in_time(evaluator, part) or part == found[0] for row in rows for _, part in row):
        return None
    chains = tuple(tuple(_chain(evaluator.world.cost, found[0], node) for node, _ in row) for row in rows)
    left = chains[0][0] if len(chains) == len(chains[0]) == 1 else Matrix(chains)
    return replace(asked, left=left), ONLY.format(found[0].quantity)


def _chain(cost: str, through: Part, by: Node) -> Node:
    """The sum over the entries of a quantity: the derivative of the cost by it, times its own by the variable."""
    middle, letters = _entry(through)
    chain: Node = Product((("", Derivative(Name(cost, style=MODEL), (middle,))), ("", Derivative(middle, (by,)))))
    for letter in letters:
        chain = Big("sum", (letter,), None, chain)
    return chain


def _targets(evaluator: Evaluator, node: Node) -> list[list[tuple[Node, Part]]]:
    """The variables of a node that is a gradient of the cost: one, or the entries of a stack."""
    found = _gradient(evaluator, node)
    if found is not None:
        return [[found]]
    rows = [[(entry, _part(evaluator, entry)) for entry in row] for row in _stacked(evaluator, node)]
    if any(part is None for row in rows for _, part in row):
        return []
    return [[(entry, part) for entry, part in row if part is not None] for row in rows]


def _stacked(evaluator: Evaluator, node: Node) -> tuple[tuple[Name, ...], ...]:
    """The symbols below a prefix that stands before an abbreviation for a stack."""
    if isinstance(node, Product) and len(node.factors) == 2:
        node = calls.with_prefixes(evaluator, node.factors)[0][1]
    if not isinstance(node, calls.Prefixed):
        return ()
    return calls.stack_of(names.reading_of(evaluator, node.variable).meaning) or ()


def accumulates(document: Document) -> bool:
    """Whether a text adds up gradients part by part: ``\\delta c^t += ...``."""
    return any(
        claim.relation == "+=" and (isinstance(claim.left, Derivative) or _is_marked(claim.left))
        for row in document.rows
        for claim in row.claims
    )


def _is_marked(node: Node) -> bool:
    """Whether an expression is ``\\delta x`` or ``d x``."""
    if not isinstance(node, Product) or len(node.factors) != 2:
        return False
    mark = node.factors[0][1]
    return isinstance(mark, Name) and mark.base in ("d", "delta") and isinstance(node.factors[1][1], Name)


def _entry(part: Part) -> tuple[Name, list[Name]]:
    """An entry of a part with letters of its own for the axes that are open, or have the letter of an entry."""
    letters: list[Name] = []
    indices: list[Node] = [part.indices[0] or Name("t")]
    for at in range(1, len(part.indices)):
        letters.append(Name(f"path{at}"))
        indices.append(letters[-1])
    return Name(part.quantity, style=MODEL, sub=(Script(tuple(indices), ""),)), letters


def _in_time(evaluator: Evaluator, part: Part) -> bool:
    axes = evaluator.world.quantities[part.quantity].axes
    return bool(axes) and axes[0].kind == "time" and part.indices[0] is not None


def _gradient(evaluator: Evaluator, node: Node) -> tuple[Node, Part] | None:
    """The variable of a node that is a gradient of the cost, as it is written and as a part."""
    if isinstance(node, Derivative) and node.of is not None and len(node.by) == 1 and _is_cost(evaluator, node.of):
        part = _part(evaluator, node.by[0])
        return (node.by[0], part) if part is not None else None
    if isinstance(node, Product) and len(node.factors) == 2:
        factors = calls.with_prefixes(evaluator, node.factors)
        if len(factors) == 1 and isinstance(factors[0][1], calls.Prefixed):
            variable = factors[0][1].variable
            part = _part(evaluator, variable)
            return (variable, part) if part is not None else None
    if isinstance(node, Name) and names.readings_of(evaluator, node):
        meaning = names.reading_of(evaluator, node).meaning
        if isinstance(meaning, GradientOf) and not meaning.negative and meaning.part.indices[:1] not in ((), (None,)):
            indices = tuple(Name(":") if index is None else index for index in meaning.part.indices)
            return Name(meaning.part.quantity, style=MODEL, sub=(Script(indices, ""),)), meaning.part
    return None


def _gradients(evaluator: Evaluator, node: Node) -> Iterator[Part]:
    """The parts by which a formula holds gradients of the cost (the entries of one vector count as one)."""
    found = _gradient(evaluator, node)
    if found is not None:
        yield _whole(found[1])
        return
    if isinstance(node, Product):
        for _, factor in calls.with_prefixes(evaluator, node.factors):
            if isinstance(factor, calls.Prefixed):
                entries = [entry for row in _stacked(evaluator, factor) for entry in row] or [factor.variable]
                yield from (_whole(part) for entry in entries if (part := _part(evaluator, entry)) is not None)
            else:
                yield from _gradients(evaluator, factor)
        return
    for child in children(node):
        yield from _gradients(evaluator, child)


def _whole(part: Part) -> Part:
    """The whole quantity at the part's step."""
    return replace(part, indices=(*part.indices[:1], *(None for _ in part.indices[1:])))


def _part(evaluator: Evaluator, node: Node) -> Part | None:
    if not isinstance(node, Name) or not names.readings_of(evaluator, node):
        return None
    reading = names.reading_of(evaluator, node)
    return reading.meaning if isinstance(reading.meaning, Part) and not reading.rest else None


def _is_cost(evaluator: Evaluator, node: Node) -> bool:
    part = _part(evaluator, node)
    return part is not None and part.quantity == evaluator.world.cost
