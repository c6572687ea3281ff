"""Rows of declared symbols whose lengths fit in no layout: ``W_2^T \\delta`` of a 5x6 matrix and a vector of length 8.

Sizes differ pairwise, so that no transpose and no other product helps.  Where every symbol is declared as it stands, none has
been misread.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from derive.check.judging.rows.judge import Judge
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.sorting import is_mark
from derive.check.meaning.symbols import FunctionOf, IndexLetter, Part, SizeOf
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Name, Product
from derive.check.reading.tree import walk

_VECTOR = r"a (?:column|row) of length (\d+)"
_LENGTHS = [
    re.compile(pattern)
    for pattern in (
        rf"{_VECTOR} cannot be multiplied entry by entry with {_VECTOR}",
        rf"{_VECTOR} cannot be added to {_VECTOR}",
        rf"the left side is {_VECTOR}, the right side {_VECTOR}",
        rf"a (\d+)x(\d+) matrix cannot be multiplied by {_VECTOR}",
        rf"{_VECTOR} cannot be multiplied by a (\d+)x(\d+) matrix",
    )
]


def fits_never(judge: Judge, claim: Claim, reason: str) -> bool:
    """Whether lengths differ that no layout makes equal, in a row of declared symbols without derivatives."""
    found = next((match for pattern in _LENGTHS if (match := pattern.search(reason))), None)
    if found is None or judge.world.specification is None:
        return False
    lengths = found.groups()
    if "1" in lengths or len(set(lengths)) < len(lengths):
        return False
    nodes = [node for side in (claim.compared, claim.right) for node in walk(side)]
    if any(isinstance(node, Derivative) or (isinstance(node, Product) and _may_be_outer(node)) for node in nodes):
        return False
    return all(map(partial(is_certain, judge), (*symbols_in(claim.compared), *symbols_in(claim.right))))


def _may_be_outer(node: Product) -> bool:
    """Whether a sign stands in a product that may mean another one than it says."""
    return any(sign in ("otimes", "*", "star", "times") for sign, _ in node.factors)


def is_certain(judge: Judge, name: Name) -> bool:
    """Whether a symbol is declared as it stands, is the cost, or is none: an index, a mark of transposition, a function of the
    field."""
    readings = judge.symbols.lookup(name)
    if not readings or isinstance(readings[0].meaning, FunctionOf | IndexLetter | SizeOf):
        return True
    if isinstance(found := readings[0].meaning, Part) and found.quantity == judge.world.cost:
        return True
    plain = tuple(script for script in name.sup if not all(is_mark(item) for item in script.items))
    return judge.symbols.declares_exactly(name) or judge.symbols.declares_exactly(replace(name, sup=plain))
