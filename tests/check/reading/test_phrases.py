"""Words that name a symbol, and headings in brackets."""

from __future__ import annotations

import pytest

from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.check.reading import parse, read
from derive.check.reading.printer import latex


def claims(row):
    (found,) = read(f"$${row}$$").rows
    assert found.problem is None
    return [(latex(claim.left), latex(claim.right)) for claim in found.claims]


def test_words_with_an_index_are_one_symbol():
    row = r"\delta_{hid} = \text{Back Signal}_{hid} \odot s'(z_{hid})"
    (claim,) = read(f"$${row}$$").rows[0].claims
    signal = claim.right.factors[0][1]
    assert signal.sub == parse(r"z_{hid}").sub
    assert latex(signal) == r"\text{Back-Signal}_{\text{hid}}"
    assert parse(latex(signal)) == signal == parse(r"\text{Back Signal}_{hid}")


def test_such_a_symbol_can_be_declared():
    spec = '[notation]\n"\\\\text{Back Signal}_{hid}" = ["n"]\n"v" = ["n"]\n'
    text = r"$$q = \text{Back Signal}_{hid} \odot v$$ $$q = v \odot \text{Back Signal}_{hid}$$ $$q = v$$"
    assert [row.verdict for row in check(None, text, read_declarations(spec)).rows] == ["not a claim", "holds", "cannot tell"]


@pytest.mark.parametrize("heading", [r"(Mean) \space", r"(Variance) \quad", r"(\text{Average}) \quad"])
def test_a_heading_in_brackets_is_no_factor(heading):
    assert claims(rf"{heading} \mu = \frac{{1}}{{n}} \sum_i x_i") == [(r"\mu", r"\frac{1}{n} \sum_{i} x_{i}")]


@pytest.mark.parametrize("row", [r"(Mean) + x = 3", r"(Mean)x = 3", r"(a) x = 3", r"(loss) x y = 3"])
def test_other_brackets_stay(row):
    ((left, _),) = claims(row)
    assert left.startswith(r"\left(")
