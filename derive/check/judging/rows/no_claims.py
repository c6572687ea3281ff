"""Rows that claim nothing, as one sees at a glance: updates, notations, lists of arguments."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.meaning.symbols import IndexLetter, Part, SizeOf, Symbols
from derive.check.reading.printer import latex
from derive.check.reading.syntax import Call, Derivative, Group, Name, Node, Number, Product, Scripted, Sum
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def is_update(left: Node, right: Node) -> bool:
    """``w = w - ...`` says what w is next, in bold, too; so do ``W(t+1) = W(t) - ...`` and ``w^{new} = w^{old} - ...``."""
    if _is_marked(left, "new") and any(_is_marked(node, "old") for node in walk(right)):
        return True
    heads = [_of_step(side) for side in (left, right.terms[0][1] if isinstance(right, Sum) else right)]
    if heads[0] is not None and heads[0] == heads[1]:
        return isinstance(right, Sum) and len(right.terms) > 1 and right.terms[1][0] < 0 and left != right.terms[0][1]
    if not isinstance(left, Name) or not isinstance(right, Sum) or len(right.terms) < 2:
        return False
    sign, first = right.terms[0]
    if sign > 0 and isinstance(first, Name) and replace(first, style=left.style) == left:
        return True
    return _shrinks(left, first) and any(_has_slope(term) for _, term in right.terms[1:])


def is_next_step(evaluator: Evaluator, left: Node, right: Node) -> bool:
    """``H_{t+1}(a) = H_t(a) + ...`` for a parameter that the model does not count by steps."""
    head = left.factors[0][1] if isinstance(left, Product) else left
    if not isinstance(head, Name) or not isinstance(right, Sum) or len(right.terms) < 2 or right.terms[0][0] < 0:
        return False
    now = re.sub(r"(?<![A-Za-z])([tnk]) \+ 1(?![0-9])", r"\1", latex(left))
    if now == latex(left) or now.replace("{", "").replace("}", "") != latex(right.terms[0][1]).replace("{", "").replace(
        "}", ""
    ):
        return False
    parts = [one for one in names.readings_of(evaluator, head)[:1] if isinstance(one.meaning, Part)]
    quantities = [evaluator.world.quantities[one.meaning.quantity] for one in parts if isinstance(one.meaning, Part)]
    return all(each.role == "parameter" and not any(axis.kind == "time" for axis in each.axes) for each in quantities)


def _shrinks(name: Name, term: Node) -> bool:
    """Whether a term is a symbol times what shrinks it: ``(1 - \\eta \\lambda) w``."""
    return isinstance(term, Product) and name in [factor for _, factor in term.factors]


def _has_slope(term: Node) -> bool:
    return any(isinstance(node, Derivative) for node in walk(term))


def stands_again(left: Node, right: Node) -> bool:
    """``g_t = g_t + g_{t+1} W``: what arrives in two parts, under one name; numbers say nothing of the second part."""
    return isinstance(right, Sum) and len(right.terms) > 1 and (1, left) in right.terms


def says_zero(symbols: Symbols, side: Node) -> bool:
    """Whether a side says in numbers what it is: ``0``, ``1 - 1``, ``0 \\cdot w``."""
    if isinstance(side, Product) and any(factor == Number("0") for _, factor in side.factors):
        return True
    every = [node for node in walk(side) if isinstance(node, Name) and node.base != "0"]  # \\mathbf{0}
    return not any(is_index(symbols, name) or symbols.lookup(name) for name in every)


def _is_marked(node: Node, word: str) -> bool:
    """Whether a symbol has a word above or below it."""
    raws = [script.raw for script in (*node.sub, *node.sup)] if isinstance(node, Name | Scripted) else []
    return any(raw.strip("'(){}").removeprefix("\\prime") == word for raw in raws)


def _of_step(node: Node) -> Name | None:
    """The ``W`` of ``W(t)`` and ``W(t+1)``: a symbol at a step of training."""
    if not isinstance(node, Product) or len(node.factors) != 2 or node.factors[1][0]:
        return None
    head, inner = node.factors[0][1], node.factors[1][1]
    if not isinstance(head, Name) or not isinstance(inner, Group) or len(inner.items) != 1:
        return None
    step = inner.items[0].terms[0][1] if isinstance(inner.items[0], Sum) else inner.items[0]
    return head if isinstance(step, Name) and step.base in ("t", "n", "k", "tau") else None


def is_step(evaluator: Evaluator, left: Node) -> bool:
    """``\\Delta w = ...`` says by how much w is changed."""
    if not isinstance(left, Product) or len(left.factors) != 2:
        return False
    (_, mark), (sign, variable) = left.factors
    if not (isinstance(mark, Name) and mark.base == "Delta" and isinstance(variable, Name) and sign == ""):
        return False
    return not (mark.sub or mark.sup or names.readings_of(evaluator, mark)) and bool(names.readings_of(evaluator, variable))


def is_notation(symbols: Symbols, left: Node, right: Node, *, unknown: bool) -> bool:
    """``dX = \\partial C / \\partial X``, or ``\\delta^l_j = \\partial C / \\partial z^l_j`` of any layer (where no one layer's
    symbol stands): it says how a gradient is written (``unknown``: one side has no value; a declared ``dX`` has one)."""
    if not isinstance(right, Derivative) or len(right.by) != 1 or not isinstance(right.of, Name):
        return False
    variable = right.by[0]
    if isinstance(left, Name) and latex(left).replace(" ", "") == "d" + latex(variable).replace(" ", ""):
        return True
    if not unknown:
        return False
    if isinstance(left, Name) and isinstance(variable, Name) and left.base == "delta" and not left.primes:
        return bool(left.sup) and not symbols.lookup(variable) and (left.sub, left.sup) == (variable.sub, variable.sup)
    return (
        isinstance(left, Product)
        and len(left.factors) == 2
        and left.factors[0][1] == Name("d")
        and (left.factors[1][1] == right.by[0])
    )


def is_new_notation(symbols: Symbols, left: Node) -> bool:
    """Whether a formula is about symbols that mean nothing yet, ``A \\cdot B := ...``: it says how something is written."""
    names_ = [node for node in walk(left) if isinstance(node, Name) and not is_index(symbols, node)]
    return not isinstance(left, Name) and bool(names_) and not any(symbols.lookup(name) for name in names_)


def is_new_symbol(symbols: Symbols, left: Node) -> bool:
    """Whether a formula is a symbol that means nothing yet, alone or as a capital letter with known symbols as its arguments,
    ``K(w)`` (``h_\\theta(x)`` may be written out, and ``C'(w)`` is a slope)."""
    if isinstance(left, Name):
        return not symbols.lookup(left)
    if not isinstance(left, Product) or len(left.factors) != 2:
        return False
    (_, head), (sign, group) = left.factors
    if not isinstance(head, Name) or sign or not isinstance(group, Group) or group.open != "(" or symbols.lookup(head):
        return False
    if head.sub or head.sup or head.primes or not head.base.isupper():
        return False
    return all(isinstance(one, Name) and symbols.lookup(one) and not is_index(symbols, one) for one in group.items)


def is_index(symbols: Symbols, name: Name) -> bool:
    """Whether a bare letter can be nothing but an index."""
    readings = symbols.lookup(name)
    return bool(readings) and isinstance(readings[0].meaning, IndexLetter) and not readings[0].rest


def is_condition(symbols: Symbols, left: Node, right: Node) -> bool:
    """``i = j``, or ``l = L`` for the last of them: where an index stands, and no equation between values."""
    if not (isinstance(left, Name) and isinstance(right, Name) and is_index(symbols, left)):
        return False
    readings = symbols.lookup(right)
    return is_index(symbols, right) or (bool(readings) and isinstance(readings[0].meaning, SizeOf) and not readings[0].rest)


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
