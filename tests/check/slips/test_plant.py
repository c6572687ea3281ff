"""Planted slips, and their key."""

from __future__ import annotations

import pytest

import derive
from derive.check.session import open_session
from derive.check.slips.plant import plant

SPEC = """\
name = "one-example"
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
"""


@pytest.fixture(scope="module")
def session():
    model = derive.loads(SPEC)
    return open_session(model, derive.derive(model).latex())


def planted(session, **options):
    return plant(session.document.text, session.document, session.judges, session.sound, **options)


def test_exactly_the_planted_rows_are_wrong(session):
    """Every row of the key, and no other."""
    quiz = planted(session, count=5, seed=1)
    again = open_session(derive.loads(SPEC), quiz.text)
    assert len(quiz.slips) == 5
    assert len(again.document.rows) == len(session.document.rows)
    assert set(session.sound) - set(again.sound) == {slip.row for slip in quiz.slips}


def test_the_same_seed_plants_the_same_slips(session):
    """Another one plants others."""
    assert planted(session, count=3, seed=7) == planted(session, count=3, seed=7)
    assert planted(session, count=3, seed=7) != planted(session, count=3, seed=8)


def test_the_key_has_the_row_before_and_after(session):
    """In the order of the text; the rest of the text is the author's."""
    quiz = planted(session, count=4, seed=2)
    lines = [slip.line for slip in quiz.slips]
    assert lines == sorted(lines)
    changed = [(a, b) for a, b in zip(session.document.text.splitlines(), quiz.text.splitlines(), strict=True) if a != b]
    assert len(changed) == 4
    for slip in quiz.slips:
        assert slip.right_row != slip.wrong_row
        assert quiz.text[slip.start : slip.end] in slip.wrong_row
        assert slip.words.startswith(f"row {slip.row}, line {slip.line}: ")


@pytest.mark.parametrize("kind", ["sign", "prime", "transpose", "index", "layer", "sum", "lost factor"])
def test_kinds_can_be_chosen(session, kind):
    """Only slips of that kind."""
    quiz = planted(session, count=2, seed=3, kinds=[kind])
    assert quiz.slips
    assert {slip.kind for slip in quiz.slips} == {kind}
