"""How a text uses its letters, whatever they mean: what it differentiates, computes, writes as mere indices or with primes.

Input: the rows of a text, its declared entries and the world of a model.  Output: one record, made once for all notations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.errors import DELTA, Errors, unusual_errors
from derive.check.meaning.notation.late_errors import late_errors
from derive.check.meaning.notation.mere_indices import mere_indices, paired_indices
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Derivative, Name
from derive.check.reading.tree import walk


@dataclass(frozen=True)
class TextLetters:
    """The letters of a text by their use."""

    rows: Sequence[Row]
    used: frozenset[Head]
    """All of them."""
    costs: frozenset[Head]
    """Those that it differentiates."""
    indices: frozenset[Head]
    """Those that are mere indices,"""
    pairs: frozenset[Head]
    """or indices beside another one wherever they stand without scripts."""
    primed: frozenset[Head]
    """Those that stand with a prime."""
    computed: Mapping[Head, frozenset[Head]]
    """Those that it computes, each with those it is computed from,"""
    recurring: frozenset[Head]
    """and those that it computes from themselves."""
    late_errors: int
    """How far the numbers of its errors are ahead of its layers."""
    names_cost: bool
    """Whether a declared symbol in it is the cost."""
    errors: tuple[Errors, ...]
    """What its errors may be otherwise than usual."""
    of_one: bool
    """Whether it is read for one example of a batch."""

    @classmethod
    def of(
        cls, world: SpecWorld, given: Sequence[Entry], rows: Sequence[Row], names: Sequence[Name], *, of_one: bool
    ) -> TextLetters:
        """What the rows of a text say, whose symbols are ``names``; ``given`` are the declared entries."""
        return cls(
            rows,
            frozenset(map(head, names)),
            _differentiated(rows),
            mere_indices(rows),
            paired_indices(rows),
            frozenset(head(name) for name in names if name.primes and not (name.sub or name.sup)),
            _computed(rows),
            _recurring(rows),
            late_errors(world, names, given),
            _names_cost(given, names),
            unusual_errors(world, rows) if not any(entry.pattern.head == DELTA for entry in given) else (),
            of_one,
        )


def _computed(rows: Iterable[Row]) -> Mapping[Head, frozenset[Head]]:
    """The bare symbols that a text computes, each with those it is computed from."""
    found: dict[Head, frozenset[Head]] = {}
    for claim in (claim for row in rows for claim in row.claims):
        left = claim.left
        if isinstance(left, Name) and not (left.sub or left.sup or claim.inherited) and claim.relation in ("=", ":="):
            read = frozenset(head(inner) for inner in walk(claim.right) if isinstance(inner, Name))
            found[head(left)] = read | found.get(head(left), frozenset())
    return found


def _recurring(rows: Iterable[Row]) -> frozenset[Head]:
    """The letters with indices that a text computes from themselves: states."""
    claims = (claim for row in rows for claim in row.claims if not claim.inherited and claim.relation in ("=", ":="))
    lefts = (
        (claim.left, claim.right) for claim in claims if isinstance(claim.left, Name) and (claim.left.sub or claim.left.sup)
    )
    return frozenset(
        head(left)
        for left, right in lefts
        if any(isinstance(node, Name) and head(node) == head(left) and node != left for node in walk(right))
    )


def _differentiated(rows: Iterable[Row]) -> frozenset[Head]:
    """The letters that a text takes derivatives of by parameters or the like, without any scripts: costs."""
    found = (node.of for node in nodes(rows) if isinstance(node, Derivative) and isinstance(node.of, Name))
    return frozenset(head(of) for of in found if not (of.sub or of.sup or of.primes))


def _names_cost(given: Iterable[Entry], names: Sequence[Name]) -> bool:
    own = [e for e in given if isinstance(e, QuantityEntry) and e.quantity.role == "cost" and not e.gradient]
    return any(entry.pattern.match(name) is not None for entry in own for name in names)
