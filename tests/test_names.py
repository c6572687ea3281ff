"""Names: what is one, and how it is spelled in Python."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import SpecError
from derive.names import check_name, check_title, fresh_name, python_name


@pytest.mark.parametrize("name", ["W1", "gelu_2", "x", "lambda"])
def test_an_identifier_is_a_name(name):
    assert check_name(name, "parameter") == name


@pytest.mark.parametrize("name", ["", "1x", "_x", "a b", "a-b", "ä", "x\\input{y}", "x;y", "<b>", "x\n"])
def test_anything_else_is_refused(name):
    with pytest.raises(SpecError, match=r"is not a name\. Names start with a letter"):
        check_name(name, "parameter", "spec.toml:3")


def test_a_long_name_is_refused():
    with pytest.raises(SpecError, match=r"spec.toml:3: size 'nnnnnnnnnnnnnnnnnnnn...' is longer than 60 characters"):
        check_name("n" * 61, "size", "spec.toml:3")


@pytest.mark.parametrize("name", ["lambda", "class", "sum", "np", "Params", "match"])
def test_a_taken_word_gets_an_underscore(name):
    assert python_name(name) == f"{name}_"


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}", fullmatch=True))
def test_a_python_name_is_an_identifier(name):
    assert python_name(name).isidentifier() and not keyword.iskeyword(python_name(name))


def test_a_fresh_name_is_numbered():
    assert [fresh_name("z", set()), fresh_name("z", {"z"}), fresh_name("z", {"z", "z1"})] == ["z", "z1", "z2"]


def test_a_title_is_one_line_of_text():
    assert check_title("50 % of $x_1$ & more") == "50 % of $x_1$ & more"
    with pytest.raises(SpecError, match="control characters"):
        check_title("a\nb")
    with pytest.raises(SpecError, match="longer than 400"):
        check_title("a" * 401)
