"""Rows written out unit by unit hold in the sizes that the specification gives, or else in those that the text counts."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["d"], t = [] }
parameters = { w = ["d"] }
SIZES
equations = '''
z = dot(w, x)
E = (z - t)**2/2
'''
"""


def judged(text: str, sizes: str = "") -> list[tuple[str, str | None]]:
    spec = SPEC.replace("SIZES", sizes)
    rows = check(derive.loads(spec), text, read_declarations(spec)).rows
    return [(row.verdict, row.convention) for row in rows]


def test_the_text_counts_the_units():
    whole = r"w_1 x_1 + w_2 x_2 + w_3 x_3"
    rows = judged(rf"$$z = {whole}$$ $$\frac{{\partial E}}{{\partial w_3}} = ({whole} - t) x_3$$")
    assert rows == [("holds under", "written out for d = 3")] * 2


def test_a_unit_is_missing():
    rows = judged(r"$$\frac{\partial E}{\partial w_3} = (z - t) x_3$$ $$z = w_1 x_1 + w_2 x_2$$")
    assert [verdict for verdict, _ in rows] == ["holds", "wrong"]


def test_the_specification_counts_them():
    rows = judged(r"$$z = w_1 x_1 + w_2 x_2$$ $$z = w_1 x_1 + w_2 x_2 + w_1 x_3$$", "sizes = { d = 2 }")
    assert rows[0] == ("holds", None) and rows[1][0] != "holds"


def test_a_sum_up_to_a_number_counts_the_units():
    rows = judged(r"$$z = \sum_{k=1}^{3} w_k x_k$$ $$z = \sum_{k=1}^{3} w_k x_k^2$$")
    assert rows[0] == ("holds under", "written out for d = 3") and rows[1][0] == "wrong"


def test_the_number_of_a_layer_names_no_size():
    """Three units, and a third layer: a mean over units that nobody takes is wrong in any size."""
    layers = ", ".join('{ layer = "dense", units = 3, activation = "tanh" }' for _ in range(3))
    model = derive.loads(f'[network]\ninput = 3\ncost = "quadratic"\nbatch = "none"\nlayers = [{layers}]')
    rows = check(model, r"$$z^3_j = \sum_k w^3_{jk} a^2_k + b^3_j$$ $$z^3_j = \sum_k w^3_{kj} a^2_k + b^3_j$$").rows
    assert [row.verdict for row in rows] == ["holds", "wrong"]


def test_a_text_with_a_larger_example_in_mind_than_the_specification():
    """Ten classes in the text, three in the specification: all sums agree on ten; one that ends elsewhere is a slip."""
    layers = '{ layer = "dense", units = 3, activation = "softmax" }'
    model = derive.loads(f'[network]\ninput = 4\ncost = "cross_entropy"\nbatch = "none"\nlayers = [{layers}]')
    rows = [r"a_k = \frac{e^{z_k}}{\sum_{j=1}^{10} e^{z_j}}", r"C = -\sum_{k=1}^{10} y_k \log a_k"]
    found = check(model, "\n".join(f"$$ {row} $$" for row in rows)).rows
    assert [row.convention for row in found] == ["written out for n_1 = 10"] * 2
    rows.append(r"C = -\sum_{k=1}^{9} y_k \log a_k")
    assert not any(row.convention for row in check(model, "\n".join(f"$$ {row} $$" for row in rows)).rows)


def test_a_number_above_one_sum_among_others():
    """Where the others end with the size's letter, it is a slip."""
    model = derive.loads("[model]\ninputs = { x = ['m'], g = ['m'] }\nparameters = { c = [] }\nequations = 'L = sum(c*g*x)'")
    rows = [r"\frac{\partial L}{\partial c} = \sum_{i=1}^m g_i x_i", r"\frac{\partial L}{\partial c} = \sum_{i=1}^2 g_i x_i"]
    text = "\n".join(f"$$ {row} $$" for row in rows)
    assert [row.verdict for row in check(model, text, {"m": "size m"}, explain=False).rows] == ["holds", "wrong"]


def test_tables_of_numbered_entries_beside_whole_arrays():
    layers = ", ".join('{ layer = "dense", units = 2, activation = "sigmoid" }' for _ in range(2))
    model = derive.loads(f'[network]\ninput = 2\ncost = "quadratic"\nbatch = "none"\nlayers = [{layers}]')
    symbols = {"W^2": "W2", "W_{kj}^2": "W2[k,j]", r"\delta^2": "grad z2", r"\delta^1": "grad z1", "z^1": "z1"}
    rows = [
        rf"\delta^1 = \begin{{bmatrix}} {entries} \end{{bmatrix}} \delta^2 \odot \sigma'(z^1)"
        for entries in (
            r"W_{11}^2 & W_{21}^2 \\ W_{12}^2 & W_{22}^2",
            r"W_{11}^2 & W_{12}^2 \\ W_{21}^2 & W_{22}^2",
        )
    ]
    found = check(model, "\n".join(f"$$ {row} $$" for row in rows), symbols).rows
    assert found[0].convention == "with n_2 = 2, n_1 = 2, as the specification says"
    assert found[1].verdict in ("wrong", "cannot tell")
