"""An edit in the author's own words: the text with the edit in it reads as the edited formula."""

from __future__ import annotations

import pytest

from derive.check.reading import parse
from derive.check.slips import edits
from derive.check.slips.context import of_formulas
from derive.check.slips.splice import spliced
from derive.check.slips.tree import alike

FORMULAS = (
    r"-\frac12 \frac{1}{\sqrt{v^2 + \epsilon}^3} \frac{\partial v}{\partial u_i}",
    r"\sum_{k} (p_k - y_k) w_{kj}\, \sigma'(z_j)",
    r"\left( V^\top \delta \right) \odot (1 - h^2)",
    r"\frac{2 (u_i - m)}{N} + a^{\top} b",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_every_edit_is_written_into_the_text(text):
    formula = parse(text)
    found = edits(formula, of_formulas([formula]))
    assert len(found) > 10
    for edit in found:
        assert alike(parse(spliced(text, formula, edit)), edit.apply(formula)), edit.words
