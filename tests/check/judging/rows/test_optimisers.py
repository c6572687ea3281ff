"""Places of the largest value are the same where both sides rank alike."""

from __future__ import annotations

import pytest

from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

TABLE = """
[notation]
"X" = ["n", "d"]
"B" = ["d", "k"]
"w" = ["d"]
"y" = ["n"]
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\arg\max_{B: B^\top B = I} \|X B\|_F^2 = \arg\max_{B: B^\top B = I} \mathrm{Tr}(B^\top X^\top X B)", "holds"),
        (r"\arg\min_{B: B^\top B = I} \|X - X B B^\top\|_F^2 = \arg\max_{B: B^\top B = I} \|X B\|_F^2", "holds"),
        (r"\arg\min_{B: B^\top B = I} \|X - X B B^\top\|_F^2 = \arg\min_{B: B^\top B = I} \|X B\|_F^2", "wrong"),
        (r"\arg\min_w \|X w - y\|^2 = \arg\max_w - \frac{1}{2} \|X w - y\|^2 + \|y\|^2", "holds"),
        (r"\arg\max_w \exp(-\|X w - y\|^2/90) = \arg\min_w \|X w - y\|^2", "holds"),
        (r"\arg\min_w \|X w - y\|^2 = \arg\min_w \|X w\|^2", "cannot tell"),
    ],
)
def test_rankings(row, expected):
    (found,) = check(None, f"$${row}$$", read_declarations(TABLE), explain=False).rows
    assert found.verdict == expected
