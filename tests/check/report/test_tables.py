"""Tables of several files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from derive.check.report.tables import CSV_COLUMNS, cells, to_csv

from .samples import BROKEN, GOOD, REPORT


def rows(reports):
    return list(csv.DictReader(io.StringIO(to_csv(reports))))


def test_a_row_for_each_file():
    """Status, counts, and the first wrong row with its explanation."""
    found = rows([REPORT, GOOD])
    assert list(found[0]) == list(CSV_COLUMNS)
    assert (found[0]["status"], found[0]["wrong"], found[0]["first wrong row"], found[0]["line"]) == ("1", "1", "2", "2")
    assert found[0]["explanation"] == "A prime is missing on \\sigma: with \\sigma'(z) it holds."
    assert (found[1]["status"], found[1]["holds"], found[1]["first wrong row"]) == ("0", "1", "")


def test_no_cell_is_a_formula():
    """A spreadsheet would compute what begins with = + - @."""
    found = rows([BROKEN, replace(GOOD, file="@SUM(A1)\n=x")])
    assert found[0]["file"] == "'=broken.tex"
    assert found[0]["error"] == "the file is not UTF-8 text"
    assert found[1]["file"] == "'@SUM(A1) =x"


def test_the_terminals_table():
    """The same in fewer columns."""
    assert cells(REPORT) == ("home work.tex", "5", "2", "1", "1", "2 (line 2)", "wrong")
    assert cells(BROKEN)[-2:] == ("the file is not UTF-8 text", "not judged")
