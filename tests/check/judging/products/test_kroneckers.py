r"""Kronecker products and ``vec``: ``\operatorname{vec}(W X) = (X^T \otimes I) \operatorname{vec}(W)``."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("""
[model]
inputs = { t = ["n", "p"] }
parameters = { X = ["m", "p"], W = ["n", "m"], u = ["m"], v = ["p"] }
equations = '''
E = W @ X
L = sum((E - t)**2)/2 + sum(u*(X @ v))
'''
""")
COLUMNS, ROWS = "the columns of each matrix below each other", "the rows of each matrix one after the other"


@pytest.mark.parametrize(
    ("row", "verdict", "words"),
    [
        (r"\operatorname{vec}(E) = (X^T \otimes I_n) \operatorname{vec}(W)", "holds", ""),
        (r"\operatorname{vec}(E) = (X^T \otimes I) \operatorname{vec}(W)", "holds", ""),
        (r"vec(E) = (I_p \otimes W) vec(X)", "holds", ""),
        (r"vec(E) = (W \otimes I_p) vec(X)", "wrong", ""),
        (r"vec(E) = (X \otimes I_n) vec(W)", "cannot tell", ""),
        (r"d\operatorname{vec}(E) = (I \otimes W) \operatorname{vec}(dX)", "holds", ""),
        (r"\frac{\partial \operatorname{vec}(E)}{\partial \operatorname{vec}(W)^T} = X^T \otimes I_n", "holds", ""),
        (r"\frac{\partial L}{\partial \operatorname{vec}(W)} = (X \otimes I_n) \operatorname{vec}(E - t)", "holds", ""),
        (r"\frac{\partial L}{\partial \operatorname{vec}(W)} = (X \otimes I_n) \operatorname{vec}(t - E)", "wrong", ""),
        (r"\operatorname{vec}(u v^T) = v \otimes u", "holds under", "the circled cross as Kronecker's product"),
        (r"u v^T = u \otimes v", "holds", ""),
        (r"\operatorname{vec}(u v^T) = u \otimes v", "cannot tell", ""),
        (r"\frac{\partial E}{\partial X} = I_p \otimes W", "holds under", COLUMNS),
        (r"\frac{\partial E}{\partial W} = X \otimes I_n", "holds under", f"{COLUMNS}, transposed"),
        (r"\frac{\partial E}{\partial W} = I_n \otimes X^T", "holds under", ROWS),
        (r"\frac{\partial (W u)}{\partial W} = u^T \otimes I_n", "holds under", COLUMNS),
    ],
)  # fmt: skip
def test_stacked_matrices(row, verdict, words):
    found = check(MODEL, f"$$ {row} $$", explain=False).rows[0]
    assert (found.verdict, found.convention or "") == (verdict, words)


def test_a_text_that_speaks_of_vec_stacks_columns():
    said = r"$$ \operatorname{vec}(E) = (I_p \otimes W) \operatorname{vec}(X) $$"
    rows = r"$$ \frac{\partial E}{\partial W} = I_n \otimes X^T $$"
    assert [row.verdict for row in check(MODEL, said + rows, explain=False).rows] == ["holds", "cannot tell"]


def test_a_chain_does_not_change_its_products_half_way():
    r"""``W X = X W`` entry by entry is no step from a matrix product."""
    model = derive.loads("[model]\nparameters = { A = ['n', 'n'], B = ['n', 'n'] }\nequations = 'G = A @ B; L = sum(G**2)'")
    found = check(model, "$$ G = A B = B A $$", explain=False).rows[0]
    assert found.verdict == "wrong"


@pytest.mark.parametrize(
    ("product", "verdict"), [(r"(I \otimes B)(A \otimes I)", "holds"), (r"(A \otimes I)(B \otimes I)", "wrong")]
)
def test_identities_of_two_sizes(product, verdict):
    model = derive.loads("""
[model]
inputs = { A = ["p", "q"], B = ["r", "s"] }
parameters = { C = ["s", "q"] }
equations = "L = sum((B @ C @ A.T)**2)"
""")
    rows = check(model, rf"$$ \text{{vec}}(B C A^T) = {product} \text{{vec}}(C) $$", explain=False).rows
    assert ("wrong" if rows[0].verdict == "cannot tell" else rows[0].verdict) == verdict
