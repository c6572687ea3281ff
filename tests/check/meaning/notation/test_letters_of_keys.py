"""What the letters of a declared symbol stand for: numbers of one digit each, any letter that indexes, letters alike."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

GRID = """
[model]
inputs = { K = [3, 3] }
parameters = { p = [2, 2], q = [2, 2] }
equations = '''
r[i,j] = sum(p[i,k]*q[k,j], k)
e = p*p
J = sum(r*r) + sum(e)
'''
[notation]
"P_{ij}" = "p[i,j]"
"Q_{ij}" = "q[i,j]"
"R_{ij}" = "r[i,j]"
"\\\\nabla R_{ij}" = "grad r[i,j]"
"""

POLICY = """
[model]
inputs = { F = ["S", "A", "n"] }
parameters = { w = ["n"] }
equations = '''
u[s,a] = sum(F[s,a,i]*w[i], i)
P = softmax(u, axis=1)
J = sum(P*P)
'''
[notation]
"f(s,a)" = "F[s,a]"
"\\\\pi(a|s)" = "P[s,a]"
"""

ROWS = """
[model]
inputs = { X = ["n", 2] }
parameters = { V = [2, 2] }
equations = '''
Z = X @ V.T
J = sum(tanh(Z))
'''
[notation]
"v_j" = "V[j]"
"v_k" = "V[k]"
"x^{(i)}" = "X[i]"
"""


def verdicts(spec: str, *rows: str) -> list[str]:
    found = check(derive.loads(spec), "\n".join(f"$${row}$$" for row in rows), read_declarations(spec), explain=False)
    return [row.verdict for row in found.rows]


def test_an_index_of_one_digit_for_each_letter():
    rows = ("R_{12} = P_{11} Q_{12} + P_{12} Q_{22}", "R_{12} = P_{11} Q_{12} + P_{21} Q_{22}")
    assert verdicts(GRID, *rows) == ["holds", "wrong"]
    assert verdicts(GRID, r"\nabla R_{21} = 2 R_{21}", r"\nabla R_{21} = 2 R_{12}") == ["holds", "wrong"]


def test_nabla_in_front_of_a_symbol_that_is_no_cost():
    found = verdicts(GRID, r"\nabla Q_{12} = 2 P_{11} R_{12} + 2 P_{21} R_{22}", r"\nabla Q_{12} = 2 P_{11} R_{12}")
    assert found[0] == "holds under" and found[1] not in ("holds", "holds under")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\pi(a|s) = \frac{e^{f(s,a)^T w}}{\sum_{a'} e^{f(s,a')^T w}}", "holds"),
        (r"\log \pi(a|s) = f(s,a)^T w - \sum_{a'} \log e^{f(s,a')^T w}", "wrong"),
        (r"\log \pi(a|s) = f(s,a)^T w - \log \sum_{b} \exp(f(s,b)^T w)", "holds"),
    ],
)
def test_any_letter_that_indexes_the_meaning(row, expected):
    assert verdicts(POLICY, row) == [expected]


def test_two_letters_that_say_the_same():
    rows = (r"Z_{i1} = v_1^T x^{(i)}", r"Z_{i1} = v_2^T x^{(i)}")
    assert verdicts(ROWS, *rows) == ["holds", "wrong"]


UNITS = """
[model]
inputs = { x = [3], t = [2] }
parameters = { V = [4, 3], U = [2, 4] }
equations = '''
s = V @ x
h = tanh(s)
q = U @ h
J = sum((q - t)**2)
'''
[notation]
"u_i" = "x[i]"
"u_j" = "h[j]"
"v_{ji}" = "V[j,i]"
"v_{kj}" = "U[k,j]"
"q_k" = "q[k]"
"t_k" = "t[k]"
"s_j" = "s[j]"
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial J}{\partial u_j} = 2(q_1 - t_1) v_{1j} + 2(q_2 - t_2) v_{2j}", "holds"),
        (r"\frac{\partial J}{\partial u_j} = 2(q_1 - t_1) v_{1j} - 2(q_2 - t_2) v_{2j}", "wrong"),
        (r"\frac{\partial q_1}{\partial u_j} = v_{j1}", "wrong"),
        (r"\frac{\partial s_j}{\partial u_1} = v_{j1}", "holds"),
        (r"\frac{\partial s_j}{\partial u_1} = v_{j2}", "wrong"),
    ],
)
def test_a_number_in_the_place_of_a_unit_s_letter(row, expected):
    found = check(derive.loads(UNITS), f"$${row}$$", read_declarations(UNITS), explain=False).rows[0]
    assert found.verdict.removesuffix(" under") == expected


SEVERAL = """
[model]
inputs = { Y = ["m", "n"] }
parameters = { X = ["m", "n"] }
assume = "sum(Y, axis=1) == 1"
equations = '''
S = softmax(X)
H = -sum(Y*log(S))/m
'''
[notation]
"D_{S}(H)" = "grad S"
"D_{X}(H)" = "grad X"
"-r_i" = "S[i] - Y[i]"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"D_{X}(H) = \frac{1}{m} (S - Y)", "holds"),
        (r"D_{S}(H) = \frac{1}{m} (S - Y)", "wrong"),
        (r"r_i = Y_i - S_i", "holds"),
        (r"-r_i = Y_i - S_i", "wrong"),
    ],
)
def test_the_quantity_of_a_gradient_is_no_letter_and_a_sign_is_taken_off_the_key(row, verdict):
    assert [found.verdict for found in derive.check(derive.loads(SEVERAL), f"$${row}$$").rows] == [verdict]


def test_a_condition_in_brackets_may_have_a_comma_behind_it():
    spec = POLICY.replace('"\\\\pi(a|s)"', '"\\\\pi(a|s, w)"')
    rows = (r"\sum_b \pi(b|s, w) = 1", r"\sum_b \pi(b|s, w)^2 = 1")
    found = [check(derive.loads(spec), f"$${row}$$", read_declarations(spec)).rows[0].verdict for row in rows]
    assert found[0] == "holds" and found[1] != "holds"
