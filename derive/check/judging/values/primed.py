"""Primes on brackets: ``(W x)'`` is a transpose, ``(1 / (1 + e^{-x}))'`` a derivative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.judging.chooser import Option
from derive.check.judging.problems import Unknown
from derive.check.judging.values import names
from derive.check.judging.values.brackets import with_scripts
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value, transpose
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Derivative, Name, Node, Scripted
from derive.check.reading.tree import mentions, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def primed(evaluator: Evaluator, node: Scripted, frame: Frame) -> Value:
    """A prime on brackets is a transpose, or the derivative by the only symbol inside, or by w in ``C'(w) = (...)'``."""
    value = evaluator.value(node.body, frame)
    variable = _only_symbol(evaluator, node.body)
    if variable is None and evaluator.argument is not None and mentions(node.body, (evaluator.argument,)):
        variable = evaluator.argument
    ways = [Option("transpose", "a prime as a transpose")] if value.rank else []
    ways += [Option("derivative", "", 1.0)] if variable is not None else []
    if node.primes != 1 or not ways:
        raise Unknown("a prime on brackets does not say by what to differentiate", node.span)
    if evaluator.chooser.pick(("primed", node), ways) == "transpose":
        return with_scripts(evaluator, transpose(value), node.sup, node, frame)
    assert variable is not None
    return evaluator.value(Derivative(node.body, (variable,), "d", span=node.span), frame)


def _only_symbol(evaluator: Evaluator, body: Node) -> Name | None:
    """The only symbol in a formula that stands for something that can vary."""
    found = {inner for inner in walk(body) if isinstance(inner, Name) and names.readings_of(evaluator, inner)}
    varying = {one for one in found if isinstance(names.readings_of(evaluator, one)[0].meaning, Part)}
    return next(iter(varying)) if len(varying) == 1 else None
