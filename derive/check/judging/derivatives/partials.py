"""Derivatives by a part of a quantity: the total one, or with other quantities held where that makes a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.derivatives import direct_costs
from derive.check.judging.derivatives.raw_slopes import Raw
from derive.check.judging.derivatives.slopes import slope_by
from derive.check.judging.problems import Unknown, Unsaid
from derive.check.judging.values import names
from derive.check.judging.values.frame import Frame
from derive.check.meaning.symbols import NumberOf, Part, SizeOf
from derive.check.meaning.world import ANY_NUMBER
from derive.check.reading.syntax import Name, Node

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def by_part(evaluator: Evaluator, of: Node, part: Part, frame: Frame, immediate: bool = False) -> Raw:
    """Total, or with other quantities held, where that makes a difference."""
    check_variable(evaluator, part)
    _check_known(evaluator, of, part)
    if (only := direct_costs.held(evaluator, of, part)) is not None:
        return slope_by(evaluator, of, part, frame, only)
    ways = _ways(evaluator, of, part)
    if immediate:
        kind = "step" if "step" in ways and _has_steps(evaluator, of) else "immediate"
        return slope_by(evaluator, of, part, frame, ways.get(kind))
    if len(ways) == 1:
        return slope_by(evaluator, of, part, frame, None)
    totally = slope_by(evaluator, of, part, frame, None)
    others: dict[str, Raw] = {}
    for name, only in ways.items():
        if only is not None:
            found = slope_by(evaluator, of, part, frame, only)
            known = [totally, *others.values()]
            if np.any(found.value.array) and not any(_same(found, other) for other in known):
                others[name] = found
    if not others:
        return totally
    return _picked(evaluator, {"total": totally, **others}, (of, part))


def _has_steps(evaluator: Evaluator, of: Node) -> bool:
    """Whether a quantity has a value at each step: its direct derivatives hold the earlier ones, and nothing else."""
    whole = names.reading_of(evaluator, of).meaning if isinstance(of, Name) and names.readings_of(evaluator, of) else None
    return isinstance(whole, Part) and any(axis.kind == "time" for axis in evaluator.world.quantities[whole.quantity].axes)


def check_variable(evaluator: Evaluator, part: Part) -> None:
    """Nothing is differentiated by how many units there are."""
    if evaluator.world.quantities[part.quantity].role == "size":
        raise Unknown(f"'{part.quantity.rstrip('@')}' is a number of units: there is no derivative by it")


def _check_known(evaluator: Evaluator, of: Node, part: Part) -> None:
    """A symbol that nothing defines may depend on anything: its derivative is not zero but unknown."""
    if not isinstance(of, Name) or not names.readings_of(evaluator, of):
        return
    reading = names.reading_of(evaluator, of)
    whole = reading.meaning
    if isinstance(whole, SizeOf | NumberOf) and not reading.rest:
        raise Unknown(f"'{names.spelled(of)}' is a constant", of.span)
    if not isinstance(whole, Part) or whole.quantity == part.quantity:
        return
    if evaluator.world.quantities[whole.quantity].role == "free" and whole.quantity != evaluator.world.cost:
        raise Unsaid(f"nothing says how '{names.spelled(of)}' depends on '{part.quantity}'", of.span)
    world = evaluator.world
    opened = whole.quantity in world.opened and not world.scoped
    if (opened or _only_read(evaluator, whole.quantity, part.quantity)) and not evaluator.world.depends(
        whole.quantity, part.quantity
    ):
        words = f"as the text was read, '{names.spelled(of)}' does not depend on '{part.quantity}'"
        raise (Unknown if part.quantity.startswith(ANY_NUMBER) else Unsaid)(words, of.span)


def check_dependence(evaluator: Evaluator, of: str, part: Part) -> None:
    """The gradient of a specification's cost by what the text alone defines is not zero but unknown, if nothing leads from it
    to the cost.

    Raises:
        Unsaid: nothing does.
    """
    world = evaluator.world
    if world.specification is None or of not in world.specification.quantities or world.depends(of, part.quantity):
        return
    if _only_read(evaluator, part.quantity):
        raise Unsaid(f"as the text was read, '{of}' does not depend on '{part.quantity}'", (0, 0))


def _only_read(evaluator: Evaluator, *quantities: str) -> bool:
    """Whether a quantity is known from the text's own definitions alone: one that depends on nothing there may do so in the
    author's mind."""
    base = evaluator.world.specification
    given = base.quantities if base is not None else {}
    return any(name not in given and evaluator.world.quantities[name].role == "intermediate" for name in quantities)


def _picked(evaluator: Evaluator, ways: dict[str, Raw], place: object) -> Raw:
    everywhere = evaluator.chooser.pick(("partials",), conventions.PARTIALS)
    if everywhere == "each":
        options = [option for option in conventions.PARTIAL if option.value in ways]
        return ways[evaluator.chooser.pick(("partial", place), options)]
    return ways.get(everywhere, ways["total"])


def _same(a: Raw, b: Raw) -> bool:
    return a.value.labels == b.value.labels and np.array_equal(a.value.array, b.value.array, equal_nan=True)


def _ways(evaluator: Evaluator, of: Node, part: Part) -> dict[str, frozenset[str] | None]:
    """The ways to differentiate: which quantities are recomputed (None: all)."""
    world = evaluator.world
    inner = {name for name, quantity in world.quantities.items() if quantity.role in ("intermediate", "cost")}
    whole = names.reading_of(evaluator, of).meaning if isinstance(of, Name) and names.readings_of(evaluator, of) else None
    ways: dict[str, frozenset[str] | None] = {"total": None}
    if isinstance(whole, Part):
        if whole.quantity == world.cost:
            return ways
        if not world.depends(whole.quantity, part.quantity):
            return ways
        if whole.quantity == part.quantity:  # a later step by an earlier one: with what lies between held
            axes = world.quantities[part.quantity].axes
            return {**ways, "immediate": frozenset({whole.quantity})} if axes and axes[0].kind == "time" else ways
        if world.is_direct(whole.quantity, part.quantity):
            return ways
        ways["immediate"] = world.with_inner(whole.quantity)
        ways["held"] = frozenset(inner - evaluator.variables - {part.quantity}) | {whole.quantity}
        ways["step"] = frozenset(inner)
    elif whole is None:
        ways["immediate"] = frozenset()
    return ways
