"""Constants too small to be seen in a comparison of numbers, such as the epsilon of a normalisation.

A row that leaves out 1e-8 differs from the model by less than rounding and noise may be allowed.  What is claimed for a
constant is claimed for any value of it, so the judge takes a larger one, unless the text itself works with small numbers.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.model import Model

SMALL = 1e-2
_SMALL_NUMBER = re.compile(r"(?<![\d.])0?\.0\d*[1-9]|\d\s*[eE]-\d|10\s*\^\s*\{?\s*-")


def visible(model: Model, text: str) -> tuple[Model, tuple[str, ...]]:
    """The model with larger values for its small constants, and words that say so; itself where there are none, or the text
    has small numbers."""
    small = [symbol for symbol, value in model.constants.items() if 0 < abs(float(value)) < SMALL]
    if not small or _SMALL_NUMBER.search(text):
        return model, ()
    larger = {symbol: (0.3 + 0.07 * at) * (1 if model.constants[symbol] > 0 else -1) for at, symbol in enumerate(small)}
    told = ", ".join(f"{symbol} = {value:g}" for symbol, value in larger.items())
    words = f"judged with {told}: what is claimed of a smaller number would not be seen"
    return replace(model, constants={**model.constants, **larger}), (words,)
