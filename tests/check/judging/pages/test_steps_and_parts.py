"""Chains after a wrong row, parts of gradients in recurrences, quantities with arguments, stacks, powers that run."""

import pytest

import derive
from derive.check import check

CELL = """
[network]
input = ["T", "d"]
cost = "quadratic"
batch = "none"
layers = [{ layer = "lstm", units = "n", bias = false }]
"""
NAMES = {
    "x_t": "x[t]",
    "h_t": "h1[t]",
    "c_t": "c1[t]",
    "g_t": "g1[t]",
    "i_t": "i1[t]",
    "f_t": "f1[t]",
    "o_t": "o1[t]",
    r"\tilde{g}_t": "z1[t,3]",
    r"\tilde{o}_t": "z1[t,4]",
    "s_t": r"\begin{bmatrix} \tilde{g}_t \\ \tilde{o}_t \end{bmatrix}",
}


@pytest.fixture(scope="module")
def cell():
    return derive.loads(CELL)


def verdicts(text, model=None, notation=None):
    return [row.verdict for row in check(model, text, notation, explain=False).rows]


def test_rows_of_a_chain_stand_under_the_condition_of_its_first_row():
    text = r"""$$ p_i = \frac{e^{a_i}}{\sum_k e^{a_k}} $$ \begin{align}
    \text{If } i = j, \quad \frac{\partial p_i}{\partial a_j} &= p_i - p_i^2 \\ &= p_i (1 - p_j) \end{align}
    \begin{align} \frac{\partial p_i}{\partial a_j} &= p_i (1 - p_j) \end{align}"""
    assert verdicts(text) == ["not a claim", "holds", "holds", "wrong"]


def test_what_follows_rightly_from_a_wrong_row_says_so():
    text = r"""$$ q_i = a_i b_i $$ $$ L = \sum_i q_i^2 $$ $$ \frac{\partial L}{\partial b_i} = 2 a_i q_i $$ \begin{align}
    \frac{\partial L}{\partial a_i} &= q_i b_i \\ &= a_i b_i^2 \\ &= 2 a_i b_i^2 \end{align}"""
    rows = check(None, text, explain=False).rows[3:]
    assert [row.verdict for row in rows] == ["wrong", "wrong", "holds"]
    assert rows[0].follows is None and rows[1].follows == rows[0].row.number
    assert rows[1].reason.startswith("It follows from row")


def test_a_part_of_a_gradient_is_meant_where_the_text_adds_parts(cell):
    row = r"$$ \delta c_{t-1} = \delta c_t \odot f_t $$"
    assert verdicts(row, cell, NAMES) == ["cannot tell"]
    found = check(cell, row + r"$$ \delta c_t += \delta h_t \odot o_t \odot (1 - \tanh^2(c_t)) $$", NAMES, explain=False).rows[
        0
    ]
    assert found.verdict == "holds under" and "comes through c1" in found.convention


@pytest.mark.parametrize("row", [r"\delta c_{t-1} = \delta c_t \odot i_t", r"\delta c_{t-1} = - \delta c_t \odot f_t"])
def test_a_wrong_part_is_wrong(cell, row):
    assert verdicts(f"$$ {row} $$" + r"$$ \delta c_t += \delta h_t $$", cell, NAMES)[0] == "wrong"


def test_a_later_state_by_an_earlier_one_with_all_else_held(cell):
    found = check(cell, r"$$ \frac{\partial c_{t,i}}{\partial c_{t-1,i}} = f_{t,i} $$", NAMES, explain=False).rows[0]
    assert found.verdict == "holds under" and "held" in found.convention
    assert verdicts(r"$$ \frac{\partial c_{t,i}}{\partial c_{t-1,i}} = i_{t,i} $$", cell, NAMES) == ["wrong"]


def test_the_gradient_by_a_stack_is_the_stack_of_gradients(cell):
    right = (
        r"$$ \delta s_t = \begin{bmatrix} \delta g_t \odot (1 - g_t^2) \\ \delta o_t \odot o_t \odot (1 - o_t) \end{bmatrix} $$"
    )
    wrong = right.replace(r"\delta g_t \odot (1 - g_t^2)", r"\delta g_t \odot (1 - g_t)")
    assert verdicts(right, cell, NAMES)[0] in ("holds", "holds under")
    assert verdicts(wrong, cell, NAMES)[0] == "wrong"


