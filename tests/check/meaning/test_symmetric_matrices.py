"""Matrices that a text takes to be symmetric."""

from __future__ import annotations

import pytest

from derive.check import check

DENSITY = r"""$\ell = \frac{N}{2} \log\det\Lambda - \frac12 \sum_{n=1}^N (x_n - \mu)^\top \Lambda (x_n - \mu)$."""
FORM = r"Let $A$ be a {} matrix, $A \in \mathbb{{R}}^{{n \times n}}$, and $f = \frac12 x^T A x - b^T x$."


@pytest.mark.parametrize(("sign", "verdict"), [("", "holds under"), ("-", "wrong")])
def test_a_precision_is_symmetric(sign, verdict):
    report = check(None, rf"{DENSITY} $$\frac{{\partial \ell}}{{\partial \mu}} = {sign}\sum_{{n=1}}^N \Lambda (x_n - \mu)$$")
    assert report.rows[-1].verdict == verdict
    assert "mu: read as free, with shape (n_1)" in report.understood
    if sign:
        assert "it holds (for a symmetric Lambda)" in report.rows[-1].explanation
    else:
        assert report.rows[-1].convention == "Lambda symmetric"


@pytest.mark.parametrize(("kind", "verdict"), [("symmetric", "holds under"), ("square", "wrong"), ("non-symmetric", "wrong")])
def test_a_matrix_is_symmetric_if_the_text_says_so(kind, verdict):
    row = r"$$\frac{\partial f}{\partial x} = A x - b$$"
    assert check(None, f"{FORM.format(kind)} {row}", explain=False).rows[-1].verdict == verdict
