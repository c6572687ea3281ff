"""What is kept of a model for the next text on it."""

import derive
from derive.check.kept import Kept
from derive.check.meaning.specification.world import spec_world
from tests.conftest import SMALL_SPEC


def test_the_same_model_has_the_same_world():
    """By itself, not by its content; each way to count has one of its own."""
    model, other = derive.loads(SMALL_SPEC), derive.loads(SMALL_SPEC.replace("units = 4", "units = 5"))
    assert spec_world(model) is spec_world(model)
    assert spec_world(model) is not spec_world(other)
    assert spec_world(model) is not spec_world(model, from_one=True)


def test_a_text_that_is_read_again_is_the_same_model():
    assert derive.loads(SMALL_SPEC) is derive.loads(SMALL_SPEC)
    assert derive.loads(SMALL_SPEC.replace("tanh", "relu")) is not derive.loads(SMALL_SPEC)


def test_only_the_last_ones_are_kept():
    kept: Kept[int] = Kept(2)
    one, two, three = (derive.loads(SMALL_SPEC.replace("small", name)) for name in ("one", "two", "three"))
    assert [kept.of(model, lambda at=at: at) for at, model in enumerate((one, two, one, three, one, two))] == [0, 1, 0, 3, 0, 5]
