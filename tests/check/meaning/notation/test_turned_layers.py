"""Matrices of any layer that are declared transposed: gradients of the batch, entries by small letters, rows of the table."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

NETWORK = """
[network]
input = 3
cost = "J"
batch = "{batch}"
layers = [
  {{ layer = "dense", units = 5, activation = "tanh" }},
  {{ layer = "dense", units = 4, activation = "tanh" }},
  {{ layer = "dense", units = 2, activation = "tanh" }},
]
[notation]
"g" = "function tanh"
"""
BATCH = r"""
"\\mathbf{V}^{(k)}" = "W[k].T"
"\\mathbf{S}^{(k)}" = "z[k].T"
"\\mathbf{H}^{(k)}" = "a[k].T"
"\\mathbf{D}^{(k)}" = "grad z[k]"
"""
ONE = r"""
"\\mathbf{V}^{(k)}" = "W[k].T"
"\\mathbf{s}^{(k)}" = "z[k]"
"s_j^{(k)}" = "z[k,j]"
"\\mathbf{h}^{(k)}" = "a[k]"
"h_j^{(k)}" = "a[k,j]"
"""
SINGLE = r"""
"v_{pq}^{(k)}" = "W[k,q,p]"
"\\mathbf{v}_p^{(k)}" = "W[k,p]"
vectors = "columns"
"""


def verdicts(spec: str, rows: dict[str, str]) -> dict[str, str]:
    report = check(derive.loads(spec), "\n\n".join(f"$${row}$$" for row in rows), read_declarations(spec))
    return dict(zip(rows, (row.verdict for row in report.rows), strict=True))


def test_gradients_of_all_layers_have_examples_as_columns_where_the_tables_do():
    rows = {
        r"\mathbf{D}^{(k)} = \frac{\partial J}{\partial \mathbf{S}^{(k)}}": "holds",
        r"\frac{\partial J}{\partial \mathbf{V}^{(k)}} = \mathbf{H}^{(k-1)} \mathbf{D}^{(k)T}": "holds",
        r"\mathbf{D}^{(k)} = (\mathbf{V}^{(k+1)} \mathbf{D}^{(k+1)}) \odot g'(\mathbf{S}^{(k)})": "holds",
        r"\frac{\partial J}{\partial \mathbf{V}^{(k)}} = \mathbf{D}^{(k)} \mathbf{H}^{(k-1)T}": "wrong",
    }
    assert verdicts(NETWORK.format(batch="sum") + BATCH, rows) == rows


def test_entries_of_a_transposed_matrix_by_its_small_letter():
    rows = {
        r"s_j^{(k)} = \sum_i v_{ij}^{(k)} h_i^{(k-1)} + b_j^{(k)}": "holds",
        r"\epsilon_j^{(k)} = \frac{\partial J}{\partial s_j^{(k)}}": "not a claim",
        r"\frac{\partial J}{\partial v_{ij}^{(k)}} = \epsilon_j^{(k)} h_i^{(k-1)}": "holds",
        r"\epsilon_j^{(k)} = g'(s_j^{(k)}) \sum_i \epsilon_i^{(k+1)} v_{ji}^{(k+1)}": "holds",
        r"\epsilon_j^{(k)} = g'(s_j^{(k)}) \sum_i \epsilon_i^{(k+1)} v_{ij}^{(k+1)}": "wrong",
    }
    assert verdicts(NETWORK.format(batch="none") + ONE, rows) == rows


def test_what_is_defined_entry_by_entry_for_any_layer_is_an_array_of_that_layer():
    rows = {
        r"e_j^{(k)} = \frac{\partial J}{\partial s_j^{(k)}}": "not a claim",
        r"\mathbf{e}^{(L)} = \frac{\partial J}{\partial \mathbf{s}^{(L)}}": "holds",
        r"\frac{\partial J}{\partial \mathbf{V}^{(k)}} = \mathbf{h}^{(k-1)} \mathbf{e}^{(k)T}": "holds",
        r"\frac{\partial J}{\partial \mathbf{V}^{(k)}} = \mathbf{h}^{(k)} \mathbf{e}^{(k)T}": "wrong",
    }
    assert verdicts(NETWORK.format(batch="none") + ONE, rows) == rows


def test_a_bold_letter_of_a_layer_is_no_cost_and_no_number():
    row = r"\mathbf{E}^{(L)} = \frac{\partial J}{\partial \mathbf{s}^{(L)}}"
    assert verdicts(NETWORK.format(batch="none") + ONE, {row: ""})[row] != "wrong"


def test_a_declared_entry_has_no_other_order_of_its_indices():
    rows = {
        r"\frac{\partial J}{\partial v_{pq}^{(k)}} = \frac{\partial J}{\partial s_q^{(k)}} h_p^{(k-1)}": "holds",
        r"\frac{\partial J}{\partial h_j^{(k)}} = \sum_q v_{jq}^{(k+1)} \frac{\partial J}{\partial s_q^{(k+1)}}": "holds",
        r"\frac{\partial J}{\partial h_j^{(k)}} = \sum_q v_{qj}^{(k+1)} \frac{\partial J}{\partial s_q^{(k+1)}}": "wrong",
    }
    assert verdicts(NETWORK.format(batch="none") + ONE + SINGLE, rows) == rows


def test_a_row_of_a_table_is_a_row_where_vectors_are_columns():
    rows = {
        r"s_i^{(k)} = \mathbf{v}_i^{(k)T} \mathbf{h}^{(k-1)} + b_i^{(k)}": "holds",
        r"\partial J / \partial h_j^{(k)} = \mathbf{v}_{j:}^{(k+1)} \frac{\partial J}{\partial \mathbf{s}^{(k+1)}}": "holds",
        r"\partial J / \partial h_j^{(k)} = -\mathbf{v}_{j:}^{(k+1)} \frac{\partial J}{\partial \mathbf{s}^{(k+1)}}": "wrong",
    }
    assert verdicts(NETWORK.format(batch="none") + ONE + SINGLE, rows) == rows


def test_the_shape_of_a_matrix_of_any_layer():
    rows = {
        r"\mathbf{V}^{(k)} \in \mathbb{R}^{n_{k-1} \times n_k}": "holds",
        r"\mathbf{V}^{(k)} \in \mathbb{R}^{n_k \times n_{k-1}}": "wrong",
    }
    assert verdicts(NETWORK.format(batch="none") + ONE, rows) == rows
