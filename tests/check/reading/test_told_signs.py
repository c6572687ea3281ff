"""Signs of products that a text gives a meaning to."""

import pytest

from derive.check.reading import read
from derive.check.reading.syntax import Product


def signs(text):
    node = read(text).rows[-1].claims[0].right
    assert isinstance(node, Product)
    return [sign for sign, _ in node.factors[1:]]


@pytest.mark.parametrize(
    "words",
    [
        r"where $\oplus$ denotes the Hadamard product",
        r"Here the element-wise product is written $\oplus$",
        r"Operaatio $\oplus$ tarkoittaa ns. Hadamardin tuloa.",
        r"其中 $\oplus$ 表示逐元素相乘",
    ],
)
def test_a_sign_that_the_text_calls_elementwise(words):
    assert signs(rf"{words} $$ a = b \oplus c $$") == ["odot"]


def test_other_signs_stay():
    words = r"where $\oplus$ denotes the Hadamard product"
    assert signs(rf"{words} $$ a = b \otimes c $$") == ["otimes"]
    assert not read(r"where $\oplus$ is a direct sum: $$ a = b \oplus c $$").rows[-1].claims
