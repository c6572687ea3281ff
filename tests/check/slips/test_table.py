"""The table of slips: what each kind makes of a formula."""

from __future__ import annotations

import pytest

from derive.check.reading import parse
from derive.check.reading.printer import latex
from derive.check.slips import KINDS, edits
from derive.check.slips.context import of_formulas
from derive.check.slips.splice import spliced
from derive.check.slips.tree import alike

ROWS = [
    # kind, a wrong formula, what an edit of that kind makes of it
    ("sign", r"a + y", r"a - y"),
    ("sign", r"\sum_k (p_k + y_k) w_k", r"\sum_k (p_k - y_k) w_k"),
    ("sign", r"\delta x", r"-\delta x"),
    ("sign", r"e^{z_j}", r"e^{-z_j}"),
    ("sign", r"-\frac{a}{b} - c", r"\frac{a}{b} - c"),
    ("factor", r"(a - y) x", r"2 (a - y) x"),
    ("factor", r"2 (a - y) x", r"(a - y) x"),
    ("factor", r"(a - y)^2", r"\frac{1}{2} (a - y)^2"),
    ("factor", r"\frac{2 a}{b}", r"\frac{a}{b}"),
    ("prime", r"\sigma(z^l) \delta", r"\sigma'(z^l) \delta"),
    ("prime", r"\delta \odot f'(z)", r"\delta \odot f(z)"),
    ("prime", r"\tanh(z) \delta", r"\tanh'(z) \delta"),
    ("transpose", r"W \delta", r"W^\top \delta"),
    ("transpose", r"W^T \delta + U^T d", r"W^T \delta + U d"),
    ("transpose", r"W^{(2)} \delta \odot a^T", r"(W^{(2)})^T \delta \odot a^T"),
    ("transpose", r"\delta a^{\mathsf{T}}", r"\delta a"),
    ("transpose", r"d v_c", r"d v_c^\top"),
    ("transpose", r"P * G Z", r"(P * G)^\top Z"),
    ("product", r"(X \delta) \odot s A", r"X (\delta \odot s) A"),
    ("order", r"\delta W^T", r"W^T \delta"),
    ("order", r"\delta (a)^\top", r"(a)^\top \delta"),
    ("index", r"\sum_k w_{jk} \delta_k", r"\sum_k w_{kj} \delta_k"),
    ("index", r"\sum_k w_{kj} \delta_j", r"\sum_k w_{kj} \delta_k"),
    ("index", r"\frac{\partial C}{\partial w_{kj}}", r"\frac{\partial C}{\partial w_{jk}}"),
    ("index", r"a_i ([i = j] - a_k)", r"a_i ([i = k] - a_k)"),
    ("shift", r"U h_t", r"U h_{t-1}"),
    ("shift", r"U h_{t+1}", r"U h_{t-1}"),
    ("shift", r"x_{i+1} k_u", r"x_{i} k_u"),
    ("power", r"y_j^2 + a_j^1 - a_j^2", r"y_j + a_j^1 - a_j^2"),
    ("function", r"\sigma(\sigma(z))", r"\sigma(z)"),
    ("function", r"\sigma(z) + z x", r"\sigma(z) + \sigma(z) x"),
    ("layer", r"w^{l} \delta^{l+1}", r"w^{l+1} \delta^{l+1}"),
    ("layer", r"W^{(2)} \delta^{(1)}", r"W^{(2)} \delta^{(2)}"),
    ("quantity", r"\delta_j z_k + a_i", r"\delta_j a_k + a_i"),
    ("quantity", r"\hat x_i + x_j", r"x_i + x_j"),
    ("quantity", r"\sigma'(a) + z", r"\sigma'(z) + z"),
    ("product", r"W^T \delta \odot f(z) b", r"W^T \odot \delta \odot f(z) b"),
    ("product", r"\delta \odot a^\top", r"\delta a^\top"),
    ("sum", r"\sum_k w_{kj} \delta_k", r"w_{kj} \delta_k"),
    ("sum", r"w_{kj} \delta_k", r"\sum_k w_{kj} \delta_k"),
    ("sum", r"\sum_{j=1}^{t} a_j", r"\prod_{j=1}^{t} a_j"),
    ("limits", r"\sum_{j=1}^{n} w_{kj} \delta_k", r"\sum_{k=1}^{n} w_{kj} \delta_k"),
    ("limits", r"\sum_{k=1}^{n} a_k + \sum_{j=1}^{m} b_j", r"\sum_{k=1}^{m} a_k + \sum_{j=1}^{m} b_j"),
    ("limits", r"\sum_{k=0}^{n} a_k", r"\sum_{k=1}^{n} a_k"),
    ("limits", r"\sum_{k \neq j} a_k", r"\sum_{k} a_k"),
    ("mean", r"\frac{1}{N} \sum_{i=1}^{N} d_i", r"\sum_{i=1}^{N} d_i"),
    ("mean", r"\sum_{i=1}^{N} d_i", r"\frac{1}{N} \sum_{i=1}^{N} d_i"),
    ("jacobian", r"p_j ([j = k] - p_k)", r"p_j ([j = k] (1 - p_k))"),
    ("jacobian", r"p_j ([j = k] (1 - p_k))", r"p_j (([j = k] - p_k))"),
    ("jacobian", r"g \odot p \odot (1 - p)", r"p \odot (g - \sum g \odot p)"),
    ("term", r"a + b + c", r"a + c"),
    ("lost factor", r"\delta_j a_k x", r"\delta_j x"),
    ("lost factor", r"\delta_j \sigma'(z_j) x", r"\delta_j x"),
    ("function", r"y_j \log a_j", r"y_j a_j"),
    ("function", r"y_j a_j", r"y_j \log a_j"),
    ("power", r"(a - y)^2", r"(a - y)"),
    ("power", r"(a - y) b", r"(a - y)^2 b"),
    ("power", r"v^{-1/2}", r"v^{-3/2}"),
    ("variable", r"\frac{\partial C}{\partial a_j} + z_k", r"\frac{\partial C}{\partial z_j} + z_k"),
    ("derivative", r"\frac{\partial}{\partial z} (a b)", r"(a b)"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "wrong", "right"), ROWS, ids=[f"{kind}: {wrong}" for kind, wrong, _ in ROWS])
