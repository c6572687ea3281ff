"""Random instances: finite, and real all through."""

from __future__ import annotations

import numpy as np

import derive
from derive.verify.instances import sample

POLICY = """
[model]
inputs = { a = ["k"], q = [] }
parameters = { mu = ["k"], s = ["k"] }
equations = '''
l = -sum((a - mu)**2/s**2 + 2*log(s) + log(2*pi))/2
p = exp(l)
L = -minimum(p/q, 1.2)
'''
"""


def test_no_logarithm_of_something_negative_is_hidden():
    """The exponential of a complex number may be real, and a minimum may pick the other side."""
    for seed in range(8):
        values = sample(derive.loads(POLICY), seed, adjoints=False).instance.values
        assert all(np.all(np.imag(array) == 0) for array in values.values())
        (scale,) = (array for tensor, array in values.items() if tensor.name == "s")
        assert np.all(scale > 0)
