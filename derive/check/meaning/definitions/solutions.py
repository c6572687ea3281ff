"""What a text solves for: behind ``\\nabla_w J = ... = 0`` a row ``w = ...`` states a solution, and defines nothing."""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.meaning.trees import is_zero
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Name


def is_condition(claim: Claim) -> bool:
    """Whether a claim sets a gradient to zero, at once or at the end of a chain: nobody says that it is zero everywhere."""
    return claim.relation == "=" and is_zero(claim.right) and bool(_gradients(claim))


def unknowns(claim: Claim) -> Iterator[Name]:
    """The symbols that a condition determines: those that its gradients are taken by."""
    if is_condition(claim):
        yield from (by for gradient in _gradients(claim) for by in gradient.by if isinstance(by, Name))


def _gradients(claim: Claim) -> list[Derivative]:
    """The derivatives of a whole on the left: ``du_i/dz_j = 0`` says that entries are independent."""
    sides = [side for side in (claim.left, claim.head) if isinstance(side, Derivative)]
    return [side for side in sides if not (isinstance(side.of, Name) and side.of.sub)]
