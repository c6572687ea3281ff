"""Rows that speak of one example in symbols of its own: ``\\partial J / \\partial w = (h - y) x`` beside ``X`` and ``y_i``.

Input: a row with symbols that are declared apart from the model's.  Output: what is assumed of the numbers, if each of them is
one example of the table of that letter: there is one example, and that is it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Chooser
from derive.check.judging.rows import suppositions
from derive.check.judging.rows.instances import Assumption
from derive.check.judging.rows.question import Question
from derive.check.judging.sums.over_examples import example_sizes
from derive.check.judging.values import names
from derive.check.meaning.notation.filling import ANY
from derive.check.meaning.symbols import Part, whole
from derive.check.meaning.world import ANY_NUMBER, Instance, World
from derive.check.reading.syntax import Name
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.judging.values.evaluate import Evaluator


def assumed(judge: Judge, asked: Question, seeds: dict[int, int]) -> tuple[str, Assumption] | None:
    """Words, and the numbers of a single example; None if the symbols are no such examples. ``seeds`` of the usual numbers."""
    evaluator = judge.bench.evaluator(Chooser())
    world, strangers = evaluator.world, suppositions.strangers(evaluator, asked)
    if (unnumbered := _unnumbered(evaluator, asked)) is not None:
        return "for a single example", lambda world, instance: world.at_sizes(seeds[id(instance)], {unnumbered: 1})
    tables = [_table(world, name) for name in sorted(strangers)]
    sizes = {found[1] for found in tables if found is not None}
    if not strangers or None in tables or len(sizes) != 1 or not sizes <= example_sizes(world):
        return None
    size = sizes.pop()
    pairs = [(name, found[0]) for name, found in zip(sorted(strangers), tables, strict=True) if found is not None]

    def single(world: World, instance: Instance) -> Instance | None:
        found = world.at_sizes(seeds[id(instance)], {size: 1})
        for name, table in pairs if found is not None else ():
            found = world.replaced(found, name, found.values[table][0]) if found is not None else None
        return found

    return f"for a single example {', '.join(_letter(name) for name, _ in pairs)}", single


def _unnumbered(evaluator: Evaluator, asked: Question) -> str | None:
    """The size of the batch where symbols are read as those of any one example (see ``notation/one_example``)."""
    for node in (*walk(asked.left), *walk(asked.right)):
        meaning = whole(names.readings_of(evaluator, node)) if isinstance(node, Name) else None
        if isinstance(meaning, Part) and meaning.indices[:1] == (ANY,):
            return evaluator.world.quantities[meaning.quantity].axes[0].size
    return None


def _table(world: World, name: str) -> tuple[str, str] | None:
    """The input of which a symbol is one row, and the size that counts its rows: the only one of this letter and shape."""
    shape = [axis.size for axis in world.quantities[name].axes]
    found = [(other, world.quantities[other].axes[0].size) for other in _inputs(world) if _rows_are(world, other, name, shape)]
    return found[0] if len(found) == 1 else None


def _inputs(world: World) -> Iterable[str]:
    known = world.specification.quantities if world.specification is not None else {}
    return [name for name, quantity in known.items() if quantity.role == "input" and quantity.axes]


def _rows_are(world: World, table: str, name: str, shape: list[str]) -> bool:
    same = _letter(table).casefold() == _letter(name).casefold()
    return same and [axis.size for axis in world.quantities[table].axes[1:]] == shape


def _letter(name: str) -> str:
    """The letter of a quantity without marks: the x of ``any x``, of ``x alone``."""
    return name.removeprefix(ANY_NUMBER).removesuffix(" alone")
