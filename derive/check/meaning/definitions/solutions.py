"""What a text solves for: behind ``\\nabla_w J = ... = 0`` a row ``w = ...`` states a solution, and defines nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.meaning.trees import is_zero
from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Derivative, Name

_SEEKING = re.compile(
    r"normal equation|closed[- ]form|stationary|optimal|\\arg\s*\\?(?:min|max)|\\(?:min|max)(?:imi[sz]e)?_"
    r"|(?:minimi|maximi)[sz](?:e|ing)|least squares|maximum likelihood|(?:equal|set)\w*(?: \S+){0,6} to (?:zero|\$0\$|0)\b",
    re.IGNORECASE,
)


def seeks(document: Document) -> bool:
    """Whether a text looks for the point at which a gradient vanishes: it sets one to zero, or says so in words."""
    return any(is_condition(claim) for row in document.rows for claim in row.claims) or bool(_SEEKING.search(document.text))


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