def test_an_edit_of_the_kind_repairs_the_formula(kind, wrong, right):
    """Among the edits of that kind is the one that makes the second formula of the first."""
    root, wanted = parse(wrong), parse(right)
    made = [edit.apply(root) for edit in edits(root, of_formulas([root]), [kind])]
    assert any(alike(node, wanted) for node in made), [latex(node) for node in made]


def test_every_kind_is_tried():
    """No kind without a row in this test."""
    assert {kind for kind, _, _ in ROWS} == set(KINDS)


@pytest.mark.parametrize("source", sorted({wrong for _, wrong, _ in ROWS} | {right for _, _, right in ROWS}))
def test_every_edit_can_be_written(source):
    """The text after an edit reads as the edited formula, and what has not changed is the author's."""
    root = parse(source)
    for edit in edits(root, of_formulas([root])):
        text = spliced(source, root, edit)
        assert alike(parse(text), edit.apply(root)), (edit.kind, text)
        assert str(edit.words).endswith("it holds.")


def test_small_slips_come_first():
    """A sign before a missing factor."""
    root = parse(r"w_{jk} \delta_k - a_j b")
    costs = [edit.change.cost for edit in edits(root, of_formulas([root]))]
    assert costs[0] <= 1.2
    assert costs[-1] >= 3


def test_the_name_of_a_function_is_no_quantity():
    """``\\sigma(z)`` does not become ``x(z)``."""
    root = parse(r"\sigma(z) x + \log(a)")
    names = [latex(edit.apply(root)) for edit in edits(root, of_formulas([root]), ["quantity"])]
    assert all(r"\sigma" in text and r"\log" in text for text in names)


def test_only_the_changed_piece_is_written_anew():
    """Spaces and brackets of the author stay."""
    source = r"\Bigl( a   +  y \Bigr) \, x"
    root = parse(source)
    texts = {spliced(source, root, edit) for edit in edits(root, of_formulas([root]), ["sign"])}
    assert any(text.startswith(r"\Bigl(") and text.endswith(r"\Bigr) \, x") and "-" in text for text in texts)
