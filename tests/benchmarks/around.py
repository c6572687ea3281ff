"""What identities may ask of the text in which they are applied: chance, and what its symbols are."""

from __future__ import annotations

import random
from dataclasses import dataclass

from derive.check.judging.chooser import Chooser
from derive.check.judging.problems import NoValue
from derive.check.judging.rows.judge import Judge
from derive.check.judging.values.frame import Frame
from derive.check.meaning.symbols import GradientOf, IndexLetter, NumberOf, Part, SizeOf
from derive.check.reading.syntax import Big, Matrix, Name, Node
from derive.check.slips.context import of_formulas
from derive.check.slips.tree import names, walk


@dataclass(frozen=True)
class Around:
    """What the identities may ask: a random choice, and what a symbol of the text is."""

    rng: random.Random
    judge: Judge

    def is_number(self, node: Node) -> bool:
        """Whether every symbol of a piece is a number: all its axes have an index."""
        if any(isinstance(piece, (Matrix, Big)) and getattr(piece, "kind", "sum") != "sum" for _, piece in walk(node)):
            return False
        return all(name.base == "e" or self._is_number(name) for name in names(node))

    def _is_number(self, name: Name) -> bool:
        readings = self.judge.symbols.lookup(name)
        meaning = readings[0].meaning if readings else None
        part = meaning.part if isinstance(meaning, GradientOf) else meaning
        if isinstance(part, Part):
            return None not in part.indices
        return isinstance(meaning, (SizeOf, IndexLetter)) or (isinstance(meaning, NumberOf) and meaning.kind == "number")

    def is_array(self, node: Node) -> bool:
        """Whether a factor is a named array of the model."""
        readings = self.judge.symbols.lookup(node) if isinstance(node, Name) and not node.primes else ()
        meaning = readings[0].meaning if readings and not readings[0].rest else None
        part = meaning.part if isinstance(meaning, GradientOf) else meaning
        return isinstance(part, Part) and None in part.indices

    def value(self, node: Node) -> complex | None:
        """The value of a formula without free letters."""
        try:
            found = self.judge.bench.evaluator(Chooser()).value(node, Frame(self.judge.world.instance(1)))
            return complex(found.array.reshape(()))
        except (NoValue, ValueError):
            return None

    def fresh(self, node: Node) -> Name | None:
        """A letter that means nothing yet."""
        used = set(of_formulas([node]).letters)
        free = [Name(x) for x in "pqrsuvc" if Name(x) not in used and not self.judge.symbols.lookup(Name(x))]
        return self.rng.choice(free) if free else None
