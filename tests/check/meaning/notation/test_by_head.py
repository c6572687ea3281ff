"""Entries are made when their head is asked for, once, and in the order in which they were offered."""

from derive.check.meaning.notation.by_head import ByHead, offered
from derive.check.meaning.notation.entries import KroneckerEntry
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Pattern

A, B = spelled("a"), spelled("b")


def entry(head):
    return KroneckerEntry(Pattern(head))


def test_entries_are_made_once_and_in_order():
    asked = []

    def maker():
        asked.append("a")
        yield entry(A)

    first, last = entry(A), entry(A)
    heads = ByHead([*offered([first]), (A, maker), *offered([last])])
    assert heads[B] == []
    assert asked == []
    assert [heads[A][0], heads[A][2]] == [first, last]
    heads.copy()
    assert len(heads[A]) == 3
    assert asked == ["a"]


def test_a_copy_takes_entries_of_its_own():
    heads = ByHead(offered([entry(A)]))
    other = heads.copy()
    other[A].append(entry(A))
    other[B] = [entry(B)]
    assert (len(heads[A]), len(heads[B]), len(other[A]), len(other[B])) == (1, 0, 2, 1)
