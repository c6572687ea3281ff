"""Exercises with planted slips."""

from __future__ import annotations

import pytest

import derive
from derive.check.session import open_session
from derive.errors import Refused
from derive.quiz import make_quiz, write_quiz

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
def spec(tmp_path_factory):
    path = tmp_path_factory.mktemp("quiz") / "net.toml"
    path.write_text(SPEC)
    return path


def test_exactly_the_planted_rows_are_wrong(spec):
    """The rest of the derivation holds as before."""
    exercise = make_quiz(spec, wrong=4, seed=2)
    model = derive.load(spec)
    before, after = open_session(model, derive.derive(model).latex()), open_session(model, exercise.text)
    assert len(exercise.slips) == 4
    assert set(before.sound) - set(after.sound) == {slip.row for slip in exercise.slips}


def test_the_same_seed_makes_the_same_exercise(spec):
    """Text and key."""
    one, two = (make_quiz(spec, wrong=1, seed=4, kinds=["sign", "prime"], detail="brief") for _ in range(2))
    assert (one.text, one.key_text(), one.key_json()) == (two.text, two.key_text(), two.key_json())
    assert {slip.kind for slip in one.slips} <= {"sign", "prime"}


def test_what_cannot_be_planted_is_refused(spec):
    """No mean, no 1/N to lose; the message says what to do."""
    with pytest.raises(Refused, match="no row of the derivation allows such a slip"):
        make_quiz(spec, wrong=1, kinds=["derivative"], detail="brief")


def test_files_of_an_exercise(spec, tmp_path):
    """The exercise, and its key for readers and for programs."""
    folder = write_quiz(make_quiz(spec, wrong=1, seed=1, detail="brief"), tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["quiz.tex", "quiz_key.json", "quiz_key.txt"]
