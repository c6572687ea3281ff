"""A letter with two meanings in one term: ``\\frac{\\partial E}{\\partial w_{kj}} = \\sum_k t_k \\frac{\\partial o_k}{\\partial
w_{kj}}``, where the k of the sum is another one than that of the weight by which the row differentiates.

Read to the letter, the left side has an index that the right side has not; the author means the same variable on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.rows.question import Question
from derive.check.judging.sums.binders import binders
from derive.check.reading.syntax import Big, Derivative, Name, Node
from derive.check.reading.tree import rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def told_apart(evaluator: Evaluator, asked: Question) -> Question:
    """The question with such sums over letters of their own, if that is picked."""
    own = frozenset(_variables(asked.left))
    if not any(_binds_one(node, own) for node in walk(asked.right)):
        return asked
    if not evaluator.chooser.pick(("overloaded",), conventions.OVERLOADED):
        return asked
    return replace(asked, right=rewrite(asked.right, lambda node: _renamed(node, own)))


def _variables(node: Node) -> Iterator[Name]:
    """The symbols with several indices by which an expression differentiates: a sum over the only one is a slip."""
    for inner in walk(node):
        if isinstance(inner, Derivative):
            yield from (by for by in inner.by if isinstance(by, Name) and sum(len(script.items) for script in by.sub) > 1)


def _letters(node: Big, own: frozenset[Name]) -> list[str]:
    """The letters of a sum that also stand at a variable by which its body differentiates."""
    found = own.intersection(_variables(node.body))
    return [letter for letter in binders(node) if any(Name(letter) in walk(variable) for variable in found)]


def _binds_one(node: Node, own: frozenset[Name]) -> bool:
    return isinstance(node, Big) and node.kind == "sum" and bool(_letters(node, own))


def _renamed(node: Node, own: frozenset[Name]) -> Node | None:
    """A sum over letters of its own; the variables of the row keep theirs."""
    if not isinstance(node, Big) or not _binds_one(node, own):
        return None
    new = {letter: Name(_fresh(letter, node)) for letter in _letters(node, own)}

    def rule(inner: Node) -> Node | None:
        if isinstance(inner, Derivative):
            of = None if inner.of is None else rewrite(inner.of, rule)
            return replace(inner, of=of, by=tuple(one if one in own else rewrite(one, rule) for one in inner.by))
        return new.get(inner.base) if isinstance(inner, Name) and inner == Name(inner.base) else None

    return replace(node, under=tuple(rewrite(one, rule) for one in node.under), body=rewrite(node.body, rule))


def _fresh(letter: str, node: Node) -> str:
    """A letter that does not stand in a formula."""
    used = {inner.base for inner in walk(node) if isinstance(inner, Name)}
    return next(name for marks in range(1, len(used) + 2) if (name := letter + "'" * marks) not in used)
