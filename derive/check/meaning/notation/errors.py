"""What a text says that its errors are: ``\\delta^l = \\partial C / \\partial a^l``, ``\\delta = -\\partial E / \\partial z``.

Most authors differentiate by the weighted inputs.  Others take the activations, or the negative derivative, so that a step of
the weights is ``\\Delta w = \\eta \\delta x``.  Who leaves out the definition shows the sign by such a step; by what he
differentiates is seen from the rows that hold, where a specification by formulas has no weighted inputs.

Input: the rows of a text.  Output: what its errors may be otherwise than usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from derive.check.meaning.notation.letters import glyph_head, spelled
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product, Sum
from derive.check.reading.tree import walk
from derive.render.glyphs import glyph

DELTA = spelled("\\delta")
_SUMS = frozenset(map(spelled, ("z", "Z", "net", "\\mathrm{net}", "in", "\\mathrm{in}")))
"""Letters of weighted inputs for all authors."""
_RATES = ("eta", "alpha", "epsilon", "gamma", "lr")


@dataclass(frozen=True)
class Errors:
    """The letters of what errors are derivatives by (none: the weighted inputs), and whether they are negative ones."""

    by: frozenset[Head] = frozenset()
    negative: bool = False

    def words(self) -> str:
        """What a reader is told."""
        of = f" by {', '.join(sorted(letter for letter, *_ in self.by))}" if self.by else ""
        return f"errors are {'negative ' if self.negative else ''}derivatives of the cost{of}"


def unusual_errors(world: SpecWorld, rows: Iterable[Row]) -> tuple[Errors, ...]:
    """What the errors of a text may be otherwise than usual; nothing if its definitions disagree."""
    claims = [claim for row in rows for claim in row.claims]
    defined = {one for claim in claims for one in _definition(claim)}
    negative = any(sign < 0 for _, sign in defined) if defined else _are_negative(claims)
    if len({sign for _, sign in defined}) > 1:
        return ()
    if world.is_network or defined:
        by = frozenset(letter for letter, _ in defined)
        return (Errors(by, negative),) if negative or not by <= _SUMS else ()
    if not any(is_error(claim.left) for claim in claims):
        return ()
    computed = (tensor for tensor in world.model.tensors.values() if tensor.role == "intermediate")
    return tuple(Errors(frozenset({glyph_head(glyph(tensor.base))}), negative) for tensor in computed)


def is_error(node: Node) -> bool:
    """Whether a node is a symbol with the usual letter of errors."""
    return isinstance(node, Name) and head(node) == DELTA


def _definition(claim: Claim) -> Iterator[tuple[Head, int]]:
    """The letter of what an error is the derivative by, and its sign."""
    if not is_error(claim.left) or claim.inherited or claim.relation not in ("=", ":="):
        return
    sign, slope = _signed(claim.right)
    if isinstance(slope, Derivative) and isinstance(slope.of, Name) and len(slope.by) == 1 and isinstance(slope.by[0], Name):
        yield head(slope.by[0]), sign


def _signed(node: Node) -> tuple[int, Node]:
    """A term and its sign."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Sum) and len(node.terms) == 1:
        sign, term = node.terms[0]
        inner, body = _signed(term)
        return sign * inner, body
    return 1, node


def _are_negative(claims: Sequence[Claim]) -> bool:
    """Whether a text that does not define its errors shows that they are negative: by its steps, which go against the gradient,
    or else by all of its gradients (one alone may be a slip)."""
    steps = [sign for claim in claims for sign, term in _terms(claim.right) if _has_error(term) and _has_rate(term)]
    if steps:
        return sum(steps) > 0
    slopes = [_signed(claim.right) for claim in claims if isinstance(claim.compared, Derivative)]
    signs = [sign for sign, term in slopes if isinstance(term, Product | Name) and _has_error(term)]
    return len(signs) > 1 and max(signs) < 0


def _terms(side: Node) -> Sequence[tuple[int, Node]]:
    return side.terms if isinstance(side, Sum) else ((1, side),)


def _has_error(term: Node) -> bool:
    """Whether errors are a factor, and nothing is differentiated."""
    inner = list(walk(term))
    return any(map(is_error, inner)) and not any(isinstance(n, Derivative) for n in inner)


def _has_rate(term: Node) -> bool:
    return isinstance(term, Product) and any(isinstance(one, Name) and one.base in _RATES for _, one in term.factors)
