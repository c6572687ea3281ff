"""Rows with more indices than one array can hold: slopes are taken some entries at a time, and come out the same."""

from __future__ import annotations

import pytest

from derive.check.judging.derivatives import in_pieces
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, WRONG
from derive.check.judging.values import values
from derive.check.reading import parse
from tests.check.judging.worlds import judge_of, two_layers

LEFT = r"\frac{\partial}{\partial W_{jk}} \Bigl( \sum_{p} W_{ip} x_p x_l \Bigr)"
RIGHT = r"[\,i = j\,]\, x_k x_l"


@pytest.mark.parametrize("largest", [10_000_000, 800])
@pytest.mark.parametrize(("right", "verdict"), [(RIGHT, HOLDS), (rf"2 {RIGHT}", WRONG)])
def test_pieces_give_the_same_slopes(monkeypatch, largest, right, verdict):
    monkeypatch.setattr(values, "LARGEST", largest)
    judge = judge_of(two_layers(), letters="ijklp")
    assert judge.judge(parse(LEFT), parse(right)).verdict == verdict


def test_without_pieces_nobody_could_tell(monkeypatch):
    """The array at once would be too large."""
    monkeypatch.setattr(values, "LARGEST", 800)
    monkeypatch.setattr(in_pieces, "PIECES", ())
    assert judge_of(two_layers(), letters="ijklp").judge(parse(LEFT), parse(RIGHT)).verdict == CANNOT_TELL


def test_what_is_too_large_even_so_says_nothing_of_the_row(monkeypatch):
    """It is no matter of shapes that a slip could repair."""
    monkeypatch.setattr(values, "LARGEST", 2)
    outcome = judge_of(two_layers(), letters="ijklp").judge(parse(LEFT), parse(RIGHT))
    assert outcome.verdict == CANNOT_TELL
    assert not outcome.unfit
    assert "too many indices" in outcome.reason
