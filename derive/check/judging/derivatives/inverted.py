r"""Derivatives by what a text defines from a symbol that it means to compute from it: by s of ``s = \log \sigma^2``.

The text draws sigma, and nothing that it differentiates depends on s.  What the author has in mind is sigma as a function of s:
the derivative by sigma over that of s by sigma.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.derivatives.raw_slopes import Raw, contracted
from derive.check.judging.derivatives.slopes import slope_by
from derive.check.judging.values import names
from derive.check.judging.values.frame import Frame
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Name, Node

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def by_image(evaluator: Evaluator, of: Node, by: Node, part: Part, frame: Frame) -> Raw | None:
    """The derivative by the image of a symbol under a logarithm or a power; None for any other variable."""
    source = _source(evaluator, of, part) if isinstance(by, Name) else None
    if source is None:
        return None
    behind = replace(part, quantity=source)
    image = slope_by(evaluator, by, behind, frame, None)
    if image.value.rank not in (0, 2) or image.out != image.inn:
        return None
    with np.errstate(all="ignore"):
        try:
            inverse = np.linalg.inv(image.value.array) if image.out else 1 / image.value.array
        except np.linalg.LinAlgError:
            return None
    undone = Raw(replace(image.value, array=inverse), image.out, image.inn)
    return contracted(slope_by(evaluator, of, behind, frame, None), undone)


def _source(evaluator: Evaluator, of: Node, part: Part) -> str | None:
    """The symbol of which the text defines the variable as another measure, where what is differentiated depends on that symbol
    and not on the variable."""
    world = evaluator.world
    found = world.another_name(part.quantity)
    whole = names.reading_of(evaluator, of).meaning if isinstance(of, Name) and names.readings_of(evaluator, of) else None
    if found is None or not isinstance(whole, Part) or world.depends(whole.quantity, part.quantity):
        return None
    return found if world.depends(whole.quantity, found) else None
