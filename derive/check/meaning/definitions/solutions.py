"""What a text solves for: behind ``\\nabla_w J = ... = 0`` a row ``w = ...`` states a solution, and defines nothing."""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.meaning.trees import is_zero
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Name


def is_condition(claim: Claim) -> bool:
    """Whether a claim sets a derivative to zero, at once or at the end of a chain: nobody says that it is zero everywhere."""
    return claim.relation == "=" and is_zero(claim.right) and any(isinstance(s, Derivative) for s in (claim.left, claim.head))


def unknowns(claim: Claim) -> Iterator[Name]:
    """The symbols that a condition determines: those that its derivatives are taken by."""
    if is_condition(claim):
        for side in (claim.left, claim.head):
            if isinstance(side, Derivative):
                yield from (by for by in side.by if isinstance(by, Name))
