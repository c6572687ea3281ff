r"""An index alone in brackets behind a symbol or a derivative: ``E(t)`` is E at t, and no product with a number t.

``\\sum_t E(t)``, where E is known as a whole only, has no value; nor has ``\\frac{\\partial E}{\\partial W}(t)``, the part of
a gradient that is due to step t.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from derive.check.judging.problems import Unknown
from derive.check.judging.values.frame import Frame
from derive.check.reading.printer import latex
from derive.check.reading.syntax import Derivative, Group, Name, Node

Factor = tuple[str, Node]


def refuse(factors: Sequence[Factor], frame: Frame) -> None:
    """Let no index pass for a number by which something is multiplied.

    Raises:
        Unknown: an index stands so.
    """
    for (_, head), (sign, inside) in pairwise(factors):
        if sign or not _is_symbol(head, frame) or not isinstance(inside, Group) or inside.open != "(":
            continue
        letter = inside.items[0] if len(inside.items) == 1 else None
        if isinstance(letter, Name) and letter == Name(letter.base) and letter.base in frame.scope:
            raise Unknown(f"what '{latex(head)}' is at '{letter.base}' is not known", head.span)


def _is_symbol(head: Node, frame: Frame) -> bool:
    """Whether something with a value of its own stands in front of the brackets, and not an index."""
    if isinstance(head, Name):
        return head.base not in frame.scope
    return isinstance(head, Derivative) and not head.operator
