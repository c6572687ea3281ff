"""What is asked of the judge: whether a relation holds between two sides; and what a row's symbols say at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derive.check.judging import names
from derive.check.judging.calls import Prefixed, with_prefixes
from derive.check.meaning.symbols import GradientOf, IndexLetter, NumberOf, Part, SizeOf, Symbols
from derive.check.meaning.world import Axis
from derive.check.reading.syntax import Big, Call, Derivative, Group, Name, Node, Number, Product, Scripted, Sum, Transposed
from derive.check.reading.tree import children

if TYPE_CHECKING:
    from derive.check.judging.evaluate import Evaluator


@dataclass(frozen=True)
class Question:
    """Two sides, the relation that is claimed between them, and conditions that restrict it."""

    left: Node
    right: Node
    relation: str = "="
    conditions: tuple[Node, ...] = ()
    head: Node | None = None
    """The expression with which the chain begins."""

    @property
    def sides(self) -> tuple[Node, Node]:
        return self.left, self.right


def is_update(left: Node, right: Node) -> bool:
    """``w = w - ...`` says what w is next; so does ``W(t+1) = W(t) - ...``."""
    heads = [_of_step(side) for side in (left, right.terms[0][1] if isinstance(right, Sum) else right)]
    if heads[0] is not None and heads[0] == heads[1]:
        return isinstance(right, Sum) and len(right.terms) > 1 and right.terms[1][0] < 0 and left != right.terms[0][1]
    return isinstance(left, Name) and isinstance(right, Sum) and len(right.terms) > 1 and right.terms[0] == (1, left)


def _of_step(node: Node) -> Name | None:
    """The ``W`` of ``W(t)`` and ``W(t+1)``: a symbol at a step of training."""
    if not isinstance(node, Product) or len(node.factors) != 2 or node.factors[1][0]:
        return None
    head, inner = node.factors[0][1], node.factors[1][1]
    if not isinstance(head, Name) or not isinstance(inner, Group) or len(inner.items) != 1:
        return None
    step = inner.items[0].terms[0][1] if isinstance(inner.items[0], Sum) else inner.items[0]
    return head if isinstance(step, Name) and step.base in ("t", "n", "k", "tau") else None


def variables(evaluator: Evaluator, node: Node) -> Iterator[str]:
    """The quantities by which an expression differentiates."""
    if isinstance(node, Derivative):
        for variable in node.by:
            if isinstance(variable, Name) and names.readings_of(evaluator, variable):
                meaning = names.readings_of(evaluator, variable)[0].meaning
                part = meaning.part if isinstance(meaning, GradientOf) else meaning
                if isinstance(part, Part):
                    yield part.quantity
    for child in children(node):
        yield from variables(evaluator, child)


def is_step(evaluator: Evaluator, left: Node) -> bool:
    """``\\Delta w = ...`` says by how much w is changed."""
    if not isinstance(left, Product) or len(left.factors) != 2:
        return False
    (_, mark), (sign, variable) = left.factors
    if not (isinstance(mark, Name) and mark.base == "Delta" and isinstance(variable, Name) and sign == ""):
        return False
    return not (mark.sub or mark.sup or names.readings_of(evaluator, mark)) and bool(names.readings_of(evaluator, variable))


def parts(evaluator: Evaluator, symbols: frozenset[Name]) -> frozenset[str]:
    """The given vectors that symbols mean."""
    found = [names.readings_of(evaluator, symbol)[0].meaning for symbol in symbols if names.readings_of(evaluator, symbol)]
    quantities = evaluator.world.quantities
    return frozenset(
        part.quantity
        for part in found
        if isinstance(part, Part) and quantities[part.quantity].role in ("input", "parameter", "free")
    )


def condition(evaluator: Evaluator, asked: Question) -> str:
    """Why a row that differs may be a condition rather than a claim: words, or nothing.

    An equation with zero is one to be solved (a stationary point); so is one between given quantities alone.
    """
    if asked.relation != "=" or (asked.head is not None and asked.left == asked.head):
        return ""
    if isinstance(asked.right, Number) and asked.right.text == "0":
        return "it does not hold everywhere: a condition, as at a stationary point?"
    found = [meaning for side in asked.sides for meaning in _meanings(evaluator, side)]
    parts = [meaning for meaning in found if isinstance(meaning, Part)]
    if getattr(evaluator.world, "base", evaluator.world) is not None or not parts or len(found) != len(parts):
        return ""
    given = all(evaluator.world.quantities[part.quantity].role in ("input", "free") for part in parts)
    return "it does not hold everywhere: a condition on what is given?" if given else ""


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
    """The square matrices among what is given whose inverse or determinant stands in a row."""
    return frozenset(name for side in asked.sides for name in _inverted(evaluator, side))


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


def argument(asked: Question) -> Name | None:
    """The only bare symbol by which a row differentiates: the argument of a function that stands without one."""
    found = {by for side in asked.sides for by in _by(side)}
    only = found.pop() if len(found) == 1 else None
    return only if isinstance(only, Name) and not (only.sub or only.primes) else None


def _by(node: Node) -> Iterator[Node]:
    if isinstance(node, Derivative):
        yield from node.by
    for child in children(node):
        yield from _by(child)


def is_function_of(left: Node) -> bool:
    """Whether a left side is a function of a bare letter: ``f'(z)`` speaks of any number z."""
    inside: tuple[Node, ...] = left.args if isinstance(left, Call) else ()
    if isinstance(left, Product) and len(left.factors) == 2 and isinstance(left.factors[1][1], Group):
        inside = left.factors[1][1].items
    if len(inside) == 1 and isinstance(inside[0], Group):
        inside = inside[0].items
    return len(inside) == 1 and isinstance(inside[0], Name) and not (inside[0].sub or inside[0].sup)


