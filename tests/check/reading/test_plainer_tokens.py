"""Spellings that only typography tells from the usual ones: braces around a sum's sign, dots for indices, broken chains."""

from __future__ import annotations

import pytest

from derive.check.reading import parse, read
from derive.check.reading.plainer_tokens import plainer
from derive.check.reading.syntax import Name
from derive.check.reading.tokens import tokens as tokenised
from derive.check.reading.tree import walk


@pytest.mark.parametrize(("written", "usual"), [
    (r"b + {\sum_{k=1}}^{K} p_k q_k", r"b + \sum_{k=1}^{K} p_k q_k"),
    (r"{\sum_k} p_k", r"\sum_k p_k"),
    (r"\sideset{}{_k}\sum{p_k q_k} + b", r"\sum_k p_k q_k + b"),
    (r"\sideset{}{_{s=1}^{S}}\sum p_s", r"\sum_{s=1}^{S} p_s"),
    (r"{\sum_k p_k}^2", r"{\sum_k p_k}^2"),
    (r"c = \sum_{m}^{ } p_{m} q_m^{}", r"c = \sum_{m} p_{m} q_m"),
    (r"r_{}^{2}", "r^2"),
    (r"\sigma.(u) + \phi_k.(u_k)", r"\sigma(u) + \phi_k(u_k)"),
    (r"\frac{1}{1 + \exp^{-u}}", r"\frac{1}{1 + e^{-u}}"),
    (r"\exp^{2}(u)", r"\exp^2(u)"),
    (r"M_{\cdot, j}", "M_{:, j}"),
    (r"M_{i\cdot} + M_{\bullet j} + M_{i,*}", "M_{i:} + M_{:j} + M_{i,:}"),
    (r"M_{i \cdot j}", r"M_{i \cdot j}"),
    (r"x_{*}", r"x_{*}"),
    (r"y^{(i)^2} + W^{[l]^{T}}", r"y^{(i)2} + W^{[l]T}"),
    (r"e^{(x)^2}", r"e^{{(x)}^2}"),
    (
        r"\left\{{\begin{array}{rcl} a & {\mbox{si}} & i = j \\ b & {\mbox{sinon}} \end{array}}\right.",
        r"\begin{cases} a & \text{if } i = j \\ b & \text{otherwise} \end{cases}",
    ),
    (
        r"\begin{cases} a & \text{f\"ur } i = j \\ b & \text{en caso contrario} \end{cases}",
        r"\begin{cases} a & \text{if } i = j \\ b & \text{otherwise} \end{cases}",
    ),
    (r"\begin{cases} a & 如果 i = j \\ b & \text{否则} \end{cases}", r"\begin{cases} a & i = j \\ b & \text{else} \end{cases}"),
])  # fmt: skip
def test_another_spelling(written, usual):
    assert parse(written) == parse(usual)


def test_a_sign_at_the_end_of_a_row_goes_with_the_next_one():
    rows = read("\\begin{gather} a = b = \\\\ c = d = \\\\ -e \\end{gather}").rows
    assert [[(str(c.relation), c.inherited) for c in row.claims] for row in rows] == [
        [("=", False)],
        [("=", True), ("=", False)],
        [("=", True)],
    ]


def test_a_left_side_alone_waits_for_its_right_side():
    rows = read("\\begin{gather} a = \\\\ b + c \\end{gather}").rows
    assert [len(row.claims) for row in rows] == [0, 1]


@pytest.mark.parametrize("text", [r"u_{j^*}", r"p_{k, j^{*}}", r"u_{j^{\ast}}"])
def test_a_star_above_an_index_is_no_index(text):
    assert ":" not in {node.base for node in walk(parse(text)) if isinstance(node, Name)}


def test_a_dot_outside_of_a_subscript_is_none():
    tokens = list(tokenised(r"K(\cdot, y)"))
    assert plainer(tokens) == tokens


def test_thousands_of_braces():
    """One pass matches them: work that grows with the square of a stranger's text would seem to hang."""
    deep = 5000
    tokens = list(tokenised("x" + r"_{x" * deep + "}" * deep + r"{\sum_{" * deep + "y" + "}}" * deep))
    assert len(tokens) - 2 * deep <= len(plainer(tokens)) <= len(tokens)


def test_a_star_in_a_subscript_that_never_ends():
    (row,) = read("$$x_{i *$$").rows
    assert row.problem is not None


@pytest.mark.parametrize(
    "written", [r"rot_{180}(w)", r"\text{rot}_{180^{\circ}}(w)", r"\mathrm{rot}_{180^\circ}(w)", "rot_{180°}(w)"]
)
def test_the_angle_of_a_rotation_is_part_of_its_name(written):
    assert parse(written) == parse(r"\text{rot180}(w)")


def test_another_angle_is_none():
    assert parse(r"\text{rot}_{90}(w)") != parse(r"\text{rot180}(w)")
