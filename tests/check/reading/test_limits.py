"""A stranger's file: nothing crashes, and nothing takes long."""

import random
import re
import time

import pytest

from derive.check.reading import ReadError, parse, read
from derive.check.reading.printer import latex
from derive.check.reading.tree import depth

PIECES = re.split(
    " ",
    r"{ } ( ) \left( \right) \right. [ ] | \| _ ^ ' ! \frac \sqrt \sum_{ \int \partial d / \nabla_x "
    r"\mathbf \hat \text{ $ $$ & \\ \begin{cases} \end{cases} \begin{align} \end{align} \[ \] = + - , . "
    r"\log \max_ \rm \over \newcommand{\a}{\a} \a \cases{ \substack{ % 1 x W i \operatorname{ \underbrace{ "
    r"\prime \top \left. \mbox{$ \kern \hspace \color{red} \let \arg \middle| ` \pdv #1 \def",
)


def everything_read(text):
    for reading in (
        lambda: read(text),
        lambda: read(text, fragment=True),
        lambda: read(f"\\begin{{align}}{text}\\end{{align}}"),
    ):
        for row in reading().rows:
            assert row.problem is None or row.problem.place.start >= 0
            for claim in row.claims:
                latex(claim.left)
                latex(claim.right)


@pytest.mark.parametrize("seed", range(4))
def test_random_pieces_never_crash(seed):
    source = random.Random(seed)
    for _ in range(150):
        everything_read(" ".join(source.choice(PIECES) for _ in range(source.randrange(1, 40))))
        everything_read("".join(chr(source.randrange(256)) for _ in range(source.randrange(60))))


@pytest.mark.parametrize(
    "formula",
    [
        "(" * 9000 + "x" + ")" * 9000,
        r"\frac{1}{" * 900 + "x" + "}" * 900,
        "x" + "^{x" * 900 + "}" * 900,
        r"\hat" * 900 + " x",
        r"\log " * 900 + "x",
        r"\nabla_x " * 900 + "x",
        r"\sum_i " * 900 + "x",
        "a/" * 900 + "b",
        "x" + "!" * 900,
        r"\frac{d}{dx}" * 900,
    ],
)
def test_deep_nesting_is_refused_in_words(formula):
    with pytest.raises(ReadError, match="nested"):
        parse(formula)


def test_ordinary_depth_is_far_from_the_limit():
    assert depth(parse("(" * 30 + "x" + ")" * 30)) == 31


@pytest.mark.parametrize(
    "text",
    [
        "$" * 50_000,
        r"\begin{align}" * 5_000,
        r"\[" * 30_000,
        "`" * 20_001 + " " + "` " * 5_000,
        r"\newcommand{\x}" * 3_000,
        "{" * 10_000,
        r"\def\a{\b\b}\def\b{\a\a}" + "$\\a=1$" * 1_000,
        "words " * 1_000_000,
        "$$" + "a" * 15_000 + "=1$$",
        ".. math::\n" * 5_000,
        "$$x = 1e1000000000^{9^{9^9}}$$",
        r"\verb|" * 10_000,
        "~~~a\n```b\n" * 5_000,
    ],
)
def test_hostile_files_are_read_in_linear_time(text):
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 5


def test_a_script_of_lost_brackets_is_no_mark():
    """Nothing is left of it when its brackets are skipped; the row cannot be read, and says so."""
    (row,) = read("$$ \\frac{\\partial C}{\\partial b^\\left}} = \\delta $$").rows
    assert row.problem is not None
    everything_read("$$x)^{\\mathsf{T}}, \\\\ \\frac{\\partial C}{\\partial b^\\left}} &= \\delta^{2}$$")
