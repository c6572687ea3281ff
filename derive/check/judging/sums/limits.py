"""What stands below and above a sign of sum: the letters, their limits, and conditions on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.check.judging.problems import Unknown
from derive.check.meaning.definitions.open_sets import WHOLE
from derive.check.reading.syntax import Big, Both, Call, Dots, Group, Name, Node, Number, Product, Relation, Sum, Words
from derive.check.reading.tree import walk


@dataclass(frozen=True)
class Limits:
    """A letter with its first and last value where they are given, and the conditions that restrict it."""

    letter: str
    low: Node | None = None
    high: Node | None = None


def limits_of(node: Big) -> tuple[list[Limits], list[Node]]:
    """The letters below (and above) the sign, and conditions on them."""
    limits: list[Limits] = []
    conditions: list[Node] = []
    for item in _chained(_flat(node.under)):
        if isinstance(item, Name) and not item.sub:
            limits.append(Limits(item.base, high=None))
        elif isinstance(item, Relation):
            _relation(item, node, limits, conditions)
        else:
            raise Unknown("it is not clear what the sum runs over", node.span)
    return limits, conditions


def _flat(items: Sequence[Node]) -> list[Node]:
    return [inner for item in items for inner in (_flat(item.items) if isinstance(item, Group | Both) else [item])]


def _chained(items: Sequence[Node]) -> list[Node]:
    """Items below a sign, with ``t >= i`` and ``i > k`` as one chain."""
    found: list[Node] = []
    for item in items:
        last = found[-1] if found else None
        if isinstance(last, Relation) and isinstance(item, Relation) and last.right == item.left and last.op != "=":
            found[-1] = Relation(item.op, last, item.right, span=item.span)
        else:
            found.append(item)
    return found


_NEIGHBOURS = re.compile(
    r"downstream|upstream|output|input|connect|next|succ|foll|child|parent|layer|unit|neur|node|vocab|postsyn|presyn"
    r"|salida|entrada|hijo|padre|sortie|entr\u00e9e|enfant|ausgang|eingang|nachf|vorg|\A(?:ins?|outs?|pre|post|kind(?:er)?)\b",
    re.IGNORECASE,
)
"""Words for the units that a unit is connected with: in a network of full layers, all of the layer."""


def _word(values: Node) -> str:
    """The word by which a set goes: ``Downstream(j)``, ``\\text{outputs of } j``; nothing if it is no word."""
    name = values.head if isinstance(values, Call) else values
    if isinstance(name, Product) and isinstance(name.factors[0][1], Words):
        return name.factors[0][1].text.strip()
    return name.base if isinstance(name, Name) and name.style == "text" else ""


def _over_set(letter: Name, values: Node, item: Relation) -> Limits:
    """``i \\in \\mathcal{V}``, ``k \\in \\mathrm{Downstream}(j)``: all values of the index; ``i \\in \\{1, ..., n\\}``.

    Raises:
        Unknown: the set is something else (``N(i)``, ``\\{2, 5\\}``).
    """
    plain = isinstance(values, Name) and (values.style == WHOLE or not (values.sub or values.sup))
    if plain and not (letter.sub or letter.sup):
        return Limits(letter.base, high=None)
    if _NEIGHBOURS.match(_word(values)):
        return Limits(letter.base, high=None)
    if isinstance(values, Group) and len(values.items) > 2 and isinstance(values.items[-2], Dots):
        return Limits(letter.base, values.items[0], values.items[-1])
    raise Unknown("a sum over a set", item.span)


def _relation(item: Relation, node: Big, limits: list[Limits], conditions: list[Node]) -> None:
    known = {limit.letter for limit in limits}
    if item.op == "=" and isinstance(item.left, Name) and not _in_scripts(item.left) & known:  # i : y_i = 0
        limits.append(Limits(item.left.base, item.right, node.upper))
        return
    if item.op == "in" and isinstance(item.left, Name):
        limits.append(_over_set(item.left, item.right, item))
        return
    if isinstance(item.left, Relation) and isinstance(item.left.right, Name):  # 1 <= k <= n, t >= i > k
        both = _between(item.left, item)
        if both is not None and item.left.right.base not in known:
            limits.append(Limits(item.left.right.base, *both))
            return
        if item.left.right.base not in known:
            limits.append(Limits(item.left.right.base))
        conditions.extend((item.left, Relation(item.op, item.left.right, item.right)))
        return
    if item.op in (":", "mid") and isinstance(item.right, Relation):  # i : z_i < 0
        letters, more = limits_of(replace(node, under=(item.left, item.right)))
        limits.extend(letters)
        conditions.extend(more)
        return
    letter = item.left.base if isinstance(item.left, Name) else ""
    told = isinstance(item.left, Name) and _in_scripts(item.left) & known  # z_i <= 0 beside i
    if letter and letter not in known and not told:
        limits.append(Limits(letter))
    conditions.append(item)


def _in_scripts(name: Name) -> set[str]:
    """The letters in what hangs on a symbol."""
    return {
        inner.base
        for script in (*name.sub, *name.sup)
        for item in script.items
        for inner in walk(item)
        if isinstance(inner, Name)
    }


def _between(first: Relation, last: Relation) -> tuple[Node, Node] | None:
    """The first and the last value of the letter in ``1 \\leq k < n`` or ``t \\geq i > k``; None if it has one limit only."""
    if {first.op, last.op} <= {"<", "<="}:
        low, high, above, below = first.left, last.right, first.op, last.op
    elif {first.op, last.op} <= {">", ">="}:
        low, high, above, below = last.right, first.left, last.op, first.op
    else:
        return None
    return _moved(low, 1) if above in "<>" else low, _moved(high, -1) if below in "<>" else high


def _moved(limit: Node, by: int) -> Node:
    """The next or the last whole number."""
    return Group((Sum(((1, limit), (by, Number("1")))),))
