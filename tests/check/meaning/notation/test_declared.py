"""The table [notation]: symbols, values, and what is refused."""

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import from_mapping, read_declarations
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.resolve import entries
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import Formula, FunctionOf, GradientOf, NumberOf, Part, SizeOf
from derive.check.reading import parse
from derive.check.reading.printer import latex
from derive.check.reading.syntax import Name, Number
from derive.errors import SpecError
from derive.frontends import loads

SPEC = """
[model]
inputs = { x = ["d"], y = ["K"] }
parameters = { W1 = ["h", "d"], W2 = ["K", "h"] }
constants = { rate = 0.25 }
equations = '''
z1 = W1 @ x
a1 = tanh(z1)
z2 = W2 @ a1
C = sum((z2 - y)**2)
'''
"""


@pytest.fixture(scope="module")
def world():
    return SpecWorld(loads(SPEC))


def first(world, table, symbol):
    dictionary = Dictionary(world, entries(from_mapping(table), world))
    return dictionary.lookup(parse(symbol))[0].meaning


@pytest.mark.parametrize(
    ("key", "value", "symbol", "meaning"),
    [
        ("W^{[1]}", "W1", "W^{[1]}", Part("W1", (None, None))),
        ("W^{[1]}", "W1", "W^{[1]}_{jk}", Part("W1", (Name("j"), Name("k")))),
        ("w_{jk}", "W2[k,j]", "w_{mn}", Part("W2", (Name("n"), Name("m")))),
        ("w_j", "W2[j]", "w_3", Part("W2", (Number("3"), None))),
        (r"\bar{h}", "grad a1", r"\bar{h}", GradientOf(Part("a1", (None,)))),
        (r"\delta_j", "grad z1[j]", r"\delta_k", GradientOf(Part("z1", (Name("k"),)))),
        ("A", "W1.T", "A", Part("W1", (None, None), transposed=True)),
        ("A", "W1.T", "A_{jk}", Part("W1", (Name("k"), Name("j")))),
        ("n", "size K", "n", SizeOf("K")),
        ("g", "function tanh", "g'", FunctionOf("tanh", 1)),
        (r"\eta", "rate", r"\eta", NumberOf("number", 0.25)),
        (r"\lambda", 0.1, r"\lambda", NumberOf("number", 0.1)),
        (r"\bar h", "-grad a1", r"\bar h", GradientOf(Part("a1", (None,)), negative=True)),
        (r"\lambda", "0.01", r"\lambda", Formula(Number("0.01"), plain=True)),
    ],
)
def test_meanings(world, key, value, symbol, meaning):
    assert first(world, {key: value}, symbol) == meaning


def test_a_formula_keeps_the_letters_of_the_symbol(world):
    meaning = first(world, {"e_k": "z2[k] - y[k]"}, "e_j")
    assert isinstance(meaning, Formula)
    terms = [(sign, term.base, term.sub[0].items) for sign, term in meaning.node.terms]
    assert terms == [(1, "z2", (Name("j"),)), (-1, "y", (Name("j"),))]


def test_a_formula_in_latex_stays_as_it_is(world):
    meaning = first(world, {"r_k": r"\frac{z_k}{2}"}, "r_j")
    assert latex(meaning.node) == latex(parse(r"\frac{z_j}{2}"))


def test_letters_that_tell_layers_apart_mean_themselves(world):
    table = {"a_i": "x[i]", "a_j": "a1[j]", "a_k": "z2[k]"}
    assert first(world, table, "a_j") == Part("a1", (Name("j"),))
    assert first(world, table, "a_k") == Part("z2", (Name("k"),))
    dictionary = Dictionary(world, entries(from_mapping(table), world))
    assert not any(isinstance(reading.meaning, Part) for reading in dictionary.lookup(parse("a_m")))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('"W" = "W3"', "the model has no quantity 'W3'. Known: x, y, W1, W2"),
        ('"h" = "grad aa1"', "the model has no quantity 'aa1'. Did you mean 'a1'?"),
        ('"g" = "function tahn"', "the model has no function 'tahn'. Did you mean 'tanh'?"),
        ('"W" = "W1[i,j,k]"', "W1 has 2 axes, and 3 indices are given"),
        ('"n" = "size Q"', "the model has no size 'Q'"),
    ],
)
def test_mistakes_are_told_with_their_line(world, line, words):
    text = SPEC + "\n[notation]\n" + line + "\n"
    with pytest.raises(SpecError) as error:
        entries(read_declarations(text, "hand.toml"), world)
    assert words in str(error.value)
    assert f"hand.toml:{text.count(chr(10), 0, text.index(line)) + 1}" in str(error.value)


