"""A text with several models: parts declared in [notation], each judged by its own."""

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.check.session import open_session
from derive.errors import SpecError

SPEC = """
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [ { layer = "dense", units = 4, activation = "sigmoid" } ]
[notation]
"e" = "a1 - y"

[[notation.part]]
begins = "A product of matrices"
"G" = "grad Y"
[notation.part.model]
inputs = { S = ["n", "k"] }
parameters = { W = ["n", "d"], X = ["d", "k"] }
equations = "Y = W @ X; C = sum(S*Y)"

[[notation.part]]
begins = "The layer\\nagain"
"G" = "grad z1"
"""
TEXT = r"""
$$ \frac{\partial C}{\partial W} = (e \odot \sigma'(z)) x^T $$
## A product  of matrices
$$ \frac{\partial C}{\partial W} = G X^T $$
$$ \frac{\partial C}{\partial X} = -W^T G $$
The layer again
$$ G = e \odot \sigma'(z) $$
$$ \frac{\partial C}{\partial W} = G W^T $$
"""


def judged(spec=SPEC, text=TEXT):
    return derive.check(derive.loads(spec), text, explain=False)


def test_each_part_is_judged_by_its_own_model():
    verdicts = [(row.row.number, row.row.place.line, row.verdict) for row in judged().rows]
    assert [verdict for _, _, verdict in verdicts] == ["holds", "holds", "wrong", "holds", "cannot tell"]
    assert [number for number, _, _ in verdicts] == [1, 2, 3, 4, 5]
    assert [line for _, line, _ in verdicts] == [2, 4, 5, 7, 8]


def test_what_was_understood_names_the_line():
    said = judged().understood
    assert any(words.startswith("from line 2: ") for words in said)
    assert any(words.startswith("from line 4: ") for words in said)


def test_symbols_of_the_table_hold_in_parts_without_a_model():
    own = SPEC.replace('"G" = "grad z1"', '"e" = "grad z1"')
    rows = judged(own, TEXT.replace("G = e", "e = (a - y)").replace("G W^T", "e x^T")).rows
    assert [row.verdict for row in rows][3:] == ["holds", "holds"]


def test_a_row_can_be_asked_of_the_judge_of_its_part():
    session = open_session(derive.loads(SPEC), TEXT)
    claims = [session.document.rows[number - 1].claims[0] for number in (2, 4)]
    assert [session.judges(number).holds(c.left, c.right) for number, c in zip((2, 4), claims, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("begins", "said", "hint"),
    [
        (
            "The product of matrices",
            "'The product of matrices', where a part begins, does not",
            "A product  of",
        ),
        ("Something else", "'Something else', where a part begins, does not stand in the text", "Give words"),
        (" ", "part 1: 'begins' is empty", "heading"),
        ("The layer again", "'The layer again' stands in the text only where a part above begins", "Give words"),
    ],
)
def test_refused(begins, said, hint):
    with pytest.raises(SpecError) as error:
        judged(SPEC.replace("A product of matrices", begins).replace("The layer\\nagain", "The layer again"))
    assert said in str(error.value)
    assert hint in error.value.hint


def test_parts_may_be_declared_in_any_order():
    first, *parts = SPEC.split("[[notation.part]]")
    turned = "[[notation.part]]".join([first, *reversed(parts)])
    assert turned != SPEC
    assert [row.verdict for row in judged(turned).rows] == [row.verdict for row in judged(SPEC).rows]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('begins = "A product of matrices"', "", ":10: part 1: the key 'begins' is missing"),
        ("W @ X", "sm(X)", ":16:5: unknown function 'sm'. Did you mean 'sum'?"),
    ],
)
def test_mistakes_in_a_part_have_their_line(old, new, said):
    spec = SPEC.replace(old, new)
    with pytest.raises(SpecError) as error:
        derive.check(derive.loads(SPEC), TEXT, read_declarations(spec))
    assert said in str(error.value)


def test_a_mistake_in_a_declaration_of_a_part_has_its_line():
    spec = SPEC.replace("grad Y", "grad Q")
    report = derive.check(derive.loads(SPEC), TEXT, read_declarations(spec))
    assert any("not used: <spec>:12: the model has no quantity 'Q'" in words for words in report.understood)


def test_an_author_who_writes_sums_in_one_part_has_lost_one_in_another():
    spec = """
[model]
inputs = { x = ["n"] }
parameters = { V = ["k", "m"], W = ["m", "n"] }
equations = "z = W @ x; y = V @ z; L = sum(y**2)"
"""
    first = r"$$ \frac{\partial L}{\partial z_j} = \sum_k 2 y_k V_{kj} $$"
    row = r"$$ \frac{\partial y_k}{\partial x_i} = V_{kj} W_{ji} $$"
    part = {"begins": "Second", "W_{ji}": "W[j,i]"}
    assert [found.verdict for found in check(derive.loads(spec), row, explain=False).rows] == ["holds under"]
    found = check(derive.loads(spec), f"{first}\nSecond\n{row}", {"part": [part]}, explain=False).rows
    assert [each.verdict for each in found] == ["holds", "wrong"]
