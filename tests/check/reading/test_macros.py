"""The author's macros, and hostile ones."""

import pytest

from derive.check.reading import parse, read


@pytest.mark.parametrize(
    ("definition", "use"),
    [
        (r"\newcommand{\v}[1]{\mathbf{#1}}", r"\v{x}"),
        (r"\renewcommand\v{\mathbf x}", r"\v"),
        (r"\def\v#1{\mathbf{#1}}", r"\v x"),
        (r"\newcommand*{\v}[2][x]{\mathbf{#1}#2}", r"\v{}"),
        (r"\let\v=\mathbf", r"\v x"),
        (r"\providecommand{\v}{\mathbf{x}}", r"\v{}"),
    ],
)
def test_definitions_in_all_spellings(definition, use):
    (row,) = read(f"{definition}\n$${use} = 1$$").rows
    assert row.claims[0].left == parse(r"\mathbf{x}")


def test_operators_and_delimiters_are_declared():
    text = r"\DeclareMathOperator{\soft}{softmax}\DeclarePairedDelimiter\nm{\lVert}{\rVert} $$\soft(z) = \nm{x}$$"
    (row,) = read(text).rows
    assert row.claims[0].left == parse(r"\mathrm{softmax}(z)") and row.claims[0].right == parse(r"\|x\|")


def test_macros_may_be_defined_inside_a_display():
    assert read(r"$$\newcommand{\a}{b} \a = 1$$").rows[0].claims[0].left == parse("b")


@pytest.mark.parametrize("text", [r"\def\a{\a}$\a=1$", r"\def\a{\a\a}$\a=1$", r"\def\a{\b}\def\b{\a}$\a = 1$"])
def test_a_macro_without_end_is_refused(text):
    (row,) = read(text).rows
    assert "expands without end" in row.problem.reason


def test_what_a_macro_makes_stands_where_the_macro_stands():
    text = r"\newcommand{\bad}{(a} $$ x = \bad $$"
    (row,) = read(text).rows
    assert text[row.problem.place.start : row.problem.place.end] == r"\bad"


def test_commands_that_would_act_are_only_names():
    (row,) = read(r"$$ x = \input{/etc/passwd} $$").rows
    assert row.problem.reason == "unknown command \\input"


def test_the_words_below_a_brace_are_left_out_with_or_without_braces_of_their_own():
    plain = parse("a + b c")
    assert parse(r"\underbrace{a}_\text{one term} + \underbrace{b c}_{\text{another}}") == plain
    assert parse(r"\underbrace{a}_\textrm{one term} + b c") == plain


@pytest.mark.parametrize(
    ("undefined", "meant"),
    [
        (r"\xbf", r"\mathbf{x}"),
        (r"\Wbf\xbf_i", r"\mathbf{W}\mathbf{x}_i"),
        (r"\bfx", r"\mathbf{x}"),
        (r"\alphabf\tran \bx", r"\boldsymbol{\alpha}^\top \mathbf{x}"),
        (r"W^\tran x", r"W^\top x"),
        (r"\calL", r"\mathcal{L}"),
        (r"\mu + \hbar", r"\mu+\hbar"),
    ],
)
def test_an_undefined_macro_whose_name_says_its_style(undefined, meant):
    assert parse(undefined) == parse(meant)


def test_a_definition_of_the_text_goes_first():
    (row,) = read(r"\newcommand{\xbf}{\hat{u}} $$\xbf = 1$$").rows
    assert row.claims[0].left == parse(r"\hat{u}")
