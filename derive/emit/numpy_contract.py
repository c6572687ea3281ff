"""How NumPy computes a contraction: the product of two matrices on transposed views wherever it is one.

Input: a ``contract`` value and the texts of its operands.  Output: the text of the call.  ``dot`` and ``matmul`` reach BLAS
without a copy; ``einsum`` is left for what is no matrix product.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase

from derive.emit.program import Axes, Value


@dataclass(frozen=True)
class Call:
    """``function(left, right)``; ``@`` is printed for dot and matmul where nothing is written into a buffer."""

    function: str
    left: str
    right: str

    def expression(self) -> str:
        if self.function in ("np.dot", "np.matmul"):
            return f"{self.left} @ {self.right}"
        return f"{self.function}({self.left}, {self.right})"

    def into(self, buffer: str) -> str:
        keyword = "out=" if self.function == "np.einsum" else ""
        return f"{self.function}({self.left}, {self.right}, {keyword}{buffer})"


def call(value: Value, left: str, right: str) -> Call:
    """The call that computes the contraction."""
    a, b = value.axes
    for swapped in (False, True):
        one, other = (b, a) if swapped else (a, b)
        texts = (right, left) if swapped else (left, right)
        found = (
            _matrices(one, other, value.out, *texts)
            or _flattened(one, other, value.out, *texts)
            or _stacked(one, other, value.out, *texts)
        )
        if found:
            return found
    spec = (
        ",".join("".join(ascii_lowercase[i] for i in axes) for axes in (a, b))
        + "->"
        + "".join(ascii_lowercase[i] for i in value.out)
    )
    return Call("np.einsum", f'"{spec}", {left}', right)


def _matrices(a: Axes, b: Axes, out: Axes, left: str, right: str) -> Call | None:
    """Vectors and matrices that share one index."""
    shared = set(a) & set(b)
    if len(a) > 2 or len(b) > 2 or len(shared) != 1 or shared & set(out) or len(set(a)) != len(a) or len(set(b)) != len(b):
        return None
    (k,) = shared
    if out != tuple(i for i in a + b if i != k):
        return None
    left = left if a[-1] == k else f"{left}.T"
    right = right if b[0] == k else f"{right}.T"
    return Call("np.dot", left, right)


def _flattened(a: Axes, b: Axes, out: Axes, left: str, right: str) -> Call | None:
    """Several shared indices in front (examples and time): one matrix product of the flattened arrays, or a dot product of
    all entries."""
    shared = tuple(i for i in a if i in b)
    if (
        len(shared) < 2
        or set(shared) & set(out)
        or len(set(a)) != len(a)
        or a[: len(shared)] != shared
        or b[: len(shared)] != shared
    ):
        return None
    rest_a, rest_b = a[len(shared) :], b[len(shared) :]
    if out != rest_a + rest_b or len(rest_a) > 1 or len(rest_b) > 1:
        return None
    left = f"{left}.reshape(-1, {left}.shape[-1]).T" if rest_a else f"{left}.reshape(-1)"
    right = f"{right}.reshape(-1, {right}.shape[-1])" if rest_b else f"{right}.reshape(-1)"
    return Call("np.dot", left, right)


def _stacked(a: Axes, b: Axes, out: Axes, left: str, right: str) -> Call | None:
    """Stacks of matrices: common indices in front on both sides and in the result, or a stack times one matrix."""
    shared = [i for i in a if i in b and i not in out]
    if len(shared) != 1 or len(set(a)) != len(a) or len(set(b)) != len(b):
        return None
    k = shared[0]
    common = tuple(i for i in a if i in b and i in out)
    if not common and len(b) == 2 and a[-1] == k and out == tuple(i for i in a + b if i != k):
        return Call("np.matmul", left, right if b[0] == k else f"{right}.T")
    depth = len(common)
    if not common or a[:depth] != common or b[:depth] != common or len(a) != depth + 2 or len(b) != depth + 2:
        return None
    if out != common + tuple(i for i in a[depth:] + b[depth:] if i != k):
        return None
    left = left if a[-1] == k else f"{left}.swapaxes(-1, -2)"
    right = right if b[depth] == k else f"{right}.swapaxes(-1, -2)"
    return Call("np.matmul", left, right)
