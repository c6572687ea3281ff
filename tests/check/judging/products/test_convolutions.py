"""The asterisk as a convolution, and derivatives by matrices that are transposed."""

from __future__ import annotations

import numpy as np
import pytest

import derive
from derive.check import check
from derive.check.judging.problems import Unfit
from derive.check.judging.products.convolutions import may_slide, slid
from derive.check.judging.values.values import Value, transpose

SPEC = """
[model]
inputs = { t = [2, 2] }
parameters = { A = [4, 4], K = [3, 3] }
equations = '''
Z[i,j] = sum(A[i+m,j+n]*K[m,n], m, n)
C = sum((Z - t)**2)/2
'''
"""


def judged(row: str, words: str = "We slide a kernel: ") -> tuple[str, str]:
    (found,) = check(derive.loads(SPEC), f"{words} $${row}$$", explain=False).rows
    return found.verdict, found.convention or ""


def test_a_kernel_slides_inside_of_an_array():
    verdict, words = judged("Z = A * K")
    assert verdict == "holds under"
    assert "slides" in words
    assert judged(r"\frac{\partial C}{\partial K} = A * (Z - t)")[0] == "holds under"
    assert judged(r"\frac{\partial C}{\partial K} = A * (Z + t)")[0] not in ("holds", "holds under")


def test_a_text_that_speaks_of_no_convolution_has_none():
    assert judged("Z = A * K", "We write:")[0] not in ("holds", "holds under")
    with pytest.raises(Unfit, match="does not slide"):
        slid(Value(np.ones((2, 2)), (), 2), Value(np.ones((2, 2)), (), 2), ("inside", False))  # that would be a dot product


def test_over_the_edge_with_the_kernel_turned():
    verdict, words = judged(r"\frac{\partial C}{\partial A} = (Z - t) * K")
    assert verdict == "holds under"
    assert "border of zeros, its kernel turned" in words
    verdict, words = judged(r"\frac{\partial C}{\partial A} = (Z - t) * rot180(K)")
    assert verdict == "holds under"
    assert "turned" not in words


@pytest.mark.parametrize("way", [("inside", False), ("inside", True), ("beyond", True)])
def test_the_same_numbers_as_numpy_along_one_axis(way):
    a, k = np.arange(5.0) ** 2, np.array([1.0, -2.0, 4.0])
    mode = "valid" if way[0] == "inside" else "full"
    expected = np.convolve(a, k, mode) if way[1] else np.correlate(a, k, mode)
    assert slid(Value(a, (), 1), Value(k, (), 1), way).array == pytest.approx(expected)


def test_arrays_that_do_not_lie_inside_of_each_other():
    flat, tall = Value(np.zeros((2, 3)), (), 2), Value(np.zeros((3, 2)), (), 2)
    assert may_slide(flat, tall)
    with pytest.raises(Unfit, match="does not slide"):
        slid(flat, tall, ("inside", False))
    assert slid(flat, tall, ("beyond", True)).shape == (4, 4)
    assert not may_slide(flat, Value(np.zeros(3), (), 1))


def test_a_transposed_derivative_of_a_matrix_by_a_matrix():
    row = r"\frac{\partial C}{\partial A} = \left( \frac{\partial Z}{\partial A} \right)^T %s"
    assert judged(row % r"\frac{\partial C}{\partial Z}")[0] == "holds"
    assert judged(row % "(Z + t)")[0] == "wrong"
    slope = Value(np.zeros((2, 3, 4, 5)), (), 4, out=2)
    assert transpose(slope).shape == (4, 5, 2, 3)
    assert transpose(transpose(slope)).shape == slope.shape


CHANNELS = """
[model]
inputs = { t = [1, 2, 2] }
parameters = { A = [1, 4, 4], K = [1, 1, 3, 3] }
equations = '''
Z = conv2d(A, K)
C = sum((Z - t)**2)/2
'''
"""


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        ("Z = A * K", True),
        (r"\frac{\partial C}{\partial K} = A * (Z - t)", True),
        (r"\frac{\partial C}{\partial K} = A * (Z + t)", False),
        (r"\frac{\partial C}{\partial A} = (Z - t) * rot180(K)", True),
        (r"\frac{\partial C}{\partial A} = Z * rot180(K)", False),
    ],
)
def test_a_single_channel_is_not_spoken_of(row, holds):
    (found,) = check(derive.loads(CHANNELS), f"We slide a kernel: $${row}$$", explain=False).rows
    assert (found.verdict in ("holds", "holds under")) == holds
