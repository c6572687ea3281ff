"""The built-in examples: every one loads, says what it is, and shows the format."""

from __future__ import annotations

import tomllib

import pytest

from derive import frontends
from derive.frontends import gallery
from derive.names import check_title


@pytest.mark.parametrize("name", gallery.names())
def test_every_example_loads(name):
    model = frontends.load(name)
    assert model.name == name and model.title and model.equations[-1].lhs.indices == ()
    assert all(equation.label and equation.place.startswith(f"{name}.toml:") for equation in model.equations)


def test_the_examples_of_the_contract_are_there():
    wanted = {
        "nielsen",
        "nielsen-depth-L",
        "mazur",
        "xor",
        "logistic",
        "softmax-regression",
        "digits",
        "autoencoder-tied",
        "mlp-relu-512",
    }
    assert wanted | {"poisson", "heteroscedastic", "linear-network", "one-neuron", "huber-regression", "gelu-mlp"} <= set(
        gallery.names()
    )


def test_every_example_has_a_description_of_one_line():
    for name, words in gallery.describe().items():
        assert check_title(words) and name


def test_a_file_and_a_name_give_the_same_model():
    assert frontends.load(gallery.path("xor")).equations[0].rhs == frontends.load("xor").equations[0].rhs


def test_together_they_show_every_key_of_a_network():
    from derive.frontends import layers

    tables = [tomllib.loads(gallery.path(name).read_text(encoding="utf-8")) for name in gallery.names()]
    used = {key for table in tables for key in table.get("network", {})}
    assert used >= set(layers.KEYS) - {"input_gradients"}
    assert {key for table in tables for layer in table.get("network", {}).get("layers", []) for key in layer} >= {
        "exceptions",
        "weights",
    }


def test_mazurs_numbers_are_the_posts():
    model = frontends.load("mazur")
    assert model.initial["W2"] == "[[0.4, 0.45], [0.5, 0.55]]" and model.example_size is None
