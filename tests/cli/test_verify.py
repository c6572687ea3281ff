"""`derive verify`."""

from __future__ import annotations

import json
import sys

import pytest

from derive.verify import GradientRow, Report, StepRow

GOOD = GradientRow("W1", (2, 3), "complex step", 6, 1e-15, 1e-9, (0, 1), 0.5, 0.5)
BAD = GradientRow("b1", (2,), "complex step", 2, 0.25, 1e-9, (1,), 0.5, 0.4)
NAN = GradientRow("b2", (), "complex step", 1, float("nan"), 1e-9, (), float("inf"), 0.4)
STEP = StepRow("grad W1", 5, 2, 1e-14, 1e-9)
BAD_STEP = StepRow("grad b1", 5, 2, 0.5, 1e-9, failing="line 3, with n_1 = 4: 0.5 and 0.25")


def test_all_well(cli):
    """A table of arrays, a table of theorems, and a line that sums up."""
    status, out, err = cli("verify", "xor")
    assert (status, err) == (0, "")
    rows = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert rows["W1"].split()[1:4] == ["2", "x", "2"]
    assert rows["W1"].rstrip().endswith("ok")
    assert out.rstrip().endswith("all well.")


def test_an_open_depth_has_lines_of_proof_only(cli):
    """No code, no table of code, and a note that says why."""
    status, out, _ = cli("verify", "nielsen-depth-L")
    assert status == 0
    assert "The emitted code" not in out
    assert "Note: " in out


@pytest.fixture
def reporting(monkeypatch):
    """Let the verification come to this result."""

    def report(*rows, steps=(STEP,)):
        result = Report("small", rows, steps)
        monkeypatch.setattr(sys.modules["derive.verify"], "verify", lambda model, progress=None: result)

    return report


def test_a_wrong_entry_is_shown_with_both_values(cli, reporting):
    """Status 1; index, derived and numerical value."""
    reporting(GOOD, BAD)
    status, out, _ = cli("verify", "xor")
    assert status == 1
    assert "wrong: b1[1] is 0.5 in the code, 0.4 by complex step" in out
    assert out.rstrip().endswith("something is WRONG.")


def test_a_wrong_line_is_shown_with_its_instance(cli, reporting):
    """Status 1; the theorem, and where its lines part."""
    reporting(GOOD, steps=(STEP, BAD_STEP))
    status, out, _ = cli("verify", "xor")
    assert status == 1
    assert "wrong: grad b1: line 3, with n_1 = 4: 0.5 and 0.25" in out


def test_json_is_json(cli, reporting):
    """Also where a gradient is not finite."""
    reporting(GOOD, NAN)
    status, out, _ = cli("verify", "xor", "--json")
    assert status == 1
    data = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert data["ok"] is False
    assert data["gradients"][1]["error"] == "nan"
    assert data["gradients"][1]["ok"] is False
