"""How NumPy computes a contraction: the product of two matrices, or of two stacks of them, on views wherever that is possible.

Input: a ``contract`` value and its operands.  Output: the text of the call.  The axes of each operand fall into three groups:
those of both operands and of the result (a stack), those that are summed, and the rest.  ``dot`` and ``matmul`` reach BLAS
without a copy where each group has one axis; groups of several axes are reshaped into one.  ``einsum`` is left for what is no
matrix product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from derive.emit.matrices import Groups, Spanned, fits, groups, spanned
from derive.emit.program import Axes, Size, Value


@dataclass(frozen=True)
class Operand:
    """An operand in the text: ``view`` gives the text of a view of it (``.T``), which a workspace may hold ready."""

    text: str
    bind: Callable[[str], str] | None = None
    whole: bool = False
    """Whether it is known to lie in memory in one piece."""

    def view(self, suffix: str) -> str:
        return self.bind(suffix) if self.bind else f"{self.text}{suffix}"


@dataclass(frozen=True)
class Call:
    """``function(left, right)``, then ``after`` to give the result its axes; ``inside`` does the same to a buffer."""

    function: str
    left: str
    right: str
    after: str = ""
    inside: str = ""

    @property
    def is_product(self) -> bool:
        """Whether the expression is an ``a @ b``."""
        return self.function != "np.einsum" and not self.after

    def expression(self) -> str:
        if self.function == "np.einsum":
            return f"{self.function}({self.left}, {self.right})"
        product = f"{self.left} @ {self.right}"
        return f"({product}){self.after}" if self.after else product

    def into(self, buffer: Operand) -> str:
        if self.function == "np.einsum":
            return f"np.einsum({self.left}, {self.right}, out={buffer.text})"
        target = buffer.view(self.inside) if self.inside else buffer.text
        if self.function == "np.dot" and self.left.replace(".", "_").isidentifier():
            return f"{self.left}.dot({self.right}, {target})"
        return f"{self.function}({self.left}, {self.right}, {target})"


def call(value: Value, left: Operand, right: Operand) -> Call:
    """The call that computes the contraction."""
    for swapped in (False, True):
        (a, b), texts = value.axes, (left, right)
        if swapped:
            (b, a), texts = (a, b), (right, left)
        args = value.args[::-1] if swapped else value.args
        lengths = {i: n for arg, axes in zip(args, (a, b), strict=True) for i, n in zip(axes, arg.shape, strict=True)}
        parts, span = groups(a, b, value.out), spanned(a, b, value.out)
        if parts and fits(a, parts, parts.rest_a) and fits(b, parts, parts.rest_b):
            if parts.result == value.out:
                return _product(parts, a, b, texts, lengths)
            if parts.stack and len(parts.rest_a) == len(parts.rest_b) == 1 and parts.result[-1] == value.out[-1]:
                return _stored_otherwise(_product(parts, a, b, texts, lengths), parts.result, value.out)
        if span and b == span.lead + span.summed + span.tail and a in (span.rows + span.summed, span.summed + span.rows):
            return _matrix_times_stack(span, a, texts, lengths)
    a, b = value.axes
    spec = ",".join(_letters(axes) for axes in (a, b)) + "->" + _letters(value.out)
    return Call("np.einsum", f'"{spec}", {left.text}', right.text)


def _stored_otherwise(product: Call, made: Axes, out: Axes) -> Call:
    """A product of stacks that is written into a transposed view: its columns stay columns."""
    after = _listed([made.index(label) for label in out])
    inside = _listed([out.index(label) for label in made])
    return Call(product.function, product.left, product.right, f".transpose({after})", f".transpose({inside})")


def _letters(axes: Axes) -> str:
    return "".join(ascii_lowercase[i] for i in axes)


def _product(parts: Groups, a: Axes, b: Axes, operands: Sequence[Operand], lengths: dict[int, Size]) -> Call:
    left = _matrix(a, parts, parts.rest_a, operands[0], lengths, last=True)
    right = _matrix(b, parts, parts.rest_b, operands[1], lengths, last=False)
    function = "np.matmul" if parts.stack else "np.dot"
    if _whole_stack(parts, a, b) and not operands[0].whole:
        return Call("np.matmul", operands[0].text, right)
    if function == "np.dot" and not parts.rest_a and len(a) == 1 and len(b) == 2:  # a matrix and a vector: nothing is turned
        return Call("np.dot", _matrix(b, parts, parts.rest_b, operands[1], lengths, last=True), left)
    if len(parts.rest_a) <= 1 and len(parts.rest_b) <= 1 and (not parts.stack or (parts.rest_a and parts.rest_b)):
        return Call("np.dot" if not parts.stack else function, left, right)
    shape = [lengths[i] for i in parts.stack + parts.rest_a + parts.rest_b]
    merged = [
        *(lengths[i] for i in parts.stack),
        *_merged(parts.rest_a, parts, lengths),
        *_merged(parts.rest_b, parts, lengths),
    ]
    return Call(function, left, right, f".reshape({_listed(shape)})", f".reshape({_listed(merged)})")


def _matrix_times_stack(span: Spanned, a: Axes, operands: Sequence[Operand], lengths: dict[int, Size]) -> Call:
    """``matmul`` of one matrix and a stack: it is the same matrix for every member of the stack."""
    lead, rows, tail = ([lengths[i] for i in part] for part in (span.lead, span.rows, span.tail))
    summed = times([lengths[i] for i in span.summed])
    turned = a == span.summed + span.rows
    left = operands[0]
    if len(a) > 2:
        shape = [summed, times(rows)] if turned else [times(rows), summed]
        left = Operand(left.view(f".reshape({_listed(shape)})"))
    text = left.view(".T") if turned else left.text
    if len(span.summed) == len(span.tail) == 1:
        right = operands[1].text
    else:
        right = operands[1].view(f".reshape({_listed([*lead, summed, times(tail)])})")
    if len(rows) == len(tail) == 1:
        return Call("np.matmul", text, right)
    merged = [*lead, times(rows), times(tail)]
    return Call("np.matmul", text, right, f".reshape({_listed([*lead, *rows, *tail])})", f".reshape({_listed(merged)})")


def _whole_stack(parts: Groups, a: Axes, b: Axes) -> bool:
    """A stack times one matrix: ``matmul`` broadcasts, nothing is reshaped."""
    return not parts.stack and len(a) > 2 and len(b) == 2 and len(parts.summed) == 1 and a[-1] == parts.summed[0]


def _merged(rest: Axes, parts: Groups, lengths: dict[int, Size]) -> list[Size]:
    if not rest:
        return [1] if parts.stack else []
    return [times([lengths[i] for i in rest])]


def _matrix(axes: Axes, parts: Groups, rest: Axes, operand: Operand, lengths: dict[int, Size], *, last: bool) -> str:
    """An operand as a (stack of) matrix, the summed axis last or first."""
    depth = len(parts.stack)
    turned = (axes[depth:] == parts.summed + rest) == last and bool(rest)
    if len(parts.summed) == 1 and (len(rest) == 1 or (not rest and not depth)):
        if not turned:
            return operand.text
        return operand.view(".T" if not depth else ".swapaxes(-1, -2)")
    order = [rest, parts.summed] if axes[depth:] == rest + parts.summed else [parts.summed, rest]
    columns = [group for group in order if group or depth]
    shape = [*(lengths[i] for i in parts.stack), *(times([lengths[i] for i in group]) for group in columns)]
    if not rest and depth and (order[0] == rest) != last:
        turned = True
    suffix = f".reshape({_listed(shape)})" if len(shape) > 1 else ".reshape(-1)"
    return operand.view(suffix + (("" if not turned else ".T") if not depth or not turned else ".swapaxes(-1, -2)"))


def times(lengths: Sequence[Size]) -> Size:
    """The product of lengths, as a number or as a text."""
    number, names = 1, []
    for length in lengths:
        if isinstance(length, int):
            number *= length
        else:
            names.append(length if length.isidentifier() else f"({length})")
    if not names:
        return number
    return " * ".join([str(number), *names] if number > 1 else names)


def _listed(lengths: Sequence[Size]) -> str:
    return ", ".join(map(str, lengths))
