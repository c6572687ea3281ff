"""Matrix differentials: ``dL = \\operatorname{tr}(G^T dX)`` is an equation between small changes."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

LINEAR = r"""
[model]
inputs = { X = ["N", "D"], Y = ["N", "K"] }
parameters = { W = ["D", "K"], b = ["K"] }
equations = '''
Z = X @ W + b
A = tanh(Z)
L = sum((A - Y)**2)/2
'''
"""
SQUARE = """
[notation]
"X" = ["n", "n"]
"A" = ["n", "n"]
"n" = "size n"
"""


def judged(text, spec=LINEAR):
    model = derive.loads(spec) if "[model]" in spec else None
    return check(model, text, read_declarations(spec), explain=False).rows


def verdict(row, spec=LINEAR, before=r"\[ dL = \operatorname{tr}((A - Y)^\top dA) \]"):
    return judged(before + "\n" + rf"\[ {row} \]", spec)[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"dL = \operatorname{tr}((A - Y)^\top (\tanh'(Z) \odot dZ))", "holds"),
        (r"dL = \operatorname{tr}((A - Y)^\top dZ)", "wrong"),
        (r"dZ = d(XW + b) = X dW + db", "holds"),
        (r"dL = \operatorname{tr}((X^\top \frac{\partial L}{\partial Z})^\top dW)", "holds"),
        (r"dL = \operatorname{tr}((X^\top \frac{\partial L}{\partial A})^\top dW)", "wrong"),
        (r"dA_{i,j} = \tanh'(Z_{i,j}) dZ_{i,j}", "holds"),
        (r"dA_{i,j} = (1 - A_{i,j}) dZ_{i,j}", "wrong"),
        (r"d_W L = \operatorname{tr}((\frac{\partial L}{\partial Z})^\top X dW)", "holds"),
    ],
)
def test_first_differentials(row, expected):
    assert verdict(row) == expected


def test_a_lost_term_is_found():
    text = r"\[ dZ = X dW + db \] \[ dL = \operatorname{tr}((A - Y)^\top dA) \] \[ dZ = d(XW + b) = X dW \]"
    assert [row.verdict for row in judged(text)] == ["holds", "holds", "wrong"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\[ d\log|X| = \operatorname{tr}(X^{-1} dX) \]", "holds"),
        (r"\[ d\log|X| = 2\operatorname{tr}(X^{-1} dX) \]", "wrong"),
        (r"\[ dX^{-1} = -X^{-1} (dX) X^{-1} \]", "holds"),
        (r"\[ dX^{-1} = X^{-1} (dX) X^{-1} \]", "wrong"),
        (r"\[ d^2 \operatorname{tr}(X^\top A X) = 2 \operatorname{tr}((dX)^\top A \, dX) \]", "holds"),
        (r"\[ d^2 \operatorname{tr}(X^\top A X) = \operatorname{tr}((dX)^\top A \, dX) \]", "wrong"),
    ],
)
def test_rules_of_matrix_calculus(text, expected):
    assert judged(text, SQUARE)[-1].verdict in (expected, f"{expected} under")


def test_parts_of_a_differential_are_named_and_go_on():
    text = (
        r"\[ dL = \operatorname{tr}((A - Y)^\top dA) \] \begin{align} dL_1 &= \operatorname{tr}((A - Y)^\top dA) \\"
        r" &= \operatorname{tr}((A - Y)^\top (\tanh'(Z) \odot dZ)) \\"
        r" &= \operatorname{tr}((A - Y)^\top (A \odot dZ)) \end{align}"
    )
    assert [row.verdict for row in judged(text)] == ["holds", "not a claim", "holds under", "wrong"]


def test_without_differentials_of_costs_a_d_is_a_gradient():
    assert judged(r"\[ dW = X^\top dZ \]")[0].verdict in ("holds", "holds under")
    assert judged(r"\[ dW = X^\top dA \]")[0].verdict == "wrong"


TIED = r"""
[model]
inputs = { v = ["n"] }
parameters = { A = ["m", "n"] }
equations = '''
r = A.T @ A @ v - v
E = sum(r**2)/2
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"dr = dS\,v", "holds"),
        (r"r = Sv \implies dr = dS\,v", "holds"),
        (r"dE = r:dS\,v", "holds"),
        (r"dr = 2\,dS\,v", "wrong"),
        (r"dr = S\,dS\,v", "wrong"),
        (r"dE = \tfrac12 r:dS\,v", "wrong"),
        (r"dr = dA^T A v", "wrong"),
    ],
)
def test_a_symbol_of_the_text_moves_with_what_it_is_computed_from(row, expected):
    assert verdict(row, TIED, before=r"\[ S = A^T A - I \] \[ dE = r:dr \]") == expected


QUADRATIC = """
[model]
inputs = { A = ["n", "n"] }
parameters = { x = ["n"] }
equations = "f = x @ A @ x"
"""


TURNED = r"(\mathrm{d}\mathbf{x}^\top)\mathbf{Ax}"
ALONG, BACK = r"\mathbf{x}^\top\mathbf{A}\mathrm{d}\mathbf{x}", r"\mathbf{x}^\top\mathbf{A}^\top\mathrm{d}\mathbf{x}"


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (rf"\mathrm{{tr}}[{TURNED} + {ALONG}]", "holds"),
        (rf"\mathrm{{tr}}[{TURNED} - {ALONG}]", "wrong"),
        (rf"\mathrm{{tr}}[{BACK}] + \mathbf{{x}}^\top\mathrm{{d}}(\mathbf{{A}}\mathbf{{x}})", "holds"),
        (rf"\mathrm{{tr}}[{ALONG}] + \mathbf{{x}}^\top\mathrm{{d}}(\mathbf{{A}}\mathbf{{x}})", "wrong"),
    ],
)
def test_what_changes_may_be_transposed(right, verdict):
    rest = r"$$\mathrm{d}f = \mathrm{tr}[\mathbf{x}^\top(\mathbf{A} + \mathbf{A}^\top)\mathrm{d}\mathbf{x}]$$"
    rows = check(derive.loads(QUADRATIC), rf"{rest} $$\mathrm{{d}}f = {right}$$", explain=False).rows
    assert [row.verdict for row in rows] == ["holds", verdict]


def test_the_trace_that_tells_differentials_may_end_a_chain():
    chain = r"$$\begin{align} df &= x^T A^T dx + dx^T A^T x \\ &= \mathrm{tr}(x^T (A + A^T) dx) \end{align}$$"
    assert [row.verdict for row in check(derive.loads(QUADRATIC), chain, explain=False).rows] == ["holds", "holds"]


@pytest.mark.parametrize(("row", "verdict"), [("= 2 X^T", "holds"), ("= 2 X", "wrong")])
def test_the_differential_of_a_number_by_a_matrix_is_its_transposed_gradient(row, verdict):
    spec = '[model]\nparameters = { X = ["m", "n"] }\nequations = "f = sum(X**2)"\n'
    assert check(derive.loads(spec), rf"$$f = \mathrm{{tr}}(X^T X)$$ $$\mathbf{{D}}_X f {row}$$").rows[1].verdict == verdict


@pytest.mark.parametrize(("right", "verdict"), [("Q (dK)^T", "holds"), ("-Q (dK)^T", "wrong")])
def test_the_transpose_of_what_alone_changes(right, verdict):
    model = derive.loads("""
[model]
inputs = { T = ["N", "N"] }
parameters = { Q = ["N", "d"], K = ["N", "d"] }
equations = "S = Q @ K.T; L = sum((S - T)**2)"
""")
    rows = [r"dL = \operatorname{tr}(2 (S - T)^T dS)", r"dS = (dQ) K^T", f"dS = Q d(K^T) = {right}"]
    found = check(model, "\n".join(f"$$ {row} $$" for row in rows), explain=False).rows
    assert found[-1].verdict.split()[0] == verdict


LAYERS = r"""
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "sigmoid" },
  { layer = "dense", units = 5, activation = "sigmoid" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
[notation]
"a_l" = "a[l]"
"z_l" = "z[l]"
"W_l" = "W[l]"
"b_l" = "b[l]"
"\\Delta_l" = "grad z[l].T"
"\\delta_l" = "grad z[l]"
"\\sigma" = "function sigmoid"
"""


def of_layers(*rows):
    found = check(derive.loads(LAYERS), "\n".join(f"$$ {row} $$" for row in rows), read_declarations(LAYERS), explain=False)
    return [row.verdict for row in found.rows]


def test_changes_of_each_layer():
    assert of_layers(
        r"d a_l = d(\sigma(z_l)) = \sigma'(z_l) \odot d z_l",
        r"d z_l = d(W_l a_{l-1} + b_l) = dW_l a_{l-1} + W_l d a_{l-1} + d b_l",
    ) == ["holds", "holds"]
    assert of_layers(
        r"d a_l = d(\sigma(z_l)) = \sigma(z_l) \odot d z_l",
        r"d z_l = d(W_l a_{l-1} + b_l) = dW_l a_{l-1} - W_l d a_{l-1} + d b_l",
    ) == ["wrong", "wrong"]


def test_a_gradient_that_is_declared_as_a_row():
    assert of_layers(r"\delta_l = \Delta_l^T", r"\delta_l = \Delta_l", r"\delta_l = -\Delta_l^T") == [
        "holds",
        "cannot tell",
        "wrong",
    ]


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (r"G \cdot d A", r"G \cdot d(X W)", "holds"),
        (r"G \cdot d A", r"X^T G \cdot dW", "holds"),
        (r"G \cdot d A", r"G X^T \cdot dW", "cannot tell"),
    ],
)
def test_a_dot_contracts_in_a_text_that_speaks_of_frobenius(left, right, verdict):
    spec = '[model]\ninputs = { X = ["n", "f"], S = ["n", "h"] }\nparameters = { W = ["f", "h"] }\n'
    spec += 'equations = "A = X @ W; L = sum(S*A**2)"\n[notation]\n"G" = "grad A"\n'
    text = rf"We take the Frobenius product: $$ G \cdot d A = G \cdot d(X W) $$ $$ {left} = {right} $$"
    assert check(derive.loads(spec), text, read_declarations(spec), explain=False).rows[-1].verdict == verdict