def test_vectors_in_a_list_are_below_each_other():
    text = r"$$ u = A x $$ $$ v = B x $$ $$ w = [u, v]^T $$ $$ L = w^T w $$ $$ \frac{\partial L}{\partial u} = 2 u $$"
    assert verdicts(text)[-1] == "holds"


def test_a_superscript_that_counts_steps_is_no_transpose(cell):
    model = derive.loads(CELL.replace('"lstm"', '"rnn"'))
    found = check(model, r"$$ W^t = \delta h_t x_t^T $$", {"W": "W1", "h_t": "h1[t]", "x_t": "x[t]"}, explain=False).rows[0]
    assert found.verdict == "cannot tell"


LINE = r"""$$ f_\theta(x^{(i)}) = \theta_0 + \theta_1 x^{(i)} $$
$$ \text{Loss}(f_\theta(x^{(i)}), y^{(i)}) = \frac{1}{2}(f_\theta(x^{(i)}) - y^{(i)})^2 $$
$$ J(\theta) = \frac{1}{m} \sum_{i=1}^m \text{Loss}(f_\theta(x^{(i)}), y^{(i)}) $$"""


def test_a_function_of_each_example_is_defined_for_every_example():
    rows = r"""$$ \frac{\partial J}{\partial \theta_0} = \frac{1}{m}\sum_{k=1}^m (f_\theta(x^{(k)}) - y^{(k)}) $$
    $$ \frac{\partial J}{\partial \theta_1} = \frac{1}{m}\sum_{i=1}^m (f_\theta(x^{(i)}) - y^{(i)}) x^{(i)} $$
    $$ \frac{\partial J}{\partial \theta_1} = \frac{1}{m}\sum_{i=1}^m (f_\theta(x^{(i)}) - y^{(i)}) $$"""
    assert verdicts(LINE + rows) == [*["not a claim"] * 3, "holds", "holds", "wrong"]


def test_a_quantity_at_an_example_is_its_entry():
    spec = '[model]\ninputs = { x = ["m"], y = ["m"] }\nparameters = { a = [], b = [] }\n'
    spec += 'equations = """\nh = a + b*x\nJ = mean((h - y)**2)\n"""'
    names = {"h_w": "h", "x^{(i)}": "x[i]", "y^{(i)}": "y[i]", "m": "size m"}
    right = r"$$ \frac{\partial J}{\partial b} = \frac{2}{m} \sum_{i=1}^m (h_w(x^{(i)}) - y^{(i)}) x^{(i)} $$"
    assert verdicts(right, derive.loads(spec), names) == ["holds"]
    assert verdicts(right.replace("2}{m", "1}{m"), derive.loads(spec), names) == ["wrong"]


def test_an_activation_stays_a_function():
    text = (
        r"$$ \phi(z_j) = \frac{1}{1 + e^{-z_j}} $$ $$ a_j = \phi(z_j) $$ $$ \frac{\partial a_j}{\partial z_j} = \phi'(z_j) $$"
    )
    assert verdicts(text)[-1] == "holds"


def test_a_matrix_power_may_run_over_an_index():
    text = r"""$$ h_t = W h_{t-1} + U x_t $$ $$ L = \sum_{t=1}^T v^T h_t $$
    $$ \frac{\partial L}{\partial x_t} = U^\top \sum_{i=t}^T (W^\top)^{i-t} v $$
    $$ \frac{\partial L}{\partial x_t} = U^\top \sum_{i=t}^T (W^\top)^{T-t} v $$"""
    assert verdicts(text, None, {"shapes": {"W": ["n", "n"], "U": ["n", "d"], "x_t": ["d"]}})[2:] == ["holds", "wrong"]


def test_a_primed_letter_runs_as_far_as_the_letter_itself():
    text = r"$$ q_{ij} = u_{ij} v_j $$ $$ s_j = \sum_{j' \neq j} q_{1j} $$ $$ r_j = \sum_{j' \neq j} 1 $$"
    rows = r"$$ s_j = r_j q_{1j} $$ $$ s_j = 2 r_j q_{1j} $$"
    assert verdicts(text + rows, None, {"shapes": {"v": ["n"], "u": ["m", "n"]}})[-2:] == ["holds", "wrong"]
