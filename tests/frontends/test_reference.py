"""The reference names what the frontends accept, all of it."""

from __future__ import annotations

import re

from derive import frontends
from derive.frontends import layers
from derive.frontends.calls import FUNCTIONS as CALLS
from derive.frontends.formula_model import KEYS as MODEL_KEYS
from derive.frontends.reference import FUNCTIONS, KEYS
from derive.layers.signatures import FUNCTIONS as LAYERS


def words(texts):
    return set(re.findall(r"[A-Za-z_0-9]+", " ".join(texts)))


def test_every_function_is_listed():
    assert {*CALLS, *LAYERS} <= words(name for name, _ in FUNCTIONS)


def test_every_key_is_listed():
    listed = words(f"{where} {key} {text}" for where, key, text in KEYS)
    assert {*frontends.KEYS, *layers.KEYS, *MODEL_KEYS} <= listed
