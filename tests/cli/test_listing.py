"""`derive list`."""

from __future__ import annotations

import pytest

CONTRACT = {
    "layers": "dense",
    "activations": "identity sigmoid tanh relu leaky_relu elu selu softplus softsign silu gelu gelu_tanh mish "
    "hard_tanh hard_sigmoid hard_swish exp sin softmax log_softmax",
    "costs": "quadratic mse mae huber binary_cross_entropy binary_cross_entropy_logits cross_entropy cross_entropy_logits "
    "nll hinge multiclass_hinge kl poisson gaussian cosine",
    "notations": "nielsen rows",
    "gallery": "nielsen nielsen-depth-L mazur xor logistic softmax-regression digits autoencoder-tied mlp-relu-512 poisson "
    "heteroscedastic",
}


@pytest.mark.parametrize("kind", CONTRACT)
def test_names_of_the_contract(cli, kind):
    """Each name that specifications may rely on stands at the start of a line, with words about it."""
    status, out, err = cli("list", kind)
    assert (status, err) == (0, "")
    first = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert set(CONTRACT[kind].split()) <= first.keys()
    assert all(len(first[name].split()) > 1 for name in CONTRACT[kind].split())


def test_without_a_kind_everything_is_listed(cli):
    """Five tables."""
    out = cli("list").out
    assert all(title in out for title in ("Layers", "Activations", "Costs", "Notations", "Gallery"))


def test_a_pipe_gets_no_colours(cli):
    """Plain text where nobody watches."""
    assert "\x1b" not in cli("list", "activations").out
