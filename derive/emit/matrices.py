"""When a contraction is a product of matrices: the labels of its axes, in groups.

The axes fall into those of both operands and of the result (a stack), those that are summed, and the rest of each operand.  If
the groups stand one behind the other, reshaping makes matrices of the operands; if not, an operand is packed: copied with its
axes in such an order.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.emit.program import Axes


@dataclass(frozen=True)
class Groups:
    """The labels of a contraction by what becomes of them."""

    stack: Axes
    rest_a: Axes
    rest_b: Axes
    summed: Axes

    @property
    def result(self) -> Axes:
        """The order of axes in which the product comes out."""
        return self.stack + self.rest_a + self.rest_b


def groups(a: Axes, b: Axes, out: Axes) -> Groups | None:
    """The groups, each in the order in which an operand has it; None if this is no product of matrices."""
    stack = tuple(i for i in a if i in b and i in out)
    summed = tuple(i for i in a if i in b and i not in out)
    rest_a, rest_b = tuple(i for i in a if i not in b), tuple(i for i in b if i not in a)
    plain = len(set(a)) == len(a) and len(set(b)) == len(b) and set(rest_a + rest_b) <= set(out)
    if not plain or not summed or (stack and not rest_a and not rest_b):
        return None
    order = {label: i for i, label in enumerate(out)}
    stack, rest_a, rest_b = (tuple(sorted(part, key=order.__getitem__)) for part in (stack, rest_a, rest_b))
    return Groups(stack, rest_a, rest_b, summed)


def fits(axes: Axes, parts: Groups, rest: Axes) -> bool:
    """Whether an operand has its groups one behind the other, stack first: then reshaping makes it a stack of matrices."""
    return axes in (parts.stack + rest + parts.summed, parts.stack + parts.summed + rest)


@dataclass(frozen=True)
class Spanned:
    """One matrix times a stack: ``out = lead + rows + tail`` from ``rows + summed`` and ``lead + summed + tail``."""

    lead: Axes
    rows: Axes
    tail: Axes
    summed: Axes


def spanned(a: Axes, b: Axes, out: Axes) -> Spanned | None:
    """The contraction as one matrix (the first operand) times a stack (the second), if the result asks for that."""
    parts = groups(a, b, out)
    if parts is None or parts.stack or not parts.rest_a or not parts.rest_b:
        return None
    first = out.index(parts.rest_a[0])
    lead, rows, tail = out[:first], out[first : first + len(parts.rest_a)], out[first + len(parts.rest_a) :]
    if rows != parts.rest_a or not lead or not tail:
        return None
    kept = tuple(i for i in b if i in parts.summed) if len(parts.summed) > 1 else parts.summed
    return Spanned(lead, rows, tail, kept)


def orders(
    a: Axes, b: Axes, out: Axes, strided: tuple[bool, bool], entries: tuple[int, int] = (0, 1)
) -> tuple[Axes, Axes, Axes]:
    """The orders of axes that both operands and the result should have; ``strided`` operands are views that cannot be reshaped.

    What comes back unchanged needs no copy; ``entries`` says how large the operands are: rather the smaller one is copied.
    """
    for x, y, flipped in ((a, b, False), (b, a, True)):
        span = spanned(x, y, out)
        if span is not None:
            matrix = x if x in (span.rows + span.summed, span.summed + span.rows) else span.rows + span.summed
            stack = span.lead + span.summed + span.tail
            found = (stack, matrix) if flipped else (matrix, stack)
            return (*found, out)
    if entries[1] > entries[0] and len(set(a) & set(b)) > 1:  # the order of the summed axes is that of the larger operand
        second, first, result = _grouped(b, a, out, strided[::-1])
        return first, second, result
    return _grouped(a, b, out, strided)


def _grouped(a: Axes, b: Axes, out: Axes, strided: tuple[bool, bool]) -> tuple[Axes, Axes, Axes]:
    parts = groups(a, b, out)
    if parts is None:
        return a, b, out
    swapped = parts.stack + parts.rest_b + parts.rest_a
    result = out if out in (parts.result, swapped) else min((parts.result, swapped), key=lambda order: order[-1] != out[-1])
    first = a if fits(a, parts, parts.rest_a) and not _unpackable(parts, parts.rest_a, strided[0]) else None
    second = b if fits(b, parts, parts.rest_b) and not _unpackable(parts, parts.rest_b, strided[1]) else None
    return first or _packed(a, parts, parts.rest_a), second or _packed(b, parts, parts.rest_b), result


def _packed(axes: Axes, parts: Groups, rest: Axes) -> Axes:
    """The groups one behind the other, with the operand's last axis in the last group: the copy runs along the memory."""
    return parts.stack + (parts.summed + rest if axes[-1] in rest else rest + parts.summed)


def _unpackable(parts: Groups, rest: Axes, strided: bool) -> bool:
    return strided and (len(rest) > 1 or len(parts.summed) > 1)
