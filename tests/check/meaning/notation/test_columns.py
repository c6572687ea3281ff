"""Gradients in texts whose examples are columns, by a ``[notation]`` table that says so of the tables alone."""

import derive
from derive.check import check


def verdicts(model, rows, table=None):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(model, text, table, explain=False).rows]


NET = derive.loads("""
[network]
input = 6
cost = "cross_entropy"
batch = "mean"
layers = [
  { layer = "dense", units = 5, activation = "relu" },
  { layer = "dense", units = 3, activation = "softmax" },
]
""")
COLUMNS = {
    "X": "x.T", "Y": "y.T", "A^{[1]}": "a1.T", "A^{[2]}": "a2.T", "Z^{[1]}": "z1.T", r"\hat{y}": "a2",
    "dZ^{[2]}": "grad z2 of Cn", "dZ^{[1]}": "grad z1 of Cn", "dW^{[2]}": "grad W2", "dW^{[1]}": "grad W1", "m": "size N",
}  # fmt: skip
ROWS = ["dZ^{[2]} = A^{[2]} - Y", r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}", r"dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T"]


def test_gradients_are_laid_out_as_most_tables():
    """One symbol for a single example does not turn the gradients of all the others."""
    assert verdicts(NET, ROWS, COLUMNS) == ["holds"] * 3
    assert verdicts(NET, [ROWS[0], ROWS[1].replace("A^{[1]T}", "A^{[1]}"), ROWS[2]], COLUMNS)[1] != "holds"


def test_a_lost_mean_beside_rows_on_the_batch():
    """The row alone could be about one example; its tables are those of the rows with a mean."""
    assert verdicts(NET, [ROWS[0], "dW^{[2]} = dZ^{[2]} A^{[1]T}", *ROWS[1:]], COLUMNS)[1] == "wrong"
