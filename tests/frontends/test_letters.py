"""A layer's name is its letter where it can be printed as one."""

import derive


def model(*names: str):
    layers = [{"units": 3, "activation": "tanh", "name": name} for name in names]
    return derive.Network(input=2, layers=[*layers, {"units": 1}], cost="quadratic", batch="none")


def test_a_letter_or_a_greek_name_is_printed():
    """The result of the layer, not its weighted input; names in code stay."""
    made = model("Q", "mu")
    assert [made.tensors[name].base for name in ("z1", "a1", "z2", "a2")] == ["z", "Q", "z", "mu"]
    assert r"\mu_{j} &= \tanh\bigl(z^{2}_{j}\bigr)" in derive.derive(made).latex()


def test_a_title_prints_the_letter():
    """In the table as in the theorems."""
    text = derive.derive(derive.load("attention")).latex()
    assert "derivative with respect to the output $V$ of layer 3" in text
    assert r"\frac{\partial C}{\partial Q_{tj}} &= \frac{1}{\sqrt{n_{1}}}" in text


def test_words_and_taken_letters_stay_numbers():
    """A word is no letter; x, C and the letters of indices and weights mean something else."""
    made = model("encoder", "W", "j", "C")
    assert [made.tensors[f"a{number}"].base for number in (1, 2, 3, 4)] == ["a"] * 4


def test_the_letter_holds_in_batch_rows():
    assert "Q_{nj}" in derive.derive(model("Q")).latex(notation="rows") or "Q_{j}" in derive.derive(model("Q")).latex()
