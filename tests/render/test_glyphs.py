"""Names of users become letters that we chose, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.render.glyphs import escape, function_glyph, glyph


@pytest.mark.parametrize(
    ("name", "latex", "text", "sub"),
    [
        ("w", "w", "w", ""),
        ("alpha", r"\alpha", "α", ""),
        ("lambda_max", r"\lambda", "λ", r"\mathrm{max}"),
        ("x_hat", r"\hat{x}", "x\u0302", ""),
        ("W_q", "W", "W", "q"),
        ("W1", "W", "W", "1"),
        ("beta2", r"\beta", "β", "2"),
        ("eps", r"\varepsilon", "ε", ""),
        ("loss", r"\mathrm{loss}", "loss", ""),
    ],
)
def test_identifiers(name, latex, text, sub):
    """Greek letters, accents and subscripts are recognised; words stand upright."""
    found = glyph(name)
    assert (latex, text, sub) == (found.latex, found.text, found.sub_latex)


def test_a_command_in_a_name_is_only_letters():
    """A name that spells a LaTeX command prints as upright letters."""
    assert glyph("input").latex == r"\mathrm{input}"
    assert function_glyph("softplus").latex == r"\operatorname{softplus}"


@given(st.text(max_size=40))
def test_escaped_text_holds_no_command_but_ours(text):
    """Whatever the text, no brace, dollar or unknown command is left in it."""
    escaped = escape(text)
    for ours in (
        r"\textbackslash{}",
        r"\textasciicircum{}",
        r"\textasciitilde{}",
        r"\textless{}",
        r"\textgreater{}",
        r"\textbar{}",
    ):
        escaped = escaped.replace(ours, "")
    assert not any(bare in escaped.replace(r"\%", "") for bare in ("%",))
    assert "\n" not in escaped
