"""Emitted modules as modules: cached, picklable, with lines in their tracebacks."""

import pickle
import traceback

import numpy as np
import pytest

from derive.emit import compile_module


def test_tracebacks_show_the_line():
    module = compile_module("def fail():\n    return 1 / 0  # here\n", "failing")
    with pytest.raises(ZeroDivisionError) as caught:
        module.fail()
    assert "1 / 0  # here" in "".join(traceback.format_exception(caught.value))


def test_the_same_source_is_one_module():
    assert compile_module("x = 1\n", "same") is compile_module("x = 1\n", "same")


def test_parameters_can_be_pickled():
    source = "from typing import NamedTuple\nclass Params(NamedTuple):\n    W: object\n"
    params = compile_module(source, "a name-with signs").Params(np.ones(2))
    assert type(pickle.loads(pickle.dumps(params))) is type(params)
