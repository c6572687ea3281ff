"""Abbreviations with two meanings: LSE is an error of least squares to many authors, and the logarithm of a sum to others."""

from derive.check import check


def verdicts(text, table=None):
    return [row.verdict for row in check(None, text, table, explain=False).rows]


def test_what_the_text_says_itself():
    text = r"$$ \mathrm{LSE}(w) = (w x - y)^2 $$ $$ \frac{d \mathrm{LSE}}{dw} = 2 x (w x %s y) $$"
    assert verdicts(text % "-") == ["not a claim", "holds"]
    assert verdicts(text % "+") != ["not a claim", "holds"]


def test_what_is_usual():
    text = r"$$ \mathrm{LSE}(z) - z_k = %s\log \frac{e^{z_k}}{\sum_j e^{z_j}} $$"
    assert verdicts(text % "-", {"z": ["n"]}) == ["holds"]
    assert verdicts(text % "", {"z": ["n"]}) == ["wrong"]
