"""Reports as plain data."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from derive.check.report.data import FileData, from_json, plain, spot, worst

from .samples import BROKEN, EMPTY, GOOD, REPORT


def test_the_status_of_a_file():
    """0 all hold, 1 something wrong, 2 something open, 3 unreadable."""
    open_rows = replace(REPORT, rows=(REPORT.rows[0], REPORT.rows[3]))
    assert [r.status for r in (GOOD, REPORT, open_rows, EMPTY, BROKEN)] == [0, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("reports", "status"), [((GOOD, GOOD), 0), ((GOOD, EMPTY), 2), ((EMPTY, REPORT), 1), ((REPORT, BROKEN, EMPTY), 3)]
)
def test_the_status_of_several_files(reports, status):
    """The worst of all: nothing that needs a look is hidden behind something else."""
    assert worst(reports) == status


def test_json_has_what_the_schema_promises():
    """Counts, the first wrong row, and rows with places; the text is left out."""
    data = json.loads(json.dumps(REPORT.to_json(), allow_nan=False))
    assert data["version"] == 1
    assert data["status"] == 1
    assert data["first_wrong"] == 2
    assert data["counts"] == {
        "holds": 1, "holds under": 1, "wrong": 1, "cannot tell": 0, "unreadable": 1, "not a claim": 1,
    }  # fmt: skip
    assert data["rows"][1]["place"] == {"start": 49, "end": 58, "line": 2, "column": 33} | data["rows"][1]["place"]
    assert data["rows"][1]["line"] == 2
    assert data["understood"] == ["read $W$ as a parameter of shape (n_2, n_1)"]
    assert "text" not in data


def test_a_report_survives_the_pipe():
    """What a worker sends becomes the same report again."""
    sent = json.loads(json.dumps({**REPORT.to_json(), "error_status": 0}))
    back = from_json(sent, file=REPORT.file, spec=REPORT.spec, text=REPORT.text, seconds=REPORT.seconds)
    assert back == REPORT


def test_numbers_that_json_lacks_are_text():
    """Infinities, complex numbers, NumPy's scalars and tuples."""
    assert plain({"a": float("inf"), "b": 1j, "c": np.float64(0.5), "d": (1, True, None)}) == {
        "a": "inf",
        "b": "1j",
        "c": 0.5,
        "d": [1, True, None],
    }


def test_lines_and_columns_count_from_one():
    """Also at the start of a line, and of the text."""
    assert (spot("ab\ncd", 0, 1).line, spot("ab\ncd", 0, 1).column) == (1, 1)
    assert (spot("ab\ncd", 4, 5).line, spot("ab\ncd", 4, 5).column) == (2, 2)


def test_an_empty_report_is_not_all_well():
    """A file without formulas, or with definitions only, has not been found right."""
    assert FileData("x.tex").status == 2
    assert FileData("x.tex", rows=(REPORT.rows[2],)).status == 2
