"""`derive show` and `derive code`."""

from __future__ import annotations

import pytest


def test_one_quantity(cli):
    """Naming a quantity prints less than the whole, and its theorem."""
    whole, part = cli("show", "xor"), cli("show", "xor", "W1")
    assert (part.status, part.err) == (0, "")
    assert 0 < len(part.out) < len(whole.out)


@pytest.mark.parametrize(
    ("style", "begins"),
    [("latex", "\\documentclass"), ("markdown", "#"), ("html", "<!DOCTYPE html>")],
)
def test_formats(cli, style, begins):
    """Each format begins as it must (after a comment on its origin)."""
    status, out, err = cli("show", "xor", "--format", style)
    assert (status, err) == (0, "")
    assert begins.lower() in out[:600].lower()


def test_levels_of_detail_grow(cli):
    """brief < textbook < full."""
    lengths = [len(cli("show", "xor", "--detail", level).out) for level in ("brief", "textbook", "full")]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]


def test_forms_differ(cli):
    """Index form, matrix form and both are three texts."""
    assert len({cli("show", "xor", "--form", form).out for form in ("index", "matrix", "both")}) == 3


def test_code_is_python(cli):
    """The module and its test compile, and carry the contract's names."""
    status, out, err = cli("code", "xor")
    assert (status, err) == (0, "")
    names = compile(out, "gradient.py", "exec").co_names
    assert {"Params", "init", "value", "value_and_grad", "Workspace"} <= set(names)
    compile(cli("code", "xor", "--test").out, "test_gradient.py", "exec")
    assert "float32" in cli("code", "xor", "--dtype", "float32").out


def test_no_code_for_an_open_depth(cli):
    """The refusal says what is open, and what there is instead."""
    status, out, err = cli("code", "nielsen-depth-L")
    assert (status, out) == (3, "")
    assert "'nielsen-depth-L' has no code: a depth, a width or a function is left open in it." in err
    assert "`derive show`" in err
