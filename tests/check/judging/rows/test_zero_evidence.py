"""Rows both sides of which are zero wherever they have a value."""

from __future__ import annotations

import pytest

from derive.check import check


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\max(0, -w) = 3 \log(w) \odot \max(0, -w)", "cannot tell"),  # where the logarithm is known, both are zero
        (r"\log(w) \odot w = w \odot \log(w)", "holds"),
        (r"\log(w) \odot w = 2 w \odot \log(w)", "wrong"),
        (r"\max(0, -w) - w = \max(0, w) - 2 w", "holds"),
        (r"w - w = 0 \cdot w", "holds"),
    ],
)
def test_zero_is_no_evidence_where_only_positive_numbers_have_a_value(row, verdict):
    (found,) = check(None, f"$${row}$$", {"w": ["n"]}, explain=False).rows
    assert found.verdict == verdict
