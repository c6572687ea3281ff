"""The smallest slip that explains a wrong line."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.reading import parse
from derive.check.reading.rows import Claim
from derive.check.session import open_session
from derive.check.slips import Context, explain, proof_line
from derive.check.slips.tree import alike

SPEC = """\
name = "one-example"
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
"""


class Knows:
    """A judge that knows the right sides by heart, and counts how often it is asked."""

    def __init__(self, *right):
        self.right, self.asked = [parse(text) for text in right], 0

    def holds(self, left, right, relation="=", conditions=(), limit=1):
        self.asked += 1
        return any(alike(right, known) or alike(left, known) for known in self.right)


def claim(left, right):
    return Claim(parse(left), "=", parse(right))


def test_the_explanation_names_kind_place_and_repair():
    """A sentence with formulas between dollars, the piece that is wrong, the line as it should be."""
    found = explain(Knows(r"W^\top \delta"), claim("d", r"W \delta"))
    assert found.kind == "transpose"
    assert found.words == r"A transpose is missing on $W$: with $W^{\top}$ it holds."
    assert found.correction == r"d = W^{\top} \delta"
    assert found.span == (0, 1)
    assert found.more == 0


def test_the_sign_of_a_term_is_counted():
    """Second of three."""
    found = explain(Knows("a - b + c"), claim("d", "a + b + c"))
    assert found.words == "The sign of the second term is wrong: with $-$ it holds."


def test_the_smallest_of_several_repairs_is_named():
    """And how many others there are of nearly the same size."""
    found = explain(Knows(r"-(a + b)", "a - b"), claim("d", "a + b"))
    assert found.words == "The sign of the second term is wrong: with $-$ it holds."


def test_two_slips_are_found_only_if_one_does_not_do():
    """Each is said."""
    found = explain(Knows(r"W^\top \delta - b"), claim("d", r"W \delta + b"))
    assert found.kind == "sign and transpose"
    assert found.words.startswith("Two slips: ")
    assert alike(found.right, parse(r"W^\top \delta - b"))


def test_the_left_side_may_be_wrong():
    """A derivative by the wrong entry."""
    found = explain(Knows(r"\frac{\partial C}{\partial w_{jk}}"), claim(r"\frac{\partial C}{\partial w_{kj}}", r"\delta_j a_k"))
    assert found.kind == "index"


def test_what_no_slip_repairs_is_not_explained():
    """None, and in time."""
    judge = Knows("x")
    assert explain(judge, claim("d", r"W^\top (\delta + a) \odot z"), seconds=0.2) is None
    assert judge.asked > 50


@pytest.fixture(scope="module")
def session():
    """The errors and gradients of a small network, one row wrong or another."""
    model = derive.loads(SPEC)
    return open_session(model, derive.derive(model).latex())


LINES = [
    (r"\delta^{2}_{j}", r"(a^{2}_{j} + y_{j}) a^{2}_{j} (1 - a^{2}_{j})", "sign"),
    (r"\delta^{2}_{j}", r"(a^{2}_{j} - y_{j}) (1 - a^{2}_{j})", "lost factor"),
    (r"\delta^{2}_{j}", r"(a^{2}_{j} - y_{j}) \sigma(z^{2}_{j})", "prime"),
    (r"\delta^{2}_{j}", r"(a^{2}_{j} - y_{j}) \sigma'(a^{2}_{j})", "quantity"),
    (r"\delta^{2}_{j}", r"2 (a^{2}_{j} - y_{j}) \sigma'(z^{2}_{j})", "factor"),
    (r"\delta^{1}", r"(w^{2} \delta^{2}) \odot (1 - a^{1} \odot a^{1})", "transpose"),
    (r"\delta^{1}_{j}", r"\sum_k w^{2}_{jk} \delta^{2}_{k} (1 - (a^{1}_{j})^2)", "index"),
    (r"\delta^{1}_{j}", r"\sum_k w^{2}_{kj} \delta^{1}_{k} (1 - (a^{1}_{j})^2)", "layer"),
    (r"\delta^{1}_{j}", r"\sum_k w^{2}_{kj} \delta^{2}_{k} (1 - a^{1}_{j})", "power"),
    (r"\frac{\partial C}{\partial w^{2}_{jk}}", r"\delta^{2}_{j} a^{2}_{k}", "layer"),
    (r"\frac{\partial C}{\partial w^{2}_{jk}}", r"\delta^{2}_{k} a^{1}_{j}", "index"),
    (r"\frac{\partial C}{\partial w^{2}}", r"\delta^{2} a^{1}", "transpose"),
    (r"\frac{\partial C}{\partial b^{1}_{j}}", r"-\delta^{1}_{j}", "sign"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "kind"), LINES)
def test_slips_in_real_lines(session, left, right, kind):
    """The judge says which edit repairs the line."""
    wrong = claim(left, right)
    judge = session.judges(session.sound[0])
    assert not judge.holds(wrong.left, wrong.right)
    row = next(row for row in session.document.rows if row.number == session.sound[0])
    found = explain(judge, wrong, context=Context.of(row, session.document, (wrong.left, wrong.right)), seconds=3)
    assert found is not None
    assert judge.holds(found.left, found.right)
    assert kind in found.kind


def test_the_right_line_of_our_own_proof(session):
    """The theorem on the quantity of the left side, with indices where the author has them."""
    model = derive.loads(SPEC)
    symbols = session.judges(session.sound[0]).symbols
    assert proof_line(model, claim(r"\frac{\partial C}{\partial b^{1}_{j}}", "0"), symbols) == (
        r"\frac{\partial C}{\partial b^{1}_{j}} = \delta^{1}_{j}"
    )
    assert r"\odot" in proof_line(model, claim(r"\delta^{1}", "0"), symbols)
    assert proof_line(model, claim("x", "0"), symbols) is None


ATTENTION = """
[model]
inputs = { X = ["T", "d"], Y = ["T", "d"] }
parameters = { Q = ["d", "k"], K = ["d", "k"] }
equations = '''
S = (X @ Q) @ (X @ K).T / sqrt(k)
A = softmax(S)
C = sum((A @ X - Y)**2)/2
'''
"""


@pytest.mark.parametrize(
    ("row", "words", "right"),
    [
        (
            r"\frac{1}{k} X^\top \left(\frac{\partial C}{\partial S}\right)^\top X Q",
            "A root is missing on $k$",
            r"\frac{1}{\sqrt{k}}",
        ),
        (
            r"\frac{1}{\sqrt{k}} X^\top \frac{\partial C}{\partial S} X Q",
            r"A transpose is missing on $\frac{\partial C}{\partial S}$",
            r"\left( \frac{\partial C}{\partial S} \right)^{\top}",
        ),
    ],
)
def test_slips_of_attention(row, words, right):
    found = check(derive.loads(ATTENTION), rf"$$ \frac{{\partial C}}{{\partial K}} = {row} $$").rows[0]
    assert found.verdict == "wrong"
    assert found.explanation.startswith(words)
    assert right in found.correction


def test_the_same_slip_in_two_places():
    """Two terms of a bracket have the same factors in the wrong order."""
    found = explain(Knows(r"e (v^T X^T X v - v^T X^T s)"), claim("d", r"e (X^T v^T X v - X^T v^T s)"), seconds=20)
    assert found.kind == "order and order"


HIGHWAY = """
[model]
inputs = { x = ["d"], y = ["n"] }
parameters = { V = ["n", "d"], U = ["n", "d"], C = ["n", "d"] }
equations = '''
h = tanh(V @ x)
o = h*h + U @ x + exp(C @ x)
E = sum((o - y)**2)/2
'''
"""
CONVOLUTION = """
[model]
inputs = { x = ["n"], y = ["n-k+1"] }
parameters = { w = ["k"] }
equations = '''
z[i] = sum(w[a]*x[i+a], a)
E = sum((z - y)**2)/2
'''
"""


@pytest.mark.parametrize(("spec", "text", "words"), [
    (
        HIGHWAY,
        r"$$g = o - y$$ $$\frac{\partial E}{\partial x} = 2 V^T (g \odot h \odot (1 - h^2)) + U^T g + C^T (g \odot e^{C x})$$"
        r"$$\frac{\partial E}{\partial x} = 2 V^T (g \odot h \odot (1 - h^2)) + U^T g$$",
        "is missing",
    ),

    (CONVOLUTION, r"$$g_i = z_i - y_i$$ $$\frac{\partial E}{\partial x_j} = \sum_a g_{j+a} w_a$$", "The index $j + a$"),
])  # fmt: skip
def test_lost_terms_and_shifts_the_other_way(spec, text, words):
    last = check(derive.loads(spec), text).rows[-1]
    assert last.verdict == "wrong"
    assert words in (last.explanation or "")


SOFTMAX = """
[model]
inputs = { x = ["n"], t = ["m"] }
parameters = { V = ["m", "n"] }
equations = '''
u = V @ x
q = softmax(u)
J = -sum(t*log(q))
'''
"""


@pytest.mark.parametrize(
    ("row", "words", "correction"),
    [
        (r"\frac{\partial J}{\partial V} = x (q - t)^T", "is transposed", r"x^{T}"),
        (r"\frac{\partial J}{\partial V_{ij}} = (q_j - t_j) x_i", "indices $i$ and $j$ are swapped", r"x_{j}"),
        (r"\frac{\partial J}{\partial u} = t - q", "sign", "q"),
    ],
)
def test_slips_in_rows_that_need_targets_which_sum_to_one(row, words, correction):
    judged = check(derive.loads(SOFTMAX), f"$${row}$$").rows[-1]
    assert (judged.verdict, words in judged.explanation, correction in judged.correction) == ("wrong", True, True)


def test_the_square_of_a_norm_is_missing():
    text = r"""
    Let $v\in\mathbb{R}^k$, $w = \frac{g}{\|v\|} v$ and $\nabla_g L = \frac{\nabla_w L \cdot v}{\|v\|}$.
    $$\nabla_v L = \frac{g}{\|v\|}\nabla_w L - \frac{g\,\nabla_g L}{\|v\|} v$$
    """
    row = check(None, text).rows[-1]
    assert (row.verdict, row.explanation) == (
        "wrong",
        r"A square is missing on $\left\| v \right\|$: with $\left\| v \right\|^{2}$ it holds.",
    )


@pytest.mark.parametrize(
    ("row", "layer"),
    [(r"\delta^L = (y - a^L)\odot\sigma'(z^L)", "2"), (r"\delta^l = (w^{l+1} \delta^{l+1})\odot\sigma'(z^l)", "1")],
)
def test_our_own_line_is_about_the_layer_of_the_row(row, layer):
    found = check(derive.load("nielsen"), f"$${row}$$").rows[0]
    assert found.verdict == "wrong" and found.proof.startswith(rf"\delta^{{{layer}}} =")


def test_a_factor_of_the_rows_nearby_is_missing_on_a_sum():
    text = r"""
    $p_i = \frac{\exp(z_i/s)}{\sum_j\exp(z_j/s)}$, $L = -\sum_i y_i\log p_i$ with $\sum_i y_i = 1$:
    \begin{align*}
    \frac{\partial L}{\partial z_j} &= \frac1s(p_j-y_j)\\
    \frac{\partial L}{\partial z_j} &= p_j-y_j
    \end{align*}
    """
    row = check(None, text).rows[-1]
    assert (row.verdict, row.explanation) == (
        "wrong",
        r"The factor $\frac{1}{s}$ is missing: with $\frac{1}{s} \left( p_{j} - y_{j} \right)$ it holds"
        " (for targets that sum to one).",
    )


def test_a_transpose_may_stand_on_the_other_factor():
    found = explain(Knows(r"\delta a^T"), claim("G", r"\delta^T a"))
    assert found.kind == "transpose"
    assert "is too many, and that of $a$ is missing" in found.words


def test_an_error_stands_behind_the_weights():
    found = explain(Knows(r"(W)^T \delta"), claim("e", r"\delta (W)^T"))
    assert found.kind == "order"


def test_of_one_example_no_sum_over_several_is_lost():
    text = r"$$\delta^1 = \delta^2 \cdot (W^2)^T \cdot \tanh'(z^1)$$"
    (row,) = check(derive.loads(SPEC), text).rows
    assert row.verdict == "wrong"
    assert "examples" not in row.explanation


@pytest.mark.parametrize(("right", "wrong"), [(r"S^{-1} d", "S d"), (r"(A B)^{-1} d", "(A B) d")])
def test_an_inverse_may_be_missing(right, wrong):
    found = explain(Knows(right), claim("g", wrong))
    assert found.kind == "power"
    assert "An inverse is missing" in found.words


def test_a_transpose_on_a_symbol_with_labels_below():
    """``W_{hy}`` is a whole matrix, whatever letters stand below."""
    model = derive.loads("""
[model]
inputs = { x = ["D"], y = ["K"] }
parameters = { Wxh = ["D", "H"], Why = ["H", "K"] }
equations = "h = tanh(x @ Wxh); o = h @ Why; L = sum((o - y)**2)/2"
""")
    table = {"vectors": "rows", "W_{hy}": "Why", r"\delta_h": "grad h"}
    row = check(model, r"$$ \delta_h = (o - y) W_{hy} $$", table).rows[0]
    assert row.verdict == "wrong"
    assert "A transpose is missing on $W_{hy}$" in row.explanation
