r"""The cost of each example by tables with a column (or a row) for each: ``\partial L / \partial Z = A - Y``."""

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[network]
input = 4
cost = "binary_cross_entropy"
batch = "mean"
layers = [
  { layer = "dense", units = 5, activation = "sigmoid" },
  { layer = "dense", units = 1, activation = "sigmoid" },
]
[notation]
"L" = "Cn"
"J" = "C"
"m" = "size N"
"""
COLUMNS = """
"X" = "x.T"
"Y" = "y.T"
"Z_1" = "z1.T"
"A_1" = "a1.T"
"Z_2" = "z2.T"
"A_2" = "a2.T"
"""
ROWS = COLUMNS.replace(".T", "")
WORDS = "of each example by what is its own"


CHAIN = r"\frac{\partial L}{\partial Z_2} = \frac{\partial L}{\partial A_2} \odot \frac{\partial A_2}{\partial Z_2}"


def judged(table, row, model=SPEC):
    """The row, in a text that speaks of a batch."""
    text = rf"$$ \frac{{\partial J}}{{\partial Z_2}} = \frac{{1}}{{m}} \frac{{\partial L}}{{\partial Z_2}} $$ $$ {row} $$"
    return check(derive.loads(model + table), text, read_declarations(model + table), explain=False).rows[-1]


@pytest.mark.parametrize(
    ("table", "row", "verdict"),
    [
        (COLUMNS, r"\frac{\partial L}{\partial Z_2} = A_2 - Y", "holds under"),
        (ROWS, r"\frac{\partial L}{\partial Z_2} = A_2 - Y", "holds under"),
        (COLUMNS, r"\frac{\partial L}{\partial Z_2} = Y - A_2", "wrong"),
        (COLUMNS, r"\frac{\partial L}{\partial A_1} = W_2^T \frac{\partial L}{\partial Z_2}", "holds under"),
        (COLUMNS, r"\frac{\partial J}{\partial W_1} = \frac{1}{m} \frac{\partial L}{\partial Z_1} X^T", "holds under"),
        (COLUMNS, r"\frac{\partial J}{\partial W_1} = \frac{\partial L}{\partial Z_1} X^T", "wrong"),
        (COLUMNS, CHAIN, "holds under"),
        (COLUMNS, r"\frac{\partial J}{\partial Z_2} = \frac{1}{m} (A_2 - Y)", "holds"),
    ],
)
def test_a_table_of_slopes(table, row, verdict):
    found = judged(table, row)
    assert found.verdict == verdict
    if verdict == "holds under":
        assert WORDS in found.convention


def test_examples_that_act_on_one_another_have_no_slopes_of_their_own():
    """Batch normalisation: the cost of one depends on all the others."""
    model = SPEC.replace('activation = "sigmoid" },\n  {', 'activation = "sigmoid" },\n  { layer = "batch_norm" },\n  {')
    found = judged('"Z" = "z1"\n', r"\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial a_1} \odot \sigma'(Z)", model)
    assert WORDS not in (found.convention or "")
