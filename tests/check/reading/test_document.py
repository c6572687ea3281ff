"""Whole files: where formulas are, how they break into rows, and what continues what."""

import pytest

from derive.check.reading import parse, read
from derive.check.reading.blocks import CONTINUES


def claims(text, **options):
    return [
        [(claim.left, claim.relation, claim.right) for claim in row.claims]
        for row in read(text, **options).rows
        if not row.problem
    ]


def claim(left, right, relation="="):
    return (parse(left), relation, parse(right))


@pytest.mark.parametrize(
    "text",
    [
        "$$z = Wx$$",
        r"\[ z = Wx \]",
        r"\\[ z = Wx \\]",
        "Here $z=Wx$ holds.",
        r"so \(z = Wx\),",
        r"\\(z = Wx\\)",
        "z = Wx",
        r"\begin{equation}\label{e} z = Wx \tag{1} \end{equation}",
        "$$\\begin{aligned} z &= Wx \\end{aligned}$$",
        ".. math::\n   :label: e\n\n   z = Wx\n",
        ":math:`z = Wx`",
        "```math\nz = Wx\n```",
        "$`z = Wx`$",
        r"\begin{eqnarray} z &=& Wx \end{eqnarray}",
        "\\def\\be{\\begin{equation}}\\def\\ee{\\end{equation}}\n\\be z = Wx \\ee",
        r"$$\boxed{ z = Wx }$$",
        "$$ z = W x \\qquad (3) $$",
        "$$ z &amp;= Wx $$",
        r"\begin{align*} & z = Wx, \\[2pt] \end{align*}",
    ],
)
def test_a_formula_is_found_in_every_kind_of_display(text):
    assert claims(text) == [[claim("z", "Wx")]]


def test_code_comments_and_escapes_hold_no_formulas():
    text = "```python\nz = 1 # $a=b$\n```\n`$c=d$` % $e=f$\n\\verb|$g=h$|\n"
    text += "\\begin{verbatim}$i=j$\\end{verbatim}\nIt costs \\$5 = \\$6.\n"
    assert read(text).rows == ()


def test_rows_without_a_left_side_continue_the_chain():
    first, second, third = read(r"\begin{align} a &= b \\ &= c \\ &= d = e \end{align}").rows
    assert not first.claims[0].inherited
    assert second.claims[0].inherited and second.claims[0].left == parse("b") and second.claims[0].head == parse("a")
    assert [c.inherited for c in third.claims] == [True, False]


def test_a_chain_goes_on_in_the_next_display():
    assert claims("$$a = b$$\nand\n$$= c$$") == [[claim("a", "b")], [claim("b", "c")]]


def test_columns_side_by_side_keep_their_own_chains():
    text = r"\begin{align} a &= b & c &= d \\ &= e & &= f \end{align}"
    assert claims(text) == [[claim("a", "b"), claim("c", "d")], [claim("b", "e"), claim("d", "f")]]


def test_a_formula_broken_over_rows_is_one_claim_of_its_last_row():
    for text in (r"a &= b \\ &\quad + c", r"a &= b + \\ & c", r"a &= \left( b \right. \\ & \left. + c \right)"):
        first, second = read(f"\\begin{{align}}{text}\\end{{align}}").rows
        assert first.words == (CONTINUES,) and not first.claims
        assert second.claims[0].right in (parse("b + c"), parse("(b+c)"))


def test_a_negative_left_side_is_no_continuation():
    assert claims(r"\begin{align} a &= b \\ -c &= d \end{align}")[1] == [claim("-c", "d")]


def test_several_equations_in_a_row():
    both = [claim("a", "b"), claim("c", "d")]
    for text in (
        r"a = b, \quad c = d",
        r"a = b \; \text{and} \; c = d",
        r"a = b \Rightarrow c = d",
        r"a = b, \quad\text{where } c=d",
    ):
        assert claims(f"$${text}$$") == [both]


@pytest.mark.parametrize(
    ("tail", "condition"),
    [
        (r"\quad i \neq j", r"i \neq j"),
        (r", \quad i = j", "i = j"),
        (r"\text{ if } x > 0", "x > 0"),
        (r"\quad \forall i < n", "i < n"),
        (r"\in \mathbb{R}^n", r"b \in \mathbb{R}^n"),
    ],
)
def test_conditions_trail(tail, condition):
    (row,) = read(f"$$ A = b {tail} $$").rows
    assert [c.right for c in row.claims] == [parse("b")] and row.conditions == (parse(condition),)


def test_a_range_is_a_list():
    (row,) = read(r"$$y_j = a_j, \qquad j = 1, \dots, n$$").rows
    assert row.conditions[0].right.open == "" and len(row.conditions[0].right.items) == 3


def test_a_leading_condition_ends_at_its_comma():
    (row,) = read(r"$$\text{If } i = j, \frac{\partial a}{\partial z} = 1$$").rows
    assert row.conditions == (parse("i = j"),) and row.claims[0].right == parse("1")


def test_a_remark_makes_no_claim():
    (row,) = read(r"$$ a = b \qquad \text{only } k = j \text{ remains} $$").rows
    assert len(row.claims) == 1 and row.conditions == () and "remains" in row.words[0]


def test_one_unreadable_row_does_not_spoil_the_others():
    text = "\\begin{align}\na &= \\frac{b}{c \\\\\n&= d) \\\\\ne &= f\n\\end{align}"
    first, second, third = read(text).rows
    assert first.problem.reason == "this brace is never closed" and first.problem.place.line == 2
    assert second.problem.reason == "the bracket ) closes nothing"
    assert (second.problem.place.line, second.problem.place.column) == (3, 5)
    assert third.claims[0].right == parse("f")


def test_after_an_unreadable_right_side_the_chain_goes_on_from_the_left_side():
    _, second = read(r"\begin{align} a &= (b \\ &= c \end{align}").rows
    assert second.claims[0].left == parse("a")


def test_updates_and_memberships():
    assert claims(r"$$w \leftarrow w - g$$") == [[claim("w", "w - g", "<-")]]
    assert claims(r"$$\theta := \theta - g$$") == [[claim(r"\theta", r"\theta - g", ":=")]]
    assert [c[0][1] for c in claims(r"$W \in \mathbb{R}^{m \times n}$")] == ["in"]


def test_a_fragment_is_nothing_but_formula():
    (row,) = read(r"\text{$i \neq j$, } a = b", fragment=True).rows
    assert row.claims[0].left == parse("a")


def test_places_point_into_the_file():
    text = "Text.\n\n$$\nz = W x\n$$\n"
    (row,) = read(text).rows
    assert (row.place.line, row.place.column, row.latex) == (4, 1, "z = W x")
    assert text[slice(*row.claims[0].right.span)] == "W x"


def test_the_last_row_of_a_table_in_a_display_ends_before_the_table_does():
    rows = read("$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\n$$").rows
    assert [row.latex for row in rows] == ["a &= b", "c &= d"]


def test_after_a_membership_the_chain_goes_on_from_what_is_a_member():
    (made,) = claims(r"$$A \in \mathbb{R}^{m \times n} = B C$$")
    assert made[1] == claim("A", "B C")
