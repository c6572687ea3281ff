"""Sums that are factors of a product, written anew with the number of that product in them where it costs nothing there:
``c (1 + d x) y`` is ``(c + c d x) y``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from derive.emit.passes.combine import Combiner
from derive.emit.passes.terms import Factor, Reader, Term
from derive.emit.program import Value


@dataclass(frozen=True)
class Absorber:
    """Rewrites terms; ``inner`` values are read by nothing else."""

    combiner: Combiner
    reader: Reader
    inner: Collection[Value]

    def __call__(self, term: Term) -> Term:
        """The term with each sum among its factors in its cheapest form."""
        factors: list[Factor] = []
        for factor in term.factors:
            parts = self._parts(factor)
            if not parts:
                factors.append(factor)
                continue
            if not term.is_plain and all(not part.factors or not part.is_plain for part in parts):
                own = Term(term.number, term.sizes)
                parts, term = [part.times(own) for part in parts], replace(term, number=1.0, sizes=())
            recipe = self.combiner.best([self(part) for part in parts])
            factors.append(recipe.make() if recipe.labels == set(factor[1]) else factor)
        return replace(term, factors=tuple(factors))

    def _parts(self, factor: Factor) -> list[Term]:
        """The terms of a factor that is a sum of its own."""
        value, axes = factor
        if value not in self.inner or value.op not in ("add", "subtract"):
            return []
        found = self.reader.terms(value, axes, root=True)
        return found if len(found) > 1 else []
