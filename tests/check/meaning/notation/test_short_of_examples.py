"""Declared entries that leave out the example."""

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[network]
input = 2
cost = "binary_cross_entropy"
batch = "mean"
layers = [
  { layer = "dense", units = 3, activation = "relu" },
  { layer = "dense", units = 1, activation = "sigmoid" },
]
[notation]
"L" = "C"
"z_2" = "z2[1]"
"d z_2" = "grad z2[1] of Cn"
"d z_2^{(i)}" = "grad z2[i,1] of Cn"
"a_{1,j}" = "a1[j]"
"a_{1,j}^{(i)}" = "a1[i,j]"
"w_{2,j}" = "W2[1,j]"
"b_2" = "b2[1]"
"n_1" = "size n_1"
"m" = "size N"
"""


def report(*rows):
    return check(derive.loads(SPEC), "\n".join(f"$$ {row} $$" for row in rows), read_declarations(SPEC))


def test_they_are_entries_of_one_example():
    found = report(
        r"z_2 = \sum_{j=1}^{n_1} a_{1,j} w_{2,j} + b_2",
        r"\frac{\partial L}{\partial w_{2,j}} = \frac1m \sum_{i=1}^m a_{1,j}^{(i)} d z_2^{(i)}",
    )
    assert [row.verdict for row in found.rows] == ["holds", "holds"]
    assert any("a_{1,j}: read as a1[i, j], the entry of one example" in words for words in found.understood)


def test_slips_stay_wrong():
    found = report(
        r"z_2 = \sum_{j=1}^{n_1} a_{1,j} w_{2,j} - b_2",
        r"\frac{\partial L}{\partial w_{2,j}} = \sum_{i=1}^m a_{1,j}^{(i)} d z_2^{(i)}",
    )
    assert [row.verdict for row in found.rows] == ["wrong", "wrong"]


def test_a_row_of_a_parameter_stays_one():
    spec = SPEC.replace('"a_{1,j}" = "a1[j]"\n', '"w_j" = "W1[j]"\n"w_{kj}" = "W1[k,j]"\n')
    found = check(derive.loads(spec), "$$ w_j = w_j $$", read_declarations(spec))
    assert not any("w_{j}" in words for words in found.understood)


SILENT = r"""
[network]
input = 4
cost = "binary_cross_entropy"
batch = "mean"
layers = [
  { layer = "dense", units = 5, activation = "sigmoid" },
  { layer = "dense", units = 3, activation = "sigmoid" },
]
[notation]
"J" = "C"
"\\theta^{(l)}_{kj}" = "W[l,k,j]"
"z^{(l)}_x" = "z[l-1,x]"
"a^{(l)}_x" = "a[l-1,x]"
"\\delta^{(l)}_k" = "grad z[l-1,k] of Cn"
"m" = "size N"
"""


def test_where_no_line_has_the_letter_of_the_sums_over_all_examples():
    left = r"\frac{\partial J}{\partial \theta^{(l)}_{kj}}"
    rows = [
        rf"{left} = \frac1m \sum_{{i=1}}^m a^{{(l)}}_j \delta^{{(l+1)}}_k",
        rf"{left} = \sum_{{i=1}}^m a^{{(l)}}_j \delta^{{(l+1)}}_k",
        rf"{left} = \frac1m \sum_{{i=1}}^m a^{{(l)}}_k \delta^{{(l+1)}}_j",
    ]
    found = check(derive.loads(SILENT), "\n".join(f"$$ {row} $$" for row in rows), read_declarations(SILENT))
    assert found.rows[0].verdict == "holds"
    assert found.rows[1].verdict == "wrong"
    assert found.rows[2].verdict != "holds"
    assert any("read as a[l-1, i, x], the entry of one example" in words for words in found.understood)