@pytest.mark.parametrize(
    ("line", "words"),
    [('"x + y" = "W1"', "'x + y' is not a symbol"), ('"x" = true', "the meaning of 'x' cannot be true")],
)
def test_keys_that_cannot_be_read_are_kept_with_their_line(line, words):
    (unread,) = read_declarations(SPEC + "\n[notation]\n" + line + "\n", "hand.toml").unread
    assert words in unread.said
    assert unread.said.startswith(f"hand.toml:{SPEC.count(chr(10)) + 3}: ")


def test_a_specification_with_a_notation_table_still_loads():
    model = loads(SPEC + '\n[notation]\n"A" = "a1"\n')
    assert model.cost.name == "C"
    assert read_declarations('notation = "rows"\n').family == "rows"
    assert derive.load("nielsen").name == "nielsen"


def test_a_quantity_with_an_underscore_is_no_latex():
    model = loads(SPEC.replace("z1", "z_1").replace("z2", "z_2"))
    assert first(SpecWorld(model), {"z": "z_2"}, "z") == Part("z_2", (None,))


def test_a_symbol_with_a_meaning_of_its_own_is_no_power_of_an_abbreviation(world):
    dictionary = Dictionary(world, entries(from_mapping({"W": r"\begin{bmatrix} W^c & W^c \end{bmatrix}", "W^c": "W1"}), world))
    assert [reading.meaning for reading in dictionary.lookup(parse("W^c"))] == [Part("W1", (None, None))]


CLASSES = """
[model]
inputs = { X = ["N", "D"], y = { shape = ["N"], integer = true, below = "C" } }
parameters = { W = ["D", "C"] }
equations = '''
s = X @ W
L = sum(maximum(0, s[i,j] - s[i,y[i]] + 1), i, j)
'''
[notation]
"s_{iy_i}" = "s[i,y[i]]"
"""


def test_a_quantity_in_a_script_is_no_letter_for_any_index():
    claims = (
        r"$$s_{ij} = \sum_k X_{ik} W_{kj}$$",
        r"$$\nabla_{s_{ij}} L = 1(s_{ij} - s_{iy_i} + 1 > 0), j \neq y_i$$",
    )
    rows = "\n".join(claims)
    found = check(derive.loads(CLASSES), rows, read_declarations(CLASSES)).rows
    assert [row.verdict for row in found] == ["holds", "holds"]


def test_a_declared_e_is_no_number(world):
    dictionary = Dictionary(world, entries(from_mapping({"e^T": "z1"}), world))
    assert [reading.meaning for reading in dictionary.lookup(parse("e^T"))] == [Part("z1", (None,))]


def test_an_index_with_a_star_is_no_entry_of_a_label():
    """``y_{j^*}`` says nothing of ``y_j``."""
    model = derive.loads("""
[model]
inputs = { js = { shape = [], integer = true, below = "V" } }
parameters = { x = ["V"] }
equations = "y = softmax(x); E = -log(y[js])"
""")
    table = {"y_{j^*}": "y[js]", "x_{j^*}": "x[js]"}
    text = r"$$ y_j = \frac{e^{x_j}}{\sum_k e^{x_k}} $$ $$ E = -\log y_{j^*} $$ $$ E = \log y_{j^*} $$"
    assert [row.verdict for row in check(model, text, table, explain=False).rows] == ["holds", "holds", "wrong"]


@pytest.mark.parametrize(("sign", "verdict"), [("", "holds"), ("-", "wrong")])
def test_a_bold_difference_is_what_stands_in_brackets(sign, verdict):
    model = derive.loads("[model]\nparameters = { y = ['n', 'd'] }\nequations = 'L = sum(y**2)'")
    row = rf"\sum_j \left(\mathbf{{y_i - y_j}}\right) = {sign}\sum_j \left(\mathbf{{y_i}} - \mathbf{{y_j}}\right)"
    table = {r"\mathbf{y_i}": "y[i]", r"\mathbf{y_j}": "y[j]", r"\mathbf{y_i - y_j}": "y[i] - y[j]"}
    assert [found.verdict for found in check(model, f"$$ {row} $$", table, explain=False).rows] == [verdict]


def test_the_information_of_a_parameter_is_no_identity_matrix():
    model = derive.loads("[model]\ninputs = { g = ['N'] }\nparameters = { b = [] }\nequations = 'l = sum((g*b)**2)'")
    rows = check(
        model, r"$$ I_\beta(\beta) = \sum_i g_i^2 $$ $$ \mathcal{I} = 2 \sum_i g_i^2 $$", {r"\beta": "b"}, explain=False
    ).rows
    assert "wrong" not in [row.verdict for row in rows]
