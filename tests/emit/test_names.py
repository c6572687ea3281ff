"""Names of strangers become identifiers; text becomes harmless."""

import keyword

from hypothesis import given
from hypothesis import strategies as st

from derive.emit.names import RESERVED, Names, comment, identifier


def test_names_that_python_or_the_module_needs_are_respelt():
    assert [identifier(name) for name in ("lambda", "print", "np", "Params", "match")] == [
        "lambda_",
        "print_",
        "np_",
        "Params_",
        "match_",
    ]


def test_signs_become_underscores():
    assert [identifier(name) for name in ("W^{(1)}", "1st", "_hidden", "", "\u03b4")] == ["W_1", "v1st", "hidden", "v", "v"]


@given(st.text())
def test_every_text_becomes_an_identifier(text):
    name = identifier(text)
    assert name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and name not in RESERVED


def test_each_name_is_handed_out_once():
    names = Names(["a"])
    assert [names.fresh("a"), names.fresh("a"), names.fresh("b")] == ["a_", "a__", "b"]


@given(st.text())
def test_a_comment_is_one_line_that_ends_nothing(text):
    written = comment(text)
    assert len(written.splitlines()) <= 1 and '"""' not in written and "\\" not in written
