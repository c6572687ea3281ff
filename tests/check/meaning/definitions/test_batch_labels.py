"""Symbols with the name of the batch below them are the model's, as in the paper on batch normalisation."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.definitions.batch_labels import left_out
from derive.check.meaning.notation.letters import spelled
from derive.check.reading import read

SPEC = """
[model]
inputs = { x = ["m", "d"], t = ["m", "d"] }
parameters = { gamma = ["d"], beta = ["d"] }
constants = { eps = 0.1 }
equations = '''
mu = mean(x, axis=0)
v = mean((x - mu)**2, axis=0)
xh = (x - mu)/sqrt(v + eps)
y = gamma*xh + beta
f = sum((y - t)**2)/2
'''
"""
ROWS = (
    r"\mu_B = \frac{1}{m} \sum^m_{i=1} x_i",
    r"\sigma^2_B = \frac{1}{m} \sum^m_{i=1} (x_i - \mu_B)^2",
    r"\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma^2_B + \epsilon}}",
    r"\frac{\partial \hat{x}_i}{\partial \sigma^2_B} = -\frac{1}{2} (x_i - \mu_B)(\sigma^2_B + \epsilon)^{-3/2}",
    r"\frac{\partial \sigma^2_B}{\partial x_i} = \frac{2}{m} (x_i - \mu_B)",
    r"\frac{\partial \sigma^2_B}{\partial \mu_B} = -\frac{2}{m} \sum_{i=1}^m (x_i - \mu_B)",
)


def verdicts(*rows: str) -> list[str]:
    found = check(derive.loads(SPEC), "\n".join(f"$$ {row} $$" for row in rows), explain=False).rows
    return [row.verdict.removesuffix(" under") for row in found]


@pytest.mark.parametrize("label", ["_B", r"_{\mathcal{B}}", r"_{\text{batch}}"])
def test_the_label_says_nothing(label):
    assert verdicts(*(row.replace("_B", label) for row in ROWS)) == ["holds"] * len(ROWS)


@pytest.mark.parametrize(
    ("at", "old", "new"), [(1, r"\frac{1}{m}", r"\frac{2}{m}"), (3, "-3/2", "-1/2"), (4, r"\frac{2}{m}", r"\frac{1}{m}")]
)
def test_slips_beside_it_are_found(at, old, new):
    """In the slopes of arrays entry by entry, too, where other rows are written so."""
    assert old in ROWS[at]
    assert verdicts(*ROWS, ROWS[at].replace(old, new))[-1] == "wrong"


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        (r"$$\mu_B = \frac{1}{m} \sum_{i=1}^m x_{iB}$$ $$x_i = B$$", ()),
        (r"$$\mu_B = \frac{1}{m} \sum_{i=1}^m x_i$$ $$\mu = 0$$", ()),
        (r"$$\mu_B = \frac{1}{m} \sum_{i=1}^m x_i$$", (spelled(r"\mu"),)),
    ],
)
def test_a_letter_that_means_more_is_kept(text, declared):
    document = read(text)
    assert left_out(document, declared) == (document, ())


def test_the_report_says_so():
    found = check(derive.loads(SPEC), "\n".join(f"$$ {row} $$" for row in ROWS), explain=False)
    assert r"\mu_{B}, \sigma_{B}: read without the label of the batch" in found.understood
