"""Keys of the table of notation that are formulas, and sums over letters with primes."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SKIP = derive.loads(
    """
    [model]
    inputs = { o = { shape = [], integer = true, below = "V" }, c = { shape = [], integer = true, below = "V" } }
    parameters = { U = ["V", "d"], W = ["V", "d"] }
    equations = '''
    s = U @ W[c]
    p = softmax(s)
    L = -log(p[o])
    '''
    """
)
NOTATION = {
    "u_i": "U[i]",
    "w_c": "W[c]",
    r"P(o \mid c)": "p[o]",
    r"Q(w_k \mid w_c)": "p[k]",
    "|V|": "size V",
    r"\nabla L": "grad s",
}


def verdict(row: str) -> str:
    return check(SKIP, f"$$ {row} $$", NOTATION, explain=False).rows[0].verdict


@pytest.mark.parametrize(
    "row",
    [
        r"\log P(o \mid c) = u_o^\top w_c - \log \sum_{i \in V} e^{u_i^\top w_c}",
        r"P(o \mid c) = \frac{e^{u_o^\top w_c}}{\sum_{j'=1}^{|V|} e^{u_{j'}^\top w_c}}",
        r"\frac{\partial \log P(o \mid c)}{\partial w_c} = u_o - \sum_j Q(w_j \mid w_c) u_j",
        r"\frac{\partial L}{\partial u_k} = (Q(w_k \mid w_c) - \delta_{ko}) w_c",
        r"\frac{\partial L}{\partial u_k} = (\nabla L)_k w_c",
    ],
)
def test_phrases_are_symbols(row):
    assert verdict(row) in ("holds", "holds under")


@pytest.mark.parametrize(
    "row",
    [
        r"\frac{\partial \log P(o \mid c)}{\partial w_c} = u_o + \sum_j Q(w_j \mid w_c) u_j",
        r"\frac{\partial L}{\partial u_k} = (Q(w_o \mid w_c) - \delta_{ko}) w_c",
    ],
)
def test_phrases_with_a_slip_are_wrong(row):
    assert verdict(row) == "wrong"


def test_a_number_is_no_key():
    assert "'3' is not a symbol" in check(SKIP, "$$ a = b $$", {"3": "size V"}).understood[0]


def test_gradients_and_formulas_are_declared_without_a_model():
    text = r"$$ z_i = \sum_j w_{ij} x_j $$ $$ L = \sum_i z_i^3 $$ $$ e_i = r_i $$"
    text += r"$$ \frac{\partial L}{\partial w_{ij}} = e_i x_j $$"
    found = check(None, text, {"e_i": "grad z_i", "r_i": "3 z_i^2", "cost": "L"}, explain=False).rows
    assert [row.verdict for row in found[2:]] == ["holds", "holds"]


def test_an_exponent_belongs_to_the_whole_phrase():
    model = derive.loads("[model]\nparameters = { x = ['n'] }\nequations = 's = softmax(x); H = sum(s**2)'")
    notation = {r"s(\mathbf x)_i": "s[i]"}
    (row,) = check(
        model, r"$$\frac{\partial s(\mathbf x)_i}{\partial x_i} = s(\mathbf x)_i - s(\mathbf x)_i^2$$", notation
    ).rows
    assert row.verdict == "holds"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"h = v*keep / q", "holds"),
        (r"h = keep / q * v", "holds"),
        (r"h = v/q*keep", "holds"),
        (r"v = qh/keep", "holds"),
        (r"\frac{\partial h}{\partial v} = keep / q", "holds under"),
        (r"\frac{\partial h}{\partial v} = q / keep", "wrong"),
        (r"h = v*keep / (1 - q)", "wrong"),
    ],
)
@pytest.mark.parametrize("table", [{"keep": "keep"}, {}])  # a name of the model that is a word needs no declaration
def test_a_slash_divides_a_whole_word(row, expected, table):
    spec = """
    [model]
    inputs = { keep = ["n"], q = [], s = ["n"] }
    parameters = { v = ["n"] }
    equations = '''
    h = v*keep/q
    J = sum(s*h**3)
    '''
    """
    assert check(derive.loads(spec), f"$${row}$$", table).rows[0].verdict == expected


SCALED = """
[model]
inputs = { c = ["m"] }
parameters = { r = ["m"] }
equations = '''
q = sin(r)
E = sum(c*q**2)
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\sum_k \nabla_{q_k} q_k = 2 E", "holds"),
        (r"\sum_k \nabla_{q_k} q_k = E", "wrong"),
        (r"\nabla_q = 2 c \odot q", "holds"),
    ],
)
def test_a_declared_gradient_in_front_of_its_variable_is_a_factor(row, expected):
    symbols = {"q_i": "q[i]", r"\nabla_{q_i}": "grad q[i]", r"\nabla_q": "grad q"}
    assert check(derive.loads(SCALED), f"$${row}$$", symbols).rows[0].verdict == expected


@pytest.mark.parametrize("key", [r"P(o \mid c)", r"P(\cdot \mid c)"])
def test_a_dot_stands_for_all_entries(key):
    declared = {**NOTATION, r"P(o \mid c)": "p[o]", key: "p" if "cdot" in key else "p[o]", "e_o": "basis V"}
    for row, wanted in ((r"P(\cdot \mid c) - e_o", "holds"), (r"e_o - P(\cdot \mid c)", "wrong")):
        rows = check(SKIP, rf"$$ \frac{{\partial L}}{{\partial s}} = {row} $$", declared).rows
        assert [found.verdict for found in rows] == [wanted]


@pytest.mark.parametrize(("slope", "verdict"), [("e^{\\log v}", "holds"), ("-e^{\\log v}", "wrong")])
def test_a_phrase_in_the_script_of_another_symbol(slope, verdict):
    model = derive.loads('[model]\ninputs = { x = ["d"] }\nparameters = { q = ["d"] }\nequations = "J = sum(x + exp(q))"')
    declared = {r"\log v": "q", r"\delta_{\log v}": "grad q"}
    row = rf"$$ \delta_{{\log v}} = {slope} $$"
    assert [found.verdict for found in check(model, row, declared).rows] == [verdict]
