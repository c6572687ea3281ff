"""``predict`` gives what the cost compares with the target: examples first, axes as the last layer has them."""

import numpy as np
import pytest

from tests.emit.emitted import emitted

SEQUENCE, IMAGE = "[4, 6]", "[1, 4, 6]"


@pytest.mark.parametrize(
    ("layers", "shape", "expected"),
    [
        (['layer = "rnn", units = 3'], SEQUENCE, (4, 3)),
        (['layer = "lstm", units = 3'], SEQUENCE, (4, 3)),
        (['layer = "gru", units = 3'], SEQUENCE, (4, 3)),
        (['layer = "gru", units = 3, output = "last"'], SEQUENCE, (3,)),
        (['layer = "attention"'], SEQUENCE, (4, 6)),
        (['layer = "multi_head_attention", heads = 2'], SEQUENCE, (4, 6)),
        (['layer = "layer_norm"'], SEQUENCE, (4, 6)),
        (['layer = "conv2d", channels = 2, kernel = 3', 'layer = "max_pool2d", kernel = 2'], IMAGE, (2, 1, 2)),
        (['layer = "conv2d", channels = 2, kernel = 3', 'layer = "flatten"'], IMAGE, (16,)),
        (['layer = "dense", units = 3, activation = "tanh"'], "6", (3,)),
    ],
)
def test_the_cost_is_that_of_the_prediction(layers, shape, expected):
    rows = "".join(f"  {{ {row} }},\n" for row in layers)
    module = emitted(f'name = "p"\n[network]\ninput = {shape}\ncost = "mse"\nlayers = [\n{rows}]\n')
    rng = np.random.default_rng(0)
    params = module.Params(*(p + 0.1 * rng.standard_normal(p.shape) for p in module.init(seed=1)))
    own = tuple(np.atleast_1d(lengths(shape)))
    x, y = rng.standard_normal((5, *own)), rng.standard_normal((5, *expected))
    found = module.predict(params, x)
    assert found.shape == y.shape
    assert module.value(params, x, y) == pytest.approx(np.mean((found - y) ** 2), rel=1e-12)


def lengths(text):
    return [int(word) for word in text.strip("[]").split(",")]
