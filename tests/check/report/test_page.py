"""The annotated page."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from derive.check.report.page import formula, to_html

from .samples import BROKEN, GOOD, REPORT


class Elements(HTMLParser):
    """Collects the names of elements and attributes."""

    def __init__(self):
        super().__init__()
        self.elements, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}


def elements(page):
    found = Elements()
    found.feed(page)
    return found


def test_rows_have_their_marks_and_words():
    """Green, red and grey; the formula as MathML; the explanation with its formulas; the wrong piece marked in the source."""
    page = to_html([REPORT])
    assert len(re.findall(r'<div class="row good"', page)) == 2
    assert len(re.findall(r'<div class="row bad"', page)) == 1
    assert len(re.findall(r'<div class="row open"', page)) == 1
    assert "<mark>\\sigma(z)</mark>" in page
    assert "A prime is missing on <math" in page
    assert "It should read: <math" in page
    assert "the first wrong row is row 2, on line 2." in page


def test_several_files_have_contents():
    """A list with links; a file that failed says why."""
    page = to_html([REPORT, GOOD, BROKEN])
    assert page.count('<a href="#file-') == 3
    assert "the file is not UTF-8 text" in page


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\\href{javascript:alert(1)}{x}",
    "\\text{<img src=x onerror=alert(1)>} = 1",
    "\\unicode{x3c}script\\unicode{x3e}",
    "\\style{color:url(x)}{a} = 1",
    "\\mathrm{</math><script>alert(1)</script>}",
    '\\color{red" onload="alert(1)}{x}',
    '\\begin{array}{c" onclick="x} 1 \\end{array}',
    "&lt;script&gt;alert(1)&lt;/script&gt; = 1",
    "]]><script>alert(1)</script>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_the_author_becomes_markup(text):
    """No script, no image, no handler, wherever the text stands."""
    row = replace(
        REPORT.rows[1], latex=text, reason=text, explanation=f"with ${text}$", correction=text, proof=text, place=None
    )
    page = to_html([replace(REPORT, file=text, rows=(row,), understood=(text, f"read ${text}$"), text=text)], title=text)
    found = elements(page)
    assert not found.elements & {"script", "img", "iframe", "svg", "object", "embed", "link", "base", "form", "input"}
    assert not {name for name in found.attributes if name.startswith("on")}
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', page))


def test_no_script_and_nothing_fetched():
    """A policy in the page forbids both."""
    page = to_html([REPORT])
    assert "default-src 'none'" in page
    assert elements(page).elements.isdisjoint({"script", "link", "img"})


@pytest.mark.parametrize("latex", ["\\frac{a", "\\unknowncommand{x}{", "{" * 500, "x" * 5000, "\\begin{matrix}", "\x00", ""])
def test_what_cannot_be_set_is_shown_as_source(latex):
    """Escaped, between code marks; or as mathematics: never an error."""
    assert str(formula(latex, "block")).startswith(("<code>", "<math"))


def test_the_columns_of_a_matrix_stay_apart():
    page = formula(r"J &= \begin{bmatrix} a & 0 \\ 0 & b \end{bmatrix} & \text{(rule)}", "block")
    assert page.count("<mtd>") == 4
    assert page.count("<mtr>") == 2
    assert "amp;" not in page
