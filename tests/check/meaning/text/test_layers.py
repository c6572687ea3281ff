"""Texts without a specification: shapes that they state, layers by number, letters of units that name layers."""

from __future__ import annotations

from derive.check import check


def verdicts(text: str) -> list[str]:
    return [row.verdict for row in check(None, text, explain=False).rows]


def test_stated_shapes_are_as_good_as_declared_ones() -> None:
    text = r"""Let $W\in\mathbb{R}^{p\times q}$ and $x\in\mathbb{R}^{q}$.
    \[ u = W x \] \[ E = \frac12 u^\top u \]
    \[ \frac{\partial E}{\partial W} = u x^\top \] \[ \frac{\partial E}{\partial x} = W^\top u \]
    \[ \frac{\partial E}{\partial x} = -W^\top u \]"""
    assert verdicts(text)[-3:] == ["holds", "holds", "wrong"]


def test_a_stated_shape_leaves_a_symbol_defined() -> None:
    text = r"""$x\in\mathbb{R}^{n}$, $V\in\mathbb{R}^{m\times n}$, $h\in\mathbb{R}^{m}$ with
    \[ h = \tanh(V x) \] \[ J = \frac12 \sum_i h_i^2 \]
    \[ \frac{\partial J}{\partial V} = (h \odot (1 - h^2)) x^\top \]"""
    report = check(None, text)
    assert report.rows[-1].verdict == "holds"
    assert any(word.startswith("h: defined") and "(m)" in word for word in report.understood)


LAYERS = r"""\[ z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)} \] \[ a^{(l)} = \phi(z^{(l)}) \] \[ J = \frac12 \|a^{(L)} - y\|^2 \]
\[ \delta^{(l)} = \frac{\partial J}{\partial z^{(l)}} \] """


def test_layers_of_any_number() -> None:
    right = r"""\[ \delta^{(l)} = ((W^{(l+1)})^\top \delta^{(l+1)}) \odot \phi'(z^{(l)}) \]
    \[ \frac{\partial J}{\partial b^{(l)}} = \delta^{(l)} \]"""
    wrong = r"\[ \delta^{(l)} = (W^{(l+1)} \delta^{(l+1)}) \odot \phi'(z^{(l)}) \]"
    assert verdicts(LAYERS + right + wrong)[-3:] == ["holds", "holds", "wrong"]


def test_what_is_stated_for_the_next_layer_defines_every_layer() -> None:
    text = r"""\[ s^{l+1} = A^{l+1} h^{l} \] \[ h^{l} = f(s^{l}) \] \[ L = \frac12 \sum_i (h^D_i - t_i)^2 \]
    \[ \frac{\partial L}{\partial s^D_i} = (h^D_i - t_i) f'(s^D_i) \]
    \[ \frac{\partial L}{\partial s^D_i} = (h^D_i - t_i) f(s^D_i) \]"""
    assert verdicts(text)[-2:] == ["holds", "wrong"]


def test_the_argument_of_an_activation_gets_the_name_that_stands_elsewhere() -> None:
    text = r"""\[ a^l = \sigma(W^l a^{l-1} + b^l) \] \[ C = \frac12 \|a^L - y\|^2 \]
    \[ \frac{\partial C}{\partial z^L_j} = (a^L_j - y_j) \sigma'(z^L_j) \]"""
    assert verdicts(text)[-1] == "holds"


UNITS = r"""\[ s_j = \sum_i v_{ij} r_i + c_j \] \[ r_j = f(s_j) \] \[ E = \frac12 \sum_k (r_k - y_k)^2 \]
\[ \frac{\partial E}{\partial s_k} = (r_k - y_k) f'(s_k) \]
\[ \frac{\partial E}{\partial v_{jk}} = \frac{\partial E}{\partial s_k} r_j \] """


def test_letters_of_units_name_layers() -> None:
    hidden = r"\[ \frac{\partial E}{\partial v_{ij}} = f'(s_j) r_i \sum_k (r_k - y_k) f'(s_k) v_{jk} \]"
    wrong = r"\[ \frac{\partial E}{\partial v_{ij}} = r_i \sum_k (r_k - y_k) f'(s_k) v_{jk} \]"
    assert verdicts(UNITS + hidden + wrong)[-4:] == ["holds", "holds", "holds", "wrong"]


def test_what_is_defined_whole_and_by_entries_is_one_quantity() -> None:
    text = r"""\[ y = \gamma \cdot x + \beta \] \[ y_{nd} = \gamma_d x_{nd} + \beta_d \] \[ L = \sum_{n,d} y_{nd}^2 \]
    \[ \frac{\partial L}{\partial \gamma_d} = 2 \sum_n y_{nd} x_{nd} \]"""
    assert verdicts(text)[-1] == "holds"


def test_a_cost_that_nothing_defines_is_any_function() -> None:
    text = r"""\[ u_j = m_j + s_j e_j \] \[ \frac{\partial R}{\partial s_j} = e_j \frac{\partial R}{\partial u_j} \]
    \[ \frac{\partial R}{\partial s_j} = s_j \frac{\partial R}{\partial u_j} \]"""
    assert verdicts(text)[1] == "holds"
    assert verdicts(text)[2] != "holds"


def test_the_chain_rule_of_symbols_that_nothing_defines() -> None:
    text = r"""\[ \frac{\partial C}{\partial w} = \frac{\partial C}{\partial p} \frac{\partial p}{\partial s}
    \frac{\partial s}{\partial w} \]
    \[ \frac{\partial p}{\partial s} = p (1 - p) \]"""
    assert verdicts(text) == ["holds", "cannot tell"]


def test_a_temperature_is_a_number_and_a_transpose_is_none() -> None:
    text = r"""\[ p_i = \frac{e^{s_i / T}}{\sum_j e^{s_j / T}} \] \[ L = - \sum_i y_i \log p_i \]
    \[ \frac{\partial L}{\partial p_i} = - \frac{y_i}{p_i} \] \[ \log p_i = \frac{s_i}{T} - \log \sum_j e^{s_j / T} \]"""
    assert verdicts(text)[-2:] == ["holds", "holds"]


def test_a_letter_below_one_symbol_only_counts_nothing() -> None:
    text = r"""\[ S = \frac{Q K^\top}{\sqrt{d_k}} \] \[ E = \sum_{i,j} S_{ij}^2 \]
    \[ \frac{\partial E}{\partial Q} = \frac{2}{\sqrt{d_k}} S K \]"""
    assert verdicts(text)[-1] == "holds"


def test_a_derivative_by_nothing_breaks_no_text() -> None:
    text = r"""\[ z = w x \] \[ L = z^2 \] \[ \nabla L = \partial L \] \[ \frac{\partial L}{\partial z} = 2 z \]"""
    assert verdicts(text)[-1] == "holds"
