"""Dots in the place of an argument."""

import pytest

from derive.check import check


def verdicts(model, rows, table=None):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(model, text, table, explain=False).rows]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\sigma'(\cdot) = \sigma(\cdot) (1 - \sigma(\cdot))", "holds"),
        (r"\sigma'(\cdot) = \sigma(\cdot) (1 + \sigma(\cdot))", "wrong"),
        (r"\tanh'(\cdot) = 1 - \tanh^2(\cdot)", "holds"),
        (r"f(\cdot) = \sigma", "cannot tell"),
    ],
)
def test_whatever_stands_there(row, verdict):
    assert verdicts(None, [row]) == [verdict]
