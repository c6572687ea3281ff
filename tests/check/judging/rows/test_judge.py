"""Claims about a network of two layers, about powers and patterns: which hold, under which convention, and which are wrong."""

from __future__ import annotations

import pytest

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG
from derive.check.reading import parse
from derive.check.reading.rows import Claim
from tests.check.judging.worlds import judge_of, two_layers


@pytest.fixture(scope="module")
def judge():
    return judge_of(two_layers(), functions=("sigma",), gradients={"delta": "z"})


def outcome(judge, latex):
    relation = parse(latex)
    return judge.judge_claim(Claim(relation.left, relation.op, relation.right))


RIGHT = [
    r"z = Wx + b",
    r"o = V\sigma(Wx + b)",
    r"o_k = \sum_i V_{ki}a_i",
    r"o_k = V_{k1}a_1 + \dots + V_{km}a_m",
    r"C = \frac12(o-y)^T(o-y)",
    r"C = \frac12\|o-y\|^2",
    r"C = \frac12\sum_{k=1}^n (o_k-y_k)^2",
    r"C = \frac12\sum (o-y)^2",
    r"\frac{\partial C}{\partial V} = (o-y)a^T",
    r"\frac{\partial C}{\partial V^T} = a(o-y)^T",
    r"\frac{\partial C}{\partial a} = V^T(o-y)",
    r"\nabla_W C = \delta x^\top",
    r"\frac{\partial C}{\partial W} = (V^T(o-y)\odot\sigma'(z))x^T",
    r"\frac{\partial C}{\partial W} = V^T(o-y)\odot a\odot(1-a)x^T",
    r"\frac{\partial C}{\partial W} = \mathrm{diag}(\sigma'(z))V^T(o-y)x^T",
    r"\frac{\partial C}{\partial W_{ij}} = \sum_k (o_k-y_k)V_{ki}\sigma'(z_i)x_j",
    r"\frac{\partial o_k}{\partial x_j} = \sum_i V_{ki}\sigma'(z_i)W_{ij}",
    r"\frac{\partial o}{\partial x} = V\,\mathrm{diag}(\sigma'(z))W",
    r"\frac{\partial o}{\partial x} = \frac{\partial o}{\partial a}\frac{\partial a}{\partial z}\frac{\partial z}{\partial x}",
    r"\frac{\partial o}{\partial x} = \frac{\partial z}{\partial x}\frac{\partial a}{\partial z}\frac{\partial o}{\partial a}",
    r"\frac{\partial C}{\partial W} = \frac{\partial C}{\partial z}\frac{\partial z}{\partial W}",
    r"\frac{\partial z_i}{\partial W_{jk}} = \delta_{ij}x_k",
    r"\frac{\partial z_i}{\partial W_{jk}} = \mathbb{1}\{i=j\}x_k",
    r"\frac{\partial^2 C}{\partial o_i\partial o_j} = \delta_{ij}",
    r"\frac{\partial^2 C}{\partial a\partial a} = V^TV",
    r"\frac{\partial}{\partial x_j}\delta_i = \sum_k V_{ki}\sum_p V_{kp}\sigma'(z_p)W_{pj}\sigma'(z_i)"
    r" + \sum_k V_{ki}(o_k-y_k)\sigma''(z_i)W_{ij}",
    r"\left(\frac{\partial C}{\partial W}\right)_{ij} = \delta_i x_j",
    r"(V^To)_j = \sum_k V^\top_{jk}o_k",
    r"\|V\|_F^2 = \mathrm{tr}(V^TV)",
    r"\frac{\partial\|V\|_F^2}{\partial V} = 2V",
    r"\frac{\partial\log\det(V^TV)}{\partial V} = 2V(V^TV)^{-1}",
    r"\frac{\partial \sigma(z_i)}{\partial z_i} = \sigma(z_i)(1-\sigma(z_i))",
    r"\frac{\partial\,\sigma(Wx)}{\partial (Wx)} = \mathrm{diag}(\sigma'(Wx))",
    r"\delta = \begin{bmatrix}\delta_1\\ \vdots\\ \delta_m\end{bmatrix}",
    r"\frac{\partial a}{\partial z} = \begin{bmatrix}\sigma'(z_1)&0&\ldots&0\\0&\sigma'(z_2)&\ldots&0\\"
    r"\vdots&\vdots&\ddots&\vdots\\0&0&\ldots&\sigma'(z_m)\end{bmatrix}",
    r"W = \begin{bmatrix}W_{11}&W_{12}&\ldots&W_{1d}\\W_{21}&W_{22}&\ldots&W_{2d}\\"
    r"\vdots&\vdots&\ddots&\vdots\\W_{m1}&W_{m2}&\ldots&W_{md}\end{bmatrix}",
    r"V(I - aa^T) = V - Vaa^T",
    r"\max(0,z) = z\odot 1(z>0)",
    r"\prod_{k=1}^{3} a_1 = a_1^3",
    r"\sum_{i\neq j} x_i = \sum_i x_i - x_j",
    r"\frac{\partial\,\mathrm{softmax}(o)_k}{\partial o_j} = \mathrm{softmax}(o)_k(\delta_{kj}-\mathrm{softmax}(o)_j)",
    r"\frac{\partial C}{\partial W} \propto 2\delta x^T",
    r"C \le C + 1",
    r"W \in \mathbb{R}^{m\times d}",
]


