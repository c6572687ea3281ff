"""The opposite of a value, where it costs nothing: a number in it changes its sign, a difference is turned.

-(c x) = (-c) x,  -(a - b) = b - a,  -(c + d x) = (-c) + (-d) x
"""

from __future__ import annotations

from collections.abc import Collection

from derive.emit.passes.rebuild import Rebuild
from derive.emit.passes.selects import number
from derive.emit.program import Value


def opposite(build: Rebuild, old: Value, single: Collection[Value]) -> Value | None:
    """The opposite in the new program of an old value that only one operation reads; None if it costs an operation."""
    known = number(old)
    if known is not None and not old.rank:
        return build.program.constant(-known)
    if old not in single or old.kind != "real":
        return None
    if old.op == "negate" and old.axes[0] == old.out:
        return build[old.args[0]]
    if old.op == "subtract":
        return build.program.make("subtract", [build[arg] for arg in old.args[::-1]], old.axes[::-1], old.out)
    if old.op == "multiply":
        for i, factor in enumerate(old.args):
            turned = opposite(build, factor, single)
            if turned is not None:
                args = [turned if i == j else build[arg] for j, arg in enumerate(old.args)]
                return build.program.make("multiply", args, old.axes, old.out)
    if old.op == "add":
        parts = [opposite(build, term, single) for term in old.args]
        found = [part for part in parts if part is not None]
        return build.program.make("add", found, old.axes, old.out) if len(found) == len(parts) else None
    return None
