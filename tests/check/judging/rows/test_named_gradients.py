r"""``dZ = \partial J / \partial Z`` as a name, in texts that mean each example's own cost by it."""

import derive
from derive.check import check

NET = derive.loads("""
[network]
input = 3
cost = "binary_cross_entropy"
layers = [
  { layer = "dense", units = 4, activation = "relu" },
  { layer = "dense", units = 1, activation = "sigmoid" },
]

[notation]
"Z^{[1]}" = "z1.T"
"A^{[1]}" = "a1.T"
"Z^{[2]}" = "z2.T"
"A^{[2]}" = "a2.T"
"X" = "x.T"
"Y" = "y.T"
"W^{[1]}" = "W1"
"W^{[2]}" = "W2"
"J" = "C"
"m" = "size N"
""")
NAME = r"dZ^{[2]} = \frac{\partial J}{\partial Z^{[2]}}"
MEAN = r"\frac{\partial J}{\partial W^{[2]}} = \frac{1}{m} dZ^{[2]} A^{[1]T}"


def verdicts(*rows):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(NET, text, explain=False).rows]


def test_a_name_is_that_of_each_example_where_the_mean_is_taken_later():
    assert verdicts(r"dZ^{[2]} = A^{[2]} - Y", NAME, MEAN) == ["holds", "holds under", "holds"]
    assert verdicts(NAME, MEAN, r"\frac{\partial J}{\partial W^{[1]}} = \frac1m dZ^{[1]} X^T") == [
        "holds under",
        "holds",
        "holds",
    ]


def test_a_formula_for_it_is_no_name():
    assert verdicts(NAME, MEAN, r"\frac{\partial J}{\partial Z^{[2]}} = A^{[2]} - Y") == ["holds under", "holds", "wrong"]


def test_the_mean_is_taken_once():
    rows = NAME, r"dZ^{[2]} = \frac1m (A^{[2]} - Y)", MEAN
    assert verdicts(*rows) == ["holds", "holds", "wrong"]


def test_a_name_with_another_quantity_is_wrong():
    assert verdicts(r"dZ^{[2]} = \frac{\partial J}{\partial A^{[2]}}", MEAN)[0] == "wrong"
