"""Names for parts of what was defined before."""

from __future__ import annotations

import pytest

from derive.check import check

GATED = r"""$h = (x W + b) \odot \sigma(x V)$ with $x \in \mathbb{R}^{1 \times n}$, $W, V \in \mathbb{R}^{n \times m}$.
Write $a = x W + b$ and $g = \sigma(x V)$, and let $\delta = \frac{\partial L}{\partial h}$."""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\frac{\partial L}{\partial a} = \delta \odot g", r"\frac{\partial L}{\partial a} = \delta \odot a"),
        (r"\frac{\partial L}{\partial g} = \delta \odot a", r"\frac{\partial L}{\partial g} = \delta \odot g"),
        (
            r"\frac{\partial L}{\partial V} = x^T (\delta \odot a \odot g \odot (1 - g))",
            r"\frac{\partial L}{\partial V} = x^T (\delta \odot a \odot (1 - g))",
        ),
    ],
)
def test_a_gradient_by_a_part_goes_through_its_name(right, wrong):
    rows = check(None, f"{GATED} $${right}$$", explain=False).rows
    assert rows[-1].verdict == "holds"
    others = r"$$\frac{\partial L}{\partial W} = x^T (\delta \odot g)$$ $$\frac{\partial L}{\partial b} = \delta \odot g$$"
    rows = check(None, rf"{GATED} {others} $$\frac{{\partial L}}{{\partial x}} = (\delta \odot g) W^T + "
                       rf"(\delta \odot a \odot g \odot (1 - g)) V^T$$ $${wrong}$$", explain=False).rows  # fmt: skip
    assert rows[-1].verdict == "wrong"


def test_what_is_named_before_is_a_part_too():
    text = r"Let $e = y - w x$, and $E = \frac12 (y - w x)^2$."
    right, wrong = (rf"$$\frac{{\partial E}}{{\partial e}} = {value}$$" for value in ("e", "-e"))
    assert check(None, f"{text} {right}", explain=False).rows[-1].verdict == "holds"
    assert check(None, f"{text} {wrong}", explain=False).rows[-1].verdict == "wrong"
