"""The lines of a proof while it is being written: each step goes from the last line to an equal one, and says why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sympy import Expr, S

from derive.algebra import Entry, replace, rewrite
from derive.algebra.fold import match
from derive.algebra.tidy import all_upright, cancel, common_factor, lightest
from derive.derivation import Detail, Reason, Ref, Step
from derive.model import Assumption, Model


class Lines:
    """Steps in order.  ``current`` is the last line; a step that changes nothing is not written."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.current: Expr = S.Zero

    def add(self, rule: str, after: Expr, reason: Reason, detail: Detail = Detail.TEXTBOOK) -> None:
        """Write one line (unless it repeats the last)."""
        if self.steps and after == self.current:
            return
        self.steps.append(Step(rule, after, reason, detail))
        self.current = after

    def embed(self, steps: list[Step], inner: Entry, generic: Entry) -> None:
        """Carry on with the proof of a factor: each of its lines, put in place of ``inner`` in the current line."""
        context = self.current
        for step in steps:
            self.add(step.rule, put(context, inner, generic, step.after), step.reason, step.detail)

    def tidy(self) -> None:
        """Lowest terms and common factors, where they make the line lighter."""
        expr = self.current
        shapes = [expr, cancel(expr), common_factor(expr), common_factor(cancel(expr))]
        shorter = lightest(*shapes, *map(all_upright, shapes))
        self.add("cancel", shorter, ("collecting terms",))

    def assume(self, model: Model) -> None:
        """Use the stated facts about the data, where they apply."""
        for assumption in model.assumptions:
            after = rewrite(self.current, partial(_assumed, assumption))
            if after != self.current:
                self.add("assumption", after, (assumption.words,))
                self.tidy()


def _assumed(assumption: Assumption, node: Expr) -> Expr | None:
    """The right side of an assumption, if ``node`` is its left side for some indices."""
    found = match(assumption.lhs, node, tuple(k for k, _, _ in assumption.bounds))
    return None if found is None else replace(assumption.rhs, found)


def put(context: Expr, inner: Entry, generic: Entry, value: Expr) -> Expr:
    """``context`` with ``value`` (stated for the indices of ``generic``) for every entry of the tensor of ``inner``."""

    def rule(node: Expr) -> Expr | None:
        if isinstance(node, Entry) and node.tensor == inner.tensor:
            renaming: Mapping[Expr, Expr] = {
                i: j for i, j in zip(generic.indices, node.indices, strict=True) if i.is_Symbol and i != j
            }
            return replace(value, renaming) if renaming else value
        return None

    return rewrite(context, rule)


def citing(start: str, *keys: str) -> Reason:
    """A reason that cites: ``derivative of (D3)``, ``by Lemma 1 and (D2)``."""
    parts: list[str | Ref] = [start]
    for i, key in enumerate(keys):
        parts += [Ref(key)] if not i else [" and " if i == len(keys) - 1 else ", ", Ref(key)]
    return tuple(parts)
