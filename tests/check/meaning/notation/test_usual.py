"""Symbols of the usual notations, without declarations."""

import pytest

import derive
from derive.check.meaning.notation.letters import families
from derive.check.meaning.notation.variants import variants
from derive.check.meaning.symbols import FunctionOf, GradientOf, IndexLetter, Kronecker, Part, SizeOf
from derive.check.reading import parse, read
from derive.check.reading.syntax import Name


@pytest.fixture(scope="module")
def found():
    model = derive.load("nielsen")
    return {family.name + ("" if v.world.model.example_size is None else " batch"): v.symbols
            for family in families() for v in reversed(variants(model, (), notation=family.name, limit=99))
            if len(v.words) == 1}  # fmt: skip


def first(symbols, latex):
    name = parse(latex)
    assert isinstance(name, Name)
    return symbols.lookup(name)[0].meaning


@pytest.mark.parametrize(
    ("notation", "latex", "quantity"),
    [
        ("nielsen", "w^2_{jk}", "W2"),
        ("nielsen", "a^{1}", "a1"),
        ("nielsen", "a^l", "a@"),
        ("nielsen", "C", "C"),
        ("bishop", "a^{(1)}_j", "z1"),
        ("bishop", "z^{(1)}_j", "a1"),
        ("bishop", "t_k", "y"),
        ("bishop", "E", "C"),
        ("rumelhart", r"\mathrm{net}^{2}_j", "z2"),
        ("rumelhart", "O^{2}", "a2"),
        ("ufldl", "W^{(1)}", "W1"),
        ("ufldl", "J", "C"),
        ("rows", r"\mathbf{Z}^{[2]}", "z2"),
        ("nielsen", r"\hat{y}", "a2"),
        ("nielsen", r"\mathcal{L}", "C"),
        ("nielsen", "n_{l-1}", "n@"),
    ],
)
def test_quantities(found, notation, latex, quantity):
    meaning = first(found[notation], latex)
    assert isinstance(meaning, Part)
    assert meaning.quantity == quantity


def test_indices_stand_in_the_order_of_the_axes(found):
    meaning = first(found["nielsen"], "w^l_{jk}")
    assert meaning == Part("W@", (Name("l"), Name("j"), Name("k")))
    assert first(found["nielsen"], "w^2") == Part("W2", (None, None))


def test_errors_and_kroneckers_deltas(found):
    symbols = found["nielsen"]
    assert first(symbols, r"\delta^2_j") == GradientOf(Part("z2", (Name("j"),)))
    assert first(symbols, r"\delta^{l+1}").part.quantity == "z@"
    assert first(symbols, r"\delta_{ij}") == Kronecker(Name("i"), Name("j"))


def test_the_example_above_a_letter_means_its_own_cost(found):
    meaning = first(found["nielsen batch"], r"\delta^{n,1}_j")
    assert meaning == GradientOf(Part("z1", (Name("n"), Name("j"))), "Cn")
    assert first(found["nielsen batch"], "C_n") == Part("Cn", (Name("n"),))


def test_functions_sizes_and_letters(found):
    symbols = found["nielsen"]
    assert first(symbols, r"\sigma'") == FunctionOf("sigmoid", 1)
    assert first(symbols, "n_1") == SizeOf("n_1")
    assert first(symbols, "L") == SizeOf("layers")
    assert first(symbols, "j") == IndexLetter("j")
    assert symbols.lookup(parse("q^{7}_{j}")) == ()


def test_what_is_left_of_the_scripts_is_handed_on(found):
    (reading,) = found["nielsen"].lookup(parse("{w^2}^T"))
    assert reading.meaning == Part("W2", (None, None))
    assert reading.rest == (Name("T"),)


def test_the_letters_of_a_text_choose_the_notation():
    text = r"$$E = \frac12 \sum_k (z^{(2)}_k - t_k)^2, \quad z^{(1)}_j = h(a^{(1)}_j)$$"
    best = variants(derive.load("nielsen"), read(text).rows, limit=3)
    assert best[0].words[0] == "read in the notation 'bishop'"
    assert best[0].world.model.example_size is None


def test_families_that_agree_on_a_text_are_one():
    text = r"$$a^2 = W^2 h^1$$"
    named = {v.words[0] for v in variants(derive.load("nielsen"), read(text).rows, limit=99)}
    assert len(named) < len(families())


def test_layers_that_count_the_input_are_offered():
    text = r"$$z^{(2)} = W^{(1)} a^{(1)} + b^{(1)}, \quad a^{(3)} = f(z^{(3)})$$"
    offered = variants(derive.load("nielsen"), read(text).rows, limit=6)
    shifted = next(v for v in offered if "the input is layer 1, and the weights after it are those of layer 1" in v.words)
    assert first(shifted.symbols, "z^{(2)}") == Part("z1", (None,))
    assert first(shifted.symbols, "W^{(1)}") == Part("W1", (None, None))
    assert first(shifted.symbols, "a^{(1)}").quantity == "x"


def test_columns_as_examples():
    offered = variants(derive.load("nielsen"), (), limit=99)
    columns = next(v for v in offered if "examples are columns" in v.words)
    assert first(columns.symbols, "Z^{[1]}") == Part("z1", (None, None), transposed=True)
    assert first(columns.symbols, "W^{[1]}") == Part("W1", (None, None))


TABLE = """\
name = "table"
[network]
input = [4]
cost = "sequence_cross_entropy"
batch = "mean"
layers = [{ layer = "embedding", classes = 5, units = 3 }, { layer = "dense", units = 5, activation = "softmax" }]
"""


@pytest.mark.parametrize(("latex", "quantity"), [("E_n", "Cn"), ("E", "C"), ("E^{(1)}_{jk}", "E1"), ("E^{(1)}", "E1")])
def test_the_cost_comes_before_an_array_of_the_same_letter(latex, quantity):
    """Bishop's error E_n beside the table E^{(1)} of an embedding."""
    offered = variants(derive.loads(TABLE), (), notation="bishop", limit=99)
    of_a_batch = next(v for v in offered if len(v.words) == 1 and v.world.model.example_size)
    meaning = first(of_a_batch.symbols, latex)
    assert isinstance(meaning, Part)
    assert meaning.quantity == quantity
