"""Adding into an array of zeros: offset by offset on strided slices, or at the rows that indices name.

Input: a ``scatter`` or ``add_at`` value.  Output: lines of code, with a loop over offsets only (never over examples, positions
or channels).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.emit.names import Names
from derive.emit.numpy_contract import Call, Operand, call
from derive.emit.numpy_literals import shape_text
from derive.emit.program import Axes, Size, Value

BLOCKS = frozenset({"scatter", "add_at"})
"""Operations that take several lines."""


def block(value: Value, name: str, operands: Sequence[str], taken: Sequence[str], scratch: str = "") -> list[str]:
    """The lines after the one that makes ``name`` an array of zeros; ``scratch`` takes the products, if it is given."""
    if value.op == "add_at":
        return [f"np.add.at({name}, {operands[0]}, {operands[1]})"]
    header, target, text = _offsets(value, name, operands, taken, scratch)
    if scratch and value.detail[0]:
        return [f"{header}:", f"    {text}", f"    {target} += {scratch}"]
    return [f"{header}:", f"    {target} += {text}"]


def pairs(value: Value, name: str, operand: str) -> str:
    """The parts of the result and of an operand that belong to each offset, as a list; empty if products are added."""
    if value.op != "scatter" or value.detail[0]:
        return ""
    header, target, text = _offsets(value, name, [operand], ())
    return f"[({target}, {text}) {header}]"


def _offsets(value: Value, name: str, operands: Sequence[str], taken: Sequence[str], scratch: str = "") -> tuple[str, str, str]:
    """The head of a loop over the offsets, the part of the result that one reaches, and what it adds there."""
    inner_op, moves = value.detail
    assert isinstance(moves, tuple)
    names = Names(taken)
    loops = {move[0]: (names.fresh(letter), move[1]) for letter, (_, move) in zip("uvw", moves, strict=False)}
    parts = [":"] * value.rank
    for position, (_, _, start, step, by, length) in moves:
        letter = loops[dict(moves)[position][0]][0]
        parts[position] = _slice(letter, start, step, by, length)
    while parts and parts[-1] == ":":
        parts.pop()
    target = f"{name}[{', '.join(parts)}]"
    at = {label: letter for label, (letter, _) in loops.items()}
    return _header(list(loops.values())), target, _term(value, str(inner_op), operands, at, scratch)


def scratch_shape(value: Value) -> tuple[Size, ...]:
    """The shape of the product of one offset; empty if there is none."""
    inner_op, moves = value.detail
    assert isinstance(moves, tuple)
    lengths = {position: move[5] for position, move in moves}
    return tuple(lengths.get(i, length) for i, length in enumerate(value.shape)) if inner_op else ()


def _header(loops: Sequence[tuple[str, object]]) -> str:
    if len(loops) == 1:
        return f"for {loops[0][0]} in range({loops[0][1]})"
    return f"for {', '.join(name for name, _ in loops)} in np.ndindex({', '.join(str(length) for _, length in loops)})"


def _slice(letter: str, start: object, step: object, by: object, length: object) -> str:
    """The places that one offset reaches: ``start + by*letter``, then ``length`` of them in steps."""
    assert isinstance(start, int)
    assert isinstance(step, int)
    assert isinstance(by, int)
    moved = {1: letter, -1: f"-{letter}"}.get(by, f"{by}*{letter}")
    first = moved if start == 0 and by > 0 else f"{start} - {moved.lstrip('-')}" if by < 0 else f"{start} + {moved}"
    reach = (
        str(step * (length - 1) + 1) if isinstance(length, int) else f"{length}" if step == 1 else f"{step}*({length} - 1) + 1"
    )
    return f"{first}:{first} + {reach}" + (f":{step}" if step != 1 else "")


def _term(value: Value, inner_op: str, operands: Sequence[str], at: dict[object, str], scratch: str) -> str:
    """What one offset adds."""
    texts = [_placed(text, axes, at) for text, axes in zip(operands, value.axes, strict=True)]
    own = [tuple(label for label in axes if label not in at) for axes in value.axes]
    if inner_op == "":
        return _aligned(texts[0], own[0], value.out)
    if inner_op == "multiply":
        pair = [_aligned(text, axes, value.out) for text, axes in zip(texts, own, strict=True)]
        return f"np.multiply({', '.join(pair)}, {scratch})" if scratch else " * ".join(pair)
    product = _call(value, own, texts)
    return product.into(Operand(scratch)) if scratch else product.expression()


def _call(value: Value, own: Sequence[Axes], texts: Sequence[str]) -> Call:
    args = []
    for arg, axes, kept in zip(value.args, value.axes, own, strict=True):
        shape = tuple(length for length, label in zip(arg.shape, axes, strict=True) if label in kept)
        args.append(replace(arg, shape=shape))
    inner = replace(value, op="contract", args=tuple(args), axes=tuple(own))
    return call(inner, Operand(texts[0]), Operand(texts[1]))


def _placed(text: str, axes: Axes, at: dict[object, str]) -> str:
    parts = [at.get(label, ":") for label in axes]
    while parts and parts[-1] == ":":
        parts.pop()
    return f"{text}[{', '.join(parts)}]" if parts else text


def _aligned(text: str, axes: Axes, out: Axes) -> str:
    """Axes in the order of the result, with new ones where the operand is repeated."""
    order = sorted(range(len(axes)), key=lambda i: out.index(axes[i]))
    if order != list(range(len(axes))):
        text += f".transpose({', '.join(map(str, order))})"
    marks = [":" if label in axes else "None" for label in out]
    while marks and marks[0] == ":" and "None" not in marks:
        return text
    return f"{text}[{', '.join(marks)}]"


def zeros(value: Value) -> str:
    """The array of zeros."""
    return f"np.zeros({shape_text(value.shape)}, dtype)"
