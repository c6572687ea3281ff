"""What a text says that its errors are: ``\\delta^l = \\partial C / \\partial a^l``, ``\\delta = -\\partial E / \\partial z``.

Most authors differentiate by the weighted inputs.  Others take the activations, or the negative derivative, so that a step of
the weights is ``\\Delta w = \\eta \\delta x``.  Who leaves out the definition shows the sign by such a step.

Input: the rows of a text.  Output: how its errors differ from the usual ones, if they may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product, Sum
from derive.check.reading.tree import walk

DELTA = spelled("\\delta")
_SUMS = frozenset(map(spelled, ("z", "Z", "net", "\\mathrm{net}", "in", "\\mathrm{in}")))
"""Letters of weighted inputs for all authors."""
_RATES = ("eta", "alpha", "epsilon", "gamma", "lr")


@dataclass(frozen=True)
class StatedErrors:
    """The letters of what errors are derivatives by (none: the weighted inputs), and whether they are negative."""

    by: frozenset[Head] = frozenset()
    negative: bool = False

    def words(self) -> str:
        """What a reader is told."""
        of = f" by {', '.join(sorted(letter for letter, *_ in self.by))}" if self.by else ""
        return f"errors are {'negative ' if self.negative else ''}derivatives of the cost{of}"


def stated_errors(rows: Iterable[Row]) -> StatedErrors | None:
    """How the errors of a text differ from the usual ones; None if they do not, or if its definitions disagree."""
    claims = [claim for row in rows for claim in row.claims]
    defined = {one for claim in claims for one in _definition(claim)}
    if len({negative for _, negative in defined}) > 1:
        return None
    if defined:
        by, negative = frozenset(letter for letter, _ in defined), any(negative for _, negative in defined)
        return StatedErrors(by, negative) if negative or not by <= _SUMS else None
    return StatedErrors(negative=True) if sum(vote for claim in claims for vote in _votes(claim)) < 0 else None


def _definition(claim: Claim) -> Iterator[tuple[Head, bool]]:
    """The letter of what an error is the derivative by, and whether it is the negative one."""
    if not (isinstance(claim.left, Name) and head(claim.left) == DELTA) or claim.inherited or claim.relation not in ("=", ":="):
        return
    sign, slope = _signed(claim.right)
    if isinstance(slope, Derivative) and isinstance(slope.of, Name) and len(slope.by) == 1 and isinstance(slope.by[0], Name):
        yield head(slope.by[0]), sign < 0


def _signed(node: Node) -> tuple[int, Node]:
    """A term and its sign."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Sum) and len(node.terms) == 1:
        sign, term = node.terms[0]
        inner, body = _signed(term)
        return sign * inner, body
    return 1, node


def _votes(claim: Claim) -> Iterator[int]:
    """What a claim says of the sign: a gradient has that of its error, a step goes against the gradient."""
    sign, term = _signed(claim.right)
    if isinstance(claim.compared, Derivative) and isinstance(term, Product) and _has_error(term):
        yield sign
    terms = claim.right.terms if isinstance(claim.right, Sum) else ((1, claim.right),)
    for sign, term in terms:
        if isinstance(term, Product) and _has_error(term) and _has_rate(term):
            yield -sign


def _has_error(term: Product) -> bool:
    """Whether errors are a factor, and nothing is differentiated."""
    inner = list(walk(term))
    return any(isinstance(n, Name) and head(n) == DELTA for n in inner) and not any(isinstance(n, Derivative) for n in inner)


def _has_rate(term: Product) -> bool:
    return any(isinstance(factor, Name) and factor.base in _RATES for _, factor in term.factors)
