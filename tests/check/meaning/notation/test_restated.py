"""Texts about one example, whose specification is of a batch and says what each example's own cost is called."""

import pytest

import derive
from derive.check.meaning.notation.declared import read_declarations

BATCH = r"""
[network]
input = 4
cost = "quadratic"
batch = "mean"
layers = [{ layer = "dense", units = 5, activation = "tanh" }, { layer = "dense", units = 3, activation = "tanh" }]
[notation]
"\\mathcal{E}" = "Cn"
"E" = "C"
"\\phi" = "function tanh"
"M" = "size N"
"""
RIGHT = (
    r"\mathbf{z}^{(\ell)} = \mathbf{W}^{(\ell)} \mathbf{a}^{(\ell-1)} + \mathbf{b}^{(\ell)}",
    r"\mathbf{a}^{(\ell)} = \phi(\mathbf{z}^{(\ell)})",
    r"\delta^{(\ell)}_i = \frac{\partial \mathcal{E}}{\partial z^{(\ell)}_i}",
    r"\frac{\partial \mathcal{E}}{\partial w^{(\ell)}_{ij}} = \delta^{(\ell)}_i a^{(\ell-1)}_j",
    r"\boldsymbol\delta^{(\ell)} = (\mathbf{W}^{(\ell+1)})^T \boldsymbol\delta^{(\ell+1)} \odot \phi'(\mathbf{z}^{(\ell)})",
    r"\delta^{(\ell)}_i = \delta^{(\ell+1)}_1 \frac{\partial z^{(\ell+1)}_1}{\partial z^{(\ell)}_i}"
    r" + \delta^{(\ell+1)}_2 \frac{\partial z^{(\ell+1)}_2}{\partial z^{(\ell)}_i} + \cdots",
)
WRONG = (
    r"\frac{\partial \mathcal{E}}{\partial w^{(\ell)}_{ij}} = \delta^{(\ell)}_j a^{(\ell-1)}_i",
    r"\delta^{(\ell)} = \mathbf{W}^{(\ell+1)} \delta^{(\ell+1)} \otimes \phi'(\mathbf{z}^{(\ell)})",
    r"\delta^{(\ell)}_i = \delta^{(\ell+1)}_2 \frac{\partial z^{(\ell+1)}_2}{\partial z^{(\ell)}_i}"
    r" + \delta^{(\ell+1)}_3 \frac{\partial z^{(\ell+1)}_3}{\partial z^{(\ell)}_i} + \cdots",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_one_example_of_a_batch(wrong):
    text = "".join(f"$${row}$$ " for row in (*RIGHT, wrong))
    report = derive.check(derive.loads(BATCH), text, read_declarations(BATCH))
    assert [judged.verdict for judged in report.rows] == [*("holds" for _ in RIGHT), "wrong"]


def test_what_only_a_batch_has_is_left_out_and_a_script_letter_is_the_plain_one():
    declared = '"\\\\vec 1" = "ones N"\n' + "".join(
        f'"{symbol}^{{(\\\\ell)}}" = "grad z[l] of Cn"\n' for symbol in ("\\\\vec\\\\delta", "\\\\Delta")
    )
    rows = [
        r"\vec\delta^{(\ell)} = \frac{\partial \mathcal{E}}{\partial \vec z^{(\ell)}}",
        r"\frac{\partial \mathcal{E}}{\partial W^{(\ell)}} = \vec\delta^{(\ell)} (\vec a^{(\ell-1)})^T",
        r"\frac{\partial E}{\partial \vec b^{(\ell)}} = \frac{1}{M} \Delta^{(\ell)} \vec 1",
        r"\frac{\partial \mathcal{E}}{\partial W^{(\ell)}} = \vec\delta^{(\ell)} (\vec a^{(\ell)})^T",
    ]
    spec = BATCH + declared
    found = derive.check(derive.loads(spec), "".join(f"$$ {row} $$ " for row in rows), read_declarations(spec))
    assert [row.verdict.removesuffix(" under") for row in found.rows] == ["holds", "holds", "holds", "wrong"]
