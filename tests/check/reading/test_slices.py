"""Whole axes in indices, ``V_{:c}`` and ``P[i,:]``; chains that go on in the next inline formula."""

from __future__ import annotations

from derive.check.reading import parse, read
from derive.check.reading.syntax import Group, Product


def test_open_axes_in_scripts_and_in_brackets_are_the_same():
    wanted = parse(r"P_{i,:}").sub[0].items
    assert parse(r"P_{i:}").sub[0].items == parse(r"P[i,:]").sub[0].items == wanted
    assert parse(r"V_{:c}").sub[0].items == parse(r"V[:, c]").sub[0].items


def test_entries_as_programs_write_them_are_indices():
    assert parse(r"G[i, j+1]").sub[0].items == parse(r"G_{i,j+1}").sub[0].items
    assert [script.raw for script in parse(r"R_n [k,l]").sub] == ["n", "k,l"]
    for other in (r"W[u, v]", r"\mathbb{E}[i, j]", r"W [h_t, x_t]", r"U[0, 1]"):
        assert not getattr(parse(other), "sub", ())


def test_other_brackets_stay():
    node = parse(r"W[a, b]")
    assert isinstance(node, Product)
    assert isinstance(node.factors[1][1], Group)


def test_an_inline_formula_goes_on_with_the_one_before_it():
    rows = read("$a = b + c$  \n$\\quad = c + b$  \nwords in between $= d$").rows
    assert rows[1].claims[0].inherited
    assert rows[1].claims[0].head == parse("a")
    assert len(rows) < 3 or rows[2].problem is not None
