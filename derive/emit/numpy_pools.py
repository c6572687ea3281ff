"""Maxima of windows on the way back: NumPy calls that route an adjoint to the largest entry of its window, or spread it.

Input: a ``route`` or ``spread`` value and the array for its result.  Output: lines of code, a few for every place in a window.
"""

from __future__ import annotations

from derive.emit.numpy_bound import Bound
from derive.emit.numpy_contract import Operand
from derive.emit.numpy_literals import shape_text
from derive.emit.numpy_text import Expressions
from derive.emit.passes.pools import Pooled
from derive.emit.program import Value


def route(text: Expressions, bound: Bound, value: Value, name: str, target: Operand) -> list[str]:
    """Each adjoint to the first entry of its window that equals the maximum; what is left goes on to the next entry."""
    adjoint, entries, largest = (text.operand(arg) for arg in value.args)
    pool = value.detail[0]
    assert isinstance(pool, Pooled)
    places = [f"[{':, ' * pool.axis}{reach(pool, offset)}]" for offset in range(pool.window)]
    shape = value.args[0].shape
    mask = bound.constant("mask", f"np.empty({shape_text(shape)}, bool)")
    if pool.window == 2 and pool.step in (0, 2):
        first, second = (target.view(place) for place in places)
        lines = [f"np.equal({entries.view(places[0])}, {largest.text}, {mask})"]
        lines += [f"np.multiply({adjoint.text}, {mask}, {first})", f"np.subtract({adjoint.text}, {first}, {second})"]
        return lines if covers(pool, value) else [f"{name}.fill(0)", *lines]
    rest = f"buffers.{bound.buffer('rest', shape, 'real')}"
    found = bound.constant("part", f"np.empty({shape_text(shape)}, self.dtype)")
    lines = [f"{name}.fill(0)", f"{rest}[...] = {adjoint.text}"]
    for place in places[:-1]:
        to = target.view(place)
        lines += [f"np.equal({entries.view(place)}, {largest.text}, {mask})", f"np.multiply({rest}, {mask}, {found})"]
        lines += [f"np.add({to}, {found}, {to})", f"np.subtract({rest}, {found}, {rest})"]
    return [*lines, f"np.add({target.view(places[-1])}, {rest}, {target.view(places[-1])})"]


def spread(text: Expressions, value: Value, name: str, target: Operand) -> list[str]:
    """Each adjoint to all entries of its window."""
    (adjoint,), pool = (text.text(arg) for arg in value.args), value.detail[0]
    assert isinstance(pool, Pooled)
    places = [target.view(f"[{':, ' * pool.axis}{reach(pool, offset)}]") for offset in range(pool.window)]
    if pool.window > pool.step:
        return [f"{name}.fill(0)", *(f"np.add({place}, {adjoint}, {place})" for place in places)]
    zeros = [] if covers(pool, value) else [f"{name}.fill(0)"]
    return [*zeros, *(f"{place}[...] = {adjoint}" for place in places)]


def reach(pool: Pooled, offset: int) -> str:
    """The slice of the entries at one offset of all windows."""
    if not pool.step:
        return str(offset)
    end = f"{offset} + {pool.step}*({pool.count} - 1) + 1"
    stop = str(offset + pool.step * (pool.count - 1) + 1) if isinstance(pool.count, int) else end
    return f"{offset}:{stop}" + (f":{pool.step}" if pool.step > 1 else "")


def covers(pool: Pooled, value: Value) -> bool:
    """Whether windows that do not overlap reach every entry."""
    if not pool.step:
        return True
    return pool.window == pool.step and value.shape[pool.axis] == (pool.count * pool.step if isinstance(pool.count, int) else 0)
