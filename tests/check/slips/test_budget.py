"""The time that the explanations of a page share."""

import pytest

from derive.check.slips import budget
from derive.check.slips.budget import ROWS, Budget


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still unless it is set."""
    now = [100.0]
    monkeypatch.setattr(budget.effort, "seconds", lambda: now[0])
    return now


def spend(clock, purse, each):
    """What the rows get that spend all, or so many seconds each."""
    shares = []
    for used in each:
        shares.append(purse.share())
        clock[0] += min(used, shares[-1])
    return shares


def test_few_rows_have_all_their_time(clock):
    assert spend(clock, Budget(1.0, 3), [1, 1, 1]) == [1, 1, 1]


def test_many_rows_share_and_the_first_has_its_time(clock):
    shares = spend(clock, Budget(1.0, 21), [1] * 21)
    assert shares[0] == 1
    assert min(shares[1:]) > 0.05
    assert sum(shares) == pytest.approx(ROWS)


def test_what_one_row_leaves_is_there_for_the_next(clock):
    shares = spend(clock, Budget(1.0, 12), [0.1] * 11 + [1])
    assert shares[-1] == 1


def test_a_row_that_takes_too_long_leaves_the_others_no_time(clock):
    purse = Budget(1.0, 3)
    purse.share()
    clock[0] += 60
    assert purse.share() == 0
    assert purse.share() == 0
