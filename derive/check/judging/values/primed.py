"""Primes that transpose: on brackets, ``(W x)'`` (``(1 / (1 + e^{-x}))'`` is a derivative), and on symbols, ``X' y``."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.problems import Unknown
from derive.check.judging.values import brackets, names, values
from derive.check.judging.values.frame import Frame
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Derivative, Name, Node, Product, Scripted
from derive.check.reading.tree import mentions, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def primed(evaluator: Evaluator, node: Scripted, frame: Frame) -> values.Value:
    """A prime on brackets is a transpose, or the derivative by what the chain is by (``\\partial E/\\partial w = (...)'``),
    by the only symbol inside, or by w in ``C'(w) = (...)'``."""
    value = evaluator.value(node.body, frame)
    variable: Node | None = _only_symbol(evaluator, node.body)
    if variable is None and evaluator.argument is not None and mentions(node.body, (evaluator.argument,)):
        variable = evaluator.argument
    ways: list[Option[Node | None]] = [Option(None, "a prime as a transpose")] if value.rank else []
    ways += [Option(by, "", 1.0) for by in dict.fromkeys((evaluator.start, variable)) if by is not None]
    if node.primes != 1 or not ways:
        raise Unknown("a prime on brackets does not say by what to differentiate", node.span)
    by = evaluator.chooser.pick(("primed", node), ways)
    if by is None:
        return brackets.with_scripts(evaluator, values.transpose(value), node.sup, node, frame)
    return evaluator.value(Derivative(node.body, (by,), "d", span=node.span), frame)


def without_prime(evaluator: Evaluator, node: Name) -> Name | None:
    """The array whose transpose a symbol with a prime is, in a text that transposes so, if nobody knows the symbol."""
    if not evaluator.layout.primes or node.primes != 1 or names.readings_of(evaluator, node):
        return None
    bare = replace(node, primes=0)
    meaning = names.readings_of(evaluator, bare)[0].meaning if names.readings_of(evaluator, bare) else None
    part = meaning.part if isinstance(meaning, GradientOf) else meaning
    if not isinstance(part, Part) or not any(index is None for index in part.indices):
        return None
    return bare


_SAID = re.compile(r"\bprimes?\b(?:(?!deriv)[^.]){0,60}\btranspos|\btranspos(?:(?!deriv)[^.]){0,60}\bprimes?\b", re.IGNORECASE)


def mark_transposes(document: Document) -> bool:
    """Whether primes transpose in a text: it says so, or multiplies ``X' X``."""
    if _SAID.search(document.text):
        return True
    products = (node.factors for node in nodes(document.rows) if isinstance(node, Product))
    return any(
        isinstance(one, Name) and one.primes == 1 and not sign and replace(one, primes=0) == other
        for factors in products
        for (_, one), (sign, other) in pairwise(factors)
    )


def _only_symbol(evaluator: Evaluator, body: Node) -> Name | None:
    """The only symbol in a formula that stands for something that can vary."""
    found = {inner for inner in walk(body) if isinstance(inner, Name) and names.readings_of(evaluator, inner)}
    varying = {one for one in found if isinstance(names.readings_of(evaluator, one)[0].meaning, Part)}
    return next(iter(varying)) if len(varying) == 1 else None
