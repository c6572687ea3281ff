"""A declaration that cannot be used costs the rows with its symbol, and no others."""

import pytest

from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.errors import SpecError
from derive.frontends import loads

SPEC = """
[model]
inputs = { x = ["d"], y = ["K"] }
parameters = { W1 = ["h", "d"], W2 = ["K", "h"] }
equations = '''
z1 = W1 @ x
a1 = tanh(z1)
z2 = W2 @ a1
C = sum((z2 - y)**2)
'''
[notation]
"e" = "z2 - y"
"""
TEXT = r"""
$$ \frac{\partial C}{\partial W_2} = 2 e a_1^T $$
$$ Q = 2 W_2^T e $$
$$ \frac{\partial C}{\partial a_1} = Q $$
$$ \frac{\partial C}{\partial z_1} = 2 W_2^T e $$
"""


def judged(line, text=TEXT):
    spec = f"{SPEC}{line}\n"
    return check(loads(spec, "hand.toml"), text, read_declarations(spec, "hand.toml"), explain=False)


def verdicts(report):
    return [row.verdict for row in report.rows]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"Q" = "grad aa1"', "the model has no quantity 'aa1'. Did you mean 'a1'?"),
        ('"Q" = "W2[i,j,k]"', "W2 has 2 axes, and 3 indices are given"),
        ('"Q" = "size Z"', "the model has no size 'Z'"),
        ('"Q" = "function tahn"', "the model has no function 'tahn'. Did you mean 'tanh'?"),
        ('"Q" = "2 *"', "the formula ends too early"),
        ('"Q" = "Q + 1"', "is declared by itself"),
    ],
)
def test_the_other_rows_are_judged(line, said):
    report = judged(line)
    assert verdicts(report) == ["holds", "cannot tell", "cannot tell", "wrong"]
    (lost,) = [words for words in report.understood if words.startswith("not used: hand.toml:13:")]
    assert said in lost
    assert "the declaration cannot be used (hand.toml:13" in report.rows[1].reason


def test_a_usual_letter_is_not_guessed():
    """``a_1`` would be the model's, were it not declared."""
    report = judged('"a_1" = "grad aa1"')
    assert verdicts(report) == ["cannot tell", "not a claim", "cannot tell", "wrong"]


def test_a_key_that_cannot_be_read():
    """The rows that have it are not judged, whatever else they would be read as."""
    report = judged(r'"2\\left( e" = "z2"', TEXT.replace("= 2 e", r"= 2 \left( e \right)"))
    assert verdicts(report)[::3] == ["cannot tell", "wrong"]
    assert "hand.toml:13: [notation]: the symbol '2\\\\left( e' cannot be read" in report.understood[0]


def test_a_table_from_python_names_the_key():
    report = check(loads(SPEC), TEXT, {"e": "z2 - y", "Q": "grad aa1", "P": "grad bb"}, explain=False)
    assert verdicts(report) == ["holds", "cannot tell", "cannot tell", "wrong"]
    assert report.understood[0].startswith("not used: notation['Q']: the model has no quantity 'aa1'")
    assert report.understood[1].startswith("not used: notation['P']: ")


def test_without_a_model():
    """A text that defines everything itself."""
    report = check(None, "$$ L = (w x - y)^2 $$ $$ Q = 2x $$ $$ dL/dw = 2 x (wx - y) $$", {"Q": "\\frac{x"}, explain=False)
    assert verdicts(report) == ["not a claim", "cannot tell", "holds"]


def test_in_a_part():
    line = '[[notation.part]]\nbegins = "Part two"\n"e" = "z2 - y"\n"Q" = "grad aa1"'
    report = judged(line, TEXT + "\nPart two\n" + TEXT)
    assert verdicts(report)[4:] == ["holds", "cannot tell", "cannot tell", "wrong"]


def test_a_part_that_is_not_there_is_an_error():
    with pytest.raises(SpecError, match="does not stand in the text"):
        judged('[[notation.part]]\nbegins = "Nowhere"\n"Q" = "x"')