@pytest.mark.parametrize("latex", RIGHT)
def test_right_rows_hold_as_they_stand(judge, latex):
    """No convention has to be named."""
    assert (outcome(judge, latex).verdict, outcome(judge, latex).convention) == (HOLDS, None)


UNDER_A_CONVENTION = [
    (r"\frac{\partial C}{\partial a} = (o-y)^TV", "numerator layout"),
    (r"\frac{\partial o}{\partial x} = W^T\mathrm{diag}(\sigma'(z))V^T", "denominator layout"),
    (r"\frac{\partial a}{\partial z} = \sigma'(z)", "acts entry by entry"),
    (r"\frac{\partial C}{\partial z} = \frac{\partial C}{\partial a}\odot\frac{\partial a}{\partial z}", "acts entry by entry"),
    (r"C = \frac12(o-y)^2", "squared length"),
    (r"\delta x = W^T\delta", "gradient"),
    (r"b^{-1}\odot b = 1", "every entry"),
]


@pytest.mark.parametrize(("latex", "words"), UNDER_A_CONVENTION)
def test_conventions_are_named(judge, latex, words):
    """A row that holds under a convention says which."""
    found = outcome(judge, latex)
    assert found.verdict == UNDER
    assert words in found.convention


FALSE = [
    r"\frac{\partial C}{\partial W_{ij}} = \sum_k (o_k-y_k)V_{ki}\sigma(z_i)x_j",  # the prime is lost
    r"\frac{\partial C}{\partial W_{ij}} = (o_k-y_k)V_{ki}\sigma'(z_i)x_j",  # the sum is lost
    r"\frac{\partial C}{\partial W_{ij}} = -\delta_i x_j",
    r"\frac{\partial C}{\partial W_{ij}} = \delta_j x_i",
    r"\frac{\partial C}{\partial V} = 2(o-y)a^T",
    r"\frac{\partial C}{\partial W} = V^T(o-y)\odot ax^T",
    r"o_k = \sum_i V_{ik}a_i",
    r"(V^To)_j = \sum_k V^\top_{kj}o_k",
    r"\frac{\partial\|V\|_F^2}{\partial V} = V",
    r"\frac{\partial C}{\partial W} = \frac{\partial C}{\partial z}\odot 0",
    r"W \in \mathbb{R}^{d\times m}",
    r"C \ge C + 1",
    r"\frac{\partial^2 C}{\partial o_i\partial o_j} = 1",
]


@pytest.mark.parametrize("latex", FALSE)
def test_false_rows_are_wrong(judge, latex):
    """A counter-example is given where numbers differ."""
    found = outcome(judge, latex)
    assert found.verdict == WRONG or found.unfit
    assert found.counterexample is not None or "shapes" in found.reason or "stated to be 6x2" in found.reason


SHAPES = [
    r"z = W^Tx + b",
    r"z = xW + b",
    r"\frac{\partial C}{\partial a} = V(o-y)",
    r"\frac{\partial C}{\partial V} = (o-y)a",
    r"\frac{\partial C}{\partial V} = a(o-y)^T",
    r"\frac{\partial C}{\partial x} = W\delta",
    r"\frac{\partial C}{\partial W} = \delta x",
    r"\frac{\partial C}{\partial W} = x^T\delta",
    r"\frac{\partial C}{\partial W} = x\delta",
]


@pytest.mark.parametrize("latex", SHAPES)
def test_a_missing_transpose_is_never_accepted(judge, latex):
    """No lenient reading makes shapes fit that do not."""
    found = outcome(judge, latex)
    assert found.verdict == CANNOT_TELL and found.unfit
    assert "the shapes fit under no reading" in found.reason


def test_a_counterexample_names_sizes_entry_and_both_values(judge):
    example = outcome(judge, r"\frac{\partial C}{\partial W_{ij}} = 2\delta_i x_j").counterexample
    assert set(example.sizes) == {"d", "m", "n"}
    assert "i = " in example.entry and "j = " in example.entry
    assert example.right == pytest.approx(2 * example.left)
    assert "the left side is" in example.words()


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"W \leftarrow W - \delta x^T", "an update"),
        (r"s = Wx", "a definition of a symbol"),
        (r"W \in \mathcal{D}", "membership"),
    ],
)
def test_what_claims_nothing(judge, latex, reason):
    found = outcome(judge, latex)
    assert (found.verdict, reason in found.reason) == (NO_CLAIM, True)


@pytest.mark.parametrize(("latex", "reason"), [(r"z = Ux", "'U' is not known"), (r"z_i = \sum_{s} q_s", "is not known")])
def test_what_is_not_known_is_said(judge, latex, reason):
    found = outcome(judge, latex)
    assert (found.verdict, found.unfit) == (CANNOT_TELL, False)
    assert reason in found.reason


def test_a_repeated_index_is_summed_only_where_the_text_does_so():
    """Without the convention the lost sum is an error; with it the verdict names it."""
    latex = r"o_k = V_{ki}a_i"
    plain = judge_of(two_layers(), functions=("sigma",))
    silent = judge_of(two_layers(), functions=("sigma",))
    silent.bench.einstein = True
    assert outcome(plain, latex).verdict == WRONG
    assert outcome(silent, latex).convention == "sum over the repeated index"


def test_holds_is_a_plain_yes_or_no(judge):
    """The search for slips asks it of anything."""
    assert judge.holds(parse("z"), parse("Wx+b"))
    assert not judge.holds(parse("z"), parse("Wx-b"))
    assert not judge.holds(parse("z"), parse("W^Tx"))
    assert not judge.holds(parse("z"), parse("Ux"))
