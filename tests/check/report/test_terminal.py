"""The report on the terminal."""

from __future__ import annotations

from dataclasses import replace

from derive.check.report.terminal import caret, page
from derive.check.report.words import headline, one_line

from .samples import BROKEN, EMPTY, GOOD, REPORT


def test_the_headline_is_the_first_wrong_row():
    """With its line; the number of the others, if there are any."""
    assert headline(REPORT) == "the first wrong row is row 2, on line 2"
    twice = replace(REPORT, rows=(*REPORT.rows, replace(REPORT.rows[1], number=6)))
    assert headline(twice) == "the first wrong row is row 2, on line 2; 1 more is wrong"
    assert headline(GOOD) == "the only claim holds"
    assert headline(BROKEN) == "the file is not UTF-8 text"
    assert headline(replace(REPORT, rows=(REPORT.rows[2],))) == "nothing is claimed in it: definitions and text only"
    assert headline(EMPTY) == "no formula with a relation in it was found"


def test_a_wrong_row_is_shown_with_its_place():
    """The line of the file, a caret under the piece, the reason once, the explanation, the right line."""
    lines = page(REPORT).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("✗   2"))
    shown, under, *said = lines[start + 1 : start + 7]
    assert shown.strip() == "\\delta &= W \\delta \\odot \\sigma(z) \\\\"
    assert shown[under.index("^") :].startswith("\\sigma(z)")
    assert under.strip() == "^~~~~~~~~"
    assert [line.strip() for line in said] == [
        "With n_1 = 3, n_2 = 2 the left side is 0.5, the right side 0.25.",
        "A prime is missing on \\sigma: with \\sigma'(z) it holds.",
        "It should read: \\delta = W \\delta \\odot \\sigma'(z)",
        "The proof says: \\delta^{1} = \\bigl(w^{2}\\bigr)^{\\mathsf{T}}\\,\\delta^{2}",
    ]


def test_every_row_has_a_mark():
    """Rows that hold take one line; a convention is named."""
    text = page(REPORT)
    assert "✓   1  line 1: z &= W x + b  holds\n" in text
    assert "It holds under a convention: the sum over the repeated index." in text
    assert "?   4  line 4: unreadable" in text
    assert "·   3  line 3: \\text{so}  not a claim" in text
    assert "  read $W$ as a parameter of shape (n_2, n_1)\n" in text


def test_quiet_is_one_line():
    """The headline of the file."""
    assert page(REPORT, quiet=True) == "home work.tex: the first wrong row is row 2, on line 2."
    assert page(BROKEN) == "=broken.tex: the file is not UTF-8 text."


def test_a_terminal_obeys_nothing_in_the_file():
    """Escape sequences and marks that turn text around are left out; without colours there is no escape at all."""
    bad = "a\x1b]0;owned\x07\u202eb\r\nc"
    assert one_line(bad) == "a]0;ownedb c"
    report = replace(REPORT, file=bad, rows=(replace(REPORT.rows[0], latex=bad, reason=bad),), text=bad, understood=(bad,))
    assert "\x1b" not in page(report)
    assert "\x1b[32m" in page(report, coloured=True)
    assert "\x1b]" not in page(report, coloured=True)


def test_the_caret_of_a_long_line():
    """An excerpt around the place; tabs and strange spaces keep their columns."""
    text = "x" * 500 + "\t\u00a0WRONG" + "y" * 500
    shown, under = caret(text, 502, 507)
    assert len(shown) < 120
    assert shown[under.index("^") : under.index("^") + 5] == "WRONG"
    assert caret("", 0, 0) == ["", "^"]
