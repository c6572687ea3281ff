"""A fault of the program while a text is judged: it is said, and the rest of the report stands."""

import pytest

import derive
from derive.check.faults import spared
from derive.check.judging.pages import one_row, second_looks
from derive.check.reading import read
from derive.errors import SpecError

TEXT = r"$$ z = W x + b $$ $$ \delta = (a - y) \odot \sigma(z) $$"


def broken(*_, **__):
    raise ValueError("no such axis")


@pytest.fixture(autouse=True)
def _as_for_users(monkeypatch):
    monkeypatch.delenv("DERIVE_DEBUG", raising=False)


def judged():
    return derive.check(derive.load("xor"), TEXT)


@pytest.mark.parametrize("step", ["solving.solved", "unexplained.settled", "optima.found"])
def test_a_look_that_fails_leaves_the_rows_as_they_are(monkeypatch, step):
    before = [row.verdict for row in judged().rows]
    monkeypatch.setattr(second_looks, step.split(".")[0], type("Broken", (), {step.split(".")[1]: broken}))
    report = judged()
    assert [row.verdict for row in report.rows] == before
    assert "a second look at the rows failed, by a fault of derive (ValueError: no such axis)" in report.understood


def test_an_explanation_that_fails_is_left_out(monkeypatch):
    monkeypatch.setattr(second_looks, "explained", broken)
    assert all(row.explanation is None for row in judged().rows)


def test_one_row_that_fails_spoils_no_other(monkeypatch):
    monkeypatch.setattr(one_row, "judge_row", broken)
    found = one_row.safely(None, read("$$ a = b $$").rows[0])
    assert found.reason == "this row could not be judged, by a fault of derive (ValueError: no such axis)"


def test_what_is_refused_by_name_is_no_fault():
    def refused():
        raise SpecError("no")

    with pytest.raises(SpecError):
        spared(refused, str)


def test_faults_are_raised_for_those_who_look_for_them(monkeypatch):
    monkeypatch.setenv("DERIVE_DEBUG", "1")
    with pytest.raises(ValueError, match="no such axis"):
        spared(broken, str)


def test_a_symbol_with_dozens_of_indices_is_no_array():
    many = "i" * 51
    report = derive.check(None, rf"$$ L = -\frac1N \sum_i \log p_{{{many}, y}} \\ p_{{{many}}} = 1 $$")
    assert [row.verdict for row in report.rows] == ["not a claim"] * 2