def is_notation(left: Node, right: Node) -> bool:
    """``dX = \\partial C / \\partial X``: it says how a gradient is written."""
    if not isinstance(right, Derivative) or len(right.by) != 1 or not isinstance(right.of, Name):
        return False
    return (
        isinstance(left, Product)
        and len(left.factors) == 2
        and left.factors[0][1] == Name("d")
        and (left.factors[1][1] == right.by[0])
    )


def is_turned(node: Node) -> bool:
    """Whether a transpose stands anywhere in an expression."""
    if isinstance(node, Transposed):
        return True
    scripts = node.sup if isinstance(node, (Name, Scripted)) else ()
    if any(names.is_transpose(item) for script in scripts for item in script.items):
        return True
    return any(map(is_turned, children(node)))


def is_index(symbols: Symbols, name: Name) -> bool:
    """Whether a bare letter can be nothing but an index."""
    readings = symbols.lookup(name)
    return bool(readings) and isinstance(readings[0].meaning, IndexLetter) and not readings[0].rest


def depends_on_list(left: Name, right: Node) -> bool:
    """``C = C(a_1, ..., a_n)``."""
    if isinstance(right, Call):
        return right.head == left
    return (
        isinstance(right, Product)
        and len(right.factors) == 2
        and right.factors[0][1] == left
        and isinstance(right.factors[1][1], Group)
    )


DIRECT = "the direct path"


def _goes_through(evaluator: Evaluator, term: Node) -> bool:
    """Whether a term is a derivative of the cost times another derivative."""
    if isinstance(term, Big):
        return _goes_through(evaluator, term.body)
    factors = [factor for _, factor in with_prefixes(evaluator, term.factors)] if isinstance(term, Product) else []
    by = {name for factor in factors for name in _differentiated(evaluator, factor)}
    others = [factor.of for factor in factors if isinstance(factor, Derivative) and factor.of is not None]
    return bool(by) and any(isinstance(of, Group) or _quantity(evaluator, of) in by for of in others)


def is_chain_rule(evaluator: Evaluator, node: Node, around: frozenset[str] = frozenset()) -> bool:
    """Whether every partial derivative stands beside the derivative of the cost by what it differentiates: a sum over paths, in
    which a partial derivative always means that of the one equation."""
    if isinstance(node, Derivative):
        of = _quantity(evaluator, node.of)
        if of is None:  # of the expression that defines what a gradient beside it is taken by; or the direct path
            return bool(around) and isinstance(node.of, Group)
        given = evaluator.world.quantities[of].role in ("parameter", "input")
        itself = given and len(node.by) == 1 and _quantity(evaluator, node.by[0]) == of
        return of == evaluator.world.cost or of in around or itself or DIRECT in around
    if isinstance(node, Sum) and any(_goes_through(evaluator, term) for _, term in node.terms):
        around |= {DIRECT}
    if isinstance(node, Product):
        around |= {name for _, factor in with_prefixes(evaluator, node.factors) for name in _differentiated(evaluator, factor)}
    return all(is_chain_rule(evaluator, child, around) for child in children(node))


def _quantity(evaluator: Evaluator, node: Node | None) -> str | None:
    if not isinstance(node, Name) or not names.readings_of(evaluator, node):
        return None
    part = names.readings_of(evaluator, node)[0].meaning
    return part.quantity if isinstance(part, Part) else None


def _differentiated(evaluator: Evaluator, factor: Node) -> Iterator[str]:
    """The quantity by which a factor is the derivative of the cost."""
    if isinstance(factor, Derivative) and _quantity(evaluator, factor.of) == evaluator.world.cost:
        yield from filter(None, (_quantity(evaluator, variable) for variable in factor.by))
    if isinstance(factor, Prefixed):
        yield from filter(None, [_quantity(evaluator, factor.variable)])
    if isinstance(factor, Name) and names.readings_of(evaluator, factor):
        gradient = names.readings_of(evaluator, factor)[0].meaning
        if isinstance(gradient, GradientOf):
            yield gradient.part.quantity


def has_slopes(evaluator: Evaluator, left: Node) -> bool:
    """Whether a left side is the derivative of a vector by another of its length, or by a number."""
    if not isinstance(left, Derivative) or left.of is None or len(left.by) != 1:
        return False
    of, by = (_open_axes(evaluator, node) for node in (left.of, left.by[0]))
    if of is None or by is None or len(of) != 1:
        return False
    return not by or (len(by) == 1 and of[0].size == by[0].size)


def _open_axes(evaluator: Evaluator, node: Node) -> list[Axis] | None:
    """The axes of a quantity that have no index; None if a node is no quantity."""
    if not isinstance(node, Name) or not names.readings_of(evaluator, node):
        return None
    part = names.readings_of(evaluator, node)[0].meaning
    if not isinstance(part, Part):
        return None
    axes = evaluator.world.quantities[part.quantity].axes
    return [axis for axis, index in zip(axes, part.indices, strict=False) if index is None]
