"""Equations in tables: cells in braces, remarks in the second column, environments without dollars."""

from __future__ import annotations

from derive.check.reading import parse, read


def test_cells_in_braces_hide_nothing():
    text = r"""$$
\begin{array}{ll}
{a = b + c} & {\text{by the first rule}} \\
{\ \ = c + b} & {\text{by the second}} \\
\end{array}
$$"""
    rows = read(text).rows
    assert [len(row.claims) for row in rows] == [1, 1]
    assert rows[1].claims[0].inherited
    assert rows[0].words == ("by the first rule",)


def test_a_table_of_four_columns_with_a_break_at_its_end():
    text = r"$$\begin{array}{crcl} & x & = & a + b \\ \Rightarrow & y & = & b \\ & & = & c \\ \end{array}$$"
    rows = read(text).rows
    assert [len(row.claims) for row in rows] == [1, 1, 1]
    assert rows[2].claims[0].inherited


def test_a_matrix_is_no_table_of_equations():
    rows = read(r"$$A = \begin{array}{cc} {a} & {b} \\ {c} & {d} \end{array}$$").rows
    assert len(rows) == 1 and len(rows[0].claims) == 1


def test_aligned_rows_without_dollars():
    rows = read(
        "Therefore:\n\n\\begin{aligned}\na &= b \\\\\n&= c\n\\end{aligned}\n\nand $$\\begin{aligned} d &= e \\end{aligned}$$"
    ).rows
    assert [len(row.claims) for row in rows] == [1, 1, 1]


def test_points_below_each_other_are_vertical_dots():
    assert parse(r"\begin{bmatrix} a_1\\ .\\.\\.\\ a_m \end{bmatrix}") == parse(
        r"\begin{bmatrix} a_1\\ \vdots\\ a_m \end{bmatrix}"
    )
