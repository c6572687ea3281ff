"""A letter that usage takes for the cost is not called wrong where it may be something else."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { v = ["D"] }
parameters = { b = ["D"] }
equations = '''
F = dot(b, v)
C = F**2
'''
"""


def verdicts(text: str, spec: str = SPEC) -> list[str]:
    return [row.verdict for row in check(derive.loads(spec), text, read_declarations(spec), explain=False).rows]


def test_two_letters_are_not_both_the_cost():
    assert verdicts(r"$$\ell(b) = -\mathcal{L}(b)$$ $$F = E + 1$$") == ["cannot tell", "cannot tell"]


def test_another_letter_beside_the_cost_itself():
    """Where the text uses the specification's name, another letter is its own."""
    assert verdicts(r"$$C = F^2$$ $$E = F^3$$") == ["holds", "not a claim"]


def test_the_only_letter_that_can_be_the_cost_is_it():
    assert verdicts(r"$$\frac{\partial E}{\partial F} = 2F$$ $$\frac{\partial E}{\partial b} = F v$$") == ["holds", "wrong"]


def test_what_is_declared_is_no_guess():
    declared = SPEC + '[notation]\n"E" = "C"\n'
    assert verdicts(r"$$C = F^2$$ $$E = F^3$$", declared) == ["holds", "wrong"]
